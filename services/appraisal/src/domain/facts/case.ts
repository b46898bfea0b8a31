import type { Fact, Fields } from "../formula/index.ts";
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

type Facts = Record<string, boolean | number | string | undefined>;

const STREET = 9;
const COMMUNITY = 12;

const text = (value: Note["data"][string]): string | undefined => (typeof value === "string" ? value : undefined);
const instant = (value: Note["data"][string]): number | undefined =>
  typeof value === "string" ? Date.parse(value) : undefined;
const more = (fact: Facts, field: string): number => Number(fact[field] ?? 0) + 1;

/** The place is where the problem is; a code of the register says street and community in its first digits. */
const placed = (fact: Facts, grid: string | undefined): void => {
  if (grid === undefined) return;
  fact["grid"] = grid;
  fact["street"] = grid.slice(0, STREET);
  fact["community"] = grid.slice(0, COMMUNITY);
};

/** An order begins: what the one before ended with is not this one's. */
const ordered = (fact: Facts, { data }: Note, at: string): void => {
  fact["department"] = text(data["department"]);
  fact["worker"] = text(data["worker"]);
  fact["assignedAt"] ??= instant(data[at]);
  fact["dueAt"] = instant(data["dueAt"]);
  fact["handledAt"] = undefined;
  fact["exempted"] = false;
  fact["orders"] = more(fact, "orders");
};

const TOLD: Readonly<Record<string, (fact: Facts, note: Note) => void>> = {
  "report.accepted": (fact, { data }) => {
    fact["channel"] = text(data["channel"]);
    fact["category"] ??= text(data["category"]);
    fact["reportedAt"] = instant(data["acceptedAt"]);
    fact["patrolledBy"] = text(data["selfHandledBy"]);
  },
  "report.rated": (fact, { data }) => {
    fact["rating"] = typeof data["score"] === "number" ? data["score"] : undefined;
    fact["ratedAt"] = instant(data["ratedAt"]);
  },
  "case.filed": (fact, { data }) => {
    fact["category"] = text(data["category"]);
    fact["reportedAt"] = instant(data["reportedAt"]);
    fact["filedAt"] = instant(data["filedAt"]);
  },
  "case.rejected": (fact, { data }) => (fact["rejectedAt"] = instant(data["rejectedAt"])),
  "case.merged": (fact, { data }) => (fact["mergedAt"] = instant(data["mergedAt"])),
  "case.voided": (fact, { data }) => (fact["voidedAt"] = instant(data["voidedAt"])),
  "case.assigned": (fact, note) => {
    ordered(fact, note, "assignedAt");
  },
  "case.reworked": (fact, note) => {
    ordered(fact, note, "reworkedAt");
    fact["reworks"] = more(fact, "reworks");
  },
  "case.handed-on": (fact, { data }) => {
    fact["department"] = text(data["department"]);
    fact["worker"] = text(data["worker"]);
  },
  "case.accepted": (fact, { data }) => (fact["acceptedAt"] = instant(data["acceptedAt"])),
  "case.returned": (fact) => (fact["returns"] = more(fact, "returns")),
  "case.extended": (fact, { data }) => {
    fact["dueAt"] = instant(data["dueAt"]);
    fact["extensions"] = more(fact, "extensions");
  },
  "case.suspended": (fact) => (fact["suspended"] = true),
  "case.resumed": (fact, { data }) => {
    fact["suspended"] = false;
    fact["dueAt"] = instant(data["dueAt"]);
  },
  "case.handled": (fact, { data }) => {
    fact["handledAt"] = instant(data["handledAt"]);
    fact["dueAt"] = instant(data["dueAt"]);
    fact["late"] = data["overdue"] === true;
  },
  "case.exempted": (fact, { data }) => {
    fact["exempted"] = true;
    fact["exemptedAt"] = instant(data["exemptedAt"]);
  },
  "case.escalated": (fact) => (fact["escalations"] = more(fact, "escalations")),
  "case.supervised": (fact) => (fact["supervisions"] = more(fact, "supervisions")),
  "case.closed": (fact, { data }) => {
    fact["closedAt"] = instant(data["closedAt"]);
    fact["late"] = data["overdue"] === true;
    fact["selfHandled"] = data["selfHandled"] === true;
  },
  "case.reopened": (fact, { data }) => {
    fact["reopenedAt"] = instant(data["reopenedAt"]);
    fact["closedAt"] = undefined;
    fact["reopenings"] = more(fact, "reopenings");
  },
};

/** What of an event's data is kept: no number on a receipt, no point, nothing that somebody wrote. */
const KEPT: ReadonlySet<string> = new Set(
  ["grid", "category", "channel", "department", "worker", "selfHandledBy", "score", "overdue", "selfHandled"].concat(
    ["acceptedAt", "reportedAt", "filedAt", "assignedAt", "reworkedAt", "handedOnAt", "returnedAt", "handledAt"],
    ["closedAt", "reopenedAt", "voidedAt", "mergedAt", "rejectedAt", "exemptedAt", "ratedAt", "extendedAt"],
    ["suspendedAt", "resumedAt", "supervisedAt", "escalatedAt", "dueAt"],
  ),
);

export const keptOf = (data: Readonly<Record<string, unknown>>): Note["data"] =>
  Object.fromEntries(
    Object.entries(data).filter(
      (entry): entry is [string, string | number | boolean] =>
        KEPT.has(entry[0]) && ["string", "number", "boolean"].includes(typeof entry[1]),
    ),
  );

/** 案件事实: the case as its notes tell it. `late` stays true where the overtime was exempted: the fact is kept, `exempted` stands beside it. */
export const caseFact = (id: string, notes: readonly Note[]): Fact => {
  const fact: Facts = { case: id, late: false, exempted: false, selfHandled: false, suspended: false };
  for (const field of ["orders", "reworks", "returns", "reopenings", "escalations", "supervisions", "extensions"])
    fact[field] = 0;
  for (const note of notes) {
    placed(fact, text(note.data["grid"]));
    TOLD[note.type]?.(fact, note);
  }
  return fact;
};
