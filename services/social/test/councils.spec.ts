/** What the sequences of the properties do not say: single rules of the slice, at their edges. */
import { DomainError } from "@wangge/kit";
import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import { councilAggregates } from "../src/app/councils/councils.ts";
import { loadCouncilRules } from "../src/app/councils/rules.ts";
import {
  councilDeciderWith,
  lateFrom,
  referralDecider,
  slipOf,
  type CouncilEvent,
  type ReferralEvent,
  type Seat,
} from "../src/domain/councils/index.ts";

const rules = loadCouncilRules();
const AT = "2018-01-03T01:00:00.000Z";
const asked = { by: "o", at: AT } as const;

describe("a council's seats", () => {
  const given = specFor(councilDeciderWith(rules.council));
  const formed: CouncilEvent = { type: "CouncilFormed", data: { officers: ["o"], ...asked } };
  const seat = (more: Partial<Seat> = {}): Seat => ({
    ...{ account: "m", name: "n", kind: "member", from: "2018-01-01", until: "2022-12-31" },
    ...more,
  });
  const seated = (more: Partial<Seat> = {}): CouncilEvent => ({
    type: "MemberSeated",
    data: { seat: seat(more), ...asked },
  });
  const take = (more: Partial<Seat> = {}) => ({ type: "SeatMember", seat: seat(more), ...asked }) as const;

  it("last a term of the rules and not a day longer", () => {
    given(formed).when(take()).then(seated());
    given(formed)
      .when(take({ until: "2023-01-01" }))
      .thenRejects("social.council.term_too_long");
    given(formed)
      .when(take({ until: "2017-12-31" }))
      .thenRejects("social.council.term_ends_before");
  });
  it("are one for an account at a time; another follows when it has ended", () => {
    given(formed, seated()).when(take()).thenRejects("social.council.seated_already");
    given(formed, seated({ until: "2018-06-30" }))
      .when(take({ from: "2018-07-01" }))
      .then(seated({ from: "2018-07-01" }));
  });
  it("lose the convener with his seat", () => {
    const named: CouncilEvent = { type: "ConvenerNamed", data: { account: "m", ...asked } };
    const left: CouncilEvent = { type: "SeatEnded", data: { account: "m", on: "2018-01-03", ...asked } };
    given(formed, seated(), named)
      .when({ type: "NameConvener", account: "m", ...asked })
      .thenNothing();
    given(formed, seated(), named, left)
      .when({ type: "NameConvener", account: "m", ...asked })
      .thenRejects("social.council.not_seated");
    given(formed, seated())
      .when({ type: "EndSeat", account: "m", ...asked })
      .then(left);
  });
  it("are there where a council was formed, once", () => {
    given().when(take()).thenRejects("social.council.unknown");
    given(formed)
      .when({ type: "FormCouncil", officers: ["x"], ...asked })
      .thenRejects("social.council.formed_already");
  });
});

describe("a referral", () => {
  const given = specFor(referralDecider);
  const origin = { kind: "resolution", id: "r", community: "510108001001" } as const;
  const wanted = { category: "event-0201", grid: "510108001001001" };
  const referred: ReferralEvent = { type: "Referred", data: { origin, words: "w", wanted, at: AT } };
  const taken: ReferralEvent = {
    type: "ReferralTaken",
    data: { taken: { caseId: "c", trackingNumber: "n" }, at: AT },
  };
  const heard = (stage: "filed" | "handled" | "closed", at?: number) =>
    ({ type: "HearOfCase", caseId: "c", stage, at: AT, ...(at === undefined ? {} : { heard: at }) }) as const;

  it("is taken on once", () => {
    const again = { type: "NoteTaken", taken: { caseId: "d", trackingNumber: "m" }, at: AT } as const;
    given(referred, taken).when(again).thenNothing();
    given(referred, taken).when({ type: "NoteRefused", code: "x", at: AT }).thenNothing();
    given(referred, taken).when({ type: "AskAgain", at: AT }).thenNothing();
  });
  it("believes what it is told over what it asked, and asks once", () => {
    const filed: ReferralEvent = { type: "CaseHeard", data: { stage: "filed", heard: 2, at: AT } };
    given(referred, taken)
      .when(heard("handled"))
      .then({ type: "CaseHeard", data: { stage: "handled", heard: undefined, at: AT } });
    given(referred, taken, filed).when(heard("handled")).thenNothing();
    given(referred, taken, filed).when(heard("handled", 2)).thenNothing();
  });
  it("is fulfilled once for each closing that ends it", () => {
    const closed: ReferralEvent = { type: "CaseHeard", data: { stage: "closed", heard: 5, at: AT } };
    given(referred, taken)
      .when(heard("closed", 5))
      .then(closed, { type: "ReferralFulfilled", data: { at: AT } });
    given(referred, taken, closed, { type: "ReferralFulfilled", data: { at: AT } })
      .when(heard("closed", 5))
      .thenNothing();
  });
  it("hears nothing of a case that is not its own", () => {
    given(referred, taken)
      .when({ ...heard("closed", 9), caseId: "other" })
      .thenNothing();
  });
});

it("a household is late on the day after its period", () => {
  expect(lateFrom({ since: "2018-01-01" }, { everyDays: 90 })).toBe("2018-04-02");
  expect(lateFrom({ since: "2018-01-01", contactedOn: "2018-03-01" }, { everyDays: 90 })).toBe("2018-05-31");
});

describe("an order", () => {
  const ballot = [
    { id: "a", cost: 30 },
    { id: "b", cost: 20 },
  ];
  const code = (chosen: readonly string[], rule: Parameters<typeof slipOf>[2]["rule"], amount = 100): string => {
    try {
      return slipOf(chosen, ballot, { amount, rule });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.code;
    }
  };
  it("may be of so many projects instead", () => {
    expect(code(["a"], { kind: "minProjects", least: 2 })).toBe("social.budget.order_too_small");
    expect(code(["a", "b"], { kind: "minProjects", least: 2 })).toBe("11");
    expect(code(["a", "b"], { kind: "minProjects", least: 5 })).toBe("11");
    expect(code(["c"], { kind: "minProjects", least: 1 })).toBe("social.budget.not_on_ballot");
  });
  it("is of all projects where these cost less than the part of the budget", () => {
    expect(code(["a", "b"], { kind: "spendAtLeast", part: 7000 })).toBe("11");
    expect(code(["a"], { kind: "spendAtLeast", part: 7000 })).toBe("social.budget.order_too_small");
    expect(code(["a"], { kind: "spendAtLeast", part: 7000 }, 40)).toBe("10");
  });
});

it("the doctor knows every collection of the slice once", () => {
  const collections = councilAggregates.map(({ collection }) => collection);
  expect(new Set(collections).size).toBe(11);
  expect(collections.length).toBe(11);
});
