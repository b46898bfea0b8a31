import type { Decider } from "@wangge/kit/domain";
import { decide } from "./decide.ts";
import { evolve } from "./evolve.ts";
import type { AppraisalCommand, AppraisalEvent, AppraisalState } from "./terms.ts";

export { mayMakeEdition, unknownAppraisal } from "./decide.ts";
export * from "./shelf.ts";
export * from "./terms.ts";

export const appraisalDecider: Decider<AppraisalState, AppraisalCommand, AppraisalEvent> = {
  name: "appraisal",
  initial: { status: "none" },
  decide,
  evolve,
};
