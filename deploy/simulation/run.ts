/** Lives through the histories of a range of seeds, one after the other, until one fails. */
import { foundWorld, live, type Lived } from "./history.ts";
import { takeOver } from "./machine.ts";
import { planOf, type Plan } from "./plan.ts";
import type { Plant } from "./plants.ts";
import { shrunk } from "./shrink.ts";

export interface Failure {
  readonly seed: number;
  readonly findings: Lived["findings"];
  /** What is left of the plan, and what happened in it. */
  readonly plan: Plan;
  readonly trace: readonly string[];
}

export interface Ran {
  readonly histories: number;
  readonly happened: number;
  readonly operations: number;
  readonly faults: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Seed → what its history comes to. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly failure?: Failure;
}

export interface RunOptions {
  readonly seeds: readonly number[];
  readonly plant?: Plant | undefined;
  readonly mayShrink?: boolean | undefined;
  readonly progress?: ((done: number) => void) | undefined;
}

const failureOf = async (
  plan: Plan,
  first: Lived,
  again: (candidate: Plan) => Promise<Lived>,
  mayShrink: boolean,
): Promise<Failure> => {
  if (!mayShrink) return { seed: plan.seed, findings: first.findings, plan, trace: first.trace };
  const checks = new Set(first.findings.map(({ check }) => check));
  const smallest = await shrunk(plan, async (candidate) =>
    (await again(candidate)).findings.some(({ check }) => checks.has(check)),
  );
  const { findings, trace } = await again(smallest);
  return { seed: plan.seed, findings, plan: smallest, trace };
};

export const run = async ({ seeds, plant, mayShrink = false, progress }: RunOptions): Promise<Ran> => {
  takeOver();
  const image = await foundWorld();
  const statuses: Record<string, number> = {};
  const hashes: Record<string, string> = {};
  const sums = { happened: 0, operations: 0, faults: 0 };
  for (const [place, seed] of seeds.entries()) {
    const plan = planOf(seed);
    const lived = await live(plan, image, plant);
    sums.happened += lived.happened;
    sums.operations += lived.counted.operations;
    sums.faults += lived.counted.faults;
    hashes[String(seed)] = lived.hash;
    for (const [status, count] of lived.statuses) statuses[status] = (statuses[status] ?? 0) + count;
    const histories = place + 1;
    progress?.(histories);
    if (lived.findings.length > 0) {
      const failure = await failureOf(plan, lived, (candidate) => live(candidate, image, plant), mayShrink);
      return { histories, ...sums, statuses, hashes, failure };
    }
  }
  return { histories: seeds.length, ...sums, statuses, hashes };
};
