/** One campaign from a fresh platform to its verdict. */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectMongo } from "@wangge/kit";
import { seededRandom, type Random } from "../demo/data.ts";
import type { Problem } from "../doctor/problem.ts";
import type { Stack } from "../local/stack.mjs";
import { problemsOf } from "../test/examined.ts";
import { beginBatches } from "./batches.ts";
import type { Attack, Campaign } from "./campaign.ts";
import { compare, type Stored } from "./compare.ts";
import { beginErrands, type Errands } from "./errands.ts";
import { startPlatform } from "./platform.ts";
import { keepReceipts, readReceipts } from "./receipts.ts";

export interface Bounds {
  /** No new fault and no new report after so long; or when one of the others is reached. */
  readonly minutes: number;
  readonly faults: number;
  readonly cases: number;
}

export interface RunOptions extends Bounds {
  /** Instead of what the attack has. */
  readonly restMs?: number;
  readonly seed: number;
  readonly people: number;
  /** Programs beside them, each with many at once. */
  readonly programs: number;
  /** A folder of its own; the receipts lie beside the platform's data. */
  readonly dir: string;
  readonly oldRevision: string;
  readonly say: (line: string) => void;
}

export interface Outcome {
  readonly campaign: string;
  readonly seed: number;
  readonly seconds: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<string, number>>;
  readonly reports: number;
  readonly closed: number;
  readonly receipts: number;
  readonly retries: number;
  readonly failures: readonly string[];
  readonly lost: readonly string[];
  readonly double: readonly string[];
  readonly problems: readonly Problem[];
  readonly ok: boolean;
}

/** More than every wait of the platform, once nothing is wrong any more. */
const PATIENCE_MS = 180_000;
/** Whoever only listens may be far behind after hundreds of thousands of cases. */
const DOCTOR_WAIT_MS = 600_000;
const LONGEST_STANDSTILL_MS = 60_000;

const storedIn = async (mongoUrl: string): Promise<Stored> => {
  const { client } = await connectMongo({ url: mongoUrl, database: "admin", name: "chaos" });
  try {
    const reports = new Set<string>();
    for await (const { _id } of client
      .db("wangge_intake")
      .collection<{ _id: string }>("reports")
      .find({}, { projection: { _id: 1 } }))
      reports.add(_id);
    const cases = new Map<string, readonly string[]>();
    const documents = client
      .db("wangge_dispatch")
      .collection<{ _id: string; history: readonly { readonly event: { readonly type: string } }[] }>("cases")
      .find({}, { projection: { "history.event.type": 1 } });
    for await (const { _id, history } of documents)
      cases.set(
        _id,
        history.map(({ event }) => event.type),
      );
    return { reports, cases };
  } finally {
    await client.close();
  }
};

interface Tally {
  readonly byKind: Map<string, number>;
  count: number;
}

/** Counts it; and when it ended, for whoever looks for what came of it. */
const noteFault = (tally: Tally, kind: string, file: string): void => {
  tally.count += 1;
  tally.byKind.set(kind, (tally.byKind.get(kind) ?? 0) + 1);
  appendFileSync(file, `${new Date().toISOString()} ${kind}\n`);
};

/** A fault of a platform that is down already would show nothing: the next one waits until somebody was answered again. */
const untilProgress = async (progress: () => number, isOver: () => boolean): Promise<void> => {
  const before = progress();
  for (const end = Date.now() + LONGEST_STANDSTILL_MS; progress() === before && Date.now() < end && !isOver();)
    await sleep(50);
};

/** Draws one after the other, each in the place that is free, until a bound is reached. */
const disturb = async (
  attack: Attack,
  random: Random,
  watch: { readonly isOver: () => boolean; readonly progress: () => number; readonly note: (kind: string) => void },
): Promise<void> => {
  const { isOver, progress, note } = watch;
  const place = async (): Promise<void> => {
    while (!isOver()) {
      const { kind, run } = attack.draw(random);
      const restMs = random() * attack.restMs;
      if (!(await run())) {
        await sleep(50);
        continue;
      }
      note(kind);
      await untilProgress(progress, isOver);
      await sleep(restMs);
    }
  };
  await Promise.all(Array.from({ length: attack.width }, place));
};

const saying = (errands: Errands, tally: Tally, say: (line: string) => void): (() => void) => {
  const timer = setInterval(() => {
    say(
      `${tally.count} faults · ${errands.begun()} reports, ${errands.closed()} closed, ${errands.retries()} asked again`,
    );
  }, 15_000);
  return () => {
    clearInterval(timer);
  };
};

/** The stores first: an examination of the campaign's own may end the platform. */
const judge = async (stack: Stack, attack: Attack, file: string, errands: Errands) => {
  const receipts = readReceipts(file);
  const unanswered = errands.begun() - receipts.filter(({ step }) => step === "report").length;
  const found = await problemsOf(stack, DOCTOR_WAIT_MS);
  const comparison = compare(receipts, await storedIn(stack.env.MONGO_URL), unanswered);
  const more = (await attack.examine?.()) ?? [];
  return { ...comparison, problems: [...found.filter((problem) => attack.isMeant?.(problem) !== true), ...more] };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

/** Several kinds of people as one. */
const together = (all: readonly Errands[]): Errands => ({
  closed: () => sum(all.map((errands) => errands.closed())),
  begun: () => sum(all.map((errands) => errands.begun())),
  receipts: () => sum(all.map((errands) => errands.receipts())),
  retries: () => sum(all.map((errands) => errands.retries())),
  failures: () => all.flatMap((errands) => errands.failures()),
  finish: async () => {
    await Promise.all(all.map((errands) => errands.finish()));
  },
});

/** From the first report until everybody is through and everything well again. */
const attackOn = async (stack: Stack, attack: Attack, file: string, options: RunOptions) => {
  const { seed, minutes, faults, cases, people, programs, say } = options;
  const receipts = await keepReceipts(file);
  const common = { url: attack.url ?? stack.url, receipts, most: cases, patienceMs: PATIENCE_MS };
  const errands = together([
    await beginErrands({ ...common, random: seededRandom(seed), people }),
    ...(programs === 0 ? [] : [await beginBatches({ ...common, random: seededRandom(seed + 3), people: programs })]),
  ]);
  const tally: Tally = { byKind: new Map(), count: 0 };
  const note = (kind: string): void => {
    noteFault(tally, kind, join(options.dir, "faults.log"));
  };
  const hush = saying(errands, tally, say);
  const end = Date.now() + minutes * 60_000;
  const isOver = (): boolean => Date.now() > end || tally.count >= faults || errands.begun() >= cases;
  await disturb({ ...attack, restMs: options.restMs ?? attack.restMs }, seededRandom(seed + 1), {
    isOver,
    progress: errands.receipts,
    note,
  });
  await attack.heal();
  await errands.finish();
  await attack.settle?.();
  await receipts.close();
  hush();
  return { errands, tally };
};

export const runCampaign = async (campaign: Campaign, options: RunOptions): Promise<Outcome> => {
  const { seed, dir, say, oldRevision } = options;
  mkdirSync(dir, { recursive: true });
  const file = join(dir, "receipts.ndjson");
  const began = Date.now();
  const prepared = await campaign.prepare({ dir, say, seed, oldRevision });
  let stack: Stack | undefined;
  try {
    stack = await startPlatform(dir, prepared.platform);
    const attack = await prepared.begin(stack);
    const { errands, tally } = await attackOn(stack, attack, file, options);
    const verdict = await judge(stack, attack, file, errands);
    const failures = errands.failures();
    const wrong = verdict.problems.length + verdict.lost.length + verdict.double.length + failures.length;
    const byKind = [...tally.byKind, ...Object.entries(attack.planted?.() ?? {})];
    return {
      ...{ campaign: campaign.name, seed, seconds: Math.round((Date.now() - began) / 1_000), faults: tally.count },
      faultsByKind: Object.fromEntries(byKind.toSorted(([one], [other]) => (one < other ? -1 : 1))),
      ...{
        reports: errands.begun(),
        closed: errands.closed(),
        receipts: errands.receipts(),
        retries: errands.retries(),
      },
      ...{ failures, ...verdict, ok: wrong === 0 },
    };
  } finally {
    await stack?.stop();
    await prepared.close?.();
  }
};
