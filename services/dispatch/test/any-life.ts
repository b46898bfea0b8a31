/** Lives of a case: what people and time do to it, in any order, often enough in the right one to get far. */
import { isDomainError } from "@wangge/kit/errors";
import fc from "fast-check";
import {
  caseDecider,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type Caller,
  type Problem,
} from "../src/domain/index.ts";
import { body, problem, T0 } from "./builders.ts";

export const people = {
  worker: { account: "acc-w1", worker: "w-0001", roles: ["gridWorker"] },
  otherWorker: { account: "acc-w2", worker: "w-0002", roles: ["gridWorker"] },
  department: { account: "acc-d1", department: body.department, roles: ["department"] },
  otherDepartment: { account: "acc-d2", department: "housing", roles: ["department"] },
  dispatcher: { account: "acc-p1", roles: ["dispatcher"] },
  otherDispatcher: { account: "acc-p2", roles: ["dispatcher"] },
  clerk: { account: "acc-c1", roles: ["clerk"] },
  supervisor: { account: "acc-s1", roles: ["supervisor"] },
} as const satisfies Readonly<Record<string, Caller>>;

export const line = { gridResponsible: "w-9001", communitySecretary: "w-9002", streetDirector: "w-9003" };

const DAY = 86_400_000;

/** What a person at his post does next, if he does what is wanted. */
const forward = (state: CaseState, at: string): CaseCommand => {
  const { worker, department, dispatcher, otherDispatcher, supervisor, clerk } = people;
  switch (state.status) {
    case "verifying":
      return { type: "VerifyCase", data: { confirmed: true, body }, by: supervisor, at };
    case "filed":
      return state.returns >= 3
        ? { type: "RuleCase", data: { ...body, reason: "theirs" }, by: supervisor, at }
        : { type: "AssignCase", data: { department: body.department }, by: dispatcher, at };
    case "assigned":
      return { type: "AcceptCase", by: holderOf(state) ?? department, at };
    case "accepted":
      if (state.request !== undefined) {
        const by = state.request.turn === "department" ? department : dispatcher;
        return { type: "DecideRequest", data: { granted: true }, by, at };
      }
      return { type: "ReportHandled", by: holderOf(state) ?? department, at };
    case "suspended":
      return { type: "ResumeCase", data: {}, by: dispatcher, at };
    case "handled":
      return { type: "CheckCase", data: { passed: true }, by: supervisor, at };
    case "closed":
      if (state.appeal === undefined)
        return { type: "MakeAppeal", data: { reason: "flood" }, by: departmentOf(state), at };
      return {
        type: "ReviewAppeal",
        data: { granted: true },
        by: state.appeal.endorsedBy === undefined ? otherDispatcher : clerk,
        at,
      };
    default:
      return { type: "AddNote", data: { text: "seen" }, by: worker, at };
  }
};

const departmentOf = (state: Extract<CaseState, { readonly status: "closed" }>): Caller =>
  state.assignment.department === "housing" ? people.otherDepartment : people.department;

const holderOf = (state: CaseState): Caller | undefined => {
  if (!("assignment" in state)) return undefined;
  const { department, worker } = state.assignment;
  if (worker === "w-0001") return people.worker;
  if (worker === "w-0002") return people.otherWorker;
  return department === "housing" ? people.otherDepartment : people.department;
};

type Move = (state: CaseState, at: string) => CaseCommand;

const anyone = fc.constantFrom<Caller>(...Object.values(people));
const bodies = fc.constantFrom(body, { department: body.department }, { department: "housing" });

const someone = (make: (by: Caller, at: string, state: CaseState) => CaseCommand) =>
  fc.tuple(anyone, fc.boolean()).map(
    ([by, isHolder]): Move =>
      (state, at) =>
        make(isHolder ? (holderOf(state) ?? by) : by, at, state),
  );

const moves = (start: Problem) =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.boolean().map((verify): Move => (_state, at) => ({
        type: "OpenCase",
        data: { ...start, verify, body },
        at,
      })),
    },
    { weight: 12, arbitrary: fc.constant<Move>(forward) },
    {
      weight: 8,
      arbitrary: fc.boolean().map((isTold): Move => (_state, at) => ({
        type: "WakeCase",
        data: { ...(isTold ? { line } : {}), next: "w-0002" },
        at,
      })),
    },
    {
      weight: 2,
      arbitrary: bodies.map((to): Move => (_state, at) => ({
        type: "AssignCase",
        data: to,
        by: people.dispatcher,
        at,
      })),
    },
    { weight: 2, arbitrary: someone((by, at) => ({ type: "ReturnCase", data: { reason: "not ours" }, by, at })) },
    { weight: 1, arbitrary: someone((by, at) => ({ type: "AcceptCase", by, at })) },
    { weight: 1, arbitrary: someone((by, at) => ({ type: "ReportHandled", by, at })) },
    {
      weight: 3,
      arbitrary: someone((by, at) => ({ type: "MakeRequest", data: { kind: "extension", reason: "rain" }, by, at })),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(anyone, fc.integer({ min: -1, max: 400 })).map(([other, days]): Move => (state, at) => ({
        type: "MakeRequest",
        data: { kind: "suspension", reason: "frost", until: new Date(Date.parse(at) + days * DAY).toISOString() },
        by: holderOf(state) ?? other,
        at,
      })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(anyone, fc.boolean()).map(([by, granted]): Move => (_state, at) => ({
        type: "DecideRequest",
        data: granted ? { granted } : { granted, reason: "no" },
        by,
        at,
      })),
    },
    { weight: 1, arbitrary: someone((by, at) => ({ type: "ResumeCase", data: {}, by, at })) },
    { weight: 1, arbitrary: someone((by, at) => ({ type: "RevokeOrder", data: { reason: "storm" }, by, at })) },
    { weight: 1, arbitrary: someone((by, at) => ({ type: "DelegateOrder", data: { worker: "w-0002" }, by, at })) },
    {
      weight: 1,
      arbitrary: fc.boolean().map((passed): Move => (_state, at) => ({
        type: "CheckCase",
        data: passed ? { passed } : { passed, reason: "still there" },
        by: people.supervisor,
        at,
      })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("traffic-police", "landscape").map((department): Move => (_state, at) => ({
        type: "AskAssist",
        data: { department, task: "help", limit: { amount: 4, kind: "workingHour" } },
        by: people.dispatcher,
        at,
      })),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom("traffic-police", "landscape").map((department): Move => (_state, at) => ({
        type: "FinishAssist",
        data: { department },
        by: { account: `acc-${department}`, department, roles: ["department"] },
        at,
      })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("o1", "o2").map((id): Move => (_state, at) => ({
        type: "Supervise",
        data: { id, reason: "timeout", text: "why?" },
        by: people.supervisor,
        at,
      })),
    },
    {
      weight: 1,
      arbitrary: someone((by, at) => ({ type: "ReplySupervision", data: { id: "o1", text: "soon" }, by, at })),
    },
    { weight: 1, arbitrary: fc.constant<Move>((_state, at) => ({ type: "ReopenCase", at })) },
    { weight: 3, arbitrary: someone((by, at) => ({ type: "AddNote", data: { text: "seen" }, by, at })) },
  );

export interface Lived {
  readonly command: CaseCommand;
  readonly before: CaseState;
  readonly events: readonly CaseEvent[];
  readonly after: CaseState;
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60, max: 24 * 60 }) },
);

/** One life, step by step on whole minutes; what was refused has no events. */
export const anyLife = (start: Problem = problem): fc.Arbitrary<readonly Lived[]> =>
  fc
    .array(fc.tuple(moves(start), step), {
      minLength: 10,
      maxLength: 60,
      size: "max",
    })
    .map((steps) => {
      let state = caseDecider.initial;
      let at = Date.parse(T0);
      return [[forwardOpen(start), 0] as const, ...steps].map(([move, minutes]) => {
        at += minutes * 60_000;
        const command = move(state, new Date(at).toISOString());
        const before = state;
        let events: readonly CaseEvent[] = [];
        try {
          events = caseDecider.decide(command, state);
        } catch (error) {
          if (!isDomainError(error)) throw error;
        }
        state = events.reduce(caseDecider.evolve, state);
        return { command, before, events, after: state };
      });
    });

const forwardOpen =
  (start: Problem): Move =>
  (_state, at) => ({ type: "OpenCase", data: { ...start, verify: false, body }, at });
