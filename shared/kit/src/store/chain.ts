/**
 * 流转记录链. The history of an aggregate as a hash chain: the hash of each entry covers the one before it, so that nothing can be
 * altered, taken out or moved without every later hash being another.
 *
 * | what       | form, SHA-256 in base64url                                                                                |
 * | ---------- | --------------------------------------------------------------------------------------------------------- |
 * | entry      | `wangge/entry/1` ‖ 0 ‖ canonical JSON of `at by event fields id kind late previous sequence`               |
 * | commitment | `wangge/field/1` ‖ 0 ‖ path ‖ 0 ‖ salt ‖ 0 ‖ value: in `fields`, in place of each field that may be removed |
 *
 * What is hashed of such a field is its commitment, never the field: it can be removed by order, and the chain still holds.
 * Without its salt a commitment says nothing of what it was made of.
 */
import { hash, randomFillSync } from "node:crypto";
import { canonicalJson } from "../crypto/canonical.ts";
import type { HistoryEntry, Link, Redaction } from "./port.ts";

export interface ChainOptions {
  /** 可依法删除: fields of events that may be removed by order, by the event's type: `{ CaseReturned: ["data.reason"] }`. */
  readonly redactable?: Readonly<Record<string, readonly string[]>>;
}

/** Stands where something was removed by order. */
export const REDACTED = "〔依法删除〕";

/** An entry of the store itself, among the events of a decider: it leaves the state as it is. */
export interface FieldRedacted {
  readonly type: "FieldRedacted";
  readonly data: Redaction;
}

export const isRedaction = (event: unknown): event is FieldRedacted =>
  (event as { readonly type?: unknown } | null)?.type === "FieldRedacted";

const SALT = 16;
const stock = Buffer.alloc(SALT * 256);
let used = stock.length;
const newSalt = (): string => {
  if (used === stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  used += SALT;
  return stock.toString("base64url", used - SALT, used);
};

const sha256 = (text: string): string => hash("sha256", text, "base64url");

export const commitmentOf = (path: string, salt: string, value: string): string =>
  sha256(`wangge/field/1\0${path}\0${salt}\0${value.toWellFormed()}`);

type Named = Readonly<Record<string, unknown>>;
const isNamed = (value: unknown): value is Named =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const valueAt = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((part, name) => (isNamed(part) ? part[name] : undefined), value);

/** The same with another value at this path, or nothing there; everything else is shared. */
const withAt = (value: unknown, [name = "", ...rest]: readonly string[], put: string | undefined): unknown => {
  if (!isNamed(value)) return value;
  return { ...value, [name]: rest.length === 0 ? put : withAt(value[name], rest, put) };
};

const put = <Event>(event: Event, path: string, value: string | undefined): Event =>
  withAt(event, path.split("."), value) as Event;

/** Where in which chain an entry stands. */
export interface Place {
  readonly kind: string;
  readonly id: string;
  readonly sequence: number;
  readonly previous: string | null;
}

/** The hash that an entry has here; undefined where a committed field is not there. */
export const entryHash = (
  { kind, id, sequence, previous }: Place,
  { event, by }: HistoryEntry<unknown>,
  { at, late, fields = [] }: Omit<Link, "hash">,
): string | undefined => {
  let masked = event;
  const commitments: { path: string; commitment: string }[] = [];
  for (const field of fields) {
    const { path } = field;
    const value = valueAt(event, path);
    if (typeof value !== "string") return undefined;
    if ("commitment" in field && value !== REDACTED) return undefined;
    commitments.push({
      path,
      commitment: "commitment" in field ? field.commitment : commitmentOf(path, field.salt, value),
    });
    masked = put(masked, path, undefined);
  }
  const content = { at, by, event: masked, fields: commitments, id, kind, late, previous, sequence };
  return sha256(`wangge/entry/1\0${canonicalJson(content)}`);
};

export interface Extended<Event> {
  readonly added: readonly HistoryEntry<Event>[];
  /** The history before, where it had to be chained first. */
  readonly rewritten?: readonly HistoryEntry<Event>[];
}

/** Chains entries of one kind of aggregate. */
export const chainOf = <Event>(kind: string, { redactable = {} }: ChainOptions = {}) => {
  const link = (
    id: string,
    entries: readonly HistoryEntry<Event>[],
    after: { readonly sequence: number; readonly hash: string | null },
    at: number,
    isLate: boolean,
  ): readonly HistoryEntry<Event>[] => {
    let { sequence, hash: previous } = after;
    return entries.map((entry) => {
      sequence += 1;
      const paths = redactable[(entry.event as { readonly type: string }).type] ?? [];
      const fields = paths
        .filter((path) => typeof valueAt(entry.event, path) === "string")
        .map((path) => ({ path, salt: newSalt() }));
      const how = {
        at,
        ...(isLate ? { late: true as const } : {}),
        ...(fields.length > 0 ? { fields } : {}),
      };
      const digest = entryHash({ kind, id, sequence, previous }, entry, how);
      if (digest === undefined) throw new Error("a committed field is not there");
      previous = digest;
      return { ...entry, link: { hash: digest, ...how } };
    });
  };

  /** New entries after what is stored. What was stored without a chain is chained with them, and says so. */
  const extend = (
    id: string,
    history: readonly HistoryEntry<Event>[],
    entries: readonly HistoryEntry<Event>[],
    at: number,
  ): Extended<Event> => {
    const isChained = history.length === 0 || history.at(-1)?.link !== undefined;
    const before = isChained ? history : link(id, history, { sequence: 0, hash: null }, at, true);
    const last = { sequence: before.length, hash: before.at(-1)?.link?.hash ?? null };
    const added = link(id, entries, last, at, false);
    return isChained ? { added } : { added, rewritten: before };
  };

  return { extend };
};

/** The entry without this field; the chain holds as before. Undefined where the field may not be removed. */
export const withoutField = <Event>(
  { link, ...entry }: HistoryEntry<Event>,
  path: string,
): { readonly entry: HistoryEntry<Event>; readonly removed: string } | "redacted" | undefined => {
  const field = link?.fields?.find((one) => one.path === path);
  if (link === undefined || field === undefined) return undefined;
  if ("commitment" in field) return "redacted";
  const removed = valueAt(entry.event, path);
  if (typeof removed !== "string") return undefined;
  const fields = (link.fields ?? []).map((one) =>
    one === field ? { path, commitment: commitmentOf(path, field.salt, removed) } : one,
  );
  return { entry: { ...entry, event: put(entry.event, path, REDACTED), link: { ...link, fields } }, removed };
};

/** An entry as it leaves the system: with all that its hash is made of, so that whoever has it can make the hash anew. */
export interface ExportedEntry {
  readonly sequence: number;
  readonly previous: string | null;
  readonly event: unknown;
  readonly by?: string;
  readonly hash?: string;
  readonly at?: number;
  readonly late?: true;
  readonly fields?: readonly unknown[];
}

export const exportedEntries = (history: readonly HistoryEntry<unknown>[]): readonly ExportedEntry[] =>
  history.map(({ event, by, link }, index) => ({
    sequence: index + 1,
    previous: history[index - 1]?.link?.hash ?? null,
    event,
    ...(by === undefined ? {} : { by }),
    ...link,
  }));

export interface ChainChecked {
  /** The first entry that is not as it must be. */
  readonly problem?: { readonly sequence: number; readonly detail: string };
  /** How many entries were chained later than they happened. */
  readonly late: number;
  readonly isChained: boolean;
}

/** Goes over a stored history: does every hash fit, and was nothing removed but by an order that stands there too? */
export const checkChain = (kind: string, id: string, history: readonly HistoryEntry<unknown>[]): ChainChecked => {
  const isChained = history.some(({ link }) => link !== undefined);
  let late = 0;
  if (!isChained) return { late, isChained };
  const wrong = (sequence: number, detail: string): ChainChecked => ({
    problem: { sequence, detail },
    late,
    isChained,
  });
  const removed = new Map<string, number>();
  let previous: string | null = null;
  for (const [index, entry] of history.entries()) {
    const sequence = index + 1;
    const { link } = entry;
    if (link === undefined) return wrong(sequence, "is not chained");
    if (entryHash({ kind, id, sequence, previous }, entry, link) !== link.hash)
      return wrong(sequence, "does not fit its hash: it was altered, or something before it was removed or moved");
    for (const field of link.fields ?? [])
      if ("commitment" in field) removed.set(`${sequence} ${field.path}`, sequence);
    if (link.late) late += 1;
    previous = link.hash;
  }
  for (const [index, { event }] of history.entries()) {
    if (!isRedaction(event)) continue;
    const { sequence, path } = event.data;
    if (!removed.delete(`${sequence} ${path}`) || sequence > index)
      return wrong(index + 1, `orders the removal of ${path} of entry ${sequence}, which is not removed`);
  }
  for (const [what, sequence] of removed) return wrong(sequence, `lacks a field that no order removed: ${what}`);
  return { late, isChained };
};
