/**
 * `npm run bench:curve`: how long a case takes from accepted to assigned, and to closed, at shares of the measured peak, through the real
 * dispatch service on real engines with durable settings; and whether the queueing model of CAPACITY.md tells it. Arrivals are open. One
 * JSON line a rate, then one with the model.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEngines } from "../deploy/local/engines.mjs";
import { onStop, root } from "../deploy/local/stack.mjs";
import { median, rank, rounded, sortedOf } from "./peers/figures.ts";
import { openGround } from "./peers/ground.ts";
import { jobs } from "./peers/jobs.ts";
import { enter, peak, steady } from "./peers/measure.ts";
import { check, idleOf, shareWithin, type Point } from "./peers/queueing.ts";
import { wangge } from "./peers/wangge.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    seconds: { type: "string", default: "5" },
    shares: { type: "string", default: "0.1,0.3,0.5,0.7,0.85" },
  },
});
const [count, seconds] = [Number(values.cases), Number(values.seconds)];
/** Of the issue: from accepted to assigned, at 70 % of the peak. */
const AIM = { share: 0.7, p99Ms: 100 };
const ROUNDS = 3;

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

mkdirSync(join(root, ".wangge"), { recursive: true });
const dataDir = mkdtempSync(join(root, ".wangge", "curve-"));
const stops: (() => Promise<void>)[] = [];
const cleanUp = async (): Promise<void> => {
  for (const stop of stops.splice(0).toReversed()) await stop();
  rmSync(dataDir, { recursive: true, force: true });
};
onStop(
  () => {
    void cleanUp().finally(() => process.exit(130));
  },
  () => process.exit(130),
);

/** Milliseconds between two instants of every job, from its intended start on. */
const times = (from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): readonly number[] =>
  sortedOf([...from].flatMap(([id, due]) => (to.get(id) ?? NaN) - due).filter((ms) => !Number.isNaN(ms)));

process.exitCode = 1; // until the books say otherwise
try {
  const { MONGO_URL } = process.env;
  const engines = await startEngines({
    dataDir,
    log: () => undefined,
    environment: MONGO_URL === undefined ? {} : { MONGO_URL },
    synced: true,
  });
  stops.push(() => engines.stop());
  const ground = await openGround({ env: { ...engines.env }, pids: () => undefined });
  stops.push(() => ground.close());
  const entrant = await enter(wangge(() => Promise.resolve(ground)));
  if ("missing" in entrant) throw new Error(entrant.missing);
  let number = 0;
  const fresh = (wanted: number) => jobs(wanted, (number += wanted) - wanted);

  await peak(entrant, fresh(Math.min(count, 2_000))); // warm
  const peaks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) peaks.push((await peak(entrant, fresh(count))).perSecond);
  const most = median(peaks);

  const [toAssigned, toClosed]: [Point[], Point[]] = [[], []];
  for (const share of values.shares.split(",").map(Number)) {
    const rate = share * most;
    const assignedAt = new Map<string, number>();
    ground.onAssigned((id) => {
      assignedAt.set(id, performance.now());
    });
    const run = await steady(entrant, fresh, { rate, seconds });
    const assigned = times(run.intended, assignedAt);
    const isSound = run.latency !== undefined && assigned.length === run.sent;
    const [p50, p99] = [rank(assigned, 0.5), rank(assigned, 0.99)];
    say({
      share,
      jobs_per_s: Math.round(rate),
      jobs: run.sent,
      dropped: run.dropped,
      assigned_p50_ms: isSound ? rounded(p50, 1) : null,
      assigned_p99_ms: isSound ? rounded(p99, 1) : null,
      closed_p50_ms: run.latency === undefined ? null : rounded(run.latency.p50, 1),
      closed_p99_ms: run.latency === undefined ? null : rounded(run.latency.p99, 1),
      box_busy: run.spent.box === undefined ? null : rounded(run.spent.box.busy, 2),
      ...(share === AIM.share
        ? { aim: "assigned p99 < 100 ms", verdict: isSound && p99 < AIM.p99Ms ? "met" : "not met" }
        : {}),
    });
    if (!isSound) continue;
    toAssigned.push({ rate, medianMs: p50 });
    toClosed.push({ rate, medianMs: run.latency.p50 });
  }
  const model = (points: readonly Point[]) => ({
    idle_ms: rounded(idleOf(points, most), 1),
    share_within_100_ms: rounded(shareWithin(idleOf(points, most), 100), 2),
    points: check(points, most).map(({ rate, medianMs, predictedMs, ratio }) => ({
      share: rounded(rate / most, 2),
      measured_ms: rounded(medianMs, 1),
      predicted_ms: rounded(predictedMs, 1),
      ratio: rounded(ratio, 2),
    })),
  });
  say({
    line: "model",
    store: engines.engines.get("mongo")?.kind ?? "MONGO_URL",
    peak_per_s: Math.round(most),
    peaks: peaks.map(Math.round),
    assigned: model(toAssigned),
    closed: model(toClosed),
  });
  const { accepted, closed, lost, double, strange } = entrant.ledger.books();
  say({ line: "integrity", accepted, closed, lost, double, strange });
  process.exitCode = accepted === closed && lost + double + strange === 0 ? 0 : 1;
} finally {
  await cleanUp();
}
process.exit();
