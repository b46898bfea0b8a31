import { defineService, type Parts, type ServiceDefinition } from "@wangge/kit";
import { createJoint } from "./app/joint.ts";
import type { Config } from "./config.ts";
import { manifest } from "./manifest.ts";

type Needed = Pick<Parts<Pick<Config, "SWEEP_MS">>, "config" | "store" | "clock" | "log" | "call">;

/** 执法服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = async (parts: Needed): Promise<ServiceDefinition> => {
  const joint = await createJoint({ ...parts, dossiers: { ofOperation: () => Promise.resolve([]) } });
  return defineService({
    manifest,
    actions: { ...joint.actions },
    subscriptions: [],
    onStart: joint.start,
    onStop: joint.stop,
  });
};
