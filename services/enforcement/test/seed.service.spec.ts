import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { seed, seededPeople } from "../src/app/seed/seed.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";
import { dispatch, supervisor } from "./enforcement-platform.ts";
import { desk, EVENING, lead, NIGHT, officer } from "./joint-builders.ts";

const STREET = "510108002";
const COMMANDER = `officer-urbanManagement-${STREET}-6`;
const CHIEF = `officer-urbanManagement-${STREET}-7`;

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await memoryPlatform({
    manifests: [manifest, dispatch],
    compose,
    at: EVENING,
    config: { ...testConfig, ENFORCEMENT_SEED: "chenghua" as const },
  });
});
afterEach(() => platform.stop());

const ask = async <Answer = Record<string, unknown>>(action: string, input: object, meta = desk): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;

it("an empty service gets stand-in items and officers, through the same doors as everybody's", async () => {
  expect(await platform.call("powerItems", {}, supervisor)).toMatchObject({ total: seed.items.length });
  expect(platform.documents("officers")).toHaveLength(seededPeople.length);
});

it("an empty service can plan, open and fill an operation with what it begins with", async () => {
  const { members, units } = await ask<{ members: { officer: string }[]; units: { unit: string; crew: string[] }[] }>(
    "team",
    { street: STREET },
  );
  expect(members.map(({ officer: one }) => one).sort()).toEqual(
    seededPeople
      .filter(({ street }) => street === STREET)
      .map(({ account }) => account)
      .sort(),
  );
  expect(units.map(({ unit, crew }) => [unit, crew.length]).sort()).toEqual([
    [`patrol-car-${STREET}`, 2],
    [`picket-${STREET}`, 2],
    [`urban-management-car-${STREET}`, 2],
  ]);
  for (const { officer: one } of members) {
    const shifts = [{ from: NIGHT, to: "2017-12-27T18:00:00.000Z" }];
    const planned = await ask<{ shifts: { shift: string }[] }>("planTeamShifts", {
      street: STREET,
      officer: one,
      shifts,
    });
    await ask("callRoll", { street: STREET, officer: one, shift: planned.shifts[0]?.shift, answer: "here" });
  }
  platform.clock.set(NIGHT);
  const plan = {
    ...{ type: "night-market", level: 1, street: STREET, area: [STREET], from: NIGHT, to: "2017-12-27T17:00:00.000Z" },
    ...{ forces: ["patrol", "community", "urbanManagement", "governance"], commander: COMMANDER },
    tasks: [{ id: "road", kind: "objective", words: "the road is free" }],
    ...{ communication: "channel 3", safety: "in pairs", risk: "medium" },
  };
  const { operationId } = await ask<{ operationId: string }>("planOperation", plan, officer(COMMANDER));
  await ask("approveOperation", { operationId }, lead(CHIEF));
  await ask("openOperation", { operationId });
  const { chosen, short } = await ask<{ chosen: { id: string; need: string }[]; short: object[] }>("recommendForces", {
    operationId,
  });
  expect(short).toEqual([]);
  const isUnit = ({ need }: { need: string }): boolean => need === "patrol-car";
  await ask("assignForces", {
    operationId,
    persons: chosen.filter((one) => !isUnit(one)).map(({ id, need }) => ({ officer: id, need })),
    units: chosen.filter(isUnit).map(({ id, need }) => ({ unit: id, need })),
  });
  const { needs } = await ask<{ needs: { filled: number; wanted: number }[] }>("operation", { operationId });
  expect(needs.every(({ filled, wanted }) => filled === wanted)).toBe(true);
});
