import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import { fold } from "@wangge/kit/domain";
import {
  caseDecider,
  firstProcess,
  guardNames,
  isExempted,
  isOverdue,
  problemsOfProcess,
  type Caller,
  type CaseCommand,
  type CaseEvent,
} from "../src/domain/index.ts";
import { people } from "./any-life.ts";
import {
  assignCase,
  body,
  caseAccepted,
  caseAssigned,
  caseAssignedTo,
  caseClosed,
  caseFiled,
  caseHandled,
  caseReturned,
  caseReworked,
  later,
  openCase,
  problem,
  reopenCase,
  reportHandled,
  returnCase,
  T0,
  worker,
} from "./builders.ts";

const given = specFor(caseDecider);
const { department, dispatcher, otherDispatcher, otherDepartment, supervisor, clerk } = people;

/** The events that these commands lead to, one after the other. */
const lived = (...commands: readonly CaseCommand[]): readonly CaseEvent[] => {
  const events: CaseEvent[] = [];
  for (const command of commands) events.push(...caseDecider.decide(command, fold(caseDecider, events)));
  return events;
};
const stateOf = (events: readonly CaseEvent[]) => fold(caseDecider, events);

const accepted = [caseFiled(), caseAssigned(), caseAccepted()];
const party = ({ account, worker: own, department: of }: Caller) => ({
  account,
  ...(own === undefined ? {} : { worker: own }),
  ...(of === undefined ? {} : { department: of }),
});
const ask = (kind: "extension", by: Caller, at = T0): CaseCommand => ({
  type: "MakeRequest",
  data: { kind, reason: "rain" },
  by,
  at,
});
const askSuspension = (until: string, by: Caller = department, at = T0): CaseCommand => ({
  type: "MakeRequest",
  data: { kind: "suspension", reason: "frost", until },
  by,
  at,
});
const decide = (granted: boolean, by: Caller, at = T0): CaseCommand => ({
  type: "DecideRequest",
  data: granted ? { granted } : { granted, reason: "no" },
  by,
  at,
});

describe("the process 流程", () => {
  it("is sound: every status is reached and left, every guard is known, every link has its step", () => {
    expect(problemsOfProcess(firstProcess, guardNames)).toEqual([]);
    expect(firstProcess.links.map(({ id }) => id)).toEqual([
      "collect",
      "file",
      "dispatch",
      "handle",
      "report",
      "check",
      "appraise",
    ]);
  });

  it("says what is wrong with one that is not", () => {
    const [first, ...rest] = firstProcess.steps;
    if (first === undefined) throw new Error("no steps");
    const broken = {
      ...firstProcess,
      steps: [
        { ...first, to: ["filed" as const], guards: ["nobody" as never] },
        ...rest.filter(({ id }) => id !== "void"),
      ],
      ladder: { ...firstProcess.ladder, levels: [] },
    };
    const problems = problemsOfProcess(broken, guardNames).join("\n");
    expect(problems).toContain("unknown guard nobody");
    expect(problems).toContain("status voided is never reached");
    expect(problems).toContain("the ladder has no level");
  });

  it("is asked in the edition that the case began with", () => {
    given(caseFiled({ process: "1999.1" }), caseAssigned())
      .when(returnCase())
      .thenRejects("dispatch.process.unknown");
  });

  it("lets nobody take a step that his roles do not allow", () => {
    const by = { account: "acc-x", roles: ["clerk"] };
    given(caseFiled()).when({ type: "AssignCase", data: body, by, at: T0 }).thenRejects("auth.role_missing");
  });
});

describe("return and dispatch again 退回与再派遣", () => {
  const at = later(T0, 60);
  const again = later(T0, 180);

  it("the same department takes up what its clock had left", () => {
    given(caseFiled(), caseAssigned(), caseReturned(at))
      .when(assignCase(body, again))
      .then(caseAssigned({ at: again, dueAt: later("2017-12-28T01:00:00.000Z", 120), attempt: 2, resumes: true }));
  });

  it("another department begins anew", () => {
    given(caseFiled(), caseAssigned(), caseReturned(at))
      .when(assignCase({ department: "housing" }, again))
      .then(caseAssignedTo("housing", { at: again, dueAt: later(again, 24 * 60), attempt: 2 }));
  });

  it("a department takes the order from its worker before it gives it back", () => {
    given(...accepted)
      .when(returnCase(department))
      .thenRejects("dispatch.case.recall_first");
    const recalled = lived(
      { ...openCase({ body }) },
      { type: "DelegateOrder", data: {}, by: department, at: T0 },
      returnCase(department),
    );
    expect(recalled.map(({ type }) => type)).toEqual(["CaseFiled", "CaseAssigned", "OrderHandedOn", "CaseReturned"]);
  });

  it("is counted, and after the third only a ruling assigns it, which cannot come back", () => {
    const housing = { department: "housing" };
    const events = lived(
      openCase({ body }),
      returnCase(worker),
      assignCase(housing),
      returnCase(otherDepartment),
      assignCase(housing, later(T0, 1)),
      returnCase(otherDepartment),
    );
    given(...events)
      .when(assignCase(housing))
      .thenRejects("dispatch.case.ruling_needed");
    const ruling: CaseCommand = { type: "RuleCase", data: { ...housing, reason: "theirs" }, by: supervisor, at: T0 };
    const ruled = [...events, ...caseDecider.decide(ruling, stateOf(events))];
    given(...ruled)
      .when(returnCase(otherDepartment))
      .thenRejects("dispatch.case.ruled");
    given(caseFiled()).when(ruling).thenRejects("dispatch.case.ruling_not_due");
  });

  it("a revoked order is not counted as a return", () => {
    const events = lived(openCase({ body }), { type: "RevokeOrder", data: { reason: "storm" }, by: dispatcher, at });
    expect(stateOf(events)).toMatchObject({ status: "filed", returns: 0, stopped: { department: body.department } });
  });
});

describe("extension 延期", () => {
  it("adds one original limit to the deadline, by department and dispatcher", () => {
    const events = [...accepted, ...lived()];
    const asked = [...events, ...caseDecider.decide(ask("extension", worker), stateOf(events))];
    expect(stateOf(asked)).toMatchObject({ request: { turn: "department" } });
    given(...asked)
      .when(decide(true, dispatcher))
      .thenRejects("dispatch.case.not_yours");
    const endorsed = [...asked, ...caseDecider.decide(decide(true, department), stateOf(asked))];
    expect(stateOf(endorsed)).toMatchObject({ request: { turn: "dispatcher" } });
    const granted = [...endorsed, ...caseDecider.decide(decide(true, dispatcher), stateOf(endorsed))];
    expect(stateOf(granted)).toMatchObject({
      status: "accepted",
      assignment: { dueAt: "2017-12-29T01:00:00.000Z", extensions: 1 },
    });
  });

  it("is granted by nobody who asked or endorsed", () => {
    const both: Caller = {
      account: department.account,
      department: body.department,
      roles: ["department", "dispatcher"],
    };
    const asked = [...accepted, ...caseDecider.decide(ask("extension", both), stateOf(accepted))];
    given(...asked)
      .when(decide(true, both))
      .thenRejects("dispatch.case.own_request");
  });

  it("at most twice; a refused one does not count", () => {
    let events: readonly CaseEvent[] = accepted;
    const run = (command: CaseCommand): void => {
      events = [...events, ...caseDecider.decide(command, stateOf(events))];
    };
    for (const granted of [true, false, true]) {
      run(ask("extension", department));
      run(decide(granted, dispatcher));
    }
    expect(stateOf(events)).toMatchObject({ assignment: { extensions: 2, dueAt: "2017-12-30T01:00:00.000Z" } });
    given(...events)
      .when(ask("extension", department))
      .thenRejects("dispatch.case.extensions_used");
  });

  it("never once overdue, neither asked for nor granted", () => {
    const late = "2017-12-28T01:00:00.001Z";
    given(...accepted)
      .when(ask("extension", department, late))
      .thenRejects("dispatch.case.overdue");
    const asked = [...accepted, ...caseDecider.decide(ask("extension", department), stateOf(accepted))];
    given(...asked)
      .when(decide(true, dispatcher, late))
      .thenRejects("dispatch.case.overdue");
    given(...asked)
      .when(decide(false, dispatcher, late))
      .then({ type: "RequestRefused", data: { reason: "no", by: party(dispatcher), at: late } });
  });

  it("dies with the order", () => {
    for (const end of [
      returnCase(worker),
      { type: "RevokeOrder", data: { reason: "storm" }, by: dispatcher, at: T0 } as const,
      { type: "DelegateOrder", data: { worker: "w-0002" }, by: department, at: T0 } as const,
      reportHandled(worker),
    ]) {
      const asked = [...accepted, ...caseDecider.decide(ask("extension", department), stateOf(accepted))];
      const ended = [...asked, ...caseDecider.decide(end, stateOf(asked))];
      expect(stateOf(ended)).not.toHaveProperty("request");
    }
  });
});

describe("suspension 挂账", () => {
  const until = "2018-01-03T01:00:00.000Z";
  const suspend = (): readonly CaseEvent[] => {
    const asked = [...accepted, ...caseDecider.decide(askSuspension(until), stateOf(accepted))];
    return [...asked, ...caseDecider.decide(decide(true, dispatcher, later(T0, 60)), stateOf(asked))];
  };

  it("stands still until its day, then goes on by itself with what was left", () => {
    const wake: CaseCommand = { type: "WakeCase", data: {}, at: later(until, 500) };
    const events = [...suspend(), ...caseDecider.decide(wake, stateOf(suspend()))];
    // An hour had run; 23 were left, and they count from the day that was granted, not from the look.
    expect(stateOf(events)).toMatchObject({ status: "accepted", assignment: { dueAt: later(until, 23 * 60) } });
  });

  it("ends early where somebody says so", () => {
    const at = later(T0, 120);
    const events = [
      ...suspend(),
      ...caseDecider.decide({ type: "ResumeCase", data: {}, by: worker, at }, stateOf(suspend())),
    ];
    expect(stateOf(events)).toMatchObject({ status: "accepted", assignment: { dueAt: later(at, 23 * 60) } });
  });

  it("a year at most, in the future, and once in an order", () => {
    given(...accepted)
      .when(askSuspension("2018-12-28T01:00:00.000Z"))
      .thenRejects("dispatch.case.suspension_too_long");
    given(...accepted)
      .when(askSuspension("2017-12-27T00:00:00.000Z"))
      .thenRejects("dispatch.case.suspension_past");
    const events = [
      ...suspend(),
      ...caseDecider.decide({ type: "ResumeCase", data: {}, by: worker, at: until }, stateOf(suspend())),
    ];
    given(...events)
      .when(askSuspension("2018-02-01T01:00:00.000Z", department, until))
      .thenRejects("dispatch.case.suspensions_used");
  });

  it("does not make a late case punctual", () => {
    const late = "2017-12-28T02:00:00.000Z";
    const asked = [...accepted, ...caseDecider.decide(askSuspension(until, department, late), stateOf(accepted))];
    const suspended = [...asked, ...caseDecider.decide(decide(true, dispatcher, late), stateOf(asked))];
    expect(isOverdue(stateOf(suspended), late)).toBe(true);
    const resumed = [
      ...suspended,
      ...caseDecider.decide({ type: "ResumeCase", data: {}, by: worker, at: later(late, 60) }, stateOf(suspended)),
    ];
    expect(stateOf(resumed)).toMatchObject({ assignment: { dueAt: "2017-12-28T01:00:00.000Z" } });
  });
});

describe("overtime appeal 超时申诉", () => {
  const late = "2017-12-28T05:00:00.000Z";
  const closedLate = [caseFiled(), caseAssigned(), caseHandled(late), caseClosed(later(late, 10))];
  const appeal: CaseCommand = { type: "MakeAppeal", data: { reason: "flood" }, by: department, at: later(late, 60) };
  const review = (granted: boolean, by: Caller): CaseCommand => ({
    type: "ReviewAppeal",
    data: granted ? { granted } : { granted, reason: "no" },
    by,
    at: later(late, 90),
  });

  it("exempts after both reviews, and the fact stays", () => {
    let events = [...closedLate, ...caseDecider.decide(appeal, stateOf(closedLate))];
    given(...events)
      .when(review(true, clerk))
      .thenRejects("dispatch.case.not_your_review");
    for (const by of [dispatcher, clerk])
      events = [...events, ...caseDecider.decide(review(true, by), stateOf(events))];
    const state = stateOf(events);
    expect([isOverdue(state, late), isExempted(state)]).toEqual([true, true]);
    given(...events)
      .when(appeal)
      .thenRejects("dispatch.case.appealed");
  });

  it("only of a department, closed and late; one a case", () => {
    given(caseFiled(), caseAssigned(), caseHandled(), caseClosed())
      .when(appeal)
      .thenRejects("dispatch.case.not_overdue");
    given(caseFiled(), caseAssigned()).when(appeal).thenRejects("dispatch.case.not_appealable");
    given(...closedLate)
      .when({ ...appeal, by: otherDepartment })
      .thenRejects("dispatch.case.not_yours");
    const refused = [...closedLate, ...caseDecider.decide(appeal, stateOf(closedLate))];
    const ended = [...refused, ...caseDecider.decide(review(false, otherDispatcher), stateOf(refused))];
    expect(isExempted(stateOf(ended))).toBe(false);
    given(...ended)
      .when(appeal)
      .thenRejects("dispatch.case.appealed");
  });
});

describe("several departments 协办", () => {
  const assist: CaseCommand = {
    type: "AskAssist",
    data: { department: "traffic-police", task: "close the lane", limit: { amount: 2, kind: "urgentHour" } },
    by: dispatcher,
    at: T0,
  };
  const asked = [...accepted, ...caseDecider.decide(assist, stateOf(accepted))];
  const police: Caller = { account: "acc-police", department: "traffic-police", roles: ["department"] };
  const finish = (by: Caller): CaseCommand => ({
    type: "FinishAssist",
    data: { department: "traffic-police" },
    by,
    at: later(T0, 30),
  });

  it("each has a clock of its own, and the case is handled when all parts are", () => {
    expect(stateOf(asked)).toMatchObject({
      assignment: { dueAt: "2017-12-28T01:00:00.000Z" },
      assists: [{ department: "traffic-police", dueAt: later(T0, 120) }],
    });
    given(...asked)
      .when(reportHandled())
      .thenRejects("dispatch.case.assists_open");
    given(...asked)
      .when(finish(otherDepartment))
      .thenRejects("dispatch.case.not_yours");
    const done = [...asked, ...caseDecider.decide(finish(police), stateOf(asked))];
    given(...done)
      .when(reportHandled())
      .then(caseHandled());
  });

  it("stands still with the case, and goes on with it", () => {
    const until = later(T0, 10 * 24 * 60);
    let events = asked;
    for (const command of [
      askSuspension(until),
      decide(true, dispatcher, later(T0, 60)),
      { type: "WakeCase", data: {}, at: until } as const,
    ])
      events = [...events, ...caseDecider.decide(command, stateOf(events))];
    expect(stateOf(events)).toMatchObject({ assists: [{ dueAt: later(until, 60) }] });
  });
});

describe("what is said beside a case", () => {
  it("moves nothing: not a deadline, not the stage, not when it was closed", () => {
    const histories = [
      [caseFiled(), caseAssigned()],
      accepted,
      [caseFiled(), caseAssigned(), caseHandled(), caseClosed()],
    ];
    for (const history of histories) {
      const note: CaseCommand = { type: "AddNote", data: { text: "seen" }, by: clerk, at: later(T0, 9999) };
      const before = stateOf(history);
      expect(stateOf([...history, ...caseDecider.decide(note, before)])).toEqual(before);
    }
  });
});

describe("supervision 督办", () => {
  it("has a reply clock, and whoever has the case answers", () => {
    const order: CaseCommand = {
      type: "Supervise",
      data: { id: "o1", reason: "leader", text: "why?" },
      by: supervisor,
      at: "2017-12-27T02:00:00.000Z",
    };
    const events = [...accepted, ...caseDecider.decide(order, stateOf(accepted))];
    // 4 working hours from 10:00: 12:00, then 14:00-16:00.
    expect(stateOf(events)).toMatchObject({ supervisions: [{ replyBy: "2017-12-27T08:00:00.000Z" }] });
    const reply = (by: Caller): CaseCommand => ({
      type: "ReplySupervision",
      data: { id: "o1", text: "soon" },
      by,
      at: T0,
    });
    given(...events)
      .when(reply(otherDepartment))
      .thenRejects("dispatch.case.not_yours");
    const answered = [...events, ...caseDecider.decide(reply(department), stateOf(events))];
    given(...answered)
      .when(reply(department))
      .thenNothing();
  });
});

describe("standard 立案标准", () => {
  const other = { id: "event-0110-2@2026.1", limit: { amount: 2, kind: "urgentHour" as const }, department: "housing" };
  const choose: CaseCommand = { type: "ChooseStandard", data: { standard: other }, by: dispatcher, at: T0 };

  it("another condition may be chosen before a clock has run by the first, and gives its limit", () => {
    const events = lived(openCase(), choose, assignCase(body));
    expect(stateOf(events)).toMatchObject({ standard: other, assignment: { dueAt: later(T0, 120) } });
  });

  it("is settled once a clock has run", () => {
    given(caseFiled(), caseAssigned(), caseReturned()).when(choose).thenRejects("dispatch.case.standard_settled");
    given(caseFiled(), caseAssigned()).when(choose).thenRejects("dispatch.case.standard_settled");
  });
});

describe("self-handling 自行处置", () => {
  it("is filed, done and closed at once, and told apart", () => {
    const events = lived({
      type: "OpenCase",
      data: { ...problem, verify: false, selfHandledBy: { account: "acc-w1", worker: "w-0001" } },
      at: T0,
    });
    expect(events.map(({ type }) => type)).toEqual(["CaseFiled", "CaseAssigned", "CaseHandled", "CaseClosed"]);
    expect(stateOf(events)).toMatchObject({ status: "closed", selfHandled: true });
  });
});

describe("a control 管控", () => {
  it("a report by patrol that falls under one is recorded, and nobody is sent", () => {
    const events = lived({ type: "OpenCase", data: { ...problem, verify: false, body, control: "c1" }, at: T0 });
    expect(events.map(({ type }) => type)).toEqual(["CaseFiled", "CaseVoided"]);
    expect(stateOf(events)).toMatchObject({ status: "voided", reason: "underControl", attempts: 0 });
    expect(stateOf(events)).not.toHaveProperty("wakeAt");
  });
});

describe("void and reopen", () => {
  it("a voided case is ended for good", () => {
    const voided = lived(openCase({ body }), {
      type: "VoidCase",
      data: { reason: "testCase" },
      by: dispatcher,
      at: T0,
    });
    expect(stateOf(voided).status).toBe("voided");
    given(...voided)
      .when(assignCase())
      .thenRejects("dispatch.case.not_assignable");
    given(...voided)
      .when(reopenCase(T0))
      .thenNothing();
  });

  it("rework and reopening begin a clock of their own", () => {
    const at = "2017-12-27T08:00:00.000Z";
    given(caseFiled(), caseAssigned(), caseHandled())
      .when({ type: "CheckCase", data: { passed: false, reason: "still there" }, by: supervisor, at })
      .then(caseReworked(at, later(at, 24 * 60)));
  });
});
