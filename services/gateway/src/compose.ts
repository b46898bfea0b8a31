import { defineService, type Parts, type ServiceDefinition } from "@wangge/kit";
import type { GatewayConfig } from "./config.ts";
import { manifest } from "./manifest.ts";
import { createGateway } from "./server.ts";

/** 网关. No actions of its own: it offers those of the others over HTTP. */
export const compose = async (
  parts: Pick<Parts<GatewayConfig>, "config" | "broker" | "bus" | "redis" | "log">,
): Promise<ServiceDefinition> => {
  const gateway = await createGateway(parts);
  return defineService({
    manifest,
    actions: {},
    subscriptions: [],
    onStart: gateway.start,
    onDrain: gateway.drain,
    notReady: gateway.notReady,
  });
};
