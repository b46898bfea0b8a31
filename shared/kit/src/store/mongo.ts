import {
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoServerSelectionError,
  type AnyBulkWriteOperation,
  type Collection,
  type Db,
  type Filter,
} from "mongodb";
import { DomainError } from "../errors.ts";
import { newId } from "../ids.ts";
import { mongoTracing, traceMongo } from "../telemetry/index.ts";
import type { ChainOptions } from "./chain.ts";
import {
  AHEAD_MS,
  documentOf,
  type Change,
  type Cleared,
  type Listed,
  type Persistence,
  type StoredDocument,
} from "./document.ts";
import { newestByStretches } from "./newest.ts";
import type { Condition, Query, Sorting, Where } from "./port.ts";
import { statementsOf } from "./statements.ts";

const DUPLICATE = 11000;
const NO_SUCH_INDEX = 27;

export interface MongoOptions {
  readonly url: string;
  readonly database: string;
  readonly name: string;
}

export interface MongoStore {
  readonly client: MongoClient;
  readonly db: Db;
}

/**
 * How every connection to the store is. A line on which nothing comes any more, and of which nobody tells, is found out by the
 * heartbeat, which then breaks all the others too: ten seconds at most, where the driver's own settings make forty.
 */
export const mongoLine = {
  serverSelectionTimeoutMS: 5_000,
  heartbeatFrequencyMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 60_000,
  maxPoolSize: 20,
  writeConcern: { w: "majority", journal: true },
  ...mongoTracing,
} as const;

/** Waits for the store at start. @throws DomainError `unavailable` */
export const connectMongo = async ({ url, database, name }: MongoOptions): Promise<MongoStore> => {
  const client = new MongoClient(url, { appName: name, ignoreUndefined: true, ...mongoLine });
  traceMongo(client);
  await client.connect();
  return { client, db: client.db(database) };
};

const isAway = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  (error instanceof MongoError && error.hasErrorLabel("RetryableWriteError"));

/** A driver's error as callers know it: the store is away. Anything else passes as it is. */
export const storeError = (error: unknown): unknown =>
  isAway(error)
    ? new DomainError("unavailable", "store.unavailable", "The store does not answer", {}, { cause: error })
    : error;

export const withStoreErrors = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
};

const filterOf = (condition: Condition): unknown => {
  if (condition === null || typeof condition !== "object") return condition;
  // One of one: an equality, of which stores make more.
  if ("in" in condition) return condition.in.length === 1 ? condition.in[0] : { $in: condition.in };
  return Object.fromEntries(Object.entries(condition).map(([name, value]) => [`$${name}`, value]));
};

const whereOf = <T>(where: Where): Filter<T> =>
  Object.fromEntries(Object.entries(where).map(([path, condition]) => [path, filterOf(condition)])) as Filter<T>;

const isRange = (condition: Condition | undefined): boolean =>
  condition !== null && typeof condition === "object" && !("in" in condition);

/**
 * What fits and comes after a place in the order of a path; from the beginning, all that has something there. What is in a range
 * has: said twice, an index of the path would be read from end to end.
 */
const sortedWhere = <T>(where: Where, { path, after }: Sorting): Filter<T> => {
  const fitting = whereOf<T>(where);
  if (after === undefined && isRange(where[path])) return fitting;
  // Within `$or`, which changes nothing, it stays a condition of its own: taken together with the others, the local store found no index
  // that has all their fields, and went by the first field alone.
  if (after === undefined) return { $and: [fitting, { $or: [{ [path]: { $exists: true, $ne: null } }] }] } as Filter<T>;
  const { value, id } = after;
  const place = { [path]: { $gte: value }, $or: [{ [path]: { $gt: value } }, { _id: { $gt: id } }] };
  return { $and: [fitting, place] } as Filter<T>;
};

const SCANNED_AT_ONCE = 5_000;
/** Neither a list nor a scan shows history, outbox and what was handled. */
const LISTED = { version: 1, state: 1, sealed: 1 } as const;

const TAKES = 5;

/**
 * One small document a name: `take(name, count)` gives the first of `count` numbers that nobody else gets, from 1. Where many
 * begin a name at once, a store may answer all but one with a duplicate or with nothing: they take again. Gaps are allowed.
 */
export const mongoCounter = ({ db }: MongoStore, name: string): ((key: string, count: number) => Promise<number>) => {
  const collection = db.collection<{ readonly _id: string; readonly last: number }>(name);
  const take = async (key: string, count: number): Promise<number | undefined> => {
    try {
      const options = { upsert: true, returnDocument: "after" } as const;
      const after = await collection.findOneAndUpdate({ _id: key }, { $inc: { last: count } }, options);
      return after === null ? undefined : after.last - count + 1;
    } catch (error) {
      if (error instanceof MongoError && error.code === DUPLICATE) return undefined;
      throw error;
    }
  };
  return (key, count) =>
    withStoreErrors(async () => {
      for (let attempt = 1; attempt <= TAKES; attempt += 1) {
        const first = await take(key, count);
        if (first !== undefined) return first;
      }
      throw new Error(`counter ${name}/${key} gave nothing`);
    });
};

export interface CollectionOptions {
  /** 流转记录链: histories are hash chains. */
  readonly chained?: boolean | ChainOptions;
  /** Paths of compound indexes for the queries of this collection; `_id` is added by itself. */
  readonly indexes?: readonly (readonly string[])[];
  /** Paths that few documents have something at: the others cost nothing. */
  readonly sparse?: readonly string[];
}

/** Another process that starts now may have been first. */
const dropIndex = async (collection: Pick<Collection, "dropIndex">, name: string): Promise<void> => {
  try {
    await collection.dropIndex(name);
  } catch (error) {
    if (!(error instanceof MongoError && error.code === NO_SUCH_INDEX)) throw error;
  }
};

/** Aggregates in a MongoDB collection: one document each, saved with its version as the filter. */
export const mongoPersistence = async <State, Event>(
  { db }: MongoStore,
  name: string,
  { indexes = [], sparse = [], chained = false }: CollectionOptions = {},
): Promise<Persistence<State, Event>> => {
  type Document = StoredDocument<State, Event>;
  type Saved = Change<State, Event>;
  const collection: Collection<Document> = db.collection<Document>(name);
  await collection.createIndex({ pending: 1 }, { sparse: true }, {});
  if (chained !== false) await collection.createIndex({ unsealed: 1 }, { sparse: true }, {});
  for (const path of sparse) await collection.createIndex({ [path]: 1 }, { sparse: true }, {});
  // The id ascending (decision 57); in stores that were made before it stands descending.
  const before = new Set((await collection.indexes()).map(({ name }) => name));
  for (const paths of indexes) {
    await collection.createIndex(Object.fromEntries([...paths, "_id"].map((path) => [path, 1])));
    const descending = [...paths.map((path) => `${path}_1`), "_id_-1"].join("_");
    if (before.has(descending)) await dropIndex(collection, descending);
  }

  /** New aggregates: one unordered insert. Which of them existed is told by index. */
  const insert = async (changes: readonly Saved[]): Promise<readonly string[]> => {
    const savedAt = new Date();
    try {
      await collection.insertMany(
        changes.map((change) => documentOf(change, savedAt)),
        { ordered: false },
      );
      return [];
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const failures = [error.writeErrors].flat();
      if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE)) throw error;
      return failures.map(({ index }) => changes[index]?.id ?? "");
    }
  };

  /**
   * One unordered bulk write, no transaction (decision 8). It tells how many matched, not which: where some did not, the
   * documents are asked whether this write stands in their history.
   */
  const update = async (changes: readonly Saved[]): Promise<readonly string[]> => {
    const save = newId();
    const statements = statementsOf(changes, { savedAt: new Date(), save });
    const { matchedCount } = await collection.bulkWrite(
      statements as unknown as readonly AnyBulkWriteOperation<Document>[],
      { ordered: false },
    );
    if (matchedCount === changes.length) return [];
    const ids = changes.map(({ id }) => id);
    const won = new Set(
      (await collection.find({ _id: { $in: ids }, "history.save": save } as unknown as Filter<Document>).toArray()).map(
        ({ _id }) => _id,
      ),
    );
    return ids.filter((id) => !won.has(id));
  };

  const write = (changes: readonly Saved[]): Promise<ReadonlySet<string>> =>
    withStoreErrors(async () => {
      const fresh = changes.filter(({ expected }) => expected === 0);
      const known = changes.filter(({ expected }) => expected > 0);
      const lost = await Promise.all([fresh.length > 0 ? insert(fresh) : [], known.length > 0 ? update(known) : []]);
      return new Set(lost.flat());
    });

  /** By version, so that an outbox which has grown since stays; its next publication clears it. */
  const clear = (published: readonly Cleared[]): Promise<void> =>
    withStoreErrors(async () => {
      for (const [version, of] of Map.groupBy(published, (one) => one.version))
        await collection.updateMany({ _id: { $in: of.map(({ id }) => id) }, version }, {
          $unset: { outbox: "", pending: "" },
        } as never);
    });

  const newest = newestByStretches();
  const page = (where: Where, ids: object, sign: 1 | -1, limit: number): Promise<Listed<State>[]> =>
    collection
      .find({ ...whereOf<Document>(where), ...(Object.keys(ids).length === 0 ? {} : { _id: ids }) } as Filter<Document>)
      .project<Listed<State>>(LISTED)
      .sort({ _id: sign })
      .limit(limit)
      .toArray();

  return {
    read: (ids) =>
      withStoreErrors(
        () => collection.find({ _id: { $in: [...ids] } } as Filter<Document>).toArray() as Promise<Document[]>,
      ),
    write,
    clear,
    pending: (savedBefore, limit) =>
      withStoreErrors(
        () =>
          collection
            .find({
              pending: 1,
              $or: [
                { savedAt: { $lte: new Date(savedBefore) } },
                { savedAt: { $gt: new Date(Date.now() + AHEAD_MS) } },
              ],
            } as unknown as Filter<Document>)
            .limit(limit)
            .toArray() as Promise<Document[]>,
      ),
    find: (query: Query) =>
      withStoreErrors(() => {
        const { where, limit, after, order = "newest", by } = query;
        if (by !== undefined)
          return collection
            .find(sortedWhere<Document>(where, by))
            .project<Listed<State>>(LISTED)
            .sort({ [by.path]: 1, _id: 1 })
            .limit(limit)
            .toArray();
        if (order === "newest" && where["_id"] === undefined)
          return newest(query, ({ from, before }, most) =>
            page(where, { ...(from && { $gte: from }), ...(before && { $lt: before }) }, -1, most),
          );
        const sign = order === "newest" ? -1 : 1;
        return page(where, after === undefined ? {} : { [sign < 0 ? "$lt" : "$gt"]: after }, sign, limit);
      }),
    scan: async function* ({ where = {}, savedSince }) {
      const since = savedSince === undefined ? {} : { savedAt: { $gte: new Date(savedSince) } };
      const cursor = collection
        .find({ ...whereOf<Document>(where), ...since } as Filter<Document>)
        .project<Listed<State>>(LISTED)
        .batchSize(SCANNED_AT_ONCE);
      try {
        while (await withStoreErrors(() => cursor.hasNext())) yield cursor.readBufferedDocuments();
      } finally {
        await cursor.close();
      }
    },
    countBy: (path, where) =>
      withStoreErrors(async () => {
        const rows = await collection
          .aggregate<{ _id: string | null; count: number }>([
            { $match: whereOf<Document>(where) },
            { $group: { _id: `$${path}`, count: { $sum: 1 } } },
          ])
          .toArray();
        return new Map(rows.flatMap(({ _id, count }) => (typeof _id === "string" ? [[_id, count] as const] : [])));
      }),
    wrappedByOthers: (by, limit, after) =>
      withStoreErrors(async () => {
        const place = after === undefined ? {} : { _id: { $gt: after } };
        const found = await collection
          .find({ ...place, "sealed.key.by": { $exists: true, $ne: by } } as unknown as Filter<Document>)
          .sort({ _id: 1 })
          .limit(limit)
          .toArray();
        return found.flatMap(({ _id: id, sealed }) => (sealed === undefined ? [] : [{ id, key: sealed.key }]));
      }),
    rewrap: (rewrapped) =>
      withStoreErrors(async () => {
        const operations = rewrapped.map(({ id, was, key }) => ({
          updateOne: {
            filter: { _id: id, "sealed.key.wrapped": was.wrapped },
            update: { $set: { "sealed.key": key } },
          },
        }));
        await collection.bulkWrite(operations, { ordered: false });
      }),
    forget: (where) =>
      withStoreErrors(async () => {
        const filter = { ...whereOf<Document>(where), pending: { $exists: false } } as Filter<Document>;
        return (await collection.deleteMany(filter)).deletedCount;
      }),
    unsealed: (limit) =>
      withStoreErrors(async () => {
        const found = await collection
          .find({ unsealed: 1 } as Filter<Document>)
          .project<Pick<Document, "_id" | "version" | "history">>({ version: 1, history: { $slice: -1 } })
          .limit(limit)
          .toArray();
        return found.map(({ _id: id, version, history }) => ({ id, version, hash: history.at(-1)?.link?.hash ?? "" }));
      }),
    markSealed: (epoch, heads) =>
      withStoreErrors(async () => {
        for (const [version, of] of Map.groupBy(heads, (head) => head.version)) {
          const ids = of.map(({ id }) => id);
          const fresh = { _id: { $in: ids }, "seals.epoch": { $ne: epoch } };
          const seals = { seals: { epoch, version } };
          const whole = await collection.updateMany({ ...fresh, version }, {
            $push: seals,
            $unset: { unsealed: "" },
          } as never);
          // What has changed since stays unsealed; it was sealed as far as this all the same.
          if (whole.matchedCount < ids.length) await collection.updateMany(fresh, { $push: seals } as never);
        }
      }),
  };
};
