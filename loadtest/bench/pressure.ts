/**
 * `npm run bench:pressure`: finds the most reports a second that the whole platform takes on, then offers one, two and three times that,
 * whatever is answered when; and lets a twentieth of the grids have half of the load. JSON lines; `ratios` holds the verdicts.
 * Settings of the gateway come from the environment: ADMISSION_LEAST=100000 MAX_IN_FLIGHT=100000 shows it without admission control.
 */
import { parseArgs } from "node:util";
import { streamOf } from "@wangge/contracts";
import { CaseAssignedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { median } from "../peers/figures.ts";
import { counting } from "../peers/machine.ts";
import { closed, open, rank, type Offer } from "./pressure/offer.ts";
import { hotGrids } from "./pressure/hot.ts";
import { startPlatform } from "./pressure/platform.ts";
import { badSubscribers } from "./pressure/slow.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    seconds: { ...text, default: "10" },
    rounds: { ...text, default: "2" },
    times: { ...text, default: "1,2,3" },
  },
});
const seconds = Number(values.seconds);
const times = values.times.split(",").map(Number);
const WORKERS = [32, 64, 128, 256, 512];
/** More workers are tried while each doubling brings at least this much. */
const WORTH = 1.03;
/** Of the maximum, together with what comes beside it: busy, and nothing refused. */
const HOT_LOAD = 0.6;
const AIMS = { goodput: 0.9, p99: 1.5, hot: 1.5, beside: 0.9 };

const round1 = (value: number): number => Math.round(value * 10) / 10;
const round2 = (value: number): number => Math.round(value * 100) / 100;
const say = (line: object): void => {
  console.log(JSON.stringify(line));
};

const platform = await startPlatform();
const report = () => platform.report(platform.grids);

/** What a service tells of itself since it was last asked. */
const loopOf = async (port: number) => {
  const told = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
  const number = (name: string): number => round2(Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, "m").exec(told)?.[1]));
  return { busy: number("wangge_loop_utilization"), late_p99_ms: number("wangge_loop_delay") };
};

const loops = async (): Promise<object> => {
  const told = [...platform.stack.services].map(async ([name, { port }]) => [name, await loopOf(port)] as const);
  return Object.fromEntries(await Promise.all(told));
};

const measured = async (name: string, offering: () => Promise<Offer>): Promise<Offer> => {
  await loops();
  const spent = counting(platform.pids);
  const began = performance.now();
  const offer = await offering();
  const { clientMicros, box } = spent();
  const { 200: _ok, 201: _created, ...others } = offer.byStatus;
  say({
    bench: "pressure",
    line: name,
    offered_per_s: round1(offer.offeredPerSecond),
    goodput_per_s: round1(offer.goodput),
    p50_ms: round1(rank(offer.times, 0.5)),
    p99_ms: round1(rank(offer.times, 0.99)),
    accepted: offer.accepted,
    not_accepted: others,
    without_retry_after: offer.withoutRetryAfter,
    generator_cpu: round2(clientMicros / 1000 / (performance.now() - began)),
    generator_late_p99_ms: round1(offer.lateP99),
    loops: await loops(),
    box_busy_by_others: box?.byOthers === undefined ? null : round2(box.byOthers),
  });
  return offer;
};

/** @returns the number of workers with which the most is done */
const findMaximum = async (): Promise<number> => {
  let best = { workers: 0, goodput: 0 };
  for (const workers of WORKERS) {
    const { goodput } = await measured(`search, ${String(workers)} at once`, () => closed(workers, 5, report));
    if (goodput < best.goodput * WORTH) break;
    best = { workers, goodput };
  }
  return best.workers;
};

interface Round {
  readonly maximum: number;
  readonly offers: ReadonlyMap<number, Offer>;
}

const oneRound = async (workers: number): Promise<Round> => {
  const { goodput: maximum } = await measured("maximum", () => closed(workers, seconds, report));
  const offers = new Map<number, Offer>();
  for (const one of times)
    offers.set(one, await measured(`${String(one)} times`, () => open(one * maximum, seconds, report)));
  return { maximum, offers };
};

const verdict = (isMet: boolean): string => (isMet ? "met" : "not met");

try {
  await closed(32, 5, report); // warm
  const workers = await findMaximum();
  const rounds: Round[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) rounds.push(await oneRound(workers));
  // The maximum is the most that was seen in its round, by whatever offer.
  const most = ({ maximum, offers }: Round): number =>
    Math.max(maximum, ...[...offers.values()].map(({ goodput }) => goodput));
  const p99 = (round: Round, one: number): number => rank(round.offers.get(one)?.times ?? [], 0.99);
  const ofMaximum = times.map((one) => ({
    times: one,
    goodput_of_maximum: round2(median(rounds.map((round) => (round.offers.get(one)?.goodput ?? 0) / most(round)))),
    p99_of_first: round2(median(rounds.map((round) => p99(round, one) / Math.max(1, p99(round, times[0] ?? 1))))),
  }));
  const all = rounds.flatMap(({ offers }) => [...offers.values()]);
  const isAllowed = (status: string): boolean => ["200", "201", "429", "503"].includes(status);
  const strange = all.flatMap(({ byStatus }) => Object.keys(byStatus)).filter((status) => !isAllowed(status));
  const pressed = ofMaximum.slice(1);
  say({
    bench: "pressure",
    line: "ratios",
    maximum_per_s: round1(median(rounds.map(most))),
    of_maximum: ofMaximum,
    aims: {
      [`goodput of the maximum ≥ ${String(AIMS.goodput)}`]: verdict(
        pressed.every((one) => one.goodput_of_maximum >= AIMS.goodput),
      ),
      [`p99 of the accepted ≤ ${String(AIMS.p99)} × that at the maximum`]: verdict(
        pressed.every((one) => one.p99_of_first <= AIMS.p99),
      ),
      "only 429 and 503 besides, with Retry-After": verdict(
        strange.length === 0 && all.every(({ withoutRetryAfter }) => withoutRetryAfter === 0),
      ),
    },
  });

  const maximum = median(rounds.map(most));
  const { hotGrids: hot, of, alone, besideEven, besideHot } = await hotGrids(platform, HOT_LOAD * maximum, seconds);
  const p99Of = (runs: typeof besideHot): number => median(runs.map((run) => run.p99));
  const p50Of = (runs: typeof besideHot): number => median(runs.map((run) => run.p50));
  const ratio = round2(p99Of(besideHot) / Math.max(1, p99Of(besideEven)));
  say({
    bench: "pressure",
    line: "hot grids",
    what: "ms from accepted to assigned, of the grids that are not hot",
    hot_grids: hot,
    of_grids: of,
    alone,
    beside_even_load: besideEven,
    beside_hot_load: besideHot,
    p50_hot_of_even: round2(p50Of(besideHot) / Math.max(1, p50Of(besideEven))),
    p99_hot_of_even: ratio,
    p99_hot_of_alone: round2(p99Of(besideHot) / Math.max(1, alone.p99)),
    aims: {
      [`p99 ≤ ${String(AIMS.hot)} × that beside even load`]: verdict(
        ratio <= AIMS.hot && besideHot.every(({ waiting }) => waiting === 0),
      ),
    },
  });

  const reporting = async (name: string): Promise<number> =>
    (await measured(name, () => closed(WORKERS[0] ?? 1, seconds / 2, report))).goodput;
  const besideBad = async (): Promise<number> => {
    const bad = [ReportAcceptedV1, CaseAssignedV1].map(({ subject }) =>
      badSubscribers(platform.stack.env, streamOf(subject)),
    );
    const subscribers = await Promise.all(bad);
    const goodput = await reporting("beside bad subscribers");
    await Promise.all(subscribers.map(({ stop }) => stop()));
    return goodput;
  };
  const [alone1, beside1] = [await reporting("alone"), await besideBad()];
  const [beside2, alone2] = [await besideBad(), await reporting("alone")];
  const kept = round2((beside1 + beside2) / (alone1 + alone2));
  say({
    bench: "pressure",
    line: "bad subscribers",
    what: "goodput beside a subscriber of a second a message and one that never acknowledges, of that without",
    goodput_of_alone: kept,
    aims: { [`≥ ${String(AIMS.beside)}`]: verdict(kept >= AIMS.beside) },
  });
} finally {
  await platform.stop();
}
