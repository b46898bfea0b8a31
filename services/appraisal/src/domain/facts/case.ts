import type { Fact, Fields } from "../formula/index.ts";
import { factBy, instantIn, numberIn, oneMore, textIn, type Draft, type Folding } from "./folding.ts";
import type { Note } from "./note.ts";

/** 案件事实: what formulas may ask of a case. Instants are milliseconds. */
export const CASE_FIELDS = new Map([
  ["case", "text"],
  ["street", "text"],
  ["community", "text"],
  ["grid", "text"],
  ["category", "text"],
  ["channel", "text"],
  ["department", "text"],
  ["worker", "text"],
  ["patrolledBy", "text"],
  ["reportedAt", "instant"],
  ["filedAt", "instant"],
  ["assignedAt", "instant"],
  ["acceptedAt", "instant"],
  ["dueAt", "instant"],
  ["handledAt", "instant"],
  ["closedAt", "instant"],
  ["voidedAt", "instant"],
  ["mergedAt", "instant"],
  ["rejectedAt", "instant"],
  ["reopenedAt", "instant"],
  ["exemptedAt", "instant"],
  ["ratedAt", "instant"],
  ["late", "boolean"],
  ["exempted", "boolean"],
  ["selfHandled", "boolean"],
  ["suspended", "boolean"],
  ["orders", "number"],
  ["reworks", "number"],
  ["returns", "number"],
  ["reopenings", "number"],
  ["escalations", "number"],
  ["supervisions", "number"],
  ["extensions", "number"],
  ["rating", "number"],
] as const) satisfies Fields;

/** An order begins: what the one before ended with is not this one's. */
const ordered = (fact: Draft, { data }: Note, at: string): void => {
  fact["department"] = textIn(data["department"]);
  fact["worker"] = textIn(data["worker"]);
  fact["assignedAt"] ??= instantIn(data[at]);
  fact["dueAt"] = instantIn(data["dueAt"]);
  fact["handledAt"] = undefined;
  fact["exempted"] = false;
  oneMore(fact, "orders");
};

const TOLD: Folding["told"] = {
  "report.accepted": (fact, { data }) => {
    fact["channel"] = textIn(data["channel"]);
    fact["category"] ??= textIn(data["category"]);
    fact["reportedAt"] = instantIn(data["acceptedAt"]);
    fact["patrolledBy"] = textIn(data["selfHandledBy"]);
  },
  "report.rated": (fact, { data }) => {
    fact["rating"] = numberIn(data["score"]);
    fact["ratedAt"] = instantIn(data["ratedAt"]);
  },
  "case.filed": (fact, { data }) => {
    fact["category"] = textIn(data["category"]);
    fact["reportedAt"] = instantIn(data["reportedAt"]);
    fact["filedAt"] = instantIn(data["filedAt"]);
  },
  "case.rejected": (fact, { data }) => (fact["rejectedAt"] = instantIn(data["rejectedAt"])),
  "case.merged": (fact, { data }) => (fact["mergedAt"] = instantIn(data["mergedAt"])),
  "case.voided": (fact, { data }) => (fact["voidedAt"] = instantIn(data["voidedAt"])),
  "case.assigned": (fact, note) => {
    ordered(fact, note, "assignedAt");
  },
  "case.reworked": (fact, note) => {
    ordered(fact, note, "reworkedAt");
    oneMore(fact, "reworks");
  },
  "case.handed-on": (fact, { data }) => {
    fact["department"] = textIn(data["department"]);
    fact["worker"] = textIn(data["worker"]);
  },
  "case.accepted": (fact, { data }) => (fact["acceptedAt"] = instantIn(data["acceptedAt"])),
  "case.returned": (fact) => {
    oneMore(fact, "returns");
  },
  "case.extended": (fact, { data }) => {
    fact["dueAt"] = instantIn(data["dueAt"]);
    oneMore(fact, "extensions");
  },
  "case.suspended": (fact) => (fact["suspended"] = true),
  "case.resumed": (fact, { data }) => {
    fact["suspended"] = false;
    fact["dueAt"] = instantIn(data["dueAt"]);
  },
  "case.handled": (fact, { data }) => {
    fact["handledAt"] = instantIn(data["handledAt"]);
    fact["dueAt"] = instantIn(data["dueAt"]);
    fact["late"] = data["overdue"] === true;
  },
  "case.exempted": (fact, { data }) => {
    fact["exempted"] = true;
    fact["exemptedAt"] = instantIn(data["exemptedAt"]);
  },
  "case.escalated": (fact) => {
    oneMore(fact, "escalations");
  },
  "case.supervised": (fact) => {
    oneMore(fact, "supervisions");
  },
  "case.closed": (fact, { data }) => {
    fact["closedAt"] = instantIn(data["closedAt"]);
    fact["late"] = data["overdue"] === true;
    fact["selfHandled"] = data["selfHandled"] === true;
  },
  "case.reopened": (fact, { data }) => {
    fact["reopenedAt"] = instantIn(data["reopenedAt"]);
    fact["closedAt"] = undefined;
    oneMore(fact, "reopenings");
  },
};

/** What of an event's data is kept: no number on a receipt, no point, nothing that somebody wrote. */
const KEPT: ReadonlySet<string> = new Set(
  ["grid", "category", "channel", "department", "worker", "selfHandledBy", "score", "overdue", "selfHandled"].concat(
    ["acceptedAt", "reportedAt", "filedAt", "assignedAt", "reworkedAt", "handedOnAt", "returnedAt", "handledAt"],
    ["closedAt", "reopenedAt", "voidedAt", "mergedAt", "rejectedAt", "exemptedAt", "ratedAt", "extendedAt"],
    ["suspendedAt", "resumedAt", "supervisedAt", "escalatedAt", "dueAt", "askedAt", "revokedAt"],
  ),
);

const BEGINS: Draft = {
  ...{ late: false, exempted: false, selfHandled: false, suspended: false },
  ...{ orders: 0, reworks: 0, returns: 0, reopenings: 0, escalations: 0, supervisions: 0, extensions: 0 },
};

export const CASE_FOLDING: Folding = {
  ...{ fields: CASE_FIELDS, kept: KEPT, begins: BEGINS, told: TOLD },
  /** Where the problem is, not who reported it. */
  place: "grid",
};

/** 案件事实: the case as its notes tell it. `late` stays true where the overtime was exempted: the fact is kept, `exempted` stands beside it. */
export const caseFact = (id: string, notes: readonly Note[]): Fact => factBy(CASE_FOLDING, id, notes);
