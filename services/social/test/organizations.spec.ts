import { fold } from "@wangge/kit";
import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import {
  banOn,
  profileOn,
  reportsMissingOn,
  statusOn,
  type Organization,
  type OrganizationCommand,
  type OrganizationEvent,
} from "../src/domain/organizations/index.ts";
import { apply, CODE, codeOf, on, organizationDecider, profile, rules, T0 } from "./organizations-builders.ts";

const given = specFor(organizationDecider);

/** What these commands come to, one after the other. */
const after = (...commands: readonly OrganizationCommand[]): readonly OrganizationEvent[] =>
  commands.reduce<readonly OrganizationEvent[]>(
    (events, command) => [...events, ...organizationDecider.decide(command, fold(organizationDecider, events))],
    [],
  );
const stateAfter = (...commands: readonly OrganizationCommand[]): Organization => {
  const state = fold(organizationDecider, after(...commands));
  if (state.status === "none") throw new Error("there is no organization");
  return state;
};

const register = (at = on("2018-01-10"), by = "acc-checker", code = CODE): OrganizationCommand => ({
  type: "Register",
  code,
  by,
  at,
});
const wake = (day: string): OrganizationCommand => ({ type: "Wake", at: on(day) });
const submit = (year: number, day: string): OrganizationCommand => ({
  type: "SubmitReport",
  year,
  digest: "a".repeat(64),
  by: "acc-secretary",
  at: on(day),
});
const forward = (year: number, day: string): OrganizationCommand => ({
  type: "ForwardReport",
  year,
  by: "acc-department",
  at: on(day),
});
const ban = (id = "ban-1", from = "2018-02-01", until = "2021-01-31"): OrganizationCommand => ({
  type: "Ban",
  ban: { id, from, until, reason: "breach" },
  by: "acc-maker",
  at: on(from),
});
const lift = (by: string, day: string, id = "ban-1"): OrganizationCommand => ({
  type: "LiftBan",
  id,
  reason: "settled",
  by,
  at: on(day),
});

const registered = [apply(), register()];

describe("an application", () => {
  it("has sixty days, counted from the day after, and says once that they are over", () => {
    const { application } = stateAfter(apply());
    expect(application).toMatchObject({ on: "2017-12-27", decideBy: "2018-02-25" });
    given(...after(apply()))
      .when(wake("2018-02-25"))
      .thenNothing();
    expect(after(apply(), wake("2018-02-26"), wake("2018-02-27")).map(({ type }) => type)).toEqual([
      "Applied",
      "WakeSet",
      "DecisionOverdue",
      "WakeSet",
    ]);
  });

  it("is decided by another person than who entered it", () => {
    const entered = after(apply());
    given(...entered)
      .when(register(T0, "acc-maker"))
      .thenRejects("social.organization.same_person");
    given(...entered)
      .when({ type: "Refuse", reason: "noNeed", by: "acc-maker", at: T0 })
      .thenRejects("social.organization.same_person");
  });

  it.each([
    [{ individuals: 50, units: 0 }, true],
    [{ individuals: 49, units: 0 }, false],
    [{ individuals: 0, units: 30 }, true],
    [{ individuals: 0, units: 29 }, false],
    [{ individuals: 25, units: 25 }, true],
    [{ individuals: 24, units: 25 }, false],
  ])("of an association with %o members is granted: %s", (members, granted) => {
    const asked = given(...after(apply({ members }))).when(register(T0));
    if (!granted) asked.thenRejects("social.organization.too_few_members");
    else expect(stateAfter(apply({ members }), register(T0)).status).toBe("registered");
  });

  it("of a foundation asks for no members, and for a foundation's code", () => {
    const entered = after(apply({ form: "foundation", members: { individuals: 0, units: 0 } }));
    given(...entered)
      .when(register(T0))
      .thenRejects("social.organization.bad_code");
    expect(
      organizationDecider.decide(
        register(T0, "acc-checker", codeOf("53", "50001002")),
        fold(organizationDecider, entered),
      )[0],
    ).toMatchObject({ type: "Registered" });
  });

  it("of a group that is recorded leaves it what it was when it is refused", () => {
    const group = profile({ form: "group", members: { individuals: 12, units: 0 } });
    const record = { type: "RecordGroup", profile: group, by: "acc-community", at: T0 } as const;
    const state = stateAfter(record, apply(), { type: "Refuse", reason: "noNeed", by: "acc-checker", at: T0 });
    expect([state.status, state.profile.form, state.application]).toEqual(["forming", "group", undefined]);
    given()
      .when({ ...record, profile: profile() })
      .thenRejects("social.organization.form_registered");
    given(...after(record))
      .when({ type: "Apply", by: "acc-maker", at: T0 })
      .thenRejects("social.organization.form_not_registered");
  });
});

describe("what stands in the register", () => {
  it("keeps what stood there before, by the day", () => {
    const moved = profile({ place: { street: "510108004" } });
    const state = stateAfter(...registered, { type: "Amend", profile: moved, by: "acc-maker", at: on("2018-05-01") });
    expect(profileOn(state, "2018-04-30").place.street).toBe("510108002");
    expect(profileOn(state, "2018-05-01").place.street).toBe("510108004");
  });

  it("keeps each status by the day", () => {
    const state = stateAfter(
      ...registered,
      { type: "Suspend", reason: "noActivity", by: "acc-maker", at: on("2018-03-01") },
      { type: "Resume", by: "acc-maker", at: on("2018-06-01") },
    );
    expect(
      ["2017-12-26", "2018-01-09", "2018-01-10", "2018-03-01", "2018-06-01"].map((day) => statusOn(state, day)),
    ).toEqual([undefined, "applied", "registered", "suspended", "registered"]);
  });

  it("does not turn one form into another", () => {
    given(...after(...registered))
      .when({ type: "Amend", profile: profile({ form: "foundation" }), by: "acc-maker", at: T0 })
      .thenRejects("social.organization.form_changed");
  });
});

describe("the annual report", () => {
  it("is missing from the day after its last day on, and not before", () => {
    const state = stateAfter(...registered);
    const missing = (day: string) => reportsMissingOn(state, rules.at(on(day)), day);
    expect([missing("2019-05-31"), missing("2019-06-01"), missing("2020-06-01")]).toEqual([[], [2018], [2018, 2019]]);
  });

  it("is stated as missing once, by receiver and last day, however late somebody looks", () => {
    const events = after(...registered, wake("2019-04-01"), wake("2019-07-01"), wake("2019-08-01"));
    const missed = events.flatMap((event) => (event.type === "ReportMissed" ? [event.data] : []));
    expect(missed.map(({ year, to, lastDay, on: day }) => [year, to, lastDay, day])).toEqual([
      [2018, "supervisor", "2019-03-31", "2019-04-01"],
      [2018, "registrar", "2019-05-31", "2019-07-01"],
    ]);
  });

  it("that comes late stays late, and was missing, whether or not anybody had looked", () => {
    const state = stateAfter(...registered, submit(2018, "2019-04-02"), forward(2018, "2019-05-20"));
    expect(state.reports.map(({ to, late }) => [to, late])).toEqual([
      ["supervisor", true],
      ["registrar", undefined],
    ]);
    expect(state.missed).toEqual([{ year: 2018, to: "supervisor", lastDay: "2019-03-31" }]);
    expect(reportsMissingOn(state, rules.at(on("2020-01-01")), "2020-01-01")).toEqual([]);
  });

  it("goes to the registrar alone where there is no supervisor", () => {
    const direct = apply({ supervisor: undefined });
    const state = stateAfter(direct, register(), submit(2018, "2019-05-31"));
    expect(state.reports).toMatchObject([{ to: "registrar" }]);
  });

  it("is owed for no year before a supervisor there was none to", () => {
    const direct = apply({ supervisor: undefined });
    const state = stateAfter(direct, register(), submit(2018, "2019-05-31"), {
      type: "Amend",
      profile: profile(),
      by: "acc-maker",
      at: on("2019-06-10"),
    });
    given(...after(direct, register(), submit(2018, "2019-05-31")))
      .when(forward(2018, "2019-06-11"))
      .thenRejects("social.organization.report_not_submitted");
    expect(organizationDecider.decide(wake("2020-03-01"), state)).toEqual([]);
  });

  it("is not taken before its year is over, nor for a year of before, nor another in its place", () => {
    const before = given(...after(...registered));
    before.when(submit(2018, "2018-12-31")).thenRejects("social.organization.year_not_over");
    before.when(submit(2017, "2018-12-31")).thenRejects("social.organization.report_not_owed");
    const received = given(...after(...registered, submit(2018, "2019-02-01")));
    received.when(submit(2018, "2019-02-02")).thenNothing();
    received
      .when({ ...submit(2018, "2019-02-02"), digest: "b".repeat(64) } as OrganizationCommand)
      .thenRejects("social.organization.report_received");
  });

  it("is owed no more by one that was gone before its last day", () => {
    const gone: OrganizationCommand = {
      type: "Deregister",
      reason: "dissolved",
      by: "acc-maker",
      at: on("2019-05-31"),
    };
    const events = after(...registered, gone, wake("2020-07-01"));
    expect(events.flatMap((event) => (event.type === "ReportMissed" ? [event.data.to] : []))).toEqual(["supervisor"]);
  });
});

describe("a ban", () => {
  it("holds from its first day to its last", () => {
    const state = stateAfter(...registered, ban());
    const held = ["2018-01-31", "2018-02-01", "2021-01-31", "2021-02-01"].map((day) => banOn(state, day)?.id);
    expect(held).toEqual([undefined, "ban-1", "ban-1", undefined]);
  });

  it("is one, however often it is imposed", () => {
    given(...after(...registered, ban()))
      .when(ban())
      .thenNothing();
  });

  it("is lifted by another person, from that day on, and by nobody when it is over", () => {
    const banned = given(...after(...registered, ban()));
    banned.when(lift("acc-maker", "2018-03-01")).thenRejects("social.organization.same_person");
    banned.when(lift("acc-checker", "2021-02-01")).thenRejects("social.organization.ban_over");
    banned.when(lift("acc-checker", "2018-03-01", "ban-2")).thenRejects("social.organization.no_ban");
    const state = stateAfter(...registered, ban(), lift("acc-checker", "2018-03-01"));
    expect([banOn(state, "2018-02-28")?.id, banOn(state, "2018-03-01"), state.bannedUntil]).toEqual([
      "ban-1",
      undefined,
      undefined,
    ]);
  });

  it("of several the longest counts", () => {
    const state = stateAfter(...registered, ban("ban-1"), ban("ban-2", "2018-03-01", "2018-12-31"));
    expect(banOn(state, "2018-06-01")?.id).toBe("ban-1");
  });
});
