import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import { controlDecider, fallsUnder, type Control, type ControlEvent } from "../src/domain/control-area.ts";
import type { Party } from "../src/domain/index.ts";

const given = specFor(controlDecider);
const T0 = "2017-12-27T01:00:00.000Z";
const roads: Party = { account: "acc-roads", department: "road-maintenance" };
const dispatcher: Party = { account: "acc-dispatcher" };

const control: Control = {
  department: "road-maintenance",
  area: { grids: ["510108002001001"] },
  categories: ["event-0302"],
  from: "2018-01-01T00:00:00.000Z",
  to: "2018-03-01T00:00:00.000Z",
  reason: "道路大修",
};
const applied: ControlEvent = { type: "ControlApplied", data: { ...control, by: roads, at: T0 } };
const approved: ControlEvent = { type: "ControlApproved", data: { by: dispatcher, at: T0 } };
const apply = (more: Partial<Control> = {}) =>
  ({ type: "ApplyControl", data: { ...control, ...more }, mostDays: 366, by: roads, at: T0 }) as const;
const approve = (by: Party, at = T0) => ({ type: "DecideControl", data: { approved: true }, by, at }) as const;

describe("a control area 管控区域", () => {
  it("is applied for, for a time that is not over and not longer than it may be", () => {
    given().when(apply()).then(applied);
    given(applied).when(apply()).thenNothing();
    given()
      .when(apply({ to: control.from }))
      .thenRejects("dispatch.control.ends_before_it_begins");
    given()
      .when(apply({ to: "2019-01-02T00:00:00.001Z" }))
      .thenRejects("dispatch.control.too_long");
    given()
      .when(apply({ from: "2017-01-01T00:00:00.000Z", to: "2017-02-01T00:00:00.000Z" }))
      .thenRejects("dispatch.control.over");
  });

  it("is decided by somebody else than who applied", () => {
    given(applied).when(approve(dispatcher)).then(approved);
    given(applied, approved).when(approve(dispatcher)).thenNothing();
    given(applied).when(approve(roads)).thenRejects("dispatch.control.own");
    given(applied)
      .when(approve({ account: "acc-other", department: "road-maintenance" }))
      .thenRejects("dispatch.control.own");
    given(applied).when(approve(dispatcher, "2018-03-01T00:00:00.000Z")).thenRejects("dispatch.control.over");
    given(applied, approved)
      .when({ type: "DecideControl", data: { approved: false, ground: "no" }, by: dispatcher, at: T0 })
      .thenRejects("dispatch.control.not_open");
  });

  it("is withdrawn by its department or by the office", () => {
    const withdraw = (by: Party, isOffice = false) =>
      ({ type: "WithdrawControl", ground: "提前完工", by, isOffice, at: T0 }) as const;
    const withdrawn: ControlEvent = { type: "ControlWithdrawn", data: { ground: "提前完工", by: roads, at: T0 } };
    given(applied, approved).when(withdraw(roads)).then(withdrawn);
    given(applied, approved, withdrawn).when(withdraw(roads)).thenNothing();
    given(applied, approved)
      .when(withdraw({ account: "x", department: "housing" }))
      .thenRejects("dispatch.control.not_yours");
    given(applied, approved)
      .when(withdraw(dispatcher, true))
      .then({ type: "ControlWithdrawn", data: { ground: "提前完工", by: dispatcher, at: T0 } });
    given(applied, approved, withdrawn).when(approve(dispatcher)).thenRejects("dispatch.control.not_open");
  });
});

describe("what falls under one", () => {
  const report = { grid: "510108002001001", category: "event-0302", channel: "patrol", at: "2018-02-01T00:00:00.000Z" };

  it("is of its grids, categories and time, and was brought by a patrol", () => {
    expect(fallsUnder(control, report)).toBe(true);
    for (const other of [
      { channel: "app" },
      { channel: "phone" },
      { category: "event-0303" },
      { grid: "510108002001002" },
      { at: "2017-12-31T23:59:59.999Z" },
      { at: control.to },
    ])
      expect(fallsUnder(control, { ...report, ...other }), JSON.stringify(other)).toBe(false);
    expect(fallsUnder(control, { ...report, at: control.from })).toBe(true);
  });

  it("lies in its polygon, where it has one and the report has a place", () => {
    const polygon = [
      [104, 30],
      [104.01, 30],
      [104, 30.01],
    ] as const;
    const here = { ...control, area: { polygon } };
    expect(fallsUnder(here, { ...report, point: { lng: 104.002, lat: 30.002 } })).toBe(true);
    expect(fallsUnder(here, { ...report, point: { lng: 104.008, lat: 30.008 } })).toBe(false);
    expect(fallsUnder(here, report)).toBe(false);
  });
});
