/** What a backup says of itself: written last, so that a folder without it is no backup. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Index = z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) });

const CollectionDump = z.object({
  name: z.string(),
  file: z.string().describe("BSON documents one after the other, by _id, gzip: `mongorestore --gzip` reads it too"),
  count: z.int(),
  sha256: Sha256.describe("of the documents, before they were packed"),
  indexes: z.array(Index),
});

const StoreDump = z.object({
  service: z.string(),
  startedAt: z.iso.datetime(),
  collections: z.array(CollectionDump),
});

const StreamDump = z.object({
  name: z.string(),
  file: z.string().describe("as `$JS.API.STREAM.SNAPSHOT` sends it, with consumers"),
  sha256: Sha256,
  config: z.looseObject({ name: z.string() }),
  state: z.looseObject({ messages: z.int(), first_seq: z.int(), last_seq: z.int() }),
  before: z.int().describe("where it ended before the first store was read"),
  cut: z.array(z.int()).describe("said after its document was read: goes when it is put back"),
});

/** How far a durable consumer is. */
const Place = z.object({
  stream: z.string(),
  consumer: z.string(),
  floor: z.int().describe("all up to here is done"),
  unacknowledged: z.int(),
});

const Manifest = z.object({
  format: z.literal(1),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  stores: z.array(StoreDump),
  streams: z.array(StreamDump),
  places: z.array(Place),
});

export type CollectionDump = z.infer<typeof CollectionDump>;
export type StoreDump = z.infer<typeof StoreDump>;
export type StreamDump = z.infer<typeof StreamDump>;
export type Place = z.infer<typeof Place>;
export type Manifest = z.infer<typeof Manifest>;

const FILE = "manifest.json";

/** The manifest with the hash of its own text: a bit that fell over is found before anything is put back. */
export const writeManifest = (dir: string, manifest: Manifest): void => {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  writeFileSync(join(dir, `${FILE}.sha256`), `${createHash("sha256").update(text).digest("hex")}  ${FILE}\n`);
  writeFileSync(join(dir, `${FILE}.part`), text);
  renameSync(join(dir, `${FILE}.part`), join(dir, FILE));
};

/** @throws Error where there is none, or it is not as it was written */
export const readManifest = (dir: string): Manifest => {
  if (!existsSync(join(dir, FILE))) throw new Error(`${dir} is no backup: it has no ${FILE}`);
  const text = readFileSync(join(dir, FILE), "utf8");
  const [said] = readFileSync(join(dir, `${FILE}.sha256`), "utf8").split(" ");
  if (createHash("sha256").update(text).digest("hex") !== said) throw new Error(`${join(dir, FILE)} was changed`);
  return Manifest.parse(JSON.parse(text));
};
