import type { Appraisal, AppraisalEvent, AppraisalState, Objection } from "./terms.ts";

const withObjection = (state: Appraisal, id: string, change: Partial<Objection>): Appraisal => ({
  ...state,
  objections: state.objections.map((one) => (one.id === id ? { ...one, ...change } : one)),
});

const answered = (
  state: Appraisal,
  event: Extract<AppraisalEvent, { readonly type: "ObjectionAnswered" }>,
): Appraisal => {
  const { id, status, answer, by, at, exempted, appealBy } = event;
  const isUpheld = status === "upheld" || status === "upheldOnAppeal";
  return {
    ...withObjection(state, id, { status, answer, answeredBy: by, appealBy }),
    isStale: state.isStale || isUpheld,
    exemptions: [
      ...state.exemptions,
      ...exempted
        .filter((caseId) => !state.exemptions.some((one) => one.caseId === caseId))
        .map((caseId) => ({ caseId, reason: answer, objection: id, by, at })),
    ],
  };
};

export const evolve = (state: AppraisalState, event: AppraisalEvent): AppraisalState => {
  if (event.type === "AppraisalOpened") {
    const { type: _type, ...opened } = event;
    return { ...opened, status: "open", editions: [], objections: [], exemptions: [], isStale: false, published: [] };
  }
  if (state.status === "none") return state;
  switch (event.type) {
    case "FactsFrozen":
      return { ...state, status: "frozen", asOf: event.asOf };
    case "EditionMade":
      return {
        ...state,
        status: state.status === "noticed" ? "noticed" : "drafted",
        editions: [...state.editions, event.edition],
        isStale: false,
      };
    case "Noticed":
      return { ...state, status: "noticed", noticeUntil: event.until };
    case "Objected":
      return { ...state, objections: [...state.objections, { ...event.objection, status: "open" }] };
    case "ObjectionAnswered":
      return answered(state, event);
    case "Appealed":
      return withObjection(state, event.id, { status: "appealed" });
    case "Finalised":
      return { ...state, status: "final", finalisedBy: event.by };
    case "Published": {
      const { type: _type, ...publication } = event;
      return { ...state, status: "published", published: [...state.published, publication] };
    }
    case "CorrectionBegun":
      return { ...state, status: "frozen", isStale: true };
  }
};
