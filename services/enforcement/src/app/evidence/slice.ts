import { custodyActions } from "../../edge/custody-actions.ts";
import { evidenceActions } from "../../edge/evidence-actions.ts";
import type { DossierDesk } from "./desk.ts";
import { createEvidence, type EvidenceParts } from "./evidence.ts";

/** 证据, as a part of the service. */
export const createEvidenceSlice = async (parts: EvidenceParts & { readonly desk: DossierDesk }) => {
  const evidence = await createEvidence(parts);
  const edge = { ...parts, evidence };
  return {
    evidence,
    actions: { ...evidenceActions(edge), ...custodyActions(edge) },
    subscriptions: [],
    start: evidence.start,
    stop: evidence.stop,
  };
};
