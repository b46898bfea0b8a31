import { BSON, type Collection, type Document } from "mongodb";
import { withStoreErrors, type MongoStore } from "./mongo.ts";

type Db = MongoStore["db"];

/** Numbers of each kind, dates and bytes as the store has them: what is put back is what was taken. */
const AS_STORED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;
const PUT_AT_ONCE = 500;

export interface StoredIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly [option: string]: unknown;
}

/** Every collection of a database, by name. */
export const collectionsOf = (db: Db): Promise<readonly string[]> =>
  withStoreErrors(async () => {
    const found = await db.listCollections({}, { nameOnly: true }).toArray();
    return found.map(({ name }) => name).filter((name) => !name.startsWith("system."));
  });

/** Those that somebody made; the one of `_id` is always there. */
export const indexesOf = (db: Db, name: string): Promise<readonly StoredIndex[]> =>
  withStoreErrors(async () => {
    const found = (await db.collection(name).indexes()) as readonly StoredIndex[];
    return found.filter((index) => index.name !== "_id_").map(({ v: _version, ns: _place, ...index }) => index);
  });

/** Every document as the store sends it (BSON), in the order of `_id`. */
export async function* rawDocuments(db: Db, name: string): AsyncGenerator<Buffer> {
  const cursor = db.collection(name).find({}, { raw: true, sort: { _id: 1 } });
  try {
    while (await withStoreErrors(() => cursor.hasNext()))
      for (const bytes of cursor.readBufferedDocuments()) yield bytes as unknown as Buffer;
  } finally {
    await cursor.close();
  }
}

/** What raw bytes say, in values of the language. */
export const documentIn = <T>(bytes: Uint8Array): T => BSON.deserialize(bytes) as T;

const put = async (collection: Collection, documents: readonly Document[]): Promise<void> => {
  if (documents.length > 0) await withStoreErrors(() => collection.insertMany([...documents], { ordered: true }));
};

/** Puts documents into a collection that has none, with its indexes. @returns how many */
export const putDocuments = async (
  db: Db,
  name: string,
  documents: AsyncIterable<Uint8Array>,
  indexes: readonly StoredIndex[],
): Promise<number> => {
  const collection = db.collection(name);
  let count = 0;
  let next: Document[] = [];
  for await (const bytes of documents) {
    next.push(BSON.deserialize(bytes, AS_STORED));
    count += 1;
    if (next.length < PUT_AT_ONCE) continue;
    await put(collection, next);
    next = [];
  }
  await put(collection, next);
  if (count === 0) await withStoreErrors(() => db.createCollection(name));
  for (const { key, ...options } of indexes)
    await withStoreErrors(() => collection.createIndex(key as Record<string, 1 | -1>, options, {}));
  return count;
};

/**
 * Of an epoch that is not there nothing is sealed: takes its marks away, so that the next epoch takes these histories again.
 * @returns how many it was said of
 */
export const unsealAfter = (db: Db, name: string, epoch: number): Promise<number> =>
  withStoreErrors(async () => {
    const later = { seals: { epoch: { $gt: epoch } } };
    const { modifiedCount } = await db
      .collection(name)
      .updateMany({ "seals.epoch": { $gt: epoch } }, { $pull: later, $set: { unsealed: 1 } } as never);
    return modifiedCount;
  });
