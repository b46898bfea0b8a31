import type { Decider } from "@wangge/kit/domain";
import { initialAllocation, type AllocationCommand, type AllocationEvent, type AllocationState } from "./allocation.ts";
import { allocationDecisions, type AllocationRules } from "./decide.ts";
import { evolveAllocation } from "./evolve.ts";

export const allocationDeciderWith = (
  rules: AllocationRules,
): Decider<AllocationState, AllocationCommand, AllocationEvent> => ({
  name: "social.allocation",
  initial: initialAllocation,
  decide: allocationDecisions(rules),
  evolve: evolveAllocation,
});

export * from "./allocate.ts";
export type * from "./allocation.ts";
export { linesOf, unknownAllocation, type AllocationRules, type PublicityRule } from "./decide.ts";
export * from "./overlaps.ts";
