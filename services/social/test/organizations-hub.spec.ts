import { fold } from "@wangge/kit";
import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import {
  isTiedOn,
  mentoredMinutes,
  type Incubation,
  type IncubationCommand,
  type IncubationEvent,
} from "../src/domain/organizations/hub/index.ts";
import { incubationDecider } from "../src/app/organizations/desk.ts";
import { on } from "./organizations-builders.ts";

const given = specFor(incubationDecider);
const after = (...commands: readonly IncubationCommand[]): readonly IncubationEvent[] =>
  commands.reduce<readonly IncubationEvent[]>(
    (events, command) => [...events, ...incubationDecider.decide(command, fold(incubationDecider, events))],
    [],
  );
const stateAfter = (...commands: readonly IncubationCommand[]): Incubation =>
  fold(incubationDecider, after(...commands));

const ofHub = (day: string) => ({ by: "acc-hub", at: on(day) });
const ofGroup = (day: string) => ({ by: "acc-group", at: on(day) });
const propose = (id = "agreement-1", day = "2018-03-01", until = "2019-02-28"): IncubationCommand => ({
  type: "ProposeIncubation",
  id,
  hub: "hub",
  from: day,
  until,
  ...ofHub(day),
});
const running = [propose(), { type: "AcceptIncubation", ...ofGroup("2018-03-01") } as const];
const record = (id: string, minutes: number, day = "2018-04-01"): IncubationCommand => ({
  type: "RecordMentoring",
  id,
  on: day,
  minutes,
  subject: "finance",
  side: "hub",
  ...ofHub(day),
});
const sign = (id: string, side: "hub" | "organization" = "organization"): IncubationCommand => ({
  type: "SignMentoring",
  id,
  side,
  ...(side === "hub" ? ofHub("2018-04-02") : ofGroup("2018-04-02")),
});
const graduate = (registeredOn?: string): IncubationCommand => ({
  type: "Graduate",
  ...(registeredOn === undefined ? {} : { registeredOn }),
  ...ofHub("2018-12-01"),
});

describe("mentoring", () => {
  it("counts when the other side has signed it, and once", () => {
    const state = stateAfter(...running, record("r-1", 400), record("r-2", 300), sign("r-1"), sign("r-1"));
    expect(state.agreements.map(mentoredMinutes)).toEqual([400]);
  });
  it("is not signed by who wrote it down", () => {
    given(...after(...running, record("r-1", 400)))
      .when(sign("r-1", "hub"))
      .thenRejects("social.incubation.own_record");
    given(...after(...running, record("r-1", 400)))
      .when({ ...sign("r-1"), by: "acc-hub" } as IncubationCommand)
      .thenRejects("social.incubation.own_record");
  });
  it("was while the agreement ran", () => {
    const agreed = given(...after(...running));
    agreed.when(record("r-1", 60, "2018-02-28")).thenRejects("social.incubation.outside_period");
    agreed
      .when({ ...record("r-1", 60), on: "2018-04-02" } as IncubationCommand)
      .thenRejects("social.incubation.outside_period");
    agreed.when(record("r-1", 60, "2019-03-01")).thenRejects("social.incubation.none");
    given(...after(propose()))
      .when(record("r-1", 60))
      .thenRejects("social.incubation.not_now");
  });
});

describe("graduation", () => {
  it("takes a registration since the agreement began, and enough mentoring that both have signed", () => {
    const mentored = given(...after(...running, record("r-1", 600), sign("r-1")));
    mentored.when(graduate()).thenRejects("social.incubation.not_registered");
    mentored.when(graduate("2018-02-28")).thenRejects("social.incubation.not_registered");
    given(...after(...running, record("r-1", 600)))
      .when(graduate("2018-11-01"))
      .thenRejects("social.incubation.too_little_mentoring");
    const state = stateAfter(...running, record("r-1", 600), sign("r-1"), graduate("2018-11-01"));
    expect(state.agreements).toMatchObject([{ status: "graduated", endedOn: "2018-12-01" }]);
  });
});

describe("an agreement", () => {
  it("is one at a time, and not longer than the rules say", () => {
    given(...after(...running))
      .when(propose("agreement-2", "2018-06-01"))
      .thenRejects("social.incubation.has_hub");
    given()
      .when(propose("agreement-1", "2018-03-01", "2021-03-01"))
      .thenRejects("social.incubation.bad_period");
  });
  it("ends by itself after its last day, whether or not anybody has looked, and says it once", () => {
    const wake: IncubationCommand = { type: "WakeIncubation", at: on("2019-03-01") };
    expect(after(...running, wake, wake).filter(({ type }) => type === "IncubationEnded")).toHaveLength(1);
    given(...after(...running))
      .when({ type: "WakeIncubation", at: on("2019-02-28") })
      .thenNothing();
    const again = stateAfter(...running, propose("agreement-2", "2019-04-01", "2020-03-31"));
    expect(again.agreements.map(({ status }) => status)).toEqual(["ended", "proposed"]);
  });
  it("ties the two while it runs and for a year after, and not when it was never accepted", () => {
    const [agreement] = stateAfter(...running, {
      type: "EndIncubation",
      reason: "agreed",
      ...ofHub("2018-12-01"),
    }).agreements;
    if (agreement === undefined) throw new Error("no agreement");
    const tied = ["2018-02-28", "2018-03-01", "2018-12-01", "2019-11-30", "2019-12-01"].map((day) =>
      isTiedOn(agreement, day, 12),
    );
    expect(tied).toEqual([false, true, true, true, false]);
    const [declined] = stateAfter(propose(), { type: "DeclineIncubation", ...ofGroup("2018-03-01") }).agreements;
    expect(declined && isTiedOn(declined, "2018-03-02", 12)).toBe(false);
  });
});
