import type { Fact, Fields } from "../formula/index.ts";
import type { Note } from "./note.ts";

type Value = Note["data"][string];
/** A fact that is being made. */
export type Draft = Record<string, Value>;

export const textIn = (value: Value): string | undefined => (typeof value === "string" ? value : undefined);
export const numberIn = (value: Value): number | undefined => (typeof value === "number" ? value : undefined);
export const instantIn = (value: Value): number | undefined =>
  typeof value === "string" ? Date.parse(value) : undefined;

const CHINA = "T00:00:00+08:00";
/** The beginning of a day, Asia/Shanghai. */
export const dayIn = (value: Value): number | undefined =>
  typeof value === "string" ? Date.parse(`${value}${CHINA}`) : undefined;
/** The end of a day: what is due on it may still come until then. */
export const endOfDayIn = (value: Value): number | undefined => {
  const begins = dayIn(value);
  return begins === undefined ? undefined : begins + 86_400_000;
};

export const oneMore = (fact: Draft, field: string): void => {
  fact[field] = Number(fact[field] ?? 0) + 1;
};

const STREET = 9;
const COMMUNITY = 12;

/** A code of the register says street and community in its first digits. */
export const placed = (fact: Draft, code: string | undefined): void => {
  if (code === undefined || code === fact["grid"]) return;
  if (code.length > COMMUNITY) fact["grid"] = code;
  if (code.length >= COMMUNITY) fact["community"] = code.slice(0, COMMUNITY);
  if (code.length >= STREET) fact["street"] = code.slice(0, STREET);
};

/** How the notes of one kind of thing become its fact. */
export interface Folding {
  /** What formulas may ask. Instants are milliseconds. The first is the thing's id. */
  readonly fields: Fields;
  /** What of an event's data is kept: no text that somebody wrote, no number on a receipt, no point, no person. */
  readonly kept: ReadonlySet<string>;
  /** A fact before anything was told: what counts from zero, and what is false until somebody says otherwise. */
  readonly begins: Draft;
  /** The field of the data that names the place; the last word counts. */
  readonly place?: string;
  /** By the note's type, `case.closed`. */
  readonly told: Readonly<Record<string, (fact: Draft, note: Note) => void>>;
}

type Kept = Record<string, Value>;

const keepFrom = (data: object, kept: ReadonlySet<string>, before: string, into: Kept): void => {
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      if (kept.has(before + name)) into[before + name] = value;
    } else if (before === "" && typeof value === "object" && value !== null) keepFrom(value, kept, `${name}.`, into);
  }
};

/** Scalars of an event's data that are kept; those of an object in it by both names, `buyer.code`. A plain loop: every event of the district comes through here. */
export const keptBy = ({ kept }: Pick<Folding, "kept">, data: object): Note["data"] => {
  const into: Kept = {};
  keepFrom(data, kept, "", into);
  return into;
};

/** The name of the field that is the thing's id. */
export const idFieldOf = (fields: Fields): string => {
  const [first] = fields.keys();
  if (first === undefined) throw new Error("a kind of facts without fields");
  return first;
};

/** The thing as its notes tell it, in their order. */
export const factBy = ({ fields, begins, place, told }: Folding, id: string, notes: readonly Note[]): Fact => {
  const fact: Draft = { [idFieldOf(fields)]: id, ...begins };
  for (const note of notes) {
    if (place !== undefined) placed(fact, textIn(note.data[place]));
    told[note.type]?.(fact, note);
  }
  return fact;
};
