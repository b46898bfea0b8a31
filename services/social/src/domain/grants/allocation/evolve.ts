import { withDecisions } from "./decide.ts";
import {
  initialAllocation,
  type Allocation,
  type AllocationEvent,
  type AllocationState,
  type Objection,
} from "./allocation.ts";

/** When nobody can object or appeal any more; undefined while somebody waits for an answer. */
const finalAt = ({ status, editions, objections }: Allocation): string | undefined => {
  const publicUntil = editions.at(-1)?.publicUntil;
  if (status !== "determined" || publicUntil === undefined) return undefined;
  if (objections.some((one) => one.status === "open" || one.status === "appealed")) return undefined;
  const appeals = objections.flatMap((one) => (one.status === "rejected" ? (one.answer?.appealBy ?? []) : []));
  return [publicUntil, ...appeals].toSorted().at(-1);
};

const withObjection = (
  allocation: Allocation,
  id: string,
  change: (objection: Objection) => Objection,
): Allocation => ({
  ...allocation,
  objections: allocation.objections.map((one) => (one.id === id ? change(one) : one)),
});

const bare = (allocation: Allocation, event: Exclude<AllocationEvent, { type: "AllocationRun" }>): Allocation => {
  switch (event.type) {
    case "FindingsDecided": {
      const { decisions, by, lines } = event.data;
      return { ...allocation, findings: withDecisions(allocation.findings, decisions, by), lines };
    }
    case "Determined": {
      const { hash, ...edition } = event.data;
      const editions = [...allocation.editions, edition];
      return { ...allocation, status: "determined", editions, ...(hash === undefined ? {} : { hash }) };
    }
    case "Abandoned":
      return { ...allocation, status: "abandoned" };
    case "Objected": {
      const { at: raisedAt, ...objection } = event.data;
      return { ...allocation, objections: [...allocation.objections, { ...objection, raisedAt, status: "open" }] };
    }
    case "ObjectionAnswered": {
      const { id, upheld, ...answer } = event.data;
      return withObjection(allocation, id, (one) => ({ ...one, status: upheld ? "upheld" : "rejected", answer }));
    }
    case "Appealed": {
      const { id, ...appeal } = event.data;
      return withObjection(allocation, id, (one) => ({ ...one, status: "appealed", appeal }));
    }
    case "AppealDecided": {
      const { id, upheld, by, reason } = event.data;
      return withObjection(allocation, id, ({ appeal, ...one }) => ({
        ...one,
        status: upheld ? "appealUpheld" : "appealRejected",
        ...(appeal === undefined ? {} : { appeal: { ...appeal, decided: { by, reason } } }),
      }));
    }
    case "Concluded":
      return { ...allocation, status: "concluded" };
    case "Settled":
      return { ...allocation, settled: true };
  }
};

export const evolveAllocation = (state: AllocationState, event: AllocationEvent): AllocationState => {
  if (event.type === "AllocationRun") {
    const { by: runBy, at: runAt, ...result } = event.data;
    return { ...result, runBy, runAt, status: "proposed", editions: [], objections: [], settled: false };
  }
  if (state.status === "none") return initialAllocation;
  const { wakeAt: _wake, ...allocation } = bare(state, event);
  const wakeAt = finalAt(allocation);
  return wakeAt === undefined ? allocation : { ...allocation, wakeAt };
};
