import { AuditSealedV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent } from "@wangge/kit";
import type { EpochSealed } from "../../domain/index.ts";

/** The head goes out; which cases it covers stays here. */
export const publishAuditAs = ({ data: { head, signature } }: EpochSealed): readonly PublicEvent[] => [
  publicEvent(AuditSealedV1, { ...head, signature }),
];
