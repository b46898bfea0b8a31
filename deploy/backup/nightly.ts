/** 每夜备份. One folder of backups: each is taken beside them, read back, and only then one of them; what is too old goes. */
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkBackup } from "./check.ts";
import type { Manifest } from "./manifest.ts";

export interface NightlyOptions {
  /** Where backups are kept. */
  readonly into: string;
  readonly keepDays: number;
  /** Writes a backup into a folder that is empty. */
  readonly take: (dir: string) => Promise<Manifest>;
  readonly now?: () => number;
  readonly say?: (line: string) => void;
}

export interface Kept {
  readonly dir: string;
  readonly manifest: Manifest;
}

const DAY_MS = 24 * 3_600_000;
/** No backup takes as long: what is not whole by then never will be. */
const DEAD_AFTER_MS = DAY_MS / 2;
const PART = ".part";

/** As the name of a folder that sorts by time: `2026-11-30T18-30-00Z`. */
const nameAt = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(":", "-")}Z`;

const timeOf = (name: string): number | undefined => {
  const [, day, hours, minutes, seconds] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/.exec(name) ?? [];
  const at = Date.parse(`${String(day)}T${String(hours)}:${String(minutes)}:${String(seconds)}Z`);
  return Number.isNaN(at) ? undefined : at;
};

/** Takes away what was begun or taken before an instant; nothing that is not a backup by its name. */
const forget = (into: string, suffix: string, before: number): readonly string[] => {
  const old = readdirSync(into)
    .filter((name) => name.endsWith(suffix))
    .filter((name) => (timeOf(name.slice(0, name.length - suffix.length)) ?? before) < before);
  for (const name of old) rmSync(join(into, name), { recursive: true });
  return old;
};

/** @throws Error where it could not be taken or read back; those from before stay, and the broken one beside them until the next night */
export const keepBackup = async (options: NightlyOptions): Promise<Kept> => {
  const { into, keepDays, take, now = Date.now, say = () => undefined } = options;
  const at = now();
  mkdirSync(into, { recursive: true, mode: 0o700 });
  for (const name of forget(into, PART, at - DEAD_AFTER_MS)) say(`${name} was never whole: gone`);
  const dir = join(into, nameAt(at));
  await take(`${dir}${PART}`);
  const manifest = await checkBackup(`${dir}${PART}`);
  renameSync(`${dir}${PART}`, dir);
  for (const name of forget(into, "", at - keepDays * DAY_MS))
    say(`${name} is older than ${String(keepDays)} days: gone`);
  return { dir, manifest };
};

/** @throws Error where there is none */
export const newestIn = (into: string): string => {
  const newest = readdirSync(into)
    .filter((name) => timeOf(name) !== undefined)
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error(`${into} has no backup`);
  return join(into, newest);
};
