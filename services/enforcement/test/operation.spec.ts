import { isDomainError } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import {
  metOf,
  operationDecider,
  resultsOf,
  type Live,
  type OperationCommand,
  type OperationState,
} from "../src/domain/operation/index.ts";
import {
  after,
  assign,
  commander,
  COMMANDER,
  DEPUTY,
  minutes,
  opening,
  person,
  plan,
  SAFETY,
  say,
  STREET,
  terms,
  unitTypes,
} from "./operation-builders.ts";

const codeOf = (command: OperationCommand, state: OperationState): string => {
  try {
    return `allowed: ${operationDecider
      .decide(command, state)
      .map(({ type }) => type)
      .join(" ")}`;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
};
const typesOf = (command: OperationCommand, state: OperationState): readonly string[] =>
  operationDecider.decide(command, state).map(({ type }) => type);
const live = (...commands: readonly OperationCommand[]): Live => {
  const state = after(...opening, ...commands);
  if (state.status !== "live") throw new Error(state.status);
  return state;
};
const onScene = (officer: string, at = minutes(2)) =>
  say("SetPersonStatus", { officer, status: "onScene" }, COMMANDER, at);
const two = assign("c1", [person(DEPUTY), person(SAFETY)]);

describe("a plan", () => {
  it("is approved by somebody else, and again after a change", () => {
    const planned = after(say("PlanOperation", { plan: plan() }, "acc-p"));
    expect(codeOf(say("ApproveOperation", {}, "acc-p"), planned)).toBe("enforcement.operation.same_person");
    const revised = after(
      say("PlanOperation", { plan: plan() }, "acc-p"),
      say("ApproveOperation", {}, "acc-l"),
      say("RevisePlan", { plan: plan({ level: 2 }) }, "acc-l"),
    );
    expect(revised.status).toBe("planned");
    expect(codeOf(say("ApproveOperation", {}, "acc-l"), revised)).toBe("enforcement.operation.same_person");
  });

  it.each([
    [{ to: minutes(-1) }, "enforcement.operation.ends_before"],
    [{ level: 4 }, "enforcement.operation.level_unknown"],
    [{ area: ["510108003"] }, "enforcement.operation.area_outside"],
    [{ tasks: [{ id: "a", kind: "task", words: "x", force: "fire" }] }, "enforcement.operation.force_missing"],
  ] as const)("is refused where it is not sound: %j", (more, code) => {
    expect(codeOf(say("PlanOperation", { plan: plan(more) }), operationDecider.initial)).toBe(code);
  });

  it("is opened by its commander after approval, or not at all", () => {
    const open = (officer: string, by: string) =>
      say("OpenOperation", { commander: { ...commander, officer }, claim: "c", terms, unitTypes: "1" }, by);
    const approved = after(...opening.slice(0, 2));
    expect(codeOf(open(COMMANDER, COMMANDER), after(...opening.slice(0, 1)))).toBe(
      "enforcement.operation.not_approved",
    );
    expect(codeOf(open("acc-x", "acc-x"), approved)).toBe("enforcement.operation.not_commander");
    expect(codeOf(open(COMMANDER, "acc-x"), approved)).toBe("enforcement.operation.not_commander");
    expect(codeOf(open(COMMANDER, "desk"), approved)).toBe("allowed: OperationOpened");
  });
});

describe("the command", () => {
  it("passes in the instant in which it is accepted, and only to whom it was offered", () => {
    const offered = live(two, say("OfferCommand", { to: DEPUTY }));
    expect(offered.commander).toBe(COMMANDER);
    expect(codeOf(say("AnswerCommand", { accepts: true }, SAFETY), offered)).toBe("enforcement.command.not_offered");
    expect(codeOf(say("RaiseLevel", { level: 2, reason: "x" }, DEPUTY), offered)).toBe("enforcement.command.not_yours");
    const passed = live(two, say("OfferCommand", { to: DEPUTY }), say("AnswerCommand", { accepts: true }, DEPUTY));
    expect([passed.commander, passed.offer]).toEqual([DEPUTY, undefined]);
    expect(codeOf(say("RaiseLevel", { level: 2, reason: "x" }), passed)).toBe("enforcement.command.not_yours");
  });

  it("is taken by the deputy only from a commander who was missed", () => {
    const manned = live(two, say("FillPost", { post: "deputy", officer: DEPUTY }), onScene(COMMANDER));
    const take = (at: string) => say("TakeCommand", { reason: "no answer" }, DEPUTY, at);
    expect(codeOf(take(minutes(33)), manned)).toBe("enforcement.command.commander_answers");
    expect(typesOf(take(minutes(34)), manned)).toEqual(["AlarmRaised", "CommandTransferred"]);
    expect(codeOf(say("TakeCommand", { reason: "x" }, SAFETY, minutes(34)), manned)).toBe(
      "enforcement.command.not_deputy",
    );
  });

  it("holds no other post, and nobody holds two", () => {
    const state = live(two, say("FillPost", { post: "safety", officer: SAFETY }));
    expect(codeOf(say("FillPost", { post: "safety", officer: COMMANDER }), state)).toBe("enforcement.command.one_post");
    expect(codeOf(say("FillPost", { post: "liaison", officer: SAFETY }), state)).toBe("enforcement.command.one_post");
    expect(codeOf(say("FillPost", { post: "representative-fire", officer: DEPUTY }), state)).toBe(
      "enforcement.command.other_force",
    );
  });

  it("does not leave the scene without being handed over", () => {
    const release = say("ReleaseForces", { officers: [COMMANDER], units: [] });
    expect(codeOf(release, live(two))).toBe("enforcement.operation.commander_stays");
  });
});

describe("forces", () => {
  const car = (crew: readonly string[]) => ({ unit: "car-1", unitType: "car", street: STREET, need: "cars", crew });
  const crewOf = (...officers: readonly string[]) =>
    officers.map((officer) => ({ officer, force: "patrol" as const, skills: [], street: STREET }));

  it("fill what the card wants at this level, and a higher level adds its difference", () => {
    const state = live(two);
    expect(state.needs.map((need) => [need.key, need.count, metOf(state, need).status])).toEqual([["um", 2, "met"]]);
    expect(codeOf(assign("c2", [person("acc-1")]), state)).toBe("enforcement.need.met");
    const raised = live(two, say("RaiseLevel", { level: 3, reason: "crowd" }));
    expect(raised.needs.map((need) => [need.key, need.count, metOf(raised, need).status])).toEqual([
      ["um", 3, "partiallyMet"],
      ["traffic", 2, "open"],
      ["cars", 1, "open"],
    ]);
  });

  it("are refused where they are not what was asked for, or not of the street", () => {
    expect(codeOf(assign("c2", [person("acc-1", { force: "fire" })]), live())).toBe("enforcement.need.mismatch");
    expect(codeOf(assign("c2", [person("acc-1", { need: "boats" })]), live())).toBe("enforcement.need.unknown");
    expect(codeOf(assign("c2", [person("acc-1", { street: "510108003" })]), live())).toBe(
      "enforcement.operation.other_street",
    );
    expect(codeOf(assign("c2", [person("acc-1")], "acc-1"), live())).toBe("enforcement.command.no_post");
  });

  it("come in units with their crew, in the statuses of their type, and go with it", () => {
    const raise = say("RaiseLevel", { level: 2, reason: "crowd" });
    const send = (crew: readonly string[]) =>
      say("AssignForces", { claim: "c2", persons: crewOf(...crew), units: [car(crew)], unitTypes });
    expect(codeOf(send(["acc-1"]), live(raise))).toBe("enforcement.unit.crew_short");
    const state = live(raise, send(["acc-1", "acc-2"]));
    const set = (status: string) => say("SetUnitStatus", { unit: "car-1", status, unitTypes }, "acc-1");
    expect(codeOf(set("staging"), state)).toBe("enforcement.unit.status_unknown");
    expect(codeOf(set("available"), state)).toBe("enforcement.unit.status_illegal");
    expect(codeOf(set("onScene"), state)).toBe("allowed: UnitStatusSet");
    const [released] = operationDecider.decide(say("ReleaseForces", { officers: [], units: ["car-1"] }), state);
    expect(released?.data).toMatchObject({ officers: ["acc-1", "acc-2"], units: ["car-1"] });
  });

  it("of an assignment that was given up do not come any more", () => {
    const state = live(say("VoidClaim", { claim: "c1" }, "enforcement"));
    expect(codeOf(two, state)).toBe("enforcement.operation.claim_voided");
  });
});

describe("safety", () => {
  it("raises one alarm for a missed check-in, whoever looks and however often", () => {
    const manned = live(two, onScene(SAFETY));
    const wake = (at: string) => say("WakeOperation", {}, "enforcement", at);
    expect(manned.wakeAt).toBe(minutes(34));
    expect(typesOf(wake("2017-12-27T12:33:59.999Z"), manned)).toEqual([]);
    expect(typesOf(wake(minutes(34)), manned)).toEqual(["AlarmRaised"]);
    const alarmed = live(two, onScene(SAFETY), wake(minutes(34)));
    expect(typesOf(wake(minutes(38)), alarmed)).toEqual([]);
    expect(typesOf(wake(minutes(39)), alarmed)).toEqual(["AlarmEscalated"]);
    expect(typesOf(say("CheckIn", { officer: SAFETY, needsHelp: false }, SAFETY, minutes(34)), manned)).toEqual([
      "AlarmRaised",
      "CheckedIn",
    ]);
  });

  it("knows where somebody said he was, to some ten metres and until he leaves; nobody says it for another", () => {
    const manned = live(two, say("FillPost", { post: "safety", officer: SAFETY }), onScene(SAFETY), onScene(DEPUTY));
    const place = { lng: 104.123456, lat: 30.654321 };
    const checkIn = say("CheckIn", { officer: SAFETY, needsHelp: false, place }, SAFETY, minutes(20));
    expect(codeOf(say("CheckIn", { officer: DEPUTY, needsHelp: false, place }, SAFETY, minutes(20)), manned)).toBe(
      "enforcement.check_in.others_place",
    );
    const seenOf = (state: ReturnType<typeof live>) => state.persons.find(({ officer }) => officer === SAFETY)?.seen;
    const there = [two, say("FillPost", { post: "safety", officer: SAFETY }), onScene(SAFETY), checkIn] as const;
    expect(seenOf(live(...there))).toEqual({ lng: 104.1235, lat: 30.6543, at: minutes(20) });
    const later = say("CheckIn", { officer: SAFETY, needsHelp: false }, SAFETY, minutes(25));
    expect(seenOf(live(...there, later))).toEqual({ lng: 104.1235, lat: 30.6543, at: minutes(20) });
    const gone = say("ReleaseForces", { officers: [SAFETY], units: [] }, COMMANDER, minutes(26));
    expect(seenOf(live(...there, gone))).toBeUndefined();
  });

  it("does not let anybody resolve the alarm about himself, nor release who is missed or inside", () => {
    const alarmed = live(
      two,
      say("FillPost", { post: "safety", officer: SAFETY }),
      onScene(SAFETY),
      onScene(DEPUTY),
      say("SetPersonStatus", { officer: DEPUTY, status: "inside" }, DEPUTY, minutes(30)),
      say("WakeOperation", {}, "enforcement", minutes(34)),
    );
    const at = minutes(35);
    const resolve = (by: string) => say("ResolveAlarm", { alarm: "a1", outcome: "safe" }, by, at);
    const release = (officer: string) => say("ReleaseForces", { officers: [officer], units: [] }, COMMANDER, at);
    expect(codeOf(resolve(SAFETY), alarmed)).toBe("enforcement.alarm.own");
    expect(codeOf(release(SAFETY), alarmed)).toBe("enforcement.operation.alarm_open");
    expect(codeOf(release(DEPUTY), alarmed)).toBe("enforcement.operation.inside");
    expect(codeOf(resolve(COMMANDER), alarmed)).toBe("allowed: AlarmResolved");
  });

  it("holds the end until everybody is out, heard of, and every task is judged", () => {
    const close = (at = minutes(3)) => say("CloseOperation", { summary: "done" }, COMMANDER, at);
    expect(codeOf(close(), live())).toBe("enforcement.operation.task_open");
    const judged = say("JudgeTask", { task: "clear", outcome: "met" });
    expect(codeOf(close(), live(judged))).toBe("allowed: OperationClosed");
    const inside = say("SetPersonStatus", { officer: COMMANDER, status: "inside" }, COMMANDER, minutes(3));
    expect(codeOf(close(), live(judged, onScene(COMMANDER), inside))).toBe("enforcement.operation.inside");
    expect(codeOf(close(minutes(40)), live(judged, onScene(COMMANDER)))).toBe("enforcement.operation.alarm_open");
  });
});

it("results are split by the body that decides, each linked dossier once", () => {
  const facts = [
    { dossier: "d1", decidingBody: "urban-management", outcome: "penalty", fineFen: 20_000 },
    { dossier: "d2", decidingBody: "traffic-police", outcome: "penalty", fineFen: 5_000 },
    { dossier: "d3", decidingBody: "urban-management" },
    { dossier: "d9", decidingBody: "fire", outcome: "exempt" },
  ];
  const { bodies, total, unknown } = resultsOf(["d1", "d2", "d3", "d4"], facts);
  expect(bodies.map((one) => [one.decidingBody, one.filed, one.decided, one.fineFen])).toEqual([
    ["traffic-police", 1, 1, 5_000],
    ["urban-management", 2, 1, 20_000],
  ]);
  expect([total.filed, total.decided, total.fineFen, unknown]).toEqual([3, 2, 25_000, ["d4"]]);
});
