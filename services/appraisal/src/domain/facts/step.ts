import type { Fact, Fields } from "../formula/index.ts";
import { instantIn, placed, textIn, type Draft } from "./folding.ts";
import type { Note } from "./note.ts";

/**
 * 岗位事实: one act of a post (GB/T 30428.4), by the account that did it: what was accepted at the window, verified before filing, given out,
 * checked after handling. What the system did by itself is nobody's.
 */
export const STEP_FIELDS = new Map([
  ["step", "text"],
  ["kind", "text"],
  ["case", "text"],
  ["street", "text"],
  ["community", "text"],
  ["grid", "text"],
  ["acceptor", "text"],
  ["collector", "text"],
  ["foreman", "text"],
  ["dispatcher", "text"],
  ["outcome", "text"],
  ["askedAt", "instant"],
  ["doneAt", "instant"],
  ["sentAt", "instant"],
  ["right", "boolean"],
] as const) satisfies Fields;

/** 受理, 上报, 核实, 派遣, 核查. */
type StepKind = "accept" | "report" | "verify" | "assign" | "check";

const WINDOW: ReadonlySet<unknown> = new Set(["window", "phone"]);

/** Events by which a post acts. Of no others is kept who caused them. */
const ACTS: ReadonlySet<string> = new Set(
  ["report.accepted", "case.filed", "case.rejected", "case.assigned"].concat(["case.closed", "case.reworked"]),
);

/**
 * The account that acted, as far as it may be one of a post; who reports for himself is none.
 * A service's own events carry on who began: those are told apart by their instants when steps are made.
 */
export const actedBy = (type: string, data: Note["data"], actor: string | undefined): string | undefined => {
  if (!ACTS.has(type)) return undefined;
  const isOwn = type === "report.accepted" && !WINDOW.has(data["channel"]) && data["channel"] !== "patrol";
  return isOwn ? undefined : actor;
};

/** What is waited for in a case while its notes are read. */
interface Waiting {
  verifySince?: number | undefined;
  orderSince?: number | undefined;
  checkSince?: number | undefined;
  /** The last of each kind: what comes later may show that it was wrong. */
  readonly last: Partial<Record<StepKind, Draft | undefined>>;
}

type Take = (kind: StepKind, note: Note, more: Draft) => Draft;

/** An order or a filing that comes at the very instant it was waited for came by rule. */
const isByRule = (askedAt: number | undefined, doneAt: number | undefined): boolean =>
  askedAt === undefined || doneAt === undefined || askedAt === doneAt;

const wrong = (waiting: Waiting, kind: StepKind): void => {
  const step = waiting.last[kind];
  if (step !== undefined) step["right"] = false;
};

const verified = (waiting: Waiting, note: Note, outcome: "filed" | "rejected", take: Take): void => {
  const { verifySince: askedAt } = waiting;
  const doneAt = instantIn(note.data[outcome === "filed" ? "filedAt" : "rejectedAt"]);
  waiting.verifySince = undefined;
  if (askedAt !== undefined)
    take("verify", note, { askedAt, doneAt, outcome, collector: note.by, foreman: note.by, right: true });
};

const checked = (waiting: Waiting, note: Note, outcome: "closed" | "reworked", take: Take): void => {
  const { checkSince: askedAt } = waiting;
  const doneAt = instantIn(note.data[outcome === "closed" ? "closedAt" : "reworkedAt"]);
  waiting.checkSince = undefined;
  if (askedAt !== undefined && note.data["selfHandled"] !== true)
    take("check", note, { askedAt, doneAt, outcome, collector: note.by, foreman: note.by, right: true });
};

const TOLD: Readonly<Record<string, (waiting: Waiting, note: Note, take: Take) => void>> = {
  "case.verification-asked": (waiting, { data }) => {
    waiting.verifySince = instantIn(data["askedAt"]);
  },
  "case.filed": (waiting, note, take) => {
    verified(waiting, note, "filed", take);
    waiting.orderSince = instantIn(note.data["filedAt"]);
  },
  "case.rejected": (waiting, note, take) => {
    verified(waiting, note, "rejected", take);
  },
  "case.assigned": (waiting, note, take) => {
    const { orderSince: askedAt } = waiting;
    const doneAt = instantIn(note.data["assignedAt"]);
    waiting.orderSince = undefined;
    if (isByRule(askedAt, doneAt)) waiting.last.assign = undefined;
    else take("assign", note, { askedAt, doneAt, outcome: "assigned", dispatcher: note.by, right: true });
  },
  "case.returned": (waiting, { data }) => {
    wrong(waiting, "assign");
    waiting.orderSince = instantIn(data["returnedAt"]);
  },
  "case.revoked": (waiting, { data }) => {
    wrong(waiting, "assign");
    waiting.orderSince = instantIn(data["revokedAt"]);
  },
  "case.voided": (waiting) => {
    wrong(waiting, "verify");
  },
  "case.handled": (waiting, { data }) => {
    waiting.checkSince = instantIn(data["handledAt"]);
  },
  "case.closed": (waiting, note, take) => {
    checked(waiting, note, "closed", take);
  },
  "case.reworked": (waiting, note, take) => {
    checked(waiting, note, "reworked", take);
  },
  "case.reopened": (waiting, { data }) => {
    wrong(waiting, "check");
    waiting.orderSince = instantIn(data["reopenedAt"]);
  },
};

/** Who took it in: at the window, or on patrol. It was right if it was not turned away; on patrol, if it was filed. */
const takenIn = (note: Note, notes: readonly Note[], take: Take): void => {
  const isWindow = WINDOW.has(note.data["channel"]);
  const first = (type: string): Note | undefined => notes.find((one) => one.type === type);
  const at = instantIn(note.data["acceptedAt"]);
  take(isWindow ? "accept" : "report", note, {
    askedAt: at,
    doneAt: at,
    sentAt: instantIn(first("case.verification-asked")?.data["askedAt"]),
    outcome: "accepted",
    [isWindow ? "acceptor" : "collector"]: note.by,
    right: isWindow ? first("case.rejected") === undefined : first("case.filed") !== undefined,
  });
};

/** The acts of posts in one case, as its notes tell them. */
export const stepFacts = (caseId: string, notes: readonly Note[]): readonly Fact[] => {
  const steps: Draft[] = [];
  const waiting: Waiting = { last: {} };
  const take: Take = (kind, { source, version, data }, more) => {
    const step: Draft = { step: `${caseId}-${source}-${String(version)}`, kind, case: caseId, ...more };
    placed(step, textIn(data["grid"]));
    waiting.last[kind] = step;
    steps.push(step);
    return step;
  };
  for (const note of notes) {
    if (note.type === "report.accepted") {
      if (note.by !== undefined) takenIn(note, notes, take);
    } else TOLD[note.type]?.(waiting, note, take);
  }
  return steps.filter((step) =>
    [step["acceptor"], step["collector"], step["dispatcher"]].some((by) => by !== undefined),
  );
};
