import type { Decider } from "@wangge/kit/domain";
import type { EvidenceCommand } from "./commands.ts";
import { decide } from "./decide.ts";
import type { EvidenceEvent, EvidenceState } from "./evidence.ts";
import { evolve } from "./evolve.ts";

export * from "./commands.ts";
export { openOffer, unknownEvidence } from "./decide.ts";
export { evolve } from "./evolve.ts";
export * from "./evidence.ts";
export * from "./readings.ts";
export * from "./rules.ts";
export * from "./signing-keys.ts";
export * from "./statements.ts";

export const evidenceDecider: Decider<EvidenceState, EvidenceCommand, EvidenceEvent> = {
  name: "enforcement.evidence",
  initial: { status: "none" },
  decide,
  evolve,
};
