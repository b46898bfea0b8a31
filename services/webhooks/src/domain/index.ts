import type { Decider } from "@wangge/kit/domain";
import { decide } from "./endpoint/decide.ts";
import type { EndpointCommand, EndpointEvent, EndpointState } from "./endpoint/endpoint.ts";
import { evolve } from "./endpoint/evolve.ts";

export { deliveryDecider, retryAt } from "./delivery/decide.ts";
export * from "./delivery/delivery.ts";
export { isListening } from "./endpoint/decide.ts";
export * from "./endpoint/endpoint.ts";
export * from "./endpoint/wants.ts";
export * from "./grant.ts";
export * from "./refuse.ts";
export * from "./rules.ts";

export const endpointDecider: Decider<EndpointState, EndpointCommand, EndpointEvent> = {
  name: "webhooks.endpoint",
  initial: { status: "none" },
  decide,
  evolve,
};
