import type { Decider } from "@wangge/kit/domain";
import type { OperationCommand } from "./commands.ts";
import { decide } from "./decide.ts";
import type { OperationEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { OperationState } from "./operation.ts";

export * from "./commands.ts";
export * from "./events.ts";
export * from "./operation.ts";
export * from "./results.ts";
export { metOf, missingOf } from "./needs.ts";
export { unknownOperation } from "./refuse.ts";

export const operationDecider: Decider<OperationState, OperationCommand, OperationEvent> = {
  name: "enforcement.operation",
  initial: { status: "none" },
  decide,
  evolve,
};
