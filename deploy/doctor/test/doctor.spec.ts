import { aggregates } from "@wangge/dispatch";
import { caseDecider, type CaseEvent } from "@wangge/dispatch/domain";
import { fold } from "@wangge/kit/domain";
import { chainOf, type StoredDocument } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { checkDocument, checkReceipts, type Expected } from "../aggregates.ts";
import { factOf, streamCheck, type Fact } from "../streams.ts";

const cases = aggregates[0];
if (cases === undefined) throw new Error("dispatch has no cases");

const CASE = "01JD6Z0Q8V4Y7R2K3M5N6P8T9W";
const at = "2017-12-27T01:00:00.000Z";

const filed: CaseEvent = {
  type: "CaseFiled",
  data: {
    grid: "510108002001001",
    street: "510108002",
    category: "event-0110",
    reportedAt: at,
    standard: { id: "event-0110-1@1", limit: { amount: 24, kind: "urgentHour" }, department: "landscape" },
    process: "2026.1",
    at,
  },
};
const assigned = (attempt = 1): CaseEvent => ({
  type: "CaseAssigned",
  data: { department: "landscape", at, dueAt: "2017-12-28T01:00:00.000Z", attempt, calendar: "test" },
});
const handled: CaseEvent = { type: "CaseHandled", data: { at, by: { account: "somebody" }, checkBy: at } };

const documentOf = (
  events: readonly CaseEvent[],
  changed: Partial<StoredDocument<unknown, CaseEvent>> = {},
): StoredDocument<unknown, CaseEvent> => ({
  _id: CASE,
  version: events.length,
  state: fold(caseDecider, events),
  history: events.map((event) => ({ event })),
  handled: ["one"],
  savedAt: new Date(),
  ...changed,
});

const checksOf = (document: StoredDocument<unknown, CaseEvent>): readonly string[] =>
  checkDocument(cases, document).problems.map(({ check }) => check);

describe("the doctor on one document", () => {
  it("has nothing to say of a sound one, and knows what its stream must have", () => {
    const { problems, expected } = checkDocument(cases, documentOf([filed, assigned(), handled]));
    expect(problems).toEqual([]);
    expect(expected.map(({ type, sequence }) => [type, sequence])).toEqual([
      ["dispatch.case.filed.v1", 1],
      ["dispatch.case.assigned.v1", 2],
      ["dispatch.case.handled.v1", 3],
    ]);
  });

  it("finds an altered state", () => {
    const state = { ...fold(caseDecider, [filed, assigned()]), department: "housing", attempts: 9 };
    expect(checksOf(documentOf([filed, assigned()], { state }))).toEqual(["fold"]);
  });

  it("finds a version that is not the number of events", () => {
    expect(checksOf(documentOf([filed, assigned()], { version: 3 }))).toEqual(["version"]);
  });

  it("finds a second order while one is open, which no history folds to", () => {
    const document = documentOf([filed, assigned()], {
      version: 3,
      history: [filed, assigned(), assigned(2)].map((event) => ({ event })),
    });
    expect(checksOf(document)).toEqual(["assignment", "fold"]);
  });

  it("finds a message that was handled twice and an outbox that waits", () => {
    const outbox = [{ id: "x", subject: "evt.dispatch.case.filed.v1.510108002001001", body: "{}" }];
    expect(checksOf(documentOf([filed], { handled: ["one", "one"], outbox, pending: 1 }))).toEqual([
      "handled",
      "outbox",
    ]);
  });
});

describe("the doctor on a chained document", () => {
  const { extend } = chainOf<CaseEvent>("dispatch.case");
  const { added } = extend(CASE, [], [{ event: filed, by: "intake" }, { event: assigned() }], 1);
  const events = [filed, assigned()];

  it("has nothing to say of a sound one", () => {
    expect(checksOf(documentOf(events, { history: added, unsealed: 1 }))).toEqual([]);
  });

  it("finds an entry that somebody altered, and a chain that was taken off", () => {
    const history = added.map((entry, index) => (index === 0 ? { ...entry, by: "somebody else" } : entry));
    expect(checksOf(documentOf(events, { history }))).toEqual(["chain"]);
    expect(checksOf(documentOf(events, { unsealed: 1 }))).toEqual(["chain"]);
  });
});

describe("the doctor on a stream", () => {
  const expected: readonly Expected[] = checkDocument(cases, documentOf([filed, assigned()])).expected;
  const facts: readonly Fact[] = expected.map(({ type, aggregate, sequence, data }, index) => ({
    stream: "EVT_DISPATCH",
    position: index + 1,
    type,
    aggregate,
    sequence: String(sequence),
    data,
  }));
  const [first, second] = facts;
  if (first === undefined || second === undefined) throw new Error("two facts are needed");
  const checksOfFacts = (seen: readonly Fact[]): readonly string[] => {
    const check = streamCheck(expected);
    seen.forEach(check.see);
    return check.problems().map((problem) => problem.check);
  };

  it("has nothing to say when each fact is there once", () => {
    expect(checksOfFacts(facts)).toEqual([]);
  });

  it("finds a lost one, a repeated one, an altered one and one that nobody explains", () => {
    expect(checksOfFacts([first])).toEqual(["lost"]);
    expect(checksOfFacts([first, second, second])).toEqual(["repeated"]);
    expect(checksOfFacts([first, { ...second, data: { caseId: CASE } }])).toEqual(["altered"]);
    expect(checksOfFacts([first, second, { ...second, sequence: "7" }])).toEqual(["unexplained"]);
  });

  it("takes what is no event for none, and does not stumble over it", () => {
    const message = { sequence: 7, subject: "", id: "", storedAt: 0, headers: {} };
    const envelope = { specversion: "1.0", id: CASE, source: "dispatch", type: "a", subject: CASE, time: at };
    const event = {
      ...envelope,
      datacontenttype: "application/json",
      dataschema: "",
      sequence: "3",
      data: { caseId: CASE },
    };
    expect(factOf("EVT_DISPATCH", { ...message, text: JSON.stringify(event) })).toEqual({
      ...{ stream: "EVT_DISPATCH", position: 7, type: "a", aggregate: CASE, sequence: "3", data: { caseId: CASE } },
    });
    for (const text of ["", '{"specversion":', "[]", "null", JSON.stringify({ ...event, id: "x" })])
      expect(factOf("EVT_DISPATCH", { ...message, text })).toBeUndefined();
  });
});

describe("the doctor on receipts", () => {
  it("wants one case for each, and one receipt for each case", () => {
    expect(checkReceipts(new Set(["a", "b"]), new Set(["a", "b"]))).toEqual([]);
    expect(checkReceipts(new Set(["a", "b"]), new Set(["b", "c"])).map(({ subject }) => subject)).toEqual([
      "intake/reports/a",
      "dispatch/cases/c",
    ]);
  });
});
