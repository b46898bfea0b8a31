import { GridFSBucket, type GridFSBucketReadStream, type ObjectId } from "mongodb";
import { withStoreErrors, type MongoStore } from "./mongo.ts";

/**
 * Bytes that are too large for a document, such as photos. An aggregate names them: they are put before it is saved and kept
 * after. A process may die in between; what nobody keeps is found and deleted.
 */
export interface BlobStore {
  /** A name is put once. `at`: milliseconds, by the clock that `unkept` is asked by. @throws DomainError `unavailable` */
  readonly put: (name: string, bytes: Buffer, at: number) => Promise<void>;
  /** An aggregate names them from now on. Again, and nothing happens. */
  readonly keep: (names: readonly string[]) => Promise<void>;
  /** Undefined where it was never put as a whole, or is deleted. */
  readonly get: (name: string) => Promise<Buffer | undefined>;
  /** Again, and nothing happens. */
  readonly delete: (names: readonly string[]) => Promise<void>;
  /** Put before this time, wholly or in part, and neither kept nor deleted since; the oldest first. */
  readonly unkept: (putBefore: number, limit: number) => Promise<readonly string[]>;
}

/** For tests without engines. */
export const memoryBlobs = (): BlobStore => {
  const blobs = new Map<string, Buffer>();
  const waiting = new Map<string, number>();
  return {
    put: (name, bytes, at) => {
      waiting.set(name, at);
      blobs.set(name, Buffer.from(bytes));
      return Promise.resolve();
    },
    keep: (names) => {
      for (const name of names) waiting.delete(name);
      return Promise.resolve();
    },
    get: (name) => Promise.resolve(blobs.get(name)),
    delete: (names) => {
      for (const name of names) {
        blobs.delete(name);
        waiting.delete(name);
      }
      return Promise.resolve();
    },
    unkept: (putBefore, limit) => {
      const old = [...waiting].filter(([, at]) => at < putBefore).sort(([, one], [, other]) => one - other);
      return Promise.resolve(old.slice(0, limit).map(([name]) => name));
    },
  };
};

/** Of its driver's own kind; ids of ours are names. */
const idOf = (name: string): ObjectId => name as unknown as ObjectId;

const wholeOf = async (stream: GridFSBucketReadStream): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
};

/**
 * GridFS in the service's own database, with a mark for each blob that nobody keeps yet. The mark is written first and goes
 * last: a file of which a crash left only pieces is found by it like any other.
 */
export const mongoBlobs = async ({ db }: MongoStore, bucketName: string): Promise<BlobStore> => {
  const bucket = new GridFSBucket(db, { bucketName, writeConcern: { w: "majority", journal: true } });
  const files = db.collection<{ readonly _id: string }>(`${bucketName}.files`);
  const chunks = db.collection<{ readonly files_id: string }>(`${bucketName}.chunks`);
  const marks = db.collection<{ readonly _id: string; readonly at: number }>(`${bucketName}.unkept`);
  await withStoreErrors(() => marks.createIndex({ at: 1 }));

  const keep: BlobStore["keep"] = (names) =>
    withStoreErrors(async () => {
      if (names.length > 0) await marks.deleteMany({ _id: { $in: [...names] } });
    });
  return {
    keep,
    put: (name, bytes, at) =>
      withStoreErrors(async () => {
        await marks.insertOne({ _id: name, at });
        const upload = bucket.openUploadStreamWithId(idOf(name), name);
        await new Promise<void>((resolve, reject) => {
          upload.once("error", reject);
          upload.end(bytes, () => {
            resolve();
          });
        });
      }),
    get: (name) => withStoreErrors(() => wholeOf(bucket.openDownloadStream(idOf(name)))),
    delete: (names) =>
      withStoreErrors(async () => {
        if (names.length === 0) return;
        const all = [...names];
        // The entry first: who reads meanwhile finds nothing rather than half of it.
        await files.deleteMany({ _id: { $in: all } });
        await chunks.deleteMany({ files_id: { $in: all } });
        await keep(all);
      }),
    unkept: (putBefore, limit) =>
      withStoreErrors(async () => {
        const old = await marks.find({ at: { $lt: putBefore } }, { sort: { at: 1 }, limit }).toArray();
        return old.map(({ _id }) => _id);
      }),
  };
};
