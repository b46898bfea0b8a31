import { chinaCalendar } from "@wangge/calendar";
import { isDomainError } from "@wangge/kit/errors";
import { fold } from "@wangge/kit/domain";
import { specFor, walk } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caseDecider, type CaseCommand, type CaseEvent } from "../src/domain/index.ts";
import {
  acceptCase,
  anyCaseCommands,
  assignCase,
  caseAccepted,
  caseAssigned,
  caseClosed,
  caseFiled,
  caseHandled,
  caseMerged,
  caseReturned,
  caseReworked,
  caseWaiting,
  body,
  checkCase,
  department,
  housing,
  mergeCase,
  openCase,
  otherWorker,
  problem,
  reopenCase,
  reportHandled,
  returnCase,
  supervisor,
  T0,
  verificationAsked,
  worker,
} from "./builders.ts";

const given = specFor(caseDecider);

describe("open 立案", () => {
  it("files a report and assigns it in one step, with a deadline by its standard", () => {
    given().when(openCase({ body })).then(caseFiled(), caseAssigned());
  });

  it("files it without an order where nobody is there to take one", () => {
    given().when(openCase()).then(caseWaiting());
  });

  it("asks to look first where the standard wants it", () => {
    given()
      .when(openCase({ verify: true, body }))
      .then(verificationAsked());
  });

  it("has nothing new to say when the same report comes twice", () => {
    given(caseFiled(), caseAssigned()).when(openCase({ body })).thenNothing();
  });

  it("files, and leaves the order to a dispatcher, where the calendar does not reach the deadline", () => {
    const late: CaseCommand = {
      type: "OpenCase",
      data: {
        ...problem,
        standard: { ...problem.standard, limit: { amount: 5, kind: "workingDay" } },
        verify: false,
        body,
      },
      at: `${String(chinaCalendar.lastYear)}-12-31T09:00:00.000Z`,
    };
    expect(caseDecider.decide(late, caseDecider.initial).map(({ type }) => type)).toEqual(["CaseFiled"]);
  });

  it("refuses everything else of a case that does not exist", () => {
    given().when(acceptCase()).thenRejects("dispatch.case.unknown");
  });
});

describe("merge 并案", () => {
  it("ends what nobody has done yet", () => {
    given(verificationAsked()).when(mergeCase()).then(caseMerged());
    given(caseFiled()).when(mergeCase()).then(caseMerged());
    given(caseFiled(), caseAssigned()).when(mergeCase()).then(caseMerged());
    given(caseFiled(), caseAssigned(), caseAccepted()).when(mergeCase()).then(caseMerged());
  });

  it("changes nothing where the work is done, or once merged, and leaves no order", () => {
    given(caseFiled(), caseAssigned(), caseHandled()).when(mergeCase()).thenNothing();
    given(caseFiled(), caseAssigned(), caseMerged()).when(mergeCase("other")).thenNothing();
    given(caseFiled(), caseAssigned(), caseMerged()).when(acceptCase()).thenRejects("dispatch.case.not_acceptable");
  });
});

describe("reopen 重新办理", () => {
  const closed = [caseFiled(), caseAssigned(), caseHandled(), caseClosed()];
  const LATER = "2017-12-28T09:00:00.000Z";

  it("gives a closed case to the body that handled it, with a clock of its own", () => {
    const reopened: CaseEvent = { type: "CaseReopened", data: { at: LATER } };
    given(...closed)
      .when(reopenCase(LATER))
      .then(reopened, caseAssigned({ at: LATER, dueAt: "2017-12-29T09:00:00.000Z", attempt: 2 }));
  });

  it("says nothing new of a case that is not closed", () => {
    given(caseFiled(), caseAssigned()).when(reopenCase(LATER)).thenNothing();
  });
});

describe("verify 核实", () => {
  it("keeps all that is known of the problem, that it is private too", () => {
    given(verificationAsked({ isPrivate: true }))
      .when({ type: "VerifyCase", data: { confirmed: true, body }, at: T0 })
      .then(caseFiled({ isPrivate: true }), caseAssigned());
  });

  it("files and assigns what is there", () => {
    given(verificationAsked())
      .when({ type: "VerifyCase", data: { confirmed: true, body }, at: T0 })
      .then(caseFiled(), caseAssigned());
  });

  it("ends what is not, with the reason", () => {
    given(verificationAsked())
      .when({ type: "VerifyCase", data: { confirmed: false, reason: "alreadyGone" }, at: T0 })
      .then({ type: "CaseRejected", data: { reason: "alreadyGone", at: T0 } });
  });

  it("is over once the case is filed", () => {
    given(caseFiled())
      .when({ type: "VerifyCase", data: { confirmed: true }, at: T0 })
      .thenRejects("dispatch.case.nothing_to_verify");
  });
});

describe("assign 派遣", () => {
  it("gives a filed case to one department and starts its clock", () => {
    given(caseFiled())
      .when(assignCase({ department: "housing" }, "2014-06-03T01:00:00.000Z"))
      .then({
        type: "CaseAssigned",
        data: {
          department: "housing",
          at: "2014-06-03T01:00:00.000Z",
          dueAt: "2014-06-04T01:00:00.000Z",
          attempt: 1,
          calendar: chinaCalendar.version,
        },
      });
  });

  it("has nothing new to say when the same order comes twice", () => {
    given(caseFiled(), caseAssigned()).when(assignCase()).thenNothing();
  });

  it("refuses a second body while an order is open", () => {
    given(caseFiled(), caseAssigned())
      .when(assignCase({ department: "housing" }))
      .thenRejects("dispatch.case.not_assignable");
  });

  it("counts on after a return: another body, attempt 2", () => {
    given(caseFiled(), caseAssigned(), caseReturned())
      .when(assignCase({ department: "housing" }))
      .then({
        type: "CaseAssigned",
        data: {
          department: "housing",
          at: T0,
          dueAt: "2017-12-28T01:00:00.000Z",
          attempt: 2,
          calendar: chinaCalendar.version,
        },
      });
  });
});

describe("accept, return and handle", () => {
  it("is for the worker of the order", () => {
    given(caseFiled(), caseAssigned()).when(acceptCase(worker)).then(caseAccepted());
  });

  it("is for the department of the order too", () => {
    given(caseFiled(), caseAssigned()).when(acceptCase(department)).then(caseAccepted());
  });

  it.each([acceptCase, returnCase, reportHandled])("is for nobody else", (command) => {
    given(caseFiled(), caseAssigned()).when(command(otherWorker)).thenRejects("dispatch.case.not_yours");
    given(caseFiled(), caseAssigned()).when(command(housing)).thenRejects("dispatch.case.not_yours");
  });

  it("goes back to the dispatcher with a reason, and nothing of the case is lost", () => {
    const { standard, category } = fold(caseDecider, [caseFiled(), caseAssigned(), caseReturned()]) as typeof problem;
    expect({ standard, category }).toEqual({ standard: problem.standard, category: problem.category });
  });

  it("may be handled without having been accepted", () => {
    given(caseFiled(), caseAssigned()).when(reportHandled()).then(caseHandled());
  });

  it("has nothing new to say when the handler reports twice", () => {
    given(caseFiled(), caseAssigned(), caseHandled()).when(reportHandled()).thenNothing();
  });
});

describe("check 核查", () => {
  const handled = [caseFiled(), caseAssigned(), caseAccepted(), caseHandled()];

  it("closes what is done", () => {
    given(...handled)
      .when(checkCase(true))
      .then(caseClosed());
  });

  it("returns what is not to the same body, with a new clock", () => {
    given(...handled)
      .when(checkCase(false, supervisor, "2017-12-27T08:00:00.000Z"))
      .then(caseReworked("2017-12-27T08:00:00.000Z", "2017-12-28T08:00:00.000Z"));
  });

  it.each([
    ["the handler", worker],
    ["the worker of the order, from another account", { account: "acc-second-phone", worker: "w-0001" }],
    ["the handler's department", department],
  ])("is refused to %s", (_who, by) => {
    given(...handled)
      .when(checkCase(true, by))
      .thenRejects("dispatch.case.checker_is_handler");
  });

  it("is refused before there is anything to check", () => {
    given(caseFiled(), caseAssigned()).when(checkCase(true)).thenRejects("dispatch.case.nothing_to_check");
  });

  it("closes once", () => {
    given(...handled, caseClosed())
      .when(checkCase(true))
      .thenRejects("dispatch.case.nothing_to_check");
    given(...handled, caseClosed())
      .when(assignCase())
      .thenRejects("dispatch.case.not_assignable");
  });
});

/** All events of a walk, refusals left out. */
const eventsOf = (commands: readonly CaseCommand[]): readonly CaseEvent[] => {
  const events: CaseEvent[] = [];
  for (const command of commands)
    try {
      events.push(...caseDecider.decide(command, fold(caseDecider, events)));
    } catch (error) {
      if (!isDomainError(error)) throw error;
    }
  return events;
};

describe("whatever is asked in whatever order", () => {
  it("a closed or rejected case stays so", () => {
    fc.assert(
      fc.property(anyCaseCommands(), (commands) => {
        const statuses = walk(caseDecider, commands).map((state) => state.status);
        for (const end of ["closed", "rejected"] as const) {
          const first = statuses.indexOf(end);
          if (first >= 0) expect(new Set(statuses.slice(first))).toEqual(new Set([end]));
        }
      }),
    );
  });

  it("reaches the closing often enough to prove it", () => {
    const runs = fc.sample(anyCaseCommands(), { numRuns: 1_000, seed: 2017 });
    const closed = runs.filter((commands) => walk(caseDecider, commands).at(-1)?.status === "closed");
    expect(closed.length).toBeGreaterThan(150);
  });

  it("there is at most one open order", () => {
    fc.assert(
      fc.property(anyCaseCommands(), (commands) => {
        let open = 0;
        for (const { type } of eventsOf(commands)) {
          if (type === "CaseAssigned" || type === "CaseReworked") open += 1;
          if (type === "CaseReturned" || type === "CaseHandled") open -= 1;
          expect(open === 0 || open === 1).toBe(true);
        }
      }),
    );
  });

  it("who handled never checked", () => {
    fc.assert(
      fc.property(anyCaseCommands(), (commands) => {
        const state = walk(caseDecider, commands).at(-1);
        if (state?.status === "closed") expect(state.checkedBy.account).not.toBe(state.handledBy.account);
      }),
    );
  });

  it("the deadline of a new clock is the order's time plus the standard's limit", () => {
    fc.assert(
      fc.property(anyCaseCommands(), (commands) => {
        for (const { type, data } of eventsOf(commands))
          if ((type === "CaseAssigned" && data.resumes === undefined) || type === "CaseReworked")
            expect(Date.parse(data.dueAt) - Date.parse(data.at)).toBe(24 * 3_600_000);
      }),
    );
  });
});
