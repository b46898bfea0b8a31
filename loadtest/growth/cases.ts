/** 案件的积累. Closed cases of past years: one that the service has really closed, varied by id, grid, worker, category and time. */
import type { MongoStore } from "@wangge/kit";
import { gridAt, rosterAt } from "./rosters.ts";

export type Document = Readonly<Record<string, unknown>>;

/** What one case differs by from the next. */
export interface Variation {
  readonly id: string;
  readonly grid: string;
  readonly worker: string;
  readonly category: string;
  /** How much earlier than the template it all happened, in ms. */
  readonly earlierMs: number;
  /** The share of its time after which it was handled and closed: above 1, too late. */
  readonly taken: number;
}

interface Closed {
  readonly grid: string;
  readonly category: string;
  readonly assignment: { readonly worker: string; readonly assignedAt: string; readonly dueAt: string };
  readonly handledAt: string;
  readonly closedAt: string;
}

type Make = (variation: Variation) => unknown;

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const instantMaker = (text: string, { assignment, handledAt, closedAt }: Closed): Make => {
  const at = Date.parse(text);
  if (text !== handledAt && text !== closedAt) return ({ earlierMs }) => new Date(at - earlierMs).toISOString();
  const from = Date.parse(assignment.assignedAt);
  const time = Date.parse(assignment.dueAt) - from;
  return ({ earlierMs, taken }) => new Date(from + Math.round(taken * time) - earlierMs).toISOString();
};

const textMaker = (text: string, id: string, closed: Closed): Make => {
  if (INSTANT.test(text)) return instantMaker(text, closed);
  const { grid, category, assignment } = closed;
  const { worker } = assignment;
  if (text === id) return (to) => to.id;
  if (text === grid) return (to) => to.grid;
  if (text === grid.slice(0, 9)) return (to) => to.grid.slice(0, 9);
  if (text.includes(worker)) return (to) => text.replace(worker, to.worker);
  if (text.includes(category)) return (to) => text.replace(category, to.category);
  return () => text;
};

/** Looks at the template once: ten million copies want no search in each. */
const makerOf = (value: unknown, id: string, of: Closed): Make => {
  if (typeof value === "string") return textMaker(value, id, of);
  if (value instanceof Date) return ({ earlierMs }) => new Date(value.getTime() - earlierMs);
  if (Array.isArray(value)) {
    const makers = value.map((one) => makerOf(one, id, of));
    return (variation) => makers.map((make) => make(variation));
  }
  if (value !== null && typeof value === "object") {
    const makers = Object.entries(value).map(([name, one]) => [name, makerOf(one, id, of)] as const);
    return (variation) => Object.fromEntries(makers.map(([name, make]) => [name, make(variation)]));
  }
  return () => value;
};

/** Of a closed case as it is stored; an old one is sealed. */
export const variationsOf = (closed: Document): ((variation: Variation) => Document) => {
  const { unsealed: _, ...rest } = closed;
  const template = { ...rest, seals: [{ epoch: 1, version: rest["version"] }] };
  return makerOf(template, String(rest["_id"]), rest["state"] as Closed) as (variation: Variation) => Document;
};

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const crockford = (value: number, length: number): string => {
  let [text, rest] = ["", value];
  for (let place = 0; place < length; place += 1) {
    text = (CROCKFORD[rest % 32] ?? "") + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/** As ULIDs are: by time, then unlike any other. */
export const idAt = (ms: number, number: number): string => crockford(ms, 10) + crockford(number, 16);

const CATEGORIES = ["event-0201", "event-0110", "event-0111", "event-0135", "component-0137"] as const;
/** Ids so far apart that ten million are two years, back from now: a store is as full yesterday as long ago. */
const EVERY_MS = 6_000;
/** Whole weeks: an order keeps its working hours. */
const WEEK_MS = 7 * 86_400_000;
const WEEKS = 104;
/** Of a hundred, so many are handled in time, and these evenly over it. */
const IN_TIME = 85;

export interface Past {
  readonly grids: number;
  readonly workersEach: number;
  readonly now: number;
}

export const variationAt = (number: number, { grids, workersEach, now }: Past): Variation => {
  const issuedAt = now - (number + 1) * EVERY_MS;
  const place = (number * 331) % grids;
  const { workers } = rosterAt(place, workersEach);
  return {
    id: idAt(issuedAt, number),
    grid: gridAt(place),
    worker: workers[Math.floor(number / grids) % workers.length] ?? "",
    category: CATEGORIES[number % CATEGORIES.length] ?? CATEGORIES[0],
    earlierMs: (1 + (number % WEEKS)) * WEEK_MS,
    taken: ((number * 37) % 100) / IN_TIME,
  };
};

const AT_ONCE = 1_000;
const LANES = 3;

/** Cases number `from` to `to` of the past, as the service's collection has its indexes. */
export const seedCases = async (
  { db }: MongoStore,
  closed: Document,
  [from, to]: readonly [number, number],
  past: Past,
): Promise<void> => {
  const make = variationsOf(closed);
  const collection = db.collection("cases");
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < to) {
      const start = next;
      next = Math.min(to, start + AT_ONCE);
      const documents = Array.from({ length: next - start }, (_, place) => make(variationAt(start + place, past)));
      await collection.insertMany(documents, { ordered: false, writeConcern: { w: 1 } });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};
