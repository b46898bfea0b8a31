import { specFor } from "@wangge/kit/testing";
import { exact } from "@wangge/kit/exact";
import { describe, expect, it } from "vitest";
import {
  answerProblems,
  formProblems,
  ineligibilities,
  isDisputed,
  roundDecider,
  rubricProblems,
  shelfDecider,
  type Answers,
  type Party,
  type RoundCommand,
  type RoundEvent,
  type RoundTerms,
} from "../src/domain/selection/index.ts";
import { answers, form, HUB, LEAD, OTHER, PARTNER, rubric, rules, T0 } from "./selection-builders.ts";

const OPENS = "2017-12-28T01:00:00.000Z";
const CLOSES = "2018-01-26T10:00:00.000Z";
const LAST = "2018-01-26T09:59:59.999Z";
const LATER = "2018-02-02T10:00:00.000Z";

const terms: RoundTerms = {
  ...{ programme: "neighbours-help", title: "第一轮", call: "公告", themes: ["elderly"], fund: "fund-1" },
  ...{ envelope: 100, opensAt: OPENS, closesAt: CLOSES, rules: rules.version, isBlind: true },
  ...{ form: { code: "plain", version: 1 }, rubric: { code: "plain", version: 1 } },
};
const by = "officer-1";
const drafted: RoundEvent = { type: "RoundDrafted", data: { terms, by, at: T0 } };
const announced: RoundEvent = { type: "RoundAnnounced", data: { by: "officer-2", at: T0 } };
const proposed = (closesAt = LATER): RoundEvent => ({
  type: "ExtensionProposed",
  data: { closesAt, why: "大雪", by, at: T0 },
});
const extended: RoundEvent = { type: "RoundExtended", data: { closesAt: LATER, by: "officer-2", at: T0 } };
const closed: RoundEvent = { type: "RoundClosed", data: { at: CLOSES } };
const opened: RoundEvent = { type: "RoundOpened", data: { at: OPENS } };
const takePlace = (at: string, application = "app-1", parties = [LEAD]): RoundCommand => ({
  ...{ type: "TakePlace", application, parties, at, most: 2 },
});
const placed = (application: string, parties = [LEAD], at = OPENS): RoundEvent => ({
  type: "PlaceTaken",
  data: { application, parties, at },
});

describe("a round", () => {
  const given = specFor(roundDecider);

  it("opens at its first instant, and closes at the first that is late", () => {
    given(drafted, announced).when(takePlace(OPENS)).then(placed("app-1"));
    given(drafted, announced)
      .when(takePlace(LAST))
      .then(placed("app-1", [LEAD], LAST));
    given(drafted, announced).when(takePlace("2017-12-28T00:59:59.999Z")).thenRejects("social.round.not_open");
    given(drafted, announced).when(takePlace(CLOSES)).thenRejects("social.round.not_open");
    given(drafted).when(takePlace(OPENS)).thenRejects("social.round.not_open");
  });

  it("gives a late process what the clock has brought, in order and once", () => {
    const wake: RoundCommand = { type: "WakeRound", at: LATER };
    given(drafted, announced).when(wake).then(opened, closed);
    given(drafted, announced, opened).when(wake).then(closed);
    given(drafted, announced, opened, closed).when(wake).thenNothing();
    given(drafted).when(wake).thenNothing();
    given(drafted, announced, proposed(), extended).when({ type: "WakeRound", at: LAST }).then(opened);
  });

  it("is announced by another, in time, once", () => {
    given(drafted).when({ type: "AnnounceRound", by, at: T0 }).thenRejects("social.round.same_person");
    given(drafted)
      .when({ type: "AnnounceRound", by: "officer-2", at: LATER })
      .thenRejects("social.round.opens_in_past");
    given(drafted, announced).when({ type: "AnnounceRound", by: "officer-3", at: T0 }).thenNothing();
    given().when({ type: "AnnounceRound", by, at: T0 }).thenRejects("social.round.unknown");
  });

  it("is extended to a later instant, by two, before the close", () => {
    const approve = (at: string, account = "officer-2"): RoundCommand => ({
      type: "ApproveExtension",
      by: account,
      at,
    });
    given(drafted, announced, proposed())
      .when(approve(LAST))
      .then({ ...extended, data: { ...extended.data, at: LAST } });
    given(drafted, announced, proposed()).when(approve(CLOSES)).thenRejects("social.round.not_extendable");
    given(drafted, announced, proposed()).when(approve(LAST, by)).thenRejects("social.round.same_person");
    given(drafted, announced).when(approve(LAST)).thenRejects("social.round.nothing_proposed");
    given(drafted, announced)
      .when({ type: "ProposeExtension", closesAt: CLOSES, why: "大雪", by, at: T0 })
      .thenRejects("social.round.not_later");
    given(drafted, announced, proposed(), extended)
      .when(takePlace(CLOSES))
      .then(placed("app-1", [LEAD], CLOSES));
  });

  it("counts places by organization, as leader or partner, and gives them back", () => {
    const full = [drafted, announced, placed("app-1"), placed("app-2", [PARTNER, LEAD])];
    given(...full)
      .when(takePlace(OPENS, "app-3"))
      .thenRejects("social.round.too_many_applications");
    given(...full)
      .when(takePlace(OPENS, "app-3", [OTHER]))
      .then(placed("app-3", [OTHER]));
    given(...full)
      .when(takePlace(OPENS, "app-1"))
      .thenNothing();
    given(...full, { type: "PlaceLeft", data: { application: "app-2", at: OPENS } })
      .when(takePlace(OPENS, "app-3"))
      .then(placed("app-3"));
  });
});

describe("editions", () => {
  const given = specFor(shelfDecider("rubric", rubricProblems));
  const draft = { title: { zh: "标准", en: "Rubric" }, content: rubric, why: "首版", by, at: T0 };

  it("are drafted without errors, numbered, and published by another", () => {
    given()
      .when({ type: "DraftEdition", ...draft })
      .then({ type: "EditionDrafted", data: { ...draft, version: 1 } });
    const first = { type: "EditionDrafted", data: { ...draft, version: 1 } } as const;
    given(first).when({ type: "PublishEdition", version: 1, by, at: T0 }).thenRejects("social.rubric.same_person");
    given(first).when({ type: "PublishEdition", version: 2, by, at: T0 }).thenRejects("social.rubric.unknown");
    const light = { ...rubric, criteria: rubric.criteria.slice(1) };
    given()
      .when({ type: "DraftEdition", ...draft, content: light })
      .thenRejects("social.rubric.flawed");
  });
});

describe("a form", () => {
  it("asks once for what a grant needs", () => {
    expect(formProblems(form)).toEqual([]);
    expect(formProblems({ fields: form.fields.filter(({ kind }) => kind !== "stages") })).toEqual([
      "it asks for stages once, and wants an answer",
    ]);
    expect(formProblems({ fields: form.fields.filter(({ key }) => key !== "title") }).length).toBe(1);
    expect(formProblems({ fields: [...form.fields, ...form.fields.slice(1, 2)] })).toEqual(["need is there twice"]);
  });

  const problems = (more: Answers) =>
    answerProblems(form, answers(more), { rules: rules.budget, names: [] }).map(
      ({ field, problem }) => `${field} ${problem}`,
    );
  const budget = (amount: number, asked: number, own = amount - asked): Answers => ({
    budget: { kind: "budget", value: [{ item: "全部", amount, asked, own }] },
    stages: { kind: "stages", value: [{ title: "全程", amount: asked, due: "2018-12-31" }] },
  });

  it("takes a grant of 60 % and of 500,000 yuan, and not a fen more", () => {
    expect(problems(budget(10_000, 6_000))).toEqual([]);
    expect(problems(budget(10_000, 6_001))).toEqual(["budget grantShareTooHigh", "budget ownShareTooLow"]);
    expect(problems(budget(100_000_000, 50_000_000))).toEqual([]);
    expect(problems(budget(100_000_000, 50_000_001))).toEqual(["budget grantTooHigh"]);
    // 60 % of 9 fen are 5.4: 5 may be asked for.
    expect(problems(budget(9, 5))).toEqual([]);
    expect(problems(budget(9, 6))).toEqual(["budget grantShareTooHigh", "budget ownShareTooLow"]);
  });

  it("wants lines that sum, stages in order that come to what is asked, and answers of their kind", () => {
    expect(problems(budget(10_000, 5_000, 4_000))).toEqual(["budget lineDoesNotSum"]);
    expect(
      problems({
        stages: {
          kind: "stages",
          value: [
            { title: "后", amount: 4_000_000, due: "2018-12-31" },
            { title: "先", amount: 2_000_000, due: "2018-06-30" },
          ],
        },
      }),
    ).toEqual(["stages notInOrder"]);
    expect(problems({ need: { kind: "number", value: 1 } })).toEqual(["need wrongKind"]);
    expect(problems({ other: { kind: "text", value: "x" } })).toEqual(["other unknown"]);
    expect(problems({ need: { kind: "text", value: "" } })).toEqual(["need missing"]);
    expect(problems({ begins: { kind: "date", value: "" } })).toEqual([]);
  });

  it("finds the applicant's name in every text that reviewers read, and not where they do not", () => {
    const names = ["和美"];
    const of = (more: Answers) => answerProblems(form, answers(more), { rules: rules.budget, names });
    expect(of({ team: { kind: "text", value: "和美" } })).toEqual([]);
    expect(
      of({ aims: { kind: "indicators", value: [{ name: "和美餐", baseline: 0, target: 1, unit: "份" }] } }),
    ).toEqual([{ field: "aims", problem: "namesApplicant" }]);
  });
});

describe("who may apply", () => {
  const standing: Party["standing"] = { status: "registered", registeredOn: "2017-12-27", reportsMissing: [] };
  const reasons = (
    more: Partial<NonNullable<Party["standing"]>>,
    otherApplications = 0,
    funderHouse: readonly string[] = [],
  ) =>
    ineligibilities([{ organization: LEAD, standing: { ...standing, ...more }, otherApplications }], {
      ...{ day: "2017-12-27", funderHouse, rules },
    }).map(({ reason }) => reason);

  it("is registered on the day, reports, is not banned, not of the funder's house, and not too often", () => {
    expect(reasons({})).toEqual([]);
    expect(reasons({ registeredOn: "2017-12-28" })).toEqual(["notRegistered"]);
    expect(reasons({ status: "suspended" })).toEqual(["suspended"]);
    expect(reasons({ reportsMissing: [2015, 2016] })).toEqual(["reportMissing"]);
    expect(reasons({ ban: { from: "2014-12-27", until: "2017-12-27" } })).toEqual(["banned"]);
    expect(reasons({ ban: { from: "2014-12-26", until: "2017-12-26" } })).toEqual([]);
    expect(reasons({}, 1)).toEqual([]);
    expect(reasons({ status: "deregistered" }, 2, [HUB, LEAD])).toEqual([
      "deregistered",
      "funderHouse",
      "tooManyApplications",
    ]);
    expect(
      ineligibilities([{ organization: OTHER, standing: undefined, otherApplications: 0 }], {
        ...{ day: "2017-12-27", funderHouse: [], rules },
      }),
    ).toEqual([{ organization: OTHER, reason: "unknownOrganization" }]);
  });
});

describe("a dispute", () => {
  const points = (...values: readonly number[]) => values.map((value) => exact(value * 10_000));
  const rule = { spread: 35, deviations: 500, reviewsLeast: 3 };

  it("is a spread above the limit, or a review far from the median by the deviation of the others", () => {
    expect(isDisputed(points(40, 75), rule)).toBe(false);
    expect(isDisputed(points(40, 76), rule)).toBe(true);
    // Median 70, deviations 1, 0, 1: five of them are 5 points.
    expect(isDisputed(points(69, 70, 71), rule)).toBe(false);
    expect(isDisputed(points(69, 70, 71, 69, 75), rule)).toBe(false);
    expect(isDisputed(points(69, 70, 71, 69, 76), rule)).toBe(true);
    expect(isDisputed(points(70, 70, 90), rule)).toBe(false);
    expect(isDisputed([], rule)).toBe(false);
  });
});
