/** The stores of the services: what is read in which order, and what is put back. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  collectionsOf,
  documentIn,
  indexesOf,
  putDocuments,
  rawDocuments,
  unsealAfter,
  type AggregateKind,
} from "@wangge/kit";
import type { Database } from "../doctor/stores.ts";
import { readDocuments, writeDocuments } from "./documents.ts";
import type { CollectionDump, StoreDump } from "./manifest.ts";

/** Heads speak of histories, and blocks of events: they are read before what they speak of. */
const FIRST = ["audit", "event-log"];
/** A grant asks its book, which answers at once: the book is read when every grant has been. */
const LAST = ["fund-books"];

/**
 * Who speaks of something is read before it: what was there when he was read is there still when it is. Counters and bytes come after all
 * documents, as numbers are taken and photos put before a document names them.
 */
export const readingOrder = (there: readonly string[], documents: readonly string[]): readonly string[] => {
  const ranked = [...FIRST, ...documents.filter((name) => ![...FIRST, ...LAST].includes(name)), ...LAST];
  const rankOf = (name: string): number => (ranked.includes(name) ? ranked.indexOf(name) : ranked.length);
  return [...there].sort((one, other) => rankOf(one) - rankOf(other) || (one < other ? -1 : 1));
};

const documentsOf = (kinds: readonly AggregateKind[], service: string): readonly string[] =>
  kinds.filter((kind) => kind.service === service).map(({ collection }) => collection);

/** Reads one store into files of `dir`. */
export const takeStore = async (
  db: Database,
  service: string,
  kinds: readonly AggregateKind[],
  dir: string,
): Promise<StoreDump> => {
  mkdirSync(join(dir, service), { recursive: true });
  const startedAt = new Date().toISOString();
  const collections: CollectionDump[] = [];
  for (const name of readingOrder(await collectionsOf(db), documentsOf(kinds, service))) {
    const file = `${service}/${name}.bson.gz`;
    const written = await writeDocuments(join(dir, file), rawDocuments(db, name));
    collections.push({ name, file, ...written, indexes: [...(await indexesOf(db, name))] });
  }
  return { service, startedAt, collections };
};

/** @throws Error where there is something already: what is there is nobody's to overwrite. */
export const mustBeEmpty = async (db: Database, service: string): Promise<void> => {
  for (const name of await collectionsOf(db))
    if ((await db.collection(name).findOne({}, { projection: { _id: 1 } })) !== null)
      throw new Error(`the store of ${service} is not empty: ${name} has documents`);
};

/** Reads it all once. @throws Error where a file is not as it was written */
export const checkStore = async ({ collections }: StoreDump, dir: string): Promise<void> => {
  for (const { file, count, sha256 } of collections) {
    const documents = readDocuments(join(dir, file), { count, sha256 });
    while ((await documents.next()).done !== true);
  }
};

/** Puts one store back into an empty database. @returns how many documents */
export const putStore = async (db: Database, { collections }: StoreDump, dir: string): Promise<number> => {
  let total = 0;
  for (const { name, file, count, sha256, indexes } of collections)
    total += await putDocuments(db, name, readDocuments(join(dir, file), { count, sha256 }), indexes);
  const newest = await newestEpoch(collections, dir);
  for (const { name } of collections) await unsealAfter(db, name, newest);
  return total;
};

/** The last epoch of a dump; 0 where nothing was sealed. */
const newestEpoch = async (collections: readonly CollectionDump[], dir: string): Promise<number> => {
  const audit = collections.find(({ name }) => name === "audit");
  let newest = 0;
  if (audit !== undefined)
    for await (const bytes of readDocuments(join(dir, audit.file), audit))
      newest = Math.max(newest, Number(documentIn<{ readonly _id: string }>(bytes)._id));
  return newest;
};

/** Each document of a kind with one of these ids, out of the files. */
export async function* dumpedDocuments<T>(
  { file, count, sha256 }: CollectionDump,
  dir: string,
  ids: ReadonlySet<string>,
): AsyncGenerator<T> {
  for await (const bytes of readDocuments(join(dir, file), { count, sha256 }))
    if (ids.has(idIn(bytes))) yield documentIn<T>(bytes);
}

/** `_id` is the first field, and a text: length, kind, name, its own length, the text. */
const idIn = (bytes: Buffer): string => {
  const start = 4 + 1 + "_id\0".length + 4;
  return bytes[4] === 2 ? bytes.toString("utf8", start, start + bytes.readInt32LE(start - 4) - 1) : "";
};
