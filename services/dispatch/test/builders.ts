import { chinaCalendar } from "@wangge/calendar";
import fc from "fast-check";
import standards from "../data/filing-standards.json" with { type: "json" };
import type { FiledStandard } from "../src/app/whatif.ts";
import { firstProcess, type CaseCommand, type CaseEvent, type Party, type Problem } from "../src/domain/index.ts";

export const problem: Problem = {
  grid: "510108002001001",
  street: "510108002",
  category: "event-0110",
  reportedAt: "2017-12-27T01:00:00.000Z",
  standard: {
    id: "event-0110-1@2026.1",
    limit: { amount: 24, kind: "urgentHour" },
    department: "environmental-sanitation",
  },
  process: firstProcess.version,
};

export const T0 = "2017-12-27T01:00:00.000Z";
const calendar = chinaCalendar.version;
/** So many minutes later. */
export const later = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

export const worker: Party = { account: "acc-worker", worker: "w-0001" };
export const otherWorker: Party = { account: "acc-other", worker: "w-0002" };
export const department: Party = { account: "acc-sanitation", department: "environmental-sanitation" };
export const housing: Party = { account: "acc-housing", department: "housing" };
export const supervisor: Party = { account: "acc-supervisor" };

export const body = { department: "environmental-sanitation", worker: "w-0001" };

export const caseFiled = (data: Partial<Problem> = {}): CaseEvent => ({
  type: "CaseFiled",
  data: { ...problem, ...data, at: T0 },
});
/** Filed, and waiting for a dispatcher. */
export const caseWaiting = (at = T0): CaseEvent => ({
  type: "CaseFiled",
  data: { ...problem, at, dispatchBy: later(at, 15) },
});
export const verificationAsked = (data: Partial<Problem> = {}): CaseEvent => ({
  type: "VerificationAsked",
  data: { ...problem, ...data, at: T0, verifyBy: later(T0, 30) },
});
export const caseAssigned = (
  data: Partial<Extract<CaseEvent, { readonly type: "CaseAssigned" }>["data"]> = {},
): CaseEvent => ({
  type: "CaseAssigned",
  data: {
    ...body,
    at: T0,
    dueAt: "2017-12-28T01:00:00.000Z",
    attempt: 1,
    calendar,
    acceptBy: later(data.at ?? T0, 15),
    ...data,
  },
});
/** To a department, with no worker to be waited for. */
export const caseAssignedTo = (
  to: string,
  data: Partial<Extract<CaseEvent, { readonly type: "CaseAssigned" }>["data"]> = {},
): CaseEvent => ({
  type: "CaseAssigned",
  data: { department: to, at: T0, dueAt: "2017-12-28T01:00:00.000Z", attempt: 1, calendar, ...data },
});
export const caseAccepted = (at = T0): CaseEvent => ({ type: "CaseAccepted", data: { at } });
export const caseReturned = (at = T0): CaseEvent => ({
  type: "CaseReturned",
  data: { department: "environmental-sanitation", reason: "not ours", at, dispatchBy: later(at, 15) },
});
export const caseHandled = (at = "2017-12-27T06:00:00.000Z", by: Party = worker): CaseEvent => ({
  type: "CaseHandled",
  data: { at, by, checkBy: later(at, 30) },
});
export const caseReworked = (at: string, dueAt: string, attempt = 2): CaseEvent => ({
  type: "CaseReworked",
  data: { reason: "still there", at, dueAt, attempt, calendar, acceptBy: later(at, 15) },
});
export const caseClosed = (at = "2017-12-27T08:00:00.000Z", by: Party = supervisor): CaseEvent => ({
  type: "CaseClosed",
  data: { at, by },
});

export const openCase = (data: { readonly verify?: boolean; readonly body?: typeof body } = {}): CaseCommand => ({
  type: "OpenCase",
  data: { ...problem, verify: data.verify ?? false, ...(data.body === undefined ? {} : { body: data.body }) },
  at: T0,
});
export const assignCase = (
  to: { readonly department: string; readonly worker?: string } = body,
  at = T0,
): CaseCommand => ({
  type: "AssignCase",
  data: to,
  at,
});
export const acceptCase = (by: Party = worker, at = T0): CaseCommand => ({ type: "AcceptCase", by, at });
export const returnCase = (by: Party = worker, at = T0): CaseCommand => ({
  type: "ReturnCase",
  data: { reason: "not ours" },
  by,
  at,
});
export const reportHandled = (by: Party = worker, at = "2017-12-27T06:00:00.000Z"): CaseCommand => ({
  type: "ReportHandled",
  by,
  at,
});
export const checkCase = (passed: boolean, by: Party = supervisor, at = "2017-12-27T08:00:00.000Z"): CaseCommand => ({
  type: "CheckCase",
  data: passed ? { passed } : { passed, reason: "still there" },
  by,
  at,
});

/** What people may ask in any order, each later than the one before. Weighted so that a good share reaches the closing. */
export const anyCaseCommands = (): fc.Arbitrary<readonly CaseCommand[]> => {
  const party = fc.constantFrom(worker, otherWorker, department, housing, supervisor);
  const bodies = fc.constantFrom(body, { department: "housing" }, { department: "environmental-sanitation" });
  const make = fc.oneof(
    {
      weight: 1,
      arbitrary: fc
        .boolean()
        .map((verify) => (at: string): CaseCommand => ({ type: "OpenCase", data: { ...problem, verify, body }, at })),
    },
    {
      weight: 1,
      arbitrary: fc.boolean().map((confirmed) => (at: string): CaseCommand => ({
        type: "VerifyCase",
        data: confirmed ? { confirmed, body } : { confirmed, reason: "alreadyGone" },
        at,
      })),
    },
    { weight: 2, arbitrary: bodies.map((to) => (at: string) => assignCase(to, at)) },
    { weight: 2, arbitrary: party.map((by) => (at: string) => acceptCase(by, at)) },
    { weight: 1, arbitrary: party.map((by) => (at: string) => returnCase(by, at)) },
    { weight: 4, arbitrary: party.map((by) => (at: string) => reportHandled(by, at)) },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.boolean(), party).map(
        ([passed, by]) =>
          (at: string) =>
            checkCase(passed, by, at),
      ),
    },
  );
  const step = fc.integer({ min: 1, max: 40 * 3_600_000 });
  return fc.array(fc.tuple(make, step), { minLength: 10, maxLength: 60, size: "max" }).map((steps) => {
    let at = Date.parse(T0);
    return steps.map(([command, ms]) => {
      at += ms;
      return command(new Date(at).toISOString());
    });
  });
};

export const caseMerged = (into = "01JD6Z0Q8V4Y7R2K3M5N6P8T9A"): CaseEvent => ({
  type: "CaseMerged",
  data: { into, at: T0 },
});
export const mergeCase = (into = "01JD6Z0Q8V4Y7R2K3M5N6P8T9A"): CaseCommand => ({
  type: "MergeCase",
  data: { into },
  at: T0,
});
export const reopenCase = (at: string): CaseCommand => ({ type: "ReopenCase", at });

/** Those of the first edition. */
export const filedStandards = (): readonly FiledStandard[] => standards.standards as readonly FiledStandard[];

/** What a service does by itself, so seldom that no test meets it. */
export const seldom = { ROSTER_REFRESH_MS: 3_600_000, RULES_REFRESH_MS: 3_600_000, SWEEP_MS: 3_600_000 } as const;
