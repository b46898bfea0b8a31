import { setTimeout as sleep } from "node:timers/promises";
import type { Exchange } from "./sender.ts";

export interface Offer {
  readonly offeredPerSecond: number;
  /** Accepted before the offer ended: what is answered afterwards had only waited. */
  readonly goodput: number;
  readonly accepted: number;
  /** Answers by status; 0 is none. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Milliseconds of the accepted ones, from when they should have been asked, sorted. */
  readonly times: readonly number[];
  /** Refusals that do not say when to come back. */
  readonly withoutRetryAfter: number;
  /** How late the 99th of a hundred was asked, ms: the generator's own trouble. */
  readonly lateP99: number;
}

export type Ask = () => Promise<Exchange>;

/** More at once than any server has use for: beyond it the generator would measure itself. */
const MOST_OPEN = 4_000;
/** A closed worker that is refused comes back soon: it looks for the maximum and is nobody's example. */
const REFUSED_PAUSE_MS = 50;

export const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const ascending = (numbers: readonly number[]): readonly number[] => numbers.toSorted((one, other) => one - other);

const isAccepted = ({ status }: Exchange): boolean => status === 200 || status === 201;

const tally = (seconds: number) => {
  const byStatus: Record<string, number> = {};
  const times: number[] = [];
  const late: number[] = [];
  const end = performance.now() + seconds * 1000;
  let [offered, inTime, withoutRetryAfter] = [0, 0, 0];
  return {
    end,
    late,
    count: (exchange: Exchange, since: number): void => {
      const { status, retryAfter } = exchange;
      const now = performance.now();
      offered += 1;
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      if (isAccepted(exchange)) times.push(now - since);
      if (isAccepted(exchange) && now <= end) inTime += 1;
      if ((status === 429 || status === 503) && retryAfter === undefined) withoutRetryAfter += 1;
    },
    offer: (): Offer => ({
      offeredPerSecond: offered / seconds,
      goodput: inTime / seconds,
      accepted: times.length,
      byStatus,
      times: ascending(times),
      withoutRetryAfter,
      lateP99: rank(ascending(late), 0.99),
    }),
  };
};

/** So many people who each ask again as soon as they are answered: finds what a server can do. */
export const closed = async (workers: number, seconds: number, ask: Ask): Promise<Offer> => {
  const { count, offer, end } = tally(seconds);
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      const exchange = await ask();
      count(exchange, began);
      if (!isAccepted(exchange)) await sleep(REFUSED_PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return offer();
};

/** So many a second, whatever is answered when. One that it could not even ask counts as unanswered. */
export const open = async (perSecond: number, seconds: number, ask: Ask): Promise<Offer> => {
  const { count, offer, late } = tally(seconds);
  const running = new Set<Promise<void>>();
  const began = performance.now();
  const total = Math.max(1, Math.round(perSecond * seconds));
  for (let index = 0; index < total; index += 1) {
    const due = began + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    late.push(performance.now() - due);
    if (running.size >= MOST_OPEN) {
      count({ status: 0, retryAfter: "0", text: "" }, due);
      continue;
    }
    const one: Promise<void> = ask().then((exchange) => {
      count(exchange, due);
      running.delete(one);
    });
    running.add(one);
  }
  await Promise.all(running);
  return offer();
};
