import type { z } from "zod";
import type { EvidenceVault } from "../app/evidence/vault.ts";
import type { KeptEvidence } from "../app/evidence/evidence.ts";
import { openOffer, standingOf } from "../domain/evidence/index.ts";
import type { EvidenceView } from "./evidence-input.ts";

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

export const evidenceView = (
  { id: evidenceId, state, sealed }: KeptEvidence,
  vault: EvidenceVault,
  at: string,
): z.input<typeof EvidenceView> => {
  const { content, offer: _offer, review: _review, usedSeals: _used, names: _names, words: _words, ...rest } = state;
  const { words } = vault.open(evidenceId, sealed) ?? {};
  const offer = openOffer(state, at);
  return defined({
    ...rest,
    capturedBy: [...rest.capturedBy],
    evidenceId,
    point: rest.point && { ...rest.point },
    file: content && { sha256: content.sha256, bytes: content.bytes, mediaType: content.mediaType },
    title: words?.title,
    description: words?.description,
    provider: words?.provider,
    placeOfCapture: words?.place,
    offer: offer && { to: offer.to, place: offer.place, expiresAt: offer.expiresAt, statement: offer.statement },
    standing: standingOf(state),
    exclusion: state.exclusion?.ground,
  });
};
