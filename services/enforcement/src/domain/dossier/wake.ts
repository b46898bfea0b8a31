/** 到期. What ends by itself, what was missed, and when a decision is final: in the order in which it was due, each once. */
import type { Asked } from "./asked.ts";
import type { Decision } from "./decide-course.ts";
import type { DossierEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { brokenPartOn } from "./money.ts";
import type { Dossier } from "./state.ts";
import { finalDayOf } from "./time.ts";

const passed = ({ state, on, process, say }: Asked<"WakeDossier">): readonly DossierEvent[] =>
  state.deadlines
    .filter(({ status, lastDay }) => status === "running" && lastDay < on)
    .toSorted((one, other) => (one.lastDay < other.lastDay ? -1 : one.lastDay > other.lastDay ? 1 : 0))
    .map(({ status: _status, ...deadline }) => {
      const missedBy = process.terms[deadline.purpose]?.missedBy;
      return say("DeadlinePassed", { deadline, ...(missedBy === undefined ? {} : { missedBy }) });
    });

/** 逾期未批准. By the hour, so that it is looked at with the clock and not by the day. */
const unapproved = ({ state, command, say }: Asked<"WakeDossier">): readonly DossierEvent[] =>
  state.measures.flatMap(({ id: measureId, urgent }) => {
    if (urgent === undefined || urgent.missed === true || urgent.by >= command.at) return [];
    const { by, edition, article } = urgent;
    return [say("UrgentApprovalMissed", { measureId, approval: { by, edition, article } })];
  });

/** 执行协议 that the party does not keep: execution goes on. */
const broken = ({ state, on, say }: Asked<"WakeDossier">): readonly DossierEvent[] => {
  const part = brokenPartOn(state, on);
  const { agreement } = state.execution;
  return part === undefined || agreement === undefined
    ? []
    : [say("AgreementBroken", { document: agreement.document, ...part })];
};

const final = ({ state, on, say, issue }: Asked<"WakeDossier">): readonly DossierEvent[] => {
  if (state.status !== "delivered" || state.decision?.finalOn !== undefined) return [];
  const last = finalDayOf(state);
  if (last === undefined || last >= on) return [];
  return [say("DecisionBecameFinal", { on: last, deadlines: issue("courtApplication", { from: last }) })];
};

export const wake: Decision<"WakeDossier"> = (asked) => {
  const ends = [...unapproved(asked), ...broken(asked), ...passed(asked)];
  const state = ends.reduce(evolve, asked.state) as Dossier;
  const fresh = final({ ...asked, state });
  // What came to run with it may be over as well, where nobody looked for long.
  const after = fresh.length === 0 ? [] : passed({ ...asked, state: fresh.reduce(evolve, state) as Dossier });
  return [...ends, ...fresh, ...after];
};
