import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../config.ts";

export interface MasterKeys {
  /** The id of the key for what is sealed from now on. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

export interface PersonalDataKeys {
  readonly master: MasterKeys;
  readonly index: KeyObject;
}

/** What a service that keeps personal data reads from its environment; each also as `…_FILE`, for a mounted secret. */
export const personalDataConfig = {
  PERSONAL_DATA_KEYS: z
    .string()
    .optional()
    .describe(
      'master keys: {"current":"2026-11","keys":{"2026-11":"<32 bytes, base64>"}}; old ones until all is re-wrapped',
    ),
  PERSONAL_INDEX_KEY: z
    .string()
    .optional()
    .describe("key of the blind indexes: 32 bytes, base64; not one of the others"),
  DATA_DIR: z
    .string()
    .optional()
    .describe("on one machine, without keys: they are made here once and kept. Not in production"),
};

interface Given {
  readonly PERSONAL_DATA_KEYS?: string | undefined;
  readonly PERSONAL_INDEX_KEY?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}

const LENGTH = 32;
const KeyRing = z.strictObject({
  current: z.string(),
  keys: z.record(z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), z.string()),
});

/** Never quotes what it was given: a bad key may be nearly a good one. */
const bad = (variable: string, what: string): ConfigError =>
  new ConfigError(`Bad configuration:\n  ${variable}: ${what}`);

const keyOf = (text: string, variable: string): KeyObject => {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== LENGTH) throw bad(variable, `a key must be ${String(LENGTH)} bytes in base64`);
  return createSecretKey(bytes);
};

const masterKeysOf = (text: string): MasterKeys => {
  const variable = "PERSONAL_DATA_KEYS";
  let ring: z.infer<typeof KeyRing>;
  try {
    ring = KeyRing.parse(JSON.parse(text));
  } catch {
    throw bad(variable, 'must be {"current":"<id>","keys":{"<id>":"<base64>"}}');
  }
  if (!Object.hasOwn(ring.keys, ring.current)) throw bad(variable, "its current key is not among its keys");
  const keys = Object.entries(ring.keys).map(([id, key]) => [id, keyOf(key, variable)] as const);
  return { current: ring.current, keys: new Map(keys) };
};

/** The text in this file; made once, by whichever process comes first, and kept. */
const keptIn = (file: string, make: () => string): string => {
  if (!existsSync(file)) {
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, make(), { mode: 0o600 });
    try {
      // Unlike a rename, fails when another process was quicker: there is one key.
      linkSync(draft, file);
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(file, "utf8").trim();
};

const newKey = (): string => randomBytes(LENGTH).toString("base64");

/** The keys that are given, or on one machine those that are made once and kept. @throws ConfigError where there is neither */
export const personalDataKeys = ({
  PERSONAL_DATA_KEYS: masters,
  PERSONAL_INDEX_KEY: index,
  DATA_DIR: folder,
}: Given): PersonalDataKeys => {
  const orKept = (text: string | undefined, variable: string, name: string, make: () => string): string => {
    if (text !== undefined) return text;
    if (folder === undefined) throw bad(variable, "personal data needs it; on one machine DATA_DIR will do");
    return keptIn(join(folder, name), make);
  };
  const newRing = (): string => JSON.stringify({ current: "1", keys: { "1": newKey() } });
  return {
    master: masterKeysOf(orKept(masters, "PERSONAL_DATA_KEYS", "personal-data-keys.json", newRing)),
    index: keyOf(orKept(index, "PERSONAL_INDEX_KEY", "personal-index-key", newKey), "PERSONAL_INDEX_KEY"),
  };
};
