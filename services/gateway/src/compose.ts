import { defineService, type Parts, type ServiceDefinition } from "@wangge/kit";
import type { GatewayConfig } from "./config.ts";
import { manifest } from "./manifest.ts";
import { operationsActions } from "./ops/actions.ts";
import { createGateway } from "./server.ts";

/** 网关. Offers the actions of the others over HTTP; its own say how all of them run. */
export const compose = async (
  parts: Pick<Parts<GatewayConfig>, "config" | "broker" | "bus" | "redis" | "log">,
): Promise<ServiceDefinition> => {
  const gateway = await createGateway(parts);
  return defineService({
    manifest,
    actions: operationsActions({ broker: parts.broker, tracesUrl: parts.config.TRACES_URL }),
    subscriptions: [],
    onStart: gateway.start,
    onDrain: gateway.drain,
    notReady: gateway.notReady,
  });
};
