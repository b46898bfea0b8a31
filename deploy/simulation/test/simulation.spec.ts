import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planOf, type Plan } from "../plan.ts";
import { plants, type PlantName } from "../plants.ts";
import { shrunk } from "../shrink.ts";
import { simulate } from "../simulate.ts";

/** Seeds that once failed. */
const kept = JSON.parse(readFileSync(new URL("../seeds.json", import.meta.url), "utf8")) as readonly number[];
/** How many histories of a run, some 10 s of two quiet cores: another number by `SIMULATED`. */
const COUNT = Number(process.env["SIMULATED"] ?? 300);
const MINUTES = 60_000;
const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => first + place);

const failuresOf = async (seeds: readonly number[], plant?: PlantName) =>
  (await simulate({ seeds, workers: 2, ...(plant === undefined ? {} : { plant }) })).flatMap(({ failure }) =>
    failure === undefined ? [] : [{ seed: failure.seed, findings: failure.findings }],
  );

describe("the district in simulation", { timeout: 60 * MINUTES }, () => {
  it("lives through every seed that once failed, and then through new ones", async () => {
    expect(await failuresOf([...kept, ...seedsFrom(1, COUNT)])).toEqual([]);
  });

  it("is the same again for the same seed, whatever was lived through before", async () => {
    const seeds = seedsFrom(1, 12);
    const [[alone], [forwards], [backwards]] = await Promise.all([
      simulate({ seeds: [7] }),
      simulate({ seeds }),
      simulate({ seeds: seeds.toReversed() }),
    ]);
    expect(forwards?.hashes["7"]).toBe(alone?.hashes["7"]);
    expect(forwards?.hashes).toEqual(backwards?.hashes);
    expect(new Set(Object.values(forwards?.hashes ?? {})).size).toBe(seeds.length);
  });

  // The slowest of them were found by 60 histories from seed 1, 3001 and 5001 alike.
  it.each((Object.keys(plants) as PlantName[]).map((plant) => [plant]))("finds a planted bug: %s", async (plant) => {
    expect(await failuresOf(seedsFrom(1, 300), plant)).not.toEqual([]);
  });

  it("lives through payments, agreements and rounds, and through cases of every kind", async () => {
    const rans = await simulate({ seeds: seedsFrom(1, 60) });
    const reached = new Set(rans.flatMap(({ statuses }) => Object.keys(statuses)));
    for (const status of [
      "grant active",
      "grant closed",
      "grant offered",
      "case closed",
      "case handled",
      "case voided",
    ])
      expect(reached).toContain(status);
  });
});

describe("shrinking", () => {
  const plan = planOf(3);
  const [one, other] = [plan.steps[2], plan.steps.at(-2)];

  it("leaves the steps that it takes, in their order, and no other", async () => {
    const fails = ({ steps }: Plan): Promise<boolean> =>
      Promise.resolve([one, other].every((step) => step !== undefined && steps.includes(step)));
    expect((await shrunk(plan, fails)).steps).toEqual([one, other]);
  });
});
