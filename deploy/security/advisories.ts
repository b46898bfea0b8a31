/** 漏洞通告: which installed packages have known weaknesses, by records of OSV, and whether the time to mend them is over. */
import { z } from "zod";
import type { Lock } from "./licences.ts";

const Event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});
type Event = z.infer<typeof Event>;

/** A record of https://ossf.github.io/osv-schema/, as far as this looks into it. */
export const Advisory = z.object({
  id: z.string(),
  published: z.string(),
  withdrawn: z.string().optional(),
  summary: z.string().default(""),
  severity: z.array(z.object({ type: z.string(), score: z.string() })).default([]),
  affected: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
        ranges: z.array(z.object({ type: z.string(), events: z.array(Event) })).default([]),
        versions: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});
export type Advisory = z.infer<typeof Advisory>;

export interface Weakness {
  readonly path: string;
  readonly version: string;
  readonly id: string;
  readonly summary: string;
  /** Of the time that deploy/SECURITY.md gives; less than none: it is over. */
  readonly daysLeft: number;
}

const DAY_MS = 86_400_000;
/** As deploy/SECURITY.md says under “Dependencies”: a test holds them together. */
export const DAYS = { readsOrChanges: 7, onlyStops: 30 } as const;

interface Version {
  readonly numbers: readonly number[];
  readonly before: readonly string[];
}

const versionOf = (text: string): Version => {
  const [release = "", ...rest] = (text.split("+")[0] ?? "").split("-");
  return { numbers: release.split(".").map(Number), before: rest.length === 0 ? [] : rest.join("-").split(".") };
};

const compareParts = (one: string, other: string): number => {
  const [a, b] = [one, other].map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
  if (a !== undefined && b !== undefined) return a - b;
  if (a !== undefined || b !== undefined) return a === undefined ? 1 : -1;
  return one < other ? -1 : one > other ? 1 : 0;
};

/** The order of https://semver.org, 11. */
export const compareVersions = (one: string, other: string): number => {
  const [a, b] = [versionOf(one), versionOf(other)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  // What comes before a release has more to its name than the release.
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length;
  for (let at = 0; at < Math.max(a.before.length, b.before.length); at += 1) {
    const [left, right] = [a.before[at], b.before[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const difference = compareParts(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
};

const placeOf = ({ introduced, fixed, last_affected: last }: Event): string => introduced ?? fixed ?? last ?? "0";

const isWithin = (version: string, events: readonly Event[]): boolean =>
  events
    .toSorted((one, other) => compareVersions(placeOf(one), placeOf(other)))
    .reduce((isIn, { introduced, fixed, last_affected: last }) => {
      if (introduced !== undefined) return isIn || compareVersions(version, introduced) >= 0;
      if (fixed !== undefined) return isIn && compareVersions(version, fixed) < 0;
      return isIn && (last === undefined || compareVersions(version, last) <= 0);
    }, false);

const concerns = ({ affected }: Advisory, name: string, version: string): boolean =>
  affected.some(
    ({ package: of, versions, ranges }) =>
      of?.ecosystem === "npm" &&
      of.name === name &&
      (versions.includes(version) ||
        ranges.some(({ type, events }) => ["SEMVER", "ECOSYSTEM"].includes(type) && isWithin(version, events))),
  );

/** By its CVSS vector: nothing of confidentiality or integrity. Without a vector the worse is taken. */
const onlyStops = ({ severity }: Advisory): boolean =>
  severity.length > 0 && severity.every(({ score }) => score.includes("/A:") || score.includes("/VA:")) && !severity.some(({ score }) => /\/V?[CI]:[^N]/.test(score)); // prettier-ignore

const FOLDER = "node_modules/";

/** Everything installed from elsewhere, at run time or also for building and testing. */
const installed = ({ packages }: Lock, isWithTools: boolean): readonly (readonly [string, string])[] =>
  Object.entries(packages).flatMap(([path, { version, link, dev }]) =>
    !path.includes(FOLDER) || link === true || version === undefined || (dev === true && !isWithTools)
      ? []
      : [[path, version] as const],
  );

/** Known weaknesses of what is installed, the most urgent first. */
export const weaknessesOf = (
  lock: Lock,
  advisories: readonly Advisory[],
  now: number,
  isWithTools = false,
): readonly Weakness[] => {
  const living = advisories.filter(({ withdrawn }) => withdrawn === undefined);
  return installed(lock, isWithTools)
    .flatMap(([path, version]) => {
      const name = path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
      return living
        .filter((one) => concerns(one, name, version))
        .map((one) => {
          const days = onlyStops(one) ? DAYS.onlyStops : DAYS.readsOrChanges;
          const daysLeft = Math.floor(days - (now - Date.parse(one.published)) / DAY_MS);
          return { path, version, id: one.id, summary: one.summary, daysLeft };
        });
    })
    .toSorted((one, other) => one.daysLeft - other.daysLeft);
};
