import { BSON } from "mongodb";
import { frozen } from "../frozen.ts";
import type { Change, Cleared, Persistence, StoredDocument } from "./document.ts";
import { AHEAD_MS, documentOf, HANDLED_KEPT } from "./document.ts";
import type { Condition, Query, Scalar, Sorting, Where } from "./port.ts";

const at = (document: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);

const isScalar = (condition: Condition): condition is Scalar => condition === null || typeof condition !== "object";

/** A condition on a list holds where it holds for one of its values. */
const fits = (value: unknown, condition: Condition): boolean =>
  fitsOne(value, condition) || (Array.isArray(value) && value.some((one) => fitsOne(one, condition)));

const fitsOne = (value: unknown, condition: Condition): boolean => {
  if (isScalar(condition)) return (value ?? null) === condition;
  if ("in" in condition) return condition.in.includes((value ?? null) as Scalar);
  if (value === undefined || value === null) return false;
  const { gt, gte, lt, lte } = condition;
  const bound = (limit: Scalar | undefined, holds: (one: string, other: string) => boolean): boolean =>
    limit === undefined || (typeof limit === typeof value && holds(value as string, limit as string));
  return (
    bound(gt, (one, other) => one > other) &&
    bound(gte, (one, other) => one >= other) &&
    bound(lt, (one, other) => one < other) &&
    bound(lte, (one, other) => one <= other)
  );
};

const fitsAll = (document: unknown, where: Where): boolean =>
  Object.entries(where).every(([path, condition]) => fits(at(document, path), condition));

const NOT_PLAIN = Symbol("not plain");
/** What was made here: it is as it is kept, wherever it comes back. */
const copies = new WeakSet();

/** A copy without `undefined`, of what is as it is in every store; the rest is for BSON to say. */
const plainCopy = (value: unknown): unknown => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Object.is(value, -0) ? NOT_PLAIN : value;
    case "object":
      break;
    default:
      return NOT_PLAIN;
  }
  if (value === null || copies.has(value)) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (const one of value as readonly unknown[]) {
      const copied = plainCopy(one);
      if (copied === NOT_PLAIN) return NOT_PLAIN;
      copy.push(copied);
    }
    copies.add(copy);
    return Object.freeze(copy);
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return NOT_PLAIN;
  const copy: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (one === undefined) continue;
    const copied = plainCopy(one);
    if (copied === NOT_PLAIN) return NOT_PLAIN;
    copy[name] = copied;
  }
  copies.add(copy);
  return Object.freeze(copy);
};

/** What the real store keeps of it: no `undefined`, no classes. Nobody changes it any more, so that readers may share it. */
const kept = <T extends object>(value: T): T => {
  const copy = plainCopy(value);
  if (copy !== NOT_PLAIN) return copy as T;
  return frozen(BSON.deserialize(BSON.serialize(value, { ignoreUndefined: true })) as T);
};

/** Documents in a map: for rule and edge tests. Passes the conformance suite of the real one. */
export const memoryPersistence = <State, Event>(): Persistence<State, Event> & {
  readonly all: () => readonly StoredDocument<State, Event>[];
  readonly restore: (documents: readonly StoredDocument<State, Event>[]) => void;
} => {
  const documents = new Map<string, StoredDocument<State, Event>>();

  const write = (changes: readonly Change<State, Event>[]): Promise<ReadonlySet<string>> => {
    const lost = new Set<string>();
    for (const change of changes) {
      const before = documents.get(change.id);
      if ((before?.version ?? 0) !== change.expected) {
        lost.add(change.id);
        continue;
      }
      // What the document has already is kept: only what is new is copied.
      const added = kept(change);
      const outbox = [...(added.replacesOutbox ? [] : (before?.outbox ?? [])), ...added.outbox];
      documents.set(
        change.id,
        frozen({
          ...documentOf(added, new Date()),
          version: added.expected + added.events.length,
          history: [...(added.rewritten ?? before?.history ?? []), ...added.events],
          handled: [...(before?.handled ?? []), ...added.handled].slice(-HANDLED_KEPT),
          ...(outbox.length > 0 ? { outbox, pending: 1 as const } : {}),
          ...(added.sealed === undefined && before?.sealed !== undefined ? { sealed: before.sealed } : {}),
          ...(before?.seals === undefined ? {} : { seals: before.seals }),
        }),
      );
    }
    return Promise.resolve(lost);
  };

  const clear = (published: readonly Cleared[]): Promise<void> => {
    for (const { id, version } of published) {
      const document = documents.get(id);
      if (document?.version !== version) continue;
      const { outbox: _outbox, pending: _pending, ...rest } = document;
      documents.set(id, frozen(rest));
    }
    return Promise.resolve();
  };

  const found = (where: Where): StoredDocument<State, Event>[] =>
    [...documents.values()].filter((document) => fitsAll(document, where));

  const sorted = (where: Where, { path, after }: Sorting): readonly StoredDocument<State, Event>[] => {
    const compare = (one: readonly [Scalar, string], other: readonly [Scalar, string]): number => {
      const [a, b] = one[0] === other[0] ? [one[1], other[1]] : [one[0], other[0]];
      return a === b ? 0 : (a as string) < (b as string) ? -1 : 1;
    };
    return found(where)
      .map((document) => ({ document, key: [(at(document, path) ?? null) as Scalar, document._id] as const }))
      .filter(({ key }) => key[0] !== null)
      .filter(({ key }) => after === undefined || compare(key, [after.value, after.id]) > 0)
      .sort((one, other) => compare(one.key, other.key))
      .map(({ document }) => document);
  };

  return {
    read: (ids) => Promise.resolve(ids.flatMap((id) => documents.get(id) ?? [])),
    write,
    clear,
    pending: (savedBefore, limit) => {
      const ahead = Date.now() + AHEAD_MS;
      return Promise.resolve(
        [...documents.values()]
          .filter(({ pending, savedAt: at }) => pending === 1 && (at.getTime() <= savedBefore || at.getTime() > ahead))
          .slice(0, limit),
      );
    },
    find: ({ where, limit, after, order = "newest", by }: Query) => {
      if (by !== undefined) return Promise.resolve(sorted(where, by).slice(0, limit));
      const sign = order === "newest" ? -1 : 1;
      return Promise.resolve(
        found(where)
          .filter(({ _id }) => after === undefined || (order === "newest" ? _id < after : _id > after))
          .sort((one, other) => sign * (one._id < other._id ? -1 : 1))
          .slice(0, limit),
      );
    },
    scan: async function* ({ where = {}, savedSince = -Infinity }) {
      yield await Promise.resolve(found(where).filter(({ savedAt }) => savedAt.getTime() >= savedSince));
    },
    countBy: (path, where) => {
      const counts = new Map<string, number>();
      for (const document of found(where)) {
        const value = at(document, path);
        if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return Promise.resolve(counts);
    },
    wrappedByOthers: (by, limit, after = "") =>
      Promise.resolve(
        [...documents.values()]
          .flatMap(({ _id: id, sealed }) => (sealed === undefined ? [] : [{ id, key: sealed.key }]))
          .filter(({ id, key }) => key.by !== by && id > after)
          .sort((one, other) => (one.id < other.id ? -1 : 1))
          .slice(0, limit),
      ),
    rewrap: (rewrapped) => {
      for (const { id, was, key } of rewrapped) {
        const document = documents.get(id);
        if (document?.sealed?.key.wrapped === was.wrapped)
          documents.set(id, { ...document, sealed: { ...document.sealed, key } });
      }
      return Promise.resolve();
    },
    forget: (where) => {
      const gone = found(where).filter(({ pending }) => pending === undefined);
      for (const { _id } of gone) documents.delete(_id);
      return Promise.resolve(gone.length);
    },
    unsealed: (limit) =>
      Promise.resolve(
        [...documents.values()]
          .filter(({ unsealed }) => unsealed === 1)
          .slice(0, limit)
          .map(({ _id: id, version, history }) => ({ id, version, hash: history.at(-1)?.link?.hash ?? "" })),
      ),
    markSealed: (epoch, heads) => {
      for (const { id, version } of heads) {
        const document = documents.get(id);
        if (document === undefined) continue;
        const { unsealed, seals = [], ...rest } = document;
        const isOpen = unsealed === 1 && document.version !== version;
        documents.set(id, {
          ...rest,
          ...(isOpen ? { unsealed } : {}),
          seals: seals.some((seal) => seal.epoch === epoch) ? seals : [...seals, { epoch, version }],
        });
      }
      return Promise.resolve();
    },
    all: () => [...documents.values()],
    restore: (all) => {
      for (const document of all) documents.set(document._id, frozen(document));
    },
  };
};
