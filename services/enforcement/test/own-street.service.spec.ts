import type { WireMeta } from "@wangge/kit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { desk, jointPlatform, lead, NIGHT, officer, onDuty, opened, OTHER, planInput } from "./joint-builders.ts";
import { STREET } from "./operation-builders.ts";

type Platform = Awaited<ReturnType<typeof jointPlatform>>;
let platform: Platform;
/** An operation of the street with an alarm in it, the aid it asked the other for, a shift of one of its officers. */
let there: { readonly operationId: string; readonly aidId: string; readonly shift: string };

const [OWN, FOREIGN] = ["acc-chief", "acc-other-chief"] as const;
const LATER = { from: "2017-12-29T12:00:00.000Z", to: "2017-12-29T18:00:00.000Z" };

/** What the other street asks of the one is for a third to refuse too. */
const THIRD = "510108004";
const STRANGER = "acc-third-chief";

beforeEach(async () => {
  platform = await jointPlatform();
  platform.clock.set("2017-12-27T11:59:00.000Z");
  for (const one of ["acc-lead", OWN, "acc-um-1", "acc-um-2"]) await onDuty(platform, one, "urbanManagement");
  await onDuty(platform, FOREIGN, "urbanManagement", { street: OTHER });
  await onDuty(platform, STRANGER, "urbanManagement", { street: THIRD });
  await platform.ask("registerUnit", { street: STREET, unit: "car-1", unitType: "patrol-car" }, desk);
  const planned = { street: STREET, officer: "acc-um-2", shifts: [LATER] };
  const { shifts } = await platform.ask<{ shifts: { shift: string; from: string }[] }>("planTeamShifts", planned, desk);
  platform.clock.set(NIGHT);
  const operationId = await opened(platform);
  const fill = { operationId, persons: [{ officer: "acc-um-1", need: "urban-management" }] };
  await platform.ask("assignForces", fill, desk);
  await platform.ask("setPersonStatus", { operationId, officer: "acc-um-1", status: "onScene" }, officer("acc-um-1"));
  await platform.ask("checkInOperation", { operationId, officer: "acc-um-1", needsHelp: true }, officer("acc-um-1"));
  const wants = [{ kind: "persons", key: "urban-management", force: "urbanManagement", count: 1 }];
  const share = { operation: "assist", persons: "assist" };
  const { aidId } = await platform.ask<{ aidId: string }>(
    "requestAid",
    { operationId, giving: OTHER, wants, share, until: "2017-12-27T14:00:00.000Z" },
    lead("acc-lead"),
  );
  there = { operationId, aidId, shift: shifts.find(({ from }) => from === LATER.from)?.shift ?? "none" };
});
afterEach(() => platform.stop());

interface Case {
  readonly action: string;
  readonly input: () => object;
  /** Who may. */
  readonly own?: WireMeta;
  /** Of another street, with the same roles. */
  readonly other?: WireMeta;
  readonly code: string;
  readonly first?: () => Promise<unknown>;
}

const team = (action: string, input: () => object, more: Partial<Case> = {}): Case => ({
  ...{ action, input, code: "enforcement.team.other_street" },
  ...more,
});
const ofAid = (action: string, more: Partial<Case> = {}): Case => ({
  ...{ action, input: () => ({ aidId: there.aidId }), other: lead(STRANGER), code: "enforcement.aid.other_side" },
  ...more,
});
const inOperation = (action: string, input: object, code: string): Case => ({
  ...{ action, input: () => ({ operationId: there.operationId, ...input }), own: lead("acc-lead"), code },
});

const offered = () =>
  platform.ask("offerAid", { aidId: there.aidId, items: [{ need: "urban-management", count: 1 }] }, lead(FOREIGN));
const accepted = async () => {
  await offered();
  return platform.ask("acceptAid", { aidId: there.aidId }, lead("acc-lead"));
};
const helping = async () => {
  await accepted();
  await platform.ask("grantAid", { aidId: there.aidId }, lead(FOREIGN));
  const persons = [{ officer: FOREIGN, need: "urban-management" }];
  return platform.ask("assignAid", { aidId: there.aidId, persons }, lead(FOREIGN));
};

const newcomer = { street: STREET, officer: "acc-new", force: "patrol" };
const turns = { street: STREET, section: "n-0001", from: "2017-12-28", to: "2017-12-29", begins: "20:00", hours: 6 };

describe("a lead has his own street's team, operations and aid, and no other's", () => {
  it.each<Case>([
    team("joinTeam", () => newcomer),
    team("leaveTeam", () => ({ officer: "acc-um-2" })),
    team("planTeamShifts", () => ({ street: STREET, officer: OWN, shifts: [LATER] })),
    team("planTeamTurns", () => turns),
    team("cancelTeamShift", () => ({ officer: "acc-um-2", shift: there.shift })),
    team("callRoll", () => ({ street: STREET, officer: "acc-um-2", shift: there.shift, answer: "here" }), {
      first: () => {
        platform.clock.set(LATER.from);
        return Promise.resolve();
      },
    }),
    team("rollCall", () => ({ street: STREET })),
    team("registerUnit", () => ({ street: STREET, unit: "car-2", unitType: "patrol-car" })),
    team("crewUnit", () => ({ unit: "car-1", crew: ["acc-um-2"] })),
    team("setReadiness", () => ({ unit: "car-1", readiness: "outOfService" })),
    team("retireUnit", () => ({ unit: "car-1" })),
    team("watchOperation", () => ({ operationId: there.operationId })),
    inOperation("checkInOperation", { officer: "acc-um-1" }, "enforcement.command.no_post"),
    inOperation("acknowledgeAlarm", { alarm: "a1" }, "enforcement.command.no_post"),
    inOperation("noteInLog", { words: "the road is free" }, "enforcement.operation.not_in_it"),
    ofAid("aid", { own: lead(FOREIGN) }),
    ofAid("offerAid", {
      input: () => ({ aidId: there.aidId, items: [{ need: "urban-management", count: 1 }] }),
      own: lead(FOREIGN),
    }),
    ofAid("acceptAid", { first: offered }),
    ofAid("grantAid", { first: accepted, own: lead(FOREIGN) }),
    ofAid("declineAid", { own: lead(FOREIGN) }),
    ofAid("withdrawAid"),
    ofAid("setAidPersonStatus", {
      input: () => ({ aidId: there.aidId, officer: FOREIGN, status: "onScene" }),
      first: helping,
      own: lead(FOREIGN),
    }),
  ])("$action", async ({ action, input, own = lead(OWN), other = lead(FOREIGN), code, first }) => {
    await first?.();
    expect(await platform.codeOf(action, input(), other)).toBe(code);
    expect(await platform.codeOf(action, input(), own)).toBe("allowed");
  });

  it("openOperation is the plan's commander's and the control room's", async () => {
    const input = planInput({ commander: OWN });
    const { operationId } = await platform.ask<{ operationId: string }>("planOperation", input, officer("acc-um-2"));
    await platform.ask("approveOperation", { operationId }, lead("acc-lead"));
    const open = (who: WireMeta) => platform.codeOf("openOperation", { operationId }, who);
    expect(await open(lead(FOREIGN))).toBe("enforcement.operation.not_commander");
    expect(await open(lead("acc-lead"))).toBe("enforcement.operation.not_commander");
    expect(await open(lead(OWN))).toBe("allowed");
  });

  it("setStaffing is said of oneself alone: the action takes nobody's name", async () => {
    expect(await platform.codeOf("setStaffing", { staffing: "delayed", officer: OWN }, lead(FOREIGN))).toMatch(
      /invalid/,
    );
    await platform.ask("setStaffing", { staffing: "unavailable" }, lead(FOREIGN));
    const staffingIn = async (street: string, who: string) => {
      const { members } = await platform.ask<{ members: { officer: string; staffing: string }[] }>(
        "team",
        { street },
        desk,
      );
      return members.find((one) => one.officer === who)?.staffing;
    };
    expect([await staffingIn(OTHER, FOREIGN), await staffingIn(STREET, OWN)]).toEqual(["unavailable", "available"]);
  });
});
