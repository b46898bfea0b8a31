import type { LeadEvent } from "./events.ts";
import { type Lead, type LeadState } from "./lead.ts";

const blank: Lead = { status: "away", holder: { is: "gone", version: 0 }, dossiers: [] };

/** Without what belongs to one order. */
const anew = ({ holder, dossiers, order, clock }: Lead): Lead => ({
  status: "away",
  holder,
  dossiers,
  ...(order === undefined ? {} : { order }),
  ...(clock === undefined ? {} : { clock }),
});

const heard = (before: Lead, { version, holder, order }: Extract<LeadEvent, { type: "CaseHeard" }>["data"]): Lead => {
  const isNewOrder = order !== undefined && version > (before.order?.version ?? 0);
  // An order that was told late still says which attempt it is; what came after it stays.
  const isNextOrder = isNewOrder && order.attempt !== before.order?.attempt;
  const kept = isNextOrder ? anew(before) : before;
  const lead: Lead = {
    ...kept,
    ...(isNewOrder ? { order: { ...order, version } } : {}),
    ...(version > before.holder.version ? { holder: { is: holder, version } } : {}),
  };
  if (lead.holder.is === "body" || (lead.status !== "open" && lead.status !== "accepted")) return lead;
  const { wakeAt: _wake, ...rest } = lead;
  return { ...rest, status: "away" };
};

const bare = (state: LeadState, event: LeadEvent): Lead => {
  const lead = state.status === "none" ? blank : state;
  const { at } = event.data;
  switch (event.type) {
    case "CaseHeard":
      return heard(lead, event.data);
    case "ClockHeard": {
      const { at: _, ...clock } = event.data;
      return { ...lead, clock };
    }
    case "LeadOpened": {
      const { acceptBy } = event.data;
      return { ...anew(lead), status: "open", openedAt: at, acceptBy, wakeAt: acceptBy };
    }
    case "LeadAccepted":
      return { ...lead, status: "accepted", acceptedAt: at, acceptedBy: event.data.by };
    case "LeadDeclined":
      return { ...lead, status: "declined", reason: event.data.reason, answeredAt: at };
    case "LeadConcluded":
      return { ...lead, status: "concluded", outcome: event.data.outcome, answeredAt: at };
    case "AnswerRepeated":
      return lead;
    case "DossierLinked": {
      const { dossierId: id, attempt } = event.data;
      return { ...lead, dossiers: [...lead.dossiers, { id, ...(attempt === undefined ? {} : { attempt }) }] };
    }
    case "DossierEnded": {
      const { dossierId, outcome } = event.data;
      return { ...lead, dossiers: lead.dossiers.map((one) => (one.id === dossierId ? { ...one, outcome } : one)) };
    }
    case "LeadOverdue":
      return { ...lead, overdue: true };
  }
};

export const evolve = (state: LeadState, event: LeadEvent): Lead => {
  const lead = bare(state, event);
  if (lead.status === "open" && lead.overdue !== true) return lead;
  const { wakeAt: _wake, ...rest } = lead;
  return rest;
};
