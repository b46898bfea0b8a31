/**
 * `npm run bench`, second part: the same micro-job (accept durably → least-loaded worker of the grid → persist → publish → complete)
 * through our dispatch, through others, and through the bare calls below which nothing gets. One JSON line a run, then one with the
 * ratios and aims, then one with the books.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEngines } from "../deploy/local/engines.mjs";
import { startPeer, type PeerName } from "../deploy/local/peers.mjs";
import { onStop, root } from "../deploy/local/stack.mjs";
import { contestants, type Grounds } from "./peers/contestants.ts";
import { areBalanced, aimsOf, median, orderOf, rangeOf, rounded, type Summary } from "./peers/figures.ts";
import { openGround, type Ground } from "./peers/ground.ts";
import { jobs } from "./peers/jobs.ts";
import { enter, peak, steady, type Entrant, type Peak, type Steady } from "./peers/measure.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "3" },
    only: { type: "string" },
    relaxed: { type: "boolean", default: false },
  },
});
const [count, rounds, seconds] = [Number(values.cases), Number(values.rounds), Number(values.seconds)];
/** A round of a slow contestant has fewer jobs than `--cases`, so that it takes about as long as this. */
const ROUND_SECONDS = 3;
const FEWEST = 300;
/** Of the measured peak: what a contestant should carry without a queue that grows. */
const STEADY_SHARE = 0.7;

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const note = (line: string): void => {
  process.stderr.write(`· ${line}\n`);
};

const folders = join(root, ".wangge");
mkdirSync(folders, { recursive: true });
const dataDir = mkdtempSync(join(folders, "compare-"));
const stops: (() => Promise<void>)[] = [];

let cleaning: Promise<void> | undefined;
/** Whoever started these servers ends them, once, however the comparison ends. */
const cleanUp = (): Promise<void> =>
  (cleaning ??= (async () => {
    for (const stop of stops.toReversed())
      await stop().catch((error: unknown) => {
        note(`stopping: ${String(error)}`);
      });
    rmSync(dataDir, { recursive: true, force: true });
  })());
onStop(
  () => {
    void cleanUp().finally(() => process.exit(130));
  },
  () => process.exit(130),
);

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

/** `fast`, `quick` or `mongod`: what the platform's figures depend on most. */
const storedBy = new Set<string>();

/** The engines that the platform runs on; only what is asked for is started. */
const openEngines = async (synced: boolean): Promise<Ground> => {
  const folder = join(dataDir, synced ? "engines" : "engines-relaxed");
  // A store of somebody's has room for a database of ours; reports on somebody's bus would be worked on in earnest. And a store
  // whose settings are not ours syncs, as far as we know.
  const { MONGO_URL } = process.env;
  const environment = synced && MONGO_URL !== undefined ? { MONGO_URL } : {};
  const engines = await startEngines({ dataDir: folder, log: note, environment, synced });
  stops.push(() => engines.stop());
  const pids = (): readonly number[] | undefined => {
    const own = [...engines.engines].filter(([name]) => name !== "redis").flatMap(([, { pid }]) => pid ?? []);
    return own.length === 2 ? own : undefined;
  };
  storedBy.add(engines.engines.get("mongo")?.kind ?? "MONGO_URL");
  const ground = await openGround({ env: { ...engines.env }, pids });
  stops.push(() => ground.close());
  return ground;
};
const strictGround = once(() => openEngines(true));
const relaxedGround = once(() => openEngines(false));
const servers = new Map<string, ReturnType<typeof startPeer>>();
const grounds: Grounds = {
  ground: (synced = true) => (synced ? strictGround() : relaxedGround()),
  folder: () => join(dataDir, "platform"),
  server: (name: PeerName, synced = true) => {
    const key = `${name} ${synced}`;
    const known = servers.get(key);
    if (known !== undefined) return known;
    const starting = startPeer(name, { dataDir: join(dataDir, "peers"), log: note, synced });
    servers.set(key, starting);
    stops.push(async () => {
      const server = await starting;
      if (!("missing" in server)) await server.stop();
    });
    return starting;
  },
};

const named = values.only?.split(",");
/** A whole platform takes its time to start: it comes when it is named. */
const all = contestants(grounds).filter(
  ({ durability, mode }) => (values.relaxed || durability !== "relaxed") && mode !== "http",
);
const unknown = named?.filter((name) => !contestants(grounds).some((one) => one.name === name)) ?? [];
if (unknown.length > 0) {
  const known = contestants(grounds).map(({ name }) => name);
  note(`nobody is called ${unknown.join(", ")}; there are ${known.join(", ")}`);
  await cleanUp();
  process.exit(2);
}
const wanted = named === undefined ? all : contestants(grounds).filter(({ name }) => named.includes(name));

let number = 0;
/** Reports whose numbers nobody else has. */
const fresh = (wantedCount: number) => {
  number += wantedCount;
  return jobs(wantedCount, number - wantedCount);
};

const lineOf = ({ contestant: { name, durability, mode } }: Entrant, round: number, run: Peak) => ({
  name,
  durability,
  mode,
  round,
  jobs: run.jobs,
  seconds: rounded(run.seconds, 2),
  jobs_per_s: Math.round(run.perSecond),
  // Only the steady run has latencies: at the peak they tell the length of the queue.
  p50_ms: null,
  p99_ms: null,
  cpu_us_per_job: Math.round(run.spent.clientMicros / run.jobs),
  server_cpu_us_per_job: run.spent.serverMicros === undefined ? null : Math.round(run.spent.serverMicros / run.jobs),
  box_busy: run.spent.box === undefined ? null : rounded(run.spent.box.busy, 2),
  box_busy_by_others: run.spent.box?.byOthers === undefined ? null : rounded(run.spent.box.byOthers, 2),
  ...(run.isComplete ? {} : { incomplete: true }),
});

const steadyLineOf = ({ contestant: { name, durability, mode } }: Entrant, run: Steady) => ({
  name,
  durability,
  mode: `${mode}, steady`,
  jobs: run.sent,
  seconds,
  jobs_per_s: Math.round(run.rate),
  p50_ms: run.latency === undefined ? null : rounded(run.latency.p50, 1),
  p99_ms: run.latency === undefined ? null : rounded(run.latency.p99, 1),
  dropped: run.dropped,
  generator_lag_p99_ms: rounded(run.lagP99, 1),
  cpu_us_per_job: Math.round(run.spent.clientMicros / Math.max(1, run.sent)),
  server_cpu_us_per_job:
    run.spent.serverMicros === undefined ? null : Math.round(run.spent.serverMicros / Math.max(1, run.sent)),
  box_busy: run.spent.box === undefined ? null : rounded(run.spent.box.busy, 2),
});

/** Until the books say otherwise. */
process.exitCode = 1;
try {
  const entrants: Entrant[] = [];
  const sizes = new Map<Entrant, number>();
  for (const contestant of wanted) {
    const entrant = await enter(contestant);
    if ("missing" in entrant) {
      note(`${contestant.name} is left out: ${entrant.missing}`);
      say({
        name: contestant.name,
        durability: contestant.durability,
        mode: contestant.mode,
        missing: entrant.missing,
      });
      continue;
    }
    entrants.push(entrant);
    stops.push(() => entrant.opened.close());
    await peak(entrant, fresh(Math.min(count, FEWEST))); // warm
    const { perSecond } = await peak(entrant, fresh(Math.min(count, FEWEST)));
    sizes.set(entrant, Math.min(count, Math.max(FEWEST, Math.round(perSecond * ROUND_SECONDS))));
  }
  const runs = new Map<Entrant, Peak[]>(entrants.map((entrant) => [entrant, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const entrant of orderOf(entrants, round)) {
      const run = await peak(entrant, fresh(sizes.get(entrant) ?? count));
      runs.get(entrant)?.push(run);
      say(lineOf(entrant, round, run));
    }
  const summaries = [...runs].map(([{ contestant }, ran]) => {
    const rates = ran.map(({ perSecond }) => perSecond);
    const servers = ran.flatMap(({ spent: { serverMicros }, jobs: many }) =>
      serverMicros === undefined ? [] : serverMicros / many,
    );
    return {
      name: contestant.name,
      durability: contestant.durability,
      jobsPerSecond: median(rates),
      range: rangeOf(rates).map(Math.round),
      cpuMicros: median(ran.map(({ spent, jobs: many }) => spent.clientMicros / many)),
      serverCpuMicros: servers.length === ran.length ? median(servers) : undefined,
    } satisfies Summary & { range: unknown; durability: string };
  });
  const lags: Record<string, number> = {};
  for (const [entrant, ran] of runs) {
    const rate = STEADY_SHARE * median(ran.map(({ perSecond }) => perSecond));
    if (entrant.contestant.name === "json" || !(rate > 0)) continue; // a floor of thinking has no latency
    const run = await steady(entrant, fresh, { rate, seconds });
    lags[entrant.contestant.name] = rounded(run.lagP99, 1);
    say(steadyLineOf(entrant, run));
  }
  const own = summaries.find(({ name }) => name === "wangge");
  say({
    line: "ratios",
    store: [...storedBy].join(", ") || null,
    rounds,
    of: Object.fromEntries(
      summaries.map(({ name, durability, jobsPerSecond, range, cpuMicros, serverCpuMicros }) => [
        name,
        {
          durability,
          jobs_per_s: Math.round(jobsPerSecond),
          range,
          cpu_us_per_job: Math.round(cpuMicros),
          server_cpu_us_per_job: serverCpuMicros === undefined ? null : Math.round(serverCpuMicros),
          wangge_is: own === undefined ? null : rounded(own.jobsPerSecond / jobsPerSecond, 2),
        },
      ]),
    ),
    aims: aimsOf(summaries, ["redis-streams", "postgres", "rabbitmq"]),
  });
  const books = await Promise.all(
    entrants.map(async ({ contestant: { name }, ledger, opened }) => {
      const own = ledger.books();
      const { closed, published } = await opened.audit();
      const isWhole =
        areBalanced(own) &&
        closed === own.accepted &&
        (published === undefined || (published.facts === own.accepted && published.jobs === own.accepted));
      return [
        name,
        {
          ...own,
          in_store: closed,
          published: published ?? null,
          whole: isWhole,
          generator_lag_p99_ms: lags[name] ?? null,
        },
      ] as const;
    }),
  );
  const isSound = books.every(([, { whole }]) => whole);
  say({ line: "integrity", whole: isSound, of: Object.fromEntries(books) });
  process.exitCode = isSound ? 0 : 1;
} finally {
  await cleanUp();
}
process.exit();
