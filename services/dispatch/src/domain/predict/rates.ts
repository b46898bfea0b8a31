/**
 * 经验率. How often orders of a kind were late, counted from what was known at an instant and drawn towards what is more general the
 * less there is of it (empirical Bayes). Each is counted apart by how much of the time had been used while it was still open: what
 * is open at half its time is late more often than what has just begun.
 */
import type { Calendar } from "@wangge/calendar";
import { dueAsOf, isOpenAt, outcomeAsOf, instantOfShare, type OrderFact } from "./orders.ts";

export interface Setting {
  readonly calendar: Calendar;
  /** Of the clock on the wall, for hours of the week. */
  readonly utcOffsetMs: number;
}

/** Shares of the time used at which an order is looked at again. */
export const SHARES = [0, 0.25, 0.5, 0.75, 0.9] as const;

export const bucketOf = (share: number): number => {
  let bucket = 0;
  for (const [index, from] of SHARES.entries()) if (share >= from) bucket = index;
  return bucket;
};

export interface Count {
  n: number;
  late: number;
}

interface Recent extends Count {
  at: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HALF_LIFE = 60 * DAY;

/** Six hours of one day of the week. */
export const hourOf = (at: number, { utcOffsetMs }: Setting): string => {
  const local = new Date(at + utcOffsetMs);
  return `${String((local.getUTCDay() + 6) % 7)}-${String(Math.floor(local.getUTCHours() / 6))}`;
};

export const logit = (p: number): number => Math.log(p / (1 - p));

const WEAKEST = 2;
const STRONGEST = 200;

/**
 * How many cases the general rate counts for: by how much the groups differ beyond chance (moments of the beta-binomial). Groups
 * that differ much are believed soon.
 */
const strengthOf = (groups: Iterable<Count>): number => {
  let total = 0;
  let late = 0;
  let squares = 0;
  let k = 0;
  const all = [...groups].filter(({ n }) => n > 0);
  for (const { n, late: own } of all) {
    total += n;
    late += own;
    squares += n * n;
    k += 1;
  }
  const p = late / total;
  if (k < 2 || p <= 0 || p >= 1) return 20;
  const spread = all.reduce((sum, { n, late: own }) => sum + n * (own / n - p) ** 2, 0);
  const between = (spread - (k - 1) * p * (1 - p)) / (total - squares / total);
  return between <= 0 ? STRONGEST : Math.min(STRONGEST, Math.max(WEAKEST, (p * (1 - p)) / between - 1));
};

const drawn = (count: Count | undefined, towards: number, strength: number): number =>
  ((count?.late ?? 0) + strength * towards) / ((count?.n ?? 0) + strength);

const tables = ["department", "category", "pair", "street", "hour"] as const;
type Table = (typeof tables)[number];

const RENEW = 250;

/** The counts, and what they say. Learns one outcome after the other, in the order in which they became known. */
export class Rates {
  private readonly all: Count[] = SHARES.map(() => ({ n: 0, late: 0 }));
  private readonly counts = new Map<string, Count>();
  private readonly recents = new Map<string, Recent>();
  private readonly strengths = new Map<Table, number>();
  private readonly setting: Setting;
  private learned = 0;

  constructor(setting: Setting) {
    this.setting = setting;
  }

  get size(): number {
    return this.learned;
  }

  learn(order: OrderFact, late: boolean, knownAt: number): void {
    const { calendar } = this.setting;
    for (const [bucket, share] of SHARES.entries()) {
      if (share > 0 && !isOpenAt(order, instantOfShare(order, share, calendar))) break;
      add(this.all[bucket], late);
      for (const table of tables) this.count(`${table} ${keyOf(order, table, this.setting)} ${String(bucket)}`, late);
    }
    for (const name of [`category ${order.category}`, `department ${order.department}`])
      this.lately(name, late, knownAt);
    this.learned += 1;
    if (this.learned % RENEW === 0) this.renew();
  }

  /** How strongly each table is drawn to what is more general, from how it looks now. */
  renew(): void {
    const groups = new Map<Table, Count[]>();
    for (const [name, count] of this.counts) {
      // Of what has just begun: every order is in it once.
      if (!name.endsWith(" 0")) continue;
      const table = name.slice(0, name.indexOf(" ")) as Table;
      groups.set(table, [...(groups.get(table) ?? []), count]);
    }
    for (const [table, of] of groups) this.strengths.set(table, strengthOf(of));
  }

  /** Late, of all that was open with so much of its time used. */
  overall(bucket: number): number {
    return drawn(this.all[bucket], drawn(this.all[0], 0.15, 10), 10);
  }

  /** The department's, then the category's, then the category's in this department, each drawn to the one before. */
  kind(order: OrderFact, bucket: number): { readonly rate: number; readonly support: number } {
    const department = this.drawnTo("department", order, bucket, this.overall(bucket));
    const category = this.drawnTo("category", order, bucket, department);
    const rate = this.drawnTo("pair", order, bucket, category);
    return { rate, support: this.of("pair", order, bucket)?.n ?? 0 };
  }

  /** How much likelier than in general, as a difference of logits. */
  effect(table: "street" | "hour", order: OrderFact, bucket: number): number {
    const general = this.overall(bucket);
    return logit(this.drawnTo(table, order, bucket, general)) - logit(general);
  }

  /** How the last weeks differ from how it always was. */
  trend(by: "category" | "department", order: OrderFact, at: number): number {
    const always = this.drawnTo(by, order, 0, this.overall(0));
    const recent = this.recents.get(`${by} ${order[by]}`);
    if (recent === undefined) return 0;
    const weight = 0.5 ** ((at - recent.at) / HALF_LIFE);
    const count = { n: recent.n * weight, late: recent.late * weight };
    return logit(drawn(count, always, 10)) - logit(always);
  }

  private drawnTo(table: Table, order: OrderFact, bucket: number, towards: number): number {
    return drawn(this.of(table, order, bucket), towards, this.strengths.get(table) ?? 20);
  }

  private of(table: Table, order: OrderFact, bucket: number): Count | undefined {
    return this.counts.get(`${table} ${keyOf(order, table, this.setting)} ${String(bucket)}`);
  }

  private count(name: string, late: boolean): void {
    const count = this.counts.get(name) ?? { n: 0, late: 0 };
    add(count, late);
    this.counts.set(name, count);
  }

  private lately(name: string, late: boolean, at: number): void {
    const before = this.recents.get(name);
    const weight = before === undefined ? 0 : 0.5 ** ((at - before.at) / HALF_LIFE);
    this.recents.set(name, {
      n: (before?.n ?? 0) * weight + 1,
      late: (before?.late ?? 0) * weight + (late ? 1 : 0),
      at,
    });
  }
}

const add = (count: Count | undefined, late: boolean): void => {
  if (count === undefined) return;
  count.n += 1;
  if (late) count.late += 1;
};

const keyOf = (order: OrderFact, table: Table, setting: Setting): string => {
  switch (table) {
    case "department":
      return order.department;
    case "category":
      return order.category;
    case "pair":
      return `${order.category}|${order.department}`;
    case "street":
      return order.street;
    case "hour":
      return hourOf(order.startedAt, setting);
  }
};

/**
 * All orders whose deadline had passed before an instant, with how they ended, in the order in which their deadlines passed. One that
 * was done in time counts no sooner than one that was late: else the last weeks would look better than they were.
 */
export const knownBefore = (orders: readonly OrderFact[], until: number) =>
  orders
    .flatMap((order) => {
      const outcome = outcomeAsOf(order, until);
      if (outcome === undefined) return [];
      const knownAt = Math.max(outcome.knownAt, dueAsOf(order, outcome.knownAt));
      return knownAt < until ? [{ order, late: outcome.late, knownAt }] : [];
    })
    .sort((a, b) => a.knownAt - b.knownAt || (a.order.id < b.order.id ? -1 : 1));
