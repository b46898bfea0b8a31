import type { EvidenceEvent, EvidenceState, Kept, Witness } from "./evidence.ts";

const namesIn = (witnesses: readonly Witness[]): number => witnesses.filter(({ role }) => role !== "officer").length;

const kept = (state: EvidenceState): Kept => {
  if (state.status === "none") throw new Error("evidence that was not captured cannot change");
  return state;
};

export const evolve = (state: EvidenceState, event: EvidenceEvent): EvidenceState => {
  if (event.type === "EvidenceCaptured") {
    const { officers, holder, place, seal, by: _by, at, ...capture } = event.data;
    return {
      status: "kept",
      ...capture,
      capturedBy: officers.map(({ officer }) => officer),
      custody: { holder, place, since: at },
      ...(seal === undefined ? {} : { seal }),
      usedSeals: seal === undefined ? [] : [seal],
      copies: 0,
      names: 0,
    };
  }
  const { offer, seal, ...rest } = kept(state);
  const now = { ...rest, ...(offer === undefined ? {} : { offer }), ...(seal === undefined ? {} : { seal }) };
  const sealed = seal === undefined ? {} : { seal };
  switch (event.type) {
    case "CustodyOffered": {
      const { from, to, place, expiresAt, statement } = event.data;
      return { ...now, offer: { from, to, place, expiresAt, statement } };
    }
    case "CustodyAccepted":
      if (offer === undefined) throw new Error("custody that was not offered cannot be accepted");
      return { ...rest, ...sealed, custody: { holder: offer.to, place: offer.place, since: event.data.at } };
    case "CustodyRefused":
    case "OfferWithdrawn":
      return { ...rest, ...sealed };
    case "StorageMoved":
      return { ...now, custody: { ...now.custody, place: event.data.place } };
    case "EvidenceSealed": {
      const { seal: put, witnesses } = event.data;
      return { ...now, seal: put, usedSeals: [...now.usedSeals, put], names: now.names + namesIn(witnesses) };
    }
    case "SealBroken":
      return { ...rest, ...(offer === undefined ? {} : { offer }), names: rest.names + namesIn(event.data.witnesses) };
    case "CopiesMade":
      return { ...now, copies: now.copies + event.data.count };
    case "ExpertAppointed":
      return { ...now, expert: { institution: event.data.institution } };
    case "ExpertAnswered":
      return { ...now, expert: { institution: now.expert?.institution ?? "", opinion: event.data.opinion } };
    case "MonitoringReviewed":
      return { ...now, review: { fit: event.data.fit } };
    case "EvidenceExcluded":
      return { ...now, exclusion: { ground: event.data.ground } };
    case "WordsErased":
      return { ...now, erased: true };
    case "EvidenceDisposed": {
      const { way, witnesses } = event.data;
      return { ...now, status: "disposed", disposal: way, names: now.names + namesIn(witnesses) };
    }
  }
};
