import {
  AidEndedV1,
  AidGrantedV1,
  OperationAlarmRaisedV1,
  OperationClosedV1,
  OperationCommandTransferredV1,
  OperationOpenedV1,
} from "@wangge/contracts/events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Incompetence } from "../src/domain/authority/index.ts";
import type { DossierFact } from "../src/domain/operation/index.ts";
import {
  desk,
  jointPlatform,
  lead,
  NIGHT,
  officer,
  onDuty,
  opened,
  OTHER,
  planInput,
  viewOf,
} from "./joint-builders.ts";
import { STREET } from "./operation-builders.ts";

type Platform = Awaited<ReturnType<typeof jointPlatform>>;
let platform: Platform;
let facts: readonly DossierFact[] = [];

beforeEach(async () => {
  facts = [];
  platform = await jointPlatform(() => facts);
});
afterEach(() => platform.stop());

const FORCES: readonly (readonly [string, number])[] = [
  ["urbanManagement", 10],
  ["governance", 6],
  ["community", 2],
  ["traffic", 3],
  ["criminal", 2],
  ["patrol", 4],
  ["fire", 5],
];
const short = (force: string): string => ({ urbanManagement: "um" })[force] ?? force;

/** More than thirty officers of seven forces, two cars and a fire engine; the first three of urban management can record. */
const mustered = async (): Promise<void> => {
  platform.clock.set("2017-12-27T11:59:00.000Z");
  const join = (id: string, force: string, index: number): Promise<void> =>
    onDuty(platform, id, force, { skills: force === "urbanManagement" && index <= 3 ? ["recorder"] : [] });
  for (const [force, count] of FORCES)
    for (let index = 1; index <= count; index += 1) await join(`acc-${short(force)}-${index}`, force, index);
  for (const one of ["acc-lead", "acc-chief"]) await onDuty(platform, one, "urbanManagement");
  const unit = async (id: string, unitType: string, crew: readonly string[]): Promise<void> => {
    await platform.ask("registerUnit", { street: STREET, unit: id, unitType }, desk);
    await platform.ask("crewUnit", { unit: id, crew }, desk);
  };
  await unit("car-1", "patrol-car", ["acc-patrol-1", "acc-patrol-2"]);
  await unit("car-2", "patrol-car", ["acc-patrol-3", "acc-patrol-4"]);
  await unit("engine-1", "fire-engine", ["acc-fire-1", "acc-fire-2", "acc-fire-3", "acc-fire-4"]);
  platform.clock.set(NIGHT);
};

interface Recommended {
  readonly chosen: readonly { readonly id: string; readonly need: string; readonly why: readonly string[] }[];
  readonly excluded: readonly { readonly id: string; readonly need: string; readonly why: readonly string[] }[];
  readonly short: readonly { readonly need: string; readonly missing: number }[];
}
const recommended = (operationId: string): Promise<Recommended> =>
  platform.ask<Recommended>("recommendForces", { operationId }, desk);

/** Takes what is recommended. */
const filled = async (operationId: string): Promise<Recommended> => {
  const answer = await recommended(operationId);
  const isUnit = ({ need }: { readonly need: string }): boolean => /-car$|-engine$/.test(need);
  await platform.ask(
    "assignForces",
    {
      operationId,
      persons: answer.chosen.filter((one) => !isUnit(one)).map(({ id, need }) => ({ officer: id, need })),
      units: answer.chosen.filter(isUnit).map(({ id, need }) => ({ unit: id, need })),
    },
    desk,
  );
  return answer;
};

const put = (operationId: string, who: string, status: string) =>
  platform.ask("setPersonStatus", { operationId, officer: who, status }, officer(who));
const checkIn = (operationId: string, who: string) =>
  platform.ask("checkInOperation", { operationId, officer: who }, officer(who));

it("a night operation: seven forces, thirty officers, one transfer of command, one missed check-in, results by body", async () => {
  await mustered();
  const operationId = await opened(platform);
  await filled(operationId);
  const raise = (level: number) =>
    platform.ask("raiseLevel", { operationId, level, reason: "crowd" }, officer("acc-lead"));
  await raise(3);
  await filled(operationId);
  const view = await viewOf(platform, operationId);
  expect(view.needs?.map(({ key, filled: there, wanted }) => [key, there, wanted])).toEqual([
    ["urban-management", 8, 8],
    ["recorder", 1, 1],
    ["community", 1, 1],
    ["governance", 4, 4],
    ["patrol-car", 2, 2],
    ["traffic", 2, 2],
    ["criminal", 2, 2],
    ["fire-engine", 1, 1],
  ]);
  await platform
    .ask("askForForces", { operationId, need: { kind: "persons", key: "more", force: "governance", count: 3 } }, desk)
    .catch(() => undefined);
  const ask = (need: object) => platform.ask("askForForces", { operationId, need }, officer("acc-lead"));
  await ask({ kind: "persons", key: "more-governance", force: "governance", count: 2 });
  await ask({ kind: "persons", key: "more-community", force: "community", count: 1 });
  await filled(operationId);
  const persons = (await viewOf(platform, operationId)).persons ?? [];
  expect(persons.length).toBe(30);
  expect(new Set(persons.map(({ force }) => force)).size).toBe(7);

  for (const { officer: who } of persons) await put(operationId, who, "onScene");
  await platform.ask("fillPost", { operationId, post: "safety", officer: "acc-fire-1" }, officer("acc-lead"));
  platform.clock.advance(29 * 60_000);
  for (const { officer: who } of persons) if (who !== "acc-criminal-2") await checkIn(operationId, who);
  platform.clock.advance(4 * 60_000);
  await platform.sweep();
  await platform.sweep();
  await platform.settle();
  expect(platform.published(OperationAlarmRaisedV1).map((one) => [one.officer, one.kind, one.dueAt])).toEqual([
    ["acc-criminal-2", "missedCheckIn", "2017-12-27T12:30:00.000Z"],
  ]);
  const alarm = { operationId, alarm: "a1" };
  await platform.ask("acknowledgeAlarm", alarm, officer("acc-fire-1"));
  await platform.ask("resolveAlarm", { ...alarm, outcome: "safe" }, officer("acc-fire-1"));

  await platform.ask("offerCommand", { operationId, to: "acc-um-4" }, officer("acc-lead"));
  await platform.ask("answerCommand", { operationId, accepts: true }, officer("acc-um-4"));
  facts = [
    { dossier: "d1", decidingBody: "urban-management", outcome: "penalty", fineFen: 20_000 },
    { dossier: "d2", decidingBody: "urban-management", outcome: "exempt" },
    { dossier: "d3", decidingBody: "traffic-police", outcome: "penalty", fineFen: 15_000 },
    { dossier: "d4", decidingBody: "public-security" },
  ];
  expect(await platform.ask("operationResults", { operationId }, desk)).toMatchObject({
    total: { filed: 4, decided: 3 },
    late: [],
  });
  // Who looks links nothing: closing it does.
  expect(await viewOf(platform, operationId)).toMatchObject({ dossiers: [] });
  for (const task of ["road", "vests"])
    await platform.ask("judgeTask", { operationId, task, outcome: "met" }, officer("acc-um-4"));
  const close = { operationId, summary: "done" };
  expect(await platform.codeOf("closeOperation", close, officer("acc-lead"))).toBe("enforcement.command.not_yours");
  await platform.ask("closeOperation", close, officer("acc-um-4"));
  await platform.settle();

  expect(platform.published(OperationOpenedV1).length).toBe(1);
  expect(platform.published(OperationCommandTransferredV1).map(({ from, to, how }) => [from, to, how])).toEqual([
    ["acc-lead", "acc-um-4", "accepted"],
  ]);
  expect(platform.published(OperationClosedV1)).toMatchObject([
    { officers: persons.length, units: 3, alarms: 1, dossiers: 4, level: 3, tasks: { met: 2 } },
  ]);
  expect(await platform.ask("operationResults", { operationId }, desk)).toMatchObject({
    bodies: [
      { decidingBody: "public-security", filed: 1, decided: 0 },
      { decidingBody: "traffic-police", filed: 1, fineFen: 15_000 },
      { decidingBody: "urban-management", filed: 2, outcomes: { exempt: 1, penalty: 1 }, fineFen: 20_000 },
    ],
    total: { filed: 4, decided: 3, fineFen: 35_000 },
    late: [],
  });
  const { members } = await platform.ask<{ members: { operation?: string }[] }>("team", { street: STREET }, desk);
  expect(members.filter(({ operation }) => operation !== undefined)).toEqual([]);
  const { entries } = await platform.ask<{ entries: { number: number; type: string }[] }>(
    "operationLog",
    { operationId },
    desk,
  );
  expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1));
  expect(await platform.codeOf("noteInLog", { operationId, words: "late" }, desk)).toBe(
    "enforcement.operation.not_live",
  );
});

describe("a recommendation", () => {
  it("says why each is chosen and why not, and what is missing", async () => {
    platform.clock.set("2017-12-27T11:59:00.000Z");
    for (const one of ["acc-lead", "acc-chief"]) await onDuty(platform, one, "fire");
    for (const one of ["acc-um-1", "acc-um-2", "acc-um-3"]) await onDuty(platform, one, "urbanManagement");
    await platform.ask("joinTeam", { street: STREET, officer: "acc-um-9", force: "urbanManagement" }, desk);
    platform.clock.set(NIGHT);
    await platform.ask("setStaffing", { staffing: "unavailable" }, officer("acc-um-3"));
    const operationId = await opened(platform);
    const { chosen, excluded, short: missing } = await recommended(operationId);
    expect(chosen.map(({ id, why }) => [id, why])).toEqual([
      ["acc-um-1", ["own_street", "rested"]],
      ["acc-um-2", ["own_street", "rested"]],
    ]);
    const because = Object.fromEntries(
      excluded.filter(({ need }) => need === "urban-management").map(({ id, why }) => [id, why]),
    );
    expect(because).toEqual({ "acc-um-3": ["unavailable"], "acc-um-9": ["off_shift"] });
    expect(missing).toContainEqual({ need: "urban-management", missing: 2 });
    expect(missing).toContainEqual({ need: "recorder", missing: 1 });
  });
});

describe("nobody is in two operations", () => {
  it("until he is released from the first", async () => {
    await mustered();
    const first = await opened(platform);
    await platform.ask(
      "assignForces",
      { operationId: first, persons: [{ officer: "acc-um-4", need: "urban-management" }] },
      desk,
    );
    const second = await opened(platform, { commander: "acc-chief" });
    const again = { operationId: second, persons: [{ officer: "acc-um-4", need: "urban-management" }] };
    expect(await platform.codeOf("assignForces", again, desk)).toBe("enforcement.member.committed");
    expect((await viewOf(platform, second)).persons?.map((one) => one.officer)).toEqual(["acc-chief"]);
    await platform.ask("releaseForces", { operationId: first, officers: ["acc-um-4"] }, desk);
    expect(await platform.codeOf("assignForces", again, desk)).toBe("allowed");
  });

  it("and a refused assignment takes nobody away", async () => {
    await mustered();
    const operationId = await opened(platform);
    const persons = [
      { officer: "acc-um-4", need: "urban-management" },
      { officer: "acc-lead", need: "urban-management" },
    ];
    expect(await platform.codeOf("assignForces", { operationId, persons }, desk)).toBe(
      "enforcement.operation.already_in_it",
    );
    const { members } = await platform.ask<{ members: { officer: string; operation?: string }[] }>(
      "team",
      { street: STREET },
      desk,
    );
    expect(members.filter(({ operation }) => operation !== undefined).map((one) => one.officer)).toEqual(["acc-lead"]);
  });
});

describe("mutual aid", () => {
  const until = "2017-12-27T14:00:00.000Z";
  const [helper, chief] = ["acc-help-1", "acc-help-chief"] as const;

  const granted = async (share: object): Promise<{ operationId: string; aidId: string }> => {
    await mustered();
    platform.clock.set("2017-12-27T11:59:00.000Z");
    for (const one of [helper, "acc-help-2", chief]) await onDuty(platform, one, "urbanManagement", { street: OTHER });
    platform.clock.set(NIGHT);
    const operationId = await opened(platform);
    await filled(operationId);
    await platform.ask("raiseLevel", { operationId, level: 2, reason: "crowd" }, officer("acc-lead"));
    const wants = [{ kind: "persons", key: "urban-management", force: "urbanManagement", count: 3 }];
    const { aidId } = await platform.ask<{ aidId: string }>(
      "requestAid",
      { operationId, giving: OTHER, wants, share, until },
      officer("acc-lead"),
    );
    await platform.ask("offerAid", { aidId, items: [{ need: "urban-management", count: 1 }] }, lead(chief));
    await platform.ask("offerAid", { aidId, items: [{ need: "urban-management", count: 1 }] }, lead(chief));
    await platform.ask("acceptAid", { aidId }, lead("acc-lead"));
    expect(await platform.codeOf("sharedOperation", { aidId }, officer(helper))).toBe("enforcement.aid.not_active");
    await platform.ask("grantAid", { aidId }, lead(chief));
    return { operationId, aidId };
  };

  it("shows who looks on how many there are and never who, until the second it ends", async () => {
    const { operationId, aidId } = await granted({ operation: "view", persons: "view", units: "view" });
    const look = (who: string) => platform.codeOf("sharedOperation", { aidId }, officer(who));
    const seen = JSON.stringify(await platform.ask("sharedOperation", { aidId }, officer(helper)));
    expect(seen).toContain("personCounts");
    expect(seen).toContain(`"sharedFrom":"${STREET}"`);
    expect(seen).not.toContain("acc-");
    expect(seen).not.toContain("channel 3");
    platform.clock.advance(1);
    expect(await look("acc-um-5")).toBe("enforcement.aid.other_side");
    platform.clock.advance(1);
    expect(await platform.codeOf("operation", { operationId }, officer(helper))).toBe("enforcement.team.other_street");
    const send = { aidId, persons: [{ officer: helper, need: "urban-management" }] };
    expect(await platform.codeOf("assignAid", send, lead(chief))).toBe("enforcement.aid.view_only");
    platform.clock.set("2017-12-27T13:59:59.999Z");
    expect(await look(helper)).toBe("allowed");
    platform.clock.set(until);
    expect(await look(helper)).toBe("enforcement.aid.expired");
    await platform.sweep();
    await platform.settle();
    expect(platform.published(AidEndedV1)).toMatchObject([{ why: "expired", endedAt: until }]);
    const { looks } = await platform.ask<{ looks: { account: string; outcome: string }[] }>(
      "aidLooks",
      { aidId },
      officer("acc-lead"),
    );
    expect(looks.map(({ account, outcome }) => [account, outcome])).toEqual([
      [helper, "enforcement.aid.not_active"],
      [helper, "given"],
      ["acc-um-5", "enforcement.aid.other_side"],
      [chief, "enforcement.aid.view_only"],
      [helper, "given"],
      [helper, "enforcement.aid.expired"],
    ]);
    expect(await platform.codeOf("aidLooks", { aidId }, officer(helper))).toBe("enforcement.team.other_street");
  });

  it("goes on being shown while somebody watches, which is noted by the minute, and is refused at the revocation", async () => {
    const { operationId, aidId } = await granted({ operation: "view", persons: "view" });
    const { version: first } = await platform.ask<{ version: number }>("openAidStream", { aidId }, officer(helper));
    const watch = (version: number) =>
      platform.ask<{ frame?: { version: number } }>("watchAidStream", { aidId, version }, officer(helper));
    expect(await watch(first)).toEqual({});
    let version = first;
    for (let turn = 1; turn <= 5; turn += 1) {
      await platform.ask("noteInLog", { operationId, words: `turn ${turn}` }, desk);
      platform.clock.advance(20_000);
      const { frame } = await watch(version);
      expect(frame?.version).toBe(version + 1);
      version += 1;
    }
    await platform.ask("endAid", { aidId }, lead("acc-lead"));
    const again = { aidId, version };
    expect(await platform.codeOf("watchAidStream", again, officer(helper))).toBe("enforcement.aid.ended");
    await platform.ask("endAidStream", { aidId }, officer(helper));
    const { looks } = await platform.ask<{ looks: { how: string }[] }>("aidLooks", { aidId }, officer("acc-lead"));
    expect(looks.map(({ how }) => how)).toEqual(["read", "streamOpened", "streamFrame", "streamFrame", "streamEnded"]);
    expect(platform.published(AidEndedV1)).toMatchObject([{ why: "revoked" }]);
  });

  it("lets who assists send no more than was offered, and calls them home when it ends, those inside last", async () => {
    const { operationId, aidId } = await granted({ operation: "assist", persons: "assist" });
    const send = (...officers: readonly string[]) => ({
      aidId,
      persons: officers.map((one) => ({ officer: one, need: "urban-management" })),
    });
    expect(await platform.codeOf("assignAid", send(helper, "acc-help-2", chief), lead(chief))).toBe(
      "enforcement.aid.not_offered",
    );
    expect(await platform.codeOf("assignAid", send("acc-um-8"), lead(chief))).toBe("enforcement.operation.other_side");
    await platform.ask("assignAid", send(helper, "acc-help-2"), lead(chief));
    const status = (who: string, to: string) =>
      platform.ask("setAidPersonStatus", { aidId, officer: who, status: to }, officer(who));
    for (const one of [helper, "acc-help-2"]) await status(one, "onScene");
    await status(helper, "inside");
    const foreign = { aidId, officer: "acc-um-1", status: "onScene" };
    expect(await platform.codeOf("setAidPersonStatus", foreign, officer(helper))).toBe("enforcement.command.no_post");
    expect(platform.published(AidGrantedV1).length).toBe(1);

    await platform.ask("endAid", { aidId }, lead("acc-lead"));
    const helpers = async () =>
      (await viewOf(platform, operationId)).persons
        ?.filter(({ aid }) => aid === aidId)
        .map((one) => [one.officer, one.status]);
    expect(await helpers()).toEqual([
      [helper, "inside"],
      ["acc-help-2", "released"],
    ]);
    await put(operationId, helper, "onScene");
    await platform.sweep();
    expect(await helpers()).toContainEqual([helper, "released"]);
    await platform.sweep();
    const { members } = await platform.ask<{ members: { operation?: string }[] }>("team", { street: OTHER }, desk);
    expect(members.filter(({ operation }) => operation !== undefined)).toEqual([]);
  });
});

describe("a team", () => {
  it("gets shifts by the turns of the register, and the roll says who is away", async () => {
    platform.clock.set(NIGHT);
    await platform.ask("joinTeam", { street: STREET, officer: "acc-1", force: "patrol", person: "w-0001" }, desk);
    await platform.ask("joinTeam", { street: STREET, officer: "acc-3", force: "patrol", person: "w-0003" }, desk);
    const turns = {
      street: STREET,
      section: "n-0001",
      from: "2017-12-28",
      to: "2017-12-31",
      begins: "20:00",
      hours: 6,
    };
    expect(await platform.ask("planTeamTurns", turns, desk)).toEqual({
      planned: [
        { officer: "acc-1", day: "2017-12-28" },
        { officer: "acc-1", day: "2017-12-31" },
      ],
      vacant: [{ day: "2017-12-29", person: "w-0002" }, { day: "2017-12-30" }],
    });
    const shifts = [{ from: "2017-12-28T12:00:00.000Z", to: "2017-12-28T18:00:00.000Z" }];
    const {
      shifts: [own],
    } = await platform.ask<{ shifts: { shift: string }[] }>(
      "planTeamShifts",
      { street: STREET, officer: "acc-3", shifts },
      desk,
    );
    const roll = { street: STREET, officer: "acc-3", shift: own?.shift };
    expect(await platform.codeOf("callRoll", { ...roll, answer: "here" }, desk)).toBe("enforcement.roll.too_early");
    platform.clock.set("2017-12-28T12:06:00.000Z");
    expect(await platform.codeOf("callRoll", { ...roll, answer: "here" }, officer("acc-3"))).toBe(
      "enforcement.roll.own",
    );
    expect(await platform.ask("callRoll", { ...roll, answer: "leave" }, officer("acc-1"))).toEqual({ answer: "leave" });
    expect(await platform.ask("callRoll", { ...roll, answer: "here" }, officer("acc-1"))).toEqual({ answer: "late" });
    const { rows } = await platform.ask<{ rows: object[] }>("rollCall", { street: STREET }, desk);
    expect(rows).toMatchObject([
      { officer: "acc-1", away: false },
      { officer: "acc-3", answer: "late", away: true },
    ]);
  });

  it("plans and reads only its own street's operations", async () => {
    await mustered();
    await onDuty(platform, "acc-help-1", "fire", { street: OTHER });
    expect(await platform.codeOf("planOperation", planInput(), officer("acc-help-1"))).toBe(
      "enforcement.team.other_street",
    );
    expect(await platform.codeOf("operations", { street: STREET }, officer("acc-help-1"))).toBe(
      "enforcement.team.other_street",
    );
  });
});

it("a run card is published by another than who wrote it, and what runs keeps its own edition", async () => {
  await mustered();
  const operationId = await opened(platform);
  const content = {
    levels: [{ zh: "三级", en: "1", adds: [{ kind: "persons", key: "fire", force: "fire", count: 1 }] }],
    ...{ calls: ["available"], callsOffShift: true, restMinutes: 0 },
  };
  const draft = { type: "night-market", version: "2017.1", why: "smaller", card: content };
  const publish = { type: "night-market", version: "2017.1", effectiveFrom: "2017-12-27" };
  await platform.ask("draftRunCard", draft, lead("acc-lead"));
  expect(await platform.codeOf("publishRunCard", publish, lead("acc-lead"))).toBe("enforcement.card.same_person");
  await platform.ask("publishRunCard", publish, lead("acc-chief"));
  expect((await viewOf(platform, operationId)).edition).toBe("2012.1");
  const next = await opened(platform, { commander: "acc-chief" });
  expect((await viewOf(platform, next)).needs?.map(({ key }) => key)).toEqual(["fire"]);
  const flawed = {
    ...draft,
    version: "2017.2",
    card: {
      ...content,
      levels: [{ ...content.levels[0], adds: [{ kind: "units", key: "u", unitType: "boat", leastCrew: 1, count: 1 }] }],
    },
  };
  expect(await platform.codeOf("draftRunCard", flawed, lead("acc-lead"))).toBe("enforcement.card.flawed");
});

describe("a member whose record in the register of officers does not hold", () => {
  const unfit = new Map<string, readonly Incompetence[]>();
  beforeEach(async () => {
    unfit.clear();
    await platform.stop();
    platform = await jointPlatform(() => facts, undefined, unfit);
  });
  const rolled = async () => {
    const { rows } = await platform.ask<{ rows: { officer: string; unfit: string[] }[] }>(
      "rollCall",
      { street: STREET },
      desk,
    );
    return rows.filter((row) => row.unfit.length > 0).map((row) => [row.officer, ...row.unfit]);
  };

  it("does not join", async () => {
    unfit.set("acc-um-1", ["certificate_expired", "wrong_force"]);
    const joining = platform.ask("joinTeam", { street: STREET, officer: "acc-um-1", force: "urbanManagement" }, desk);
    await expect(joining).rejects.toMatchObject({
      code: "enforcement.member.unfit",
      details: { reasons: ["certificate_expired", "wrong_force"] },
    });
    const { members } = await platform.ask<{ members: object[] }>("team", { street: STREET }, desk);
    expect(members).toEqual([]);
  });

  it("stays in the team when it ends, is named at the roll, and is not sent out until it holds again", async () => {
    platform.clock.set("2017-12-27T11:59:00.000Z");
    for (const one of ["acc-lead", "acc-chief", "acc-um-1", "acc-um-2"]) await onDuty(platform, one, "urbanManagement");
    platform.clock.set(NIGHT);
    unfit.set("acc-um-1", ["suspended"]);
    expect(await rolled()).toEqual([["acc-um-1", "suspended"]]);
    const operationId = await opened(platform);
    const { excluded } = await recommended(operationId);
    const about = excluded.find(({ id, need }) => id === "acc-um-1" && need === "urban-management");
    expect(about?.why).toEqual(["unfit"]);
    const send = () =>
      platform.codeOf(
        "assignForces",
        { operationId, persons: [{ officer: "acc-um-1", need: "urban-management" }], units: [] },
        desk,
      );
    expect(await send()).toBe("enforcement.member.unfit");
    unfit.clear();
    expect(await send()).toBe("allowed");
    // Out already: nobody is lost on a scene by an entry in a register.
    unfit.set("acc-um-1", ["revoked"]);
    expect(
      await platform.codeOf("setPersonStatus", { operationId, officer: "acc-um-1", status: "onScene" }, desk),
    ).toBe("allowed");
  });

  it("opens no operation as its commander", async () => {
    for (const one of ["acc-lead", "acc-chief"])
      await platform.ask("joinTeam", { street: STREET, officer: one, force: "urbanManagement" }, desk);
    unfit.set("acc-lead", ["not_posted"]);
    const { operationId } = await platform.ask<{ operationId: string }>("planOperation", planInput(), desk);
    await platform.ask("approveOperation", { operationId }, lead("acc-chief"));
    expect(await platform.codeOf("openOperation", { operationId }, desk)).toBe("enforcement.member.unfit");
  });
});
