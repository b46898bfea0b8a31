/** 全国峰值. The country's busiest moment, as it is worked out in ../HEADLINE.md, offered to the engine on this machine, whatever comes of it. */
import { streamOf } from "@wangge/contracts";
import { CaseAssignedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { readAll, type Bus } from "@wangge/kit";
import { rank, rounded, sortedOf } from "../peers/figures.ts";
import { EVENTS } from "../peers/ground.ts";
import { peak, steady } from "../peers/measure.ts";
import country from "../data/headline.json" with { type: "json" };
import { headlineOf } from "./figures.ts";
import { SIZES } from "./grids.ts";
import { openSite, type Site } from "./site.ts";

const REPORTS = streamOf(ReportAcceptedV1.subject);
const P99_MS = 100;
const WARM = 2_000;
/** Of the best that was measured: what a queue does not grow at. */
const HALF = 0.5;

const envelope = (text: string) => JSON.parse(text) as { readonly type: string; readonly subject: string };

/** From accepted to assigned of each case since these places, by the time stamps of the bus. */
const waitsSince = async (bus: Bus, reports: number, events: number): Promise<readonly number[]> => {
  const accepted = new Map<string, number>();
  for await (const { text, storedAt } of readAll(bus, REPORTS, reports)) accepted.set(envelope(text).subject, storedAt);
  const waits: number[] = [];
  for await (const { text, storedAt } of readAll(bus, EVENTS, events)) {
    const { type, subject } = envelope(text);
    const from = accepted.get(subject);
    if (type === CaseAssignedV1.subject && from !== undefined) waits.push(storedAt - from);
  }
  return sortedOf(waits);
};

export interface HeadlineOptions {
  /** Cases a second; default: the country's. */
  readonly rate: number | undefined;
  readonly seconds: number;
  readonly grids?: number;
  readonly say: (line: object) => void;
  readonly note: (line: string) => void;
}

/** One rate for so many seconds, and the line about it. */
const offer = async ({ entrant, fresh, ground: { bus } }: Site, rate: number, seconds: number) => {
  const [reports, events] = [await bus.lastSequence(REPORTS), await bus.lastSequence(EVENTS)];
  const startedAt = performance.now();
  const run = await steady(entrant, fresh, { rate, seconds, deadlineMs: 60_000 });
  const took = (performance.now() - startedAt) / 1000;
  const told = (await bus.lastSequence(EVENTS)) - events + ((await bus.lastSequence(REPORTS)) - reports);
  const waits = await waitsSince(bus, reports + 1, events + 1);
  const p99 = rank(waits, 0.99);
  const { lost } = entrant.ledger.books();
  return {
    line: "headline",
    ...{ offered_per_s: rate, of_country: rounded(rate / headlineOf(country).casesPerSecond, 2), seconds },
    // Arrivals for which there was no room: more than two seconds of them were not closed.
    ...{ offered: Math.round(rate * seconds), accepted: run.sent, dropped: run.dropped, lost },
    ...{ accepted_to_assigned_p50_ms: rank(waits, 0.5), accepted_to_assigned_p99_ms: p99 },
    accepted_to_closed_p99_ms: run.latency === undefined ? null : rounded(run.latency.p99, 1),
    events_per_s: Math.round(told / took),
    generator_lag_p99_ms: rounded(run.lagP99, 1),
    box_busy: run.spent.box === undefined ? null : rounded(run.spent.box.busy, 2),
    verdict: lost === 0 && run.dropped === 0 && waits.length === run.sent && p99 < P99_MS ? "met" : "not met",
  };
};

/** What this machine can be asked for, then the country's rate: an overload leaves work behind. @returns whether nothing that was accepted was lost */
export const carryHeadline = async (options: HeadlineOptions): Promise<boolean> => {
  const { seconds, grids = country.grids.value, say, note } = options;
  note(`${String(grids)} grids: into the store, and the service is started`);
  const site = await openSite({ grids, workersEach: SIZES.at(-1)?.workersEach ?? 1, note });
  try {
    const { entrant, fresh } = site;
    await peak(entrant, fresh(WARM));
    const { perSecond } = await peak(entrant, fresh(WARM));
    const wanted = Math.round(headlineOf(country).casesPerSecond);
    const rates = options.rate === undefined ? [Math.round(perSecond * HALF), wanted] : [options.rate];
    for (const rate of rates) say({ ...(await offer(site, rate, seconds)), store: site.engine, grids });
    const { whole, books } = await site.audit();
    say({ line: "integrity", at_its_best_per_s: Math.round(perSecond), whole, ...books });
    return whole;
  } finally {
    await site.close();
  }
};
