/** From ten thousand stored cases to ten million: what the engine carries, and how long the questions of each role take. */
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rounded } from "../peers/figures.ts";
import { peak } from "../peers/measure.ts";
import { messageOf } from "../peers/wangge.ts";
import { seedCases } from "./cases.ts";
import { costOf, costTimes, stagesTo, timesOfFirst, verdictOf, type Cost, type Measured } from "./figures.ts";
import { learnt, openCases, queriesOn, timed } from "./queries.ts";
import { gridAt, gridsOf } from "./rosters.ts";
import { openSite, type Site } from "./site.ts";

const GRIDS = 748;
const WORKERS_EACH = 2.5;

export interface StoredOptions {
  readonly stored: number;
  readonly cases: number;
  readonly rounds: number;
  /** Before a stage is measured: to make the machine quiet. */
  readonly ready: (stage: number) => Promise<void>;
  readonly say: (line: object) => void;
  readonly note: (line: string) => void;
}

const bytesUnder = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) return sum + bytesUnder(path);
    return sum + (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);

/** Engines that are new write more slowly than they do a minute later. */
const AGED_MS = 45_000;

const aged = async ({ entrant, fresh }: Site, cases: number): Promise<void> => {
  for (const end = performance.now() + AGED_MS; performance.now() < end;) await peak(entrant, fresh(cases));
};

const roundsOf = async ({ entrant, fresh }: Site, cases: number, rounds: number): Promise<readonly Measured[]> => {
  const all: Measured[] = [];
  await peak(entrant, fresh(cases)); // warm
  for (let round = 0; round < rounds; round += 1) {
    const { jobs, perSecond, spent } = await peak(entrant, fresh(cases));
    const serverMicros = spent.serverMicros === undefined ? null : spent.serverMicros / jobs;
    all.push({ perSecond, clientMicros: spent.clientMicros / jobs, serverMicros });
  }
  return all;
};

const answersOn = async ({ ground, rested }: Site): Promise<ReadonlyMap<string, number>> => {
  const [some] = await ground.cases.find({ where: { "state.grid": gridAt(0), "state.status": "closed" }, limit: 1 });
  if (some === undefined) throw new Error("the first grid has no case");
  const times = new Map<string, number>();
  for (const query of queriesOn(ground, some.id, WORKERS_EACH)) {
    await query.run();
    await rested(); // the finished cases are counted anew beside the questions, now and then: not beside these
    times.set(query.name, await timed(query));
  }
  return times;
};

/** @returns whether all cases that were accepted while it was measured were closed, once each. */
export const growStored = async ({ stored, cases, rounds, ready, say, note }: StoredOptions): Promise<boolean> => {
  const left = new Set<string>();
  const site = await openSite({ grids: GRIDS, workersEach: WORKERS_EACH, isLeft: (id) => left.has(id), note });
  try {
    const { ground, fresh } = site;
    const [job] = fresh(1);
    if (job === undefined) throw new Error("no job");
    const { closed } = await ground.sample(messageOf(job));
    await openCases(ground, left, gridsOf(GRIDS));
    const past = { grids: GRIDS, workersEach: WORKERS_EACH, now: Date.now() };
    const stages: { readonly stage: number; readonly cost: Cost; readonly answers: ReadonlyMap<string, number> }[] = [];
    let from = 0;
    for (const stage of stagesTo(stored)) {
      note(`${String(stage)} closed cases: into the store`);
      const startedAt = performance.now();
      await seedCases(ground.mongo, closed, [from, stage], past);
      const seeded = { cases: stage - from, seconds: rounded((performance.now() - startedAt) / 1000, 1) };
      from = stage;
      await ready(stage);
      await learnt(ground);
      if (!(await site.rested())) note("the engines do not come to rest: these figures are too high");
      if (stages.length === 0) await aged(site, cases);
      const cost = costOf(await roundsOf(site, cases, rounds));
      const answers = await answersOn(site);
      stages.push({ stage, cost, answers });
      say({
        ...{ line: "stored", stored: stage, store: site.engine, seeded, ...cost },
        store_peak_mb: site.storePeakMb(),
        disk_gb: rounded(bytesUnder(site.storeFolder) / 1e9, 2),
        answers_ms: Object.fromEntries([...answers].map(([name, ms]) => [name, rounded(ms, 2)])),
      });
    }
    const times = costTimes(stages.map(({ cost }) => cost));
    const names = [...(stages[0]?.answers.keys() ?? [])];
    say({
      ...{ line: "growth of the store", stored: stages.map(({ stage }) => stage) },
      aims: [
        verdictOf("time of a case <= 1.5 x", times.time),
        verdictOf("its CPU <= 1.5 x", times.cpu),
        verdictOf("the servers' CPU <= 1.5 x", times.server_cpu),
        ...names.map((name) =>
          verdictOf(`${name} <= 1.5 x`, timesOfFirst(stages.map(({ answers }) => answers.get(name) ?? NaN))),
        ),
      ],
    });
    const { whole, books } = await site.audit(stored);
    say({ line: "integrity", whole, ...books });
    return whole;
  } finally {
    await site.close();
  }
};
