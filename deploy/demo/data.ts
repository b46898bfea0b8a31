/** The demo's real input: what a city reported in five days, and how long another took to handle such things. */
import { readFileSync } from "node:fs";

/** One request, in true order. */
export type DemoRequest = {
  /** Since 2017-12-27T00:00 by the clock on the wall. */
  readonly seconds: number;
  readonly category: string;
  readonly kind: "event" | "component" | "service";
  readonly channel: "window" | "phone" | "app" | "web" | "patrol";
  /** West to east and south to north, 0 up to 1; fills the unit square evenly. */
  readonly x: number;
  readonly y: number;
};

/** From opened to handled, and from opened to due, in hours that run day and night. */
export type Handling = { readonly hours: number; readonly dueHours: number };

/** Numbers in [0, 1), as from Math.random. */
export type Random = () => number;

/** The wall-clock midnight from which the requests count. */
export const requestsStart = "2017-12-27T00:00:00";

const rowsOf = (name: string): string[][] =>
  readFileSync(new URL(`data/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

/**
 * All 9,999 requests of Los Angeles, 27–31 December 2017, or `limit` of them spread evenly over the five days, so that
 * a short demo keeps the shape of the days and the mix of categories.
 */
export const loadRequests = (limit?: number): DemoRequest[] => {
  const rows = rowsOf("los-angeles-2017-12-27_31.csv");
  const count = Math.min(Math.max(0, Math.trunc(limit ?? rows.length)), rows.length);
  return Array.from({ length: count }, (_, index) => {
    const [seconds = "", category = "", channel = "", x = "", y = ""] =
      rows[Math.floor((index * rows.length) / count)]!;
    return {
      seconds: Number(seconds),
      category,
      kind: category.slice(0, category.indexOf("-")) as DemoRequest["kind"],
      channel: channel as DemoRequest["channel"],
      x: Number(x),
      y: Number(y),
    };
  });
};

/** What the demo's clerk answers to the questions that a category must have answered; the tables do not tell. */
export const answersTo: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "component-0137": { fault: "dark" },
  "event-0135": { pieces: "1" },
  "event-0199": { pieces: "1" },
  "event-0698": { injured: "no" },
};

/** The broad class of durations for a category; the longest prefix decides. */
const classOf: Readonly<Record<string, string>> = {
  "component-01": "roads",
  "component-0101": "water",
  "component-0102": "drains",
  "component-0103": "drains",
  "component-0104": "drains",
  "component-0106": "lighting",
  "component-0118": "drains",
  "component-0125": "water",
  "component-0128": "lighting",
  "component-013": "lighting",
  "component-02": "traffic",
  "component-020": "roads",
  "component-022": "roads",
  "component-03": "cleaning",
  "component-0303": "drains",
  "component-0305": "bins",
  "component-0306": "graffiti",
  "component-0307": "graffiti",
  "component-04": "greenery",
  "component-05": "buildings",
  "event-01": "cleaning",
  "event-0101": "buildings",
  "event-0102": "buildings",
  "event-0103": "buildings",
  "event-0104": "buildings",
  "event-0105": "buildings",
  "event-0111": "dumping",
  "event-0113": "roads",
  "event-0117": "greenery",
  "event-0118": "greenery",
  "event-0121": "greenery",
  "event-0122": "greenery",
  "event-0125": "drains",
  "event-0126": "drains",
  "event-0130": "drains",
  "event-0132": "dumping",
  "event-0135": "bulky",
  "event-0136": "dumping",
  "event-0137": "animals",
  "event-0138": "animals",
  "event-0195": "greenery",
  "event-0196": "animals",
  "event-0197": "pests",
  "event-0198": "bins",
  "event-0199": "bulky",
  "event-02": "graffiti",
  "event-03": "buildings",
  "event-0302": "roads",
  "event-0303": "roads",
  "event-04": "cleaning",
  "event-0409": "vehicles",
  "event-0410": "vehicles",
  "event-0499": "vehicles",
  "event-05": "drains",
  "event-0501": "water",
  "event-0502": "water",
  "event-0504": "water",
  "event-0505": "roads",
  "event-0507": "snow",
  "event-0508": "lighting",
  "event-0599": "water",
  "event-0697": "water",
  "service-": "services",
};

/** The broad class whose durations a category draws from; `other` when none fits. */
export const handlingClass = (category: string): string => {
  for (let length = category.length; length > 0; length--) {
    const found = classOf[category.slice(0, length)];
    if (found !== undefined) return found;
  }
  return "other";
};

let durations: Map<string, Handling[]> | undefined;

/** Every duration kept, by broad class. Read once. */
export const loadDurations = (): ReadonlyMap<string, readonly Handling[]> => {
  if (durations === undefined) {
    durations = new Map();
    for (const [name = "", hours, dueHours] of rowsOf("baltimore-durations.csv")) {
      const group = durations.get(name) ?? [];
      group.push({ hours: Number(hours), dueHours: Number(dueHours) });
      durations.set(name, group);
    }
  }
  return durations;
};

/** One real handling of that kind, drawn with equal chances; the same numbers draw the same. */
export const drawHandling = (random: Random, category: string): Handling => {
  const group = loadDurations().get(handlingClass(category))!;
  return group[Math.floor(random() * group.length)]!;
};

/** Numbers that depend on the seed alone (mulberry32). */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
