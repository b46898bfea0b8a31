import { connectNats, jetstreamBus, readAll, silentLog, type Bus } from "@wangge/kit";
import { streamOf } from "@wangge/contracts";
import { CaseAssignedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { setTimeout as sleep } from "node:timers/promises";
import { open, rank } from "./offer.ts";
import type { Platform } from "./platform.ts";

const HOT_SHARE = 0.05;
const PATIENCE_MS = 60_000;
const [REPORTS, CASES] = [streamOf(ReportAcceptedV1.subject), streamOf(CaseAssignedV1.subject)];

export interface ColdTimes {
  readonly reports: number;
  /** Accepted and never assigned in the time that was waited. */
  readonly waiting: number;
  readonly p50: number;
  readonly p99: number;
}

interface Said {
  readonly type: string;
  readonly subject: string;
}

/** From accepted to assigned by the stream's own clock, of reports from these grids and from this place of the stream on. */
const timesSince = async (bus: Bus, from: { reports: number; cases: number }, grids: ReadonlySet<string>) => {
  const accepted = new Map<string, number>();
  for await (const { text, subject, storedAt } of readAll(bus, REPORTS, from.reports))
    if (grids.has(subject.slice(subject.lastIndexOf(".") + 1)))
      accepted.set((JSON.parse(text) as Said).subject, storedAt);
  const times: number[] = [];
  for await (const { text, storedAt } of readAll(bus, CASES, from.cases)) {
    const { type, subject } = JSON.parse(text) as Said;
    const began = accepted.get(subject);
    if (type === CaseAssignedV1.subject && began !== undefined) times.push(storedAt - began);
  }
  return { accepted: accepted.size, times: times.toSorted((one, other) => one - other) };
};

/** Reports come at two rates, one for the cold grids, one for others beside them; tells how long the cold ones took. */
const coldTimes = async (
  { report }: Platform,
  bus: Bus,
  cold: readonly string[],
  beside: readonly string[],
  perSecond: number,
  seconds: number,
): Promise<ColdTimes> => {
  const from = { reports: (await bus.lastSequence(REPORTS)) + 1, cases: (await bus.lastSequence(CASES)) + 1 };
  await Promise.all([
    open(perSecond, seconds, () => report(cold)),
    ...(beside.length === 0 ? [] : [open(perSecond, seconds, () => report(beside))]),
  ]);
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const { accepted, times } = await timesSince(bus, from, new Set(cold));
    if (accepted === times.length || Date.now() > end)
      return { reports: accepted, waiting: accepted - times.length, p50: rank(times, 0.5), p99: rank(times, 0.99) };
    await sleep(500);
  }
};

/**
 * A twentieth of the grids get half of the load: what does it cost the others? Beside it the same others alone, and with the same load
 * beside them on all grids: heat or load, whichever it is.
 */
export const hotGrids = async (platform: Platform, perSecond: number, seconds: number) => {
  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = platform.stack.env;
  const bus = jetstreamBus(await connectNats({ url, user, password, name: "bench", log: silentLog }), silentLog);
  const hot = platform.grids.filter((_, index) => index % Math.round(1 / HOT_SHARE) === 0);
  const cold = platform.grids.filter((grid) => !hot.includes(grid));
  try {
    const told = async (beside: readonly string[]): Promise<ColdTimes> =>
      coldTimes(platform, bus, cold, beside, perSecond / 2, seconds);
    const alone = await told([]);
    // There and back: a neighbour of this machine that comes or goes meanwhile meets both.
    const [even1, hot1, hot2, even2] = [await told(cold), await told(hot), await told(hot), await told(cold)];
    return {
      hotGrids: hot.length,
      of: platform.grids.length,
      alone,
      besideEven: [even1, even2],
      besideHot: [hot1, hot2],
    };
  } finally {
    await bus.close();
  }
};
