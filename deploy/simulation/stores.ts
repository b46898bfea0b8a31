/** What lies in the stores of all services: it outlives every process, and a history begins with a copy of it. */
import type { AggregateKind, StoredDocument } from "@wangge/kit";
import { memoryBlobs, memoryPersistence, type BlobStore } from "@wangge/kit";
import type { compose as composeRegistry } from "@wangge/registry";

export type Persisted = ReturnType<typeof memoryPersistence<unknown, { readonly type: string }>>;
export type Document = StoredDocument<unknown, { readonly type: string }>;
export type Registers = NonNullable<NonNullable<Parameters<typeof composeRegistry>[1]>["registers"]>;
type Assertions = Parameters<Registers["assertions"]["insert"]>[0];

/** At rest. Documents are frozen: they are shared by every history that does not change them. */
export interface StoresImage {
  readonly documents: ReadonlyMap<string, readonly Document[]>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly assertions: ReadonlyMap<string, Assertions>;
  readonly told: number;
}

export interface Stores {
  readonly collection: (service: string, name: string) => Persisted;
  readonly documents: (kind: Pick<AggregateKind, "service" | "collection">) => readonly Document[];
  /** The first of `count` new numbers. */
  readonly take: (service: string, name: string, count: number) => number;
  readonly blobs: (service: string, bucket: string) => BlobStore;
  readonly registers: Registers;
  /** Whether anything that was saved waits for the bus. */
  readonly pending: () => boolean;
  readonly image: () => StoresImage;
}

export const storesFrom = (image?: StoresImage): Stores => {
  const collections = new Map<string, Persisted>();
  const numbers = new Map(image?.numbers);
  const assertions = new Map(image?.assertions);
  const buckets = new Map<string, BlobStore>();
  let told = image?.told ?? 0;

  const collection = (service: string, name: string): Persisted => {
    const key = `${service}/${name}`;
    const known = collections.get(key);
    if (known !== undefined) return known;
    const made: Persisted = memoryPersistence();
    made.restore(image?.documents.get(key) ?? []);
    collections.set(key, made);
    return made;
  };

  const keyOf = (change: number, attempt: string): string => `${String(change)} ${attempt}`;
  const no = (): Promise<never> => Promise.reject(new Error("no district is imported in a simulation"));
  const registers: Registers = {
    assertions: {
      insert: (list, change, attempt) => {
        assertions.set(keyOf(change, attempt), list);
        return Promise.resolve();
      },
      of: (changes) =>
        Promise.resolve(
          new Map(changes.map(({ number, attempt }) => [number, assertions.get(keyOf(number, attempt)) ?? []])),
        ),
      discard: (change, attempts) => {
        for (const key of assertions.keys()) {
          const [number, attempt] = key.split(" ");
          const isMeant = "but" in attempts ? attempt !== attempts.but : attempt === attempts.only;
          if (number === String(change) && isMeant) assertions.delete(key);
        }
        return Promise.resolve();
      },
    },
    mark: {
      read: () => Promise.resolve(told),
      raise: (change) => {
        told = Math.max(told, change);
        return Promise.resolve();
      },
    },
    imports: { create: no, find: no, update: no, restart: no, addErrors: no, errors: no },
  };

  return {
    collection,
    documents: ({ service, collection: name }) => collection(service, name).all(),
    take: (service, name, count) => {
      const first = (numbers.get(`${service}/${name}`) ?? 0) + 1;
      numbers.set(`${service}/${name}`, first + count - 1);
      return first;
    },
    blobs: (service, bucket) => {
      const key = `${service}/${bucket}`;
      const known = buckets.get(key) ?? memoryBlobs();
      buckets.set(key, known);
      return known;
    },
    registers,
    pending: () => [...collections.values()].some((one) => one.all().some(({ pending }) => pending === 1)),
    image: () => ({
      documents: new Map([...collections].map(([key, one]) => [key, one.all()])),
      numbers,
      assertions,
      told,
    }),
  };
};
