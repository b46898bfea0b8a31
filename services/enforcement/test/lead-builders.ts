import { chinaCalendar } from "@wangge/calendar";
import { leadDeciderWith, type CaseFact, type LeadCommand, type LeadEvent } from "../src/domain/lead/index.ts";

/** Wednesday morning in Chengdu. */
export const T0 = "2017-12-27T01:00:00.000Z";
export const ACCEPT_BY = "2017-12-27T03:00:00.000Z";
export const CASE = "01JD6Z0Q8V4Y7R2K3M5N6P8T9A";
export const DOSSIER = "01JD6Z0Q8V4Y7R2K3M5N6P8T9W";

export const leadDecider = leadDeciderWith({
  calendar: chinaCalendar,
  acceptWithin: () => ({ amount: 2, kind: "workingHour" }),
});

export const officer = { account: "acc-officer", department: "urban-management" };
export const ofPolice = { account: "acc-police", department: "traffic-police" };

export const order = {
  department: "urban-management",
  attempt: 1,
  grid: "510108001001001",
  dueAt: "2017-12-28T01:00:00.000Z",
} as const;

export const assigned = (version: number, more: Partial<NonNullable<CaseFact["order"]>> = {}): CaseFact => ({
  version,
  holder: "body",
  order: { ...order, ...more },
});
export const hear = (data: CaseFact, at = T0): LeadCommand => ({ type: "HearOfCase", data, at });
export const heard = (data: CaseFact, at = T0): LeadEvent => ({ type: "CaseHeard", data: { ...data, at } });
export const opened = (at = T0, acceptBy = ACCEPT_BY): LeadEvent => ({
  type: "LeadOpened",
  data: { at, acceptBy, calendar: chinaCalendar.version },
});
export const accepted = (by = officer.account): LeadEvent => ({ type: "LeadAccepted", data: { by, at: T0 } });
export const linked = (dossierId = DOSSIER, isAnswer = true): LeadEvent => ({
  type: "DossierLinked",
  data: { dossierId, at: T0, ...(isAnswer ? { attempt: 1 } : {}) },
});
/** Ordered to the body, and nobody has taken it up. */
export const waiting: readonly LeadEvent[] = [heard(assigned(2)), opened()];
export const taken: readonly LeadEvent[] = [...waiting, accepted()];
