import { defineService, type Parts, type ServiceDefinition } from "@wangge/kit";
import { createJoint } from "./app/joint.ts";
import { createLeads } from "./app/lead/leads.ts";
import type { Config } from "./config.ts";
import { manifest } from "./manifest.ts";

type Needed = Pick<Parts<Pick<Config, "SWEEP_MS">>, "config" | "store" | "clock" | "log" | "call">;

/** 执法服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = async (parts: Needed): Promise<ServiceDefinition> => {
  const leads = await createLeads(parts);
  const joint = await createJoint({ ...parts, dossiers: { ofOperation: () => Promise.resolve([]) } });
  const all = [leads, joint];
  return defineService({
    manifest,
    actions: { ...leads.actions, ...joint.actions },
    subscriptions: all.flatMap(({ subscriptions }) => subscriptions),
    onStart: async () => {
      for (const part of all) await part.start();
    },
    onStop: async () => {
      for (const part of all) await part.stop();
    },
  });
};
