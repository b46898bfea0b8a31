import { specFor } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "@wangge/kit";
import { banDecider, standingBan, type BanCommand, type BanEvent } from "../src/domain/index.ts";

const given = specFor(banDecider);
const IMPOSED_AT = "2017-12-27T01:00:00.000Z";
const UNTIL = "2018-01-03T01:00:00.000Z";
const LATER = "2017-12-28T01:00:00.000Z";
const AFTER = "2018-01-03T01:00:00.000Z";
const data = { subject: "phone", reason: "flooding", until: UNTIL, rules: "2012.1" } as const;

const impose = (by = "acc-1", at = IMPOSED_AT, until = UNTIL): BanCommand => ({
  type: "ImposeBan",
  data: { ...data, until },
  mostDays: 365,
  by,
  at,
});
const imposed: BanEvent = { type: "BanImposed", data: { ...data, by: "acc-1", at: IMPOSED_AT } };
const appealed: BanEvent = { type: "BanAppealed", data: { at: LATER } };
const upheld: BanEvent = { type: "BanUpheld", data: { by: "acc-2", at: LATER } };
const lifted = (onAppeal: boolean, by = "acc-2"): BanEvent => ({
  type: "BanLifted",
  data: { by, at: LATER, onAppeal },
});
const lift = (by: string, at = LATER): BanCommand => ({ type: "LiftBan", by, at });
const uphold = (by: string, at = LATER): BanCommand => ({ type: "UpholdBan", by, at });
const appeal = (at = LATER): BanCommand => ({ type: "AppealBan", at });

describe("a ban 封禁", () => {
  it("has an end, a reason and who imposed it", () => {
    given().when(impose()).then(imposed);
  });

  it("is not imposed twice at a time, but again when it has ended or was lifted", () => {
    given(imposed).when(impose("acc-2", LATER)).thenRejects("intake.ban.already");
    const again = impose("acc-2", AFTER, "2018-02-01T00:00:00.000Z");
    const next: BanEvent = {
      type: "BanImposed",
      data: { ...data, until: "2018-02-01T00:00:00.000Z", by: "acc-2", at: AFTER },
    };
    given(imposed).when(again).then(next);
    given(imposed, lifted(false)).when(again).then(next);
  });

  it.each([
    ["ends before it begins", IMPOSED_AT, "intake.ban.ends_before"],
    ["is longer than the rules allow", "2018-12-28T01:00:00.000Z", "intake.ban.too_long"],
  ])("is refused where it %s", (_what, until, code) => {
    given()
      .when(impose("acc-1", IMPOSED_AT, until))
      .thenRejects(code);
  });

  it("is lifted by anybody who may ban while nobody appeals, and once", () => {
    given(imposed).when(lift("acc-1")).then(lifted(false, "acc-1"));
    given(imposed, lifted(false)).when(lift("acc-2")).thenNothing();
    given(imposed, lifted(false)).when(lift("acc-3")).thenRejects("intake.ban.not_standing");
  });
});

describe("an appeal 申诉", () => {
  it("is brought once, while the ban stands", () => {
    given(imposed).when(appeal()).then(appealed);
    given(imposed, appealed).when(appeal()).thenRejects("intake.appeal.already");
    given(imposed, appealed, upheld).when(appeal()).thenRejects("intake.appeal.already");
    for (const history of [[], [imposed, lifted(false)]])
      given(...history)
        .when(appeal())
        .thenRejects("intake.ban.not_standing");
    given(imposed).when(appeal(AFTER)).thenRejects("intake.ban.not_standing");
  });

  it("is decided by another person than who imposed the ban", () => {
    for (const decide of [lift, uphold])
      given(imposed, appealed).when(decide("acc-1")).thenRejects("intake.appeal.same_person");
    given(imposed, appealed).when(lift("acc-2")).then(lifted(true));
    given(imposed, appealed).when(uphold("acc-2")).then(upheld);
  });

  it("that nobody brought cannot be turned down, nor one that was decided", () => {
    given(imposed).when(uphold("acc-2")).thenRejects("intake.appeal.none");
    given(imposed, appealed, upheld).when(uphold("acc-3")).thenRejects("intake.appeal.none");
  });

  it("belongs to its ban: the next one may be appealed against again", () => {
    const next: BanEvent = { type: "BanImposed", data: { ...data, by: "acc-2", at: LATER } };
    given(imposed, appealed, lifted(true), next).when(appeal()).then(appealed);
  });
});

/** Commands by few people at a few instants, so that they meet. */
const anyCommand = (): fc.Arbitrary<BanCommand> => {
  const by = fc.constantFrom("acc-1", "acc-2");
  const at = fc.integer({ min: 0, max: 9 }).map((day) => `2017-12-2${String(day)}T01:00:00.000Z`);
  return fc.oneof(
    fc.tuple(by, at, at).map(([who, when, until]) => impose(who, when, until)),
    at.map((when) => appeal(when)),
    fc.tuple(by, at).map(([who, when]) => uphold(who, when)),
    fc.tuple(by, at).map(([who, when]) => lift(who, when)),
  );
};

it("whatever is asked, an appeal is never decided by who imposed the ban, and a lifted ban keeps nobody out", () => {
  let decisions = 0;
  fc.assert(
    fc.property(fc.array(anyCommand(), { minLength: 20, maxLength: 60, size: "max" }), (commands) => {
      const events: BanEvent[] = [];
      for (const command of commands)
        try {
          events.push(...banDecider.decide(command, fold(banDecider, events)));
        } catch {
          // refused
        }
      for (const [nth, event] of events.entries()) {
        const before = fold(banDecider, events.slice(0, nth));
        if (before.status !== "imposed" || before.appeal?.upheld !== undefined) continue;
        if (event.type === "BanUpheld" || (event.type === "BanLifted" && event.data.onAppeal)) {
          decisions += 1;
          expect(event.data.by).not.toBe(before.ban.by);
        }
        if (event.type === "BanLifted")
          expect(standingBan(fold(banDecider, events.slice(0, nth + 1)), event.data.at)).toBeUndefined();
      }
    }),
  );
  expect(decisions).toBeGreaterThan(20);
});
