/** 许可证: what is installed may be used under which terms, from package-lock.json alone. */
import { z } from "zod";

const Entry = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
type Entry = z.infer<typeof Entry>;
export const Lock = z.object({ packages: z.record(z.string(), Entry) });
export type Lock = z.infer<typeof Lock>;

export const LicenceRules = z.strictObject({
  /** SPDX ids. Of whatever is there at run time. */
  anywhere: z.array(z.string()),
  /** Besides those, of what only builds and tests. */
  tools: z.array(z.string()),
  /** Looked at one by one. `package` may end in `*`; `licence` is what the lock file says, null where it says nothing. */
  reviewed: z.array(z.strictObject({ package: z.string(), licence: z.string().nullable(), why: z.string().min(10) })),
});
export type LicenceRules = z.infer<typeof LicenceRules>;

const FOLDER = "node_modules/";
const nameOf = (path: string): string => path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);

/** `(MIT OR CC0-1.0)`: one of them; `Apache-2.0 AND MIT`: all of them. Anything more has to be reviewed. */
const isAllowed = (licence: string, allowed: ReadonlySet<string>): boolean =>
  licence
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((one) => one.split(" AND ").every((id) => allowed.has(id)));

const isNamed = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Where Node finds `name` from `path`; undefined: an optional one that is not for this machine. */
const resolveFrom = (path: string, name: string, packages: Lock["packages"]): string | undefined => {
  for (let at = path; ; at = at.includes("/") ? at.slice(0, at.lastIndexOf("/")) : "") {
    const candidate = at === "" ? `${FOLDER}${name}` : `${at}/${FOLDER}${name}`;
    if (candidate in packages) return candidate;
    if (at === "") return undefined;
  }
};

const wantedBy = (entry: Entry, isOwn: boolean): readonly string[] =>
  Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...(isOwn ? entry.devDependencies : {}) });

/** Who brought each package here: the one before it on a shortest way from a package of ours. */
const parents = ({ packages }: Lock): ReadonlyMap<string, string> => {
  const own = Object.keys(packages).filter((path) => !path.includes(FOLDER));
  const from = new Map<string, string>();
  const waiting = [...own];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const entry = packages[path];
    if (entry === undefined) continue;
    for (const name of wantedBy(entry, own.includes(path))) {
      const found = resolveFrom(path, name, packages);
      if (found === undefined || from.has(found)) continue;
      from.set(found, path);
      waiting.push(found);
    }
  }
  return from;
};

const wayTo = (path: string, from: ReadonlyMap<string, string>): string => {
  const way = [nameOf(path)];
  for (let at = from.get(path); at !== undefined; at = from.get(at))
    way.unshift(at.includes(FOLDER) ? nameOf(at) : at === "" ? "the root" : at);
  return way.join(" > ");
};

/** One line for each package whose terms nobody has agreed to, with the way on which it came here. */
export const licenceProblems = (lock: Lock, rules: LicenceRules): readonly string[] => {
  const anywhere = new Set(rules.anywhere);
  const tools = new Set([...rules.anywhere, ...rules.tools]);
  const foreign = Object.entries(lock.packages).filter(([path, { link }]) => path.includes(FOLDER) && link !== true);
  const isReviewed = (path: string, { license }: Entry): boolean =>
    rules.reviewed.some(
      ({ package: pattern, licence }) => isNamed(pattern, nameOf(path)) && licence === (license ?? null),
    );
  const refused = foreign.filter(([path, entry]) => {
    const { license, dev } = entry;
    if (license !== undefined && isAllowed(license, dev === true ? tools : anywhere)) return false;
    return !isReviewed(path, entry);
  });
  const from = parents(lock);
  const unused = rules.reviewed.filter(({ package: pattern, licence }) =>
    foreign.every(([path, { license }]) => !isNamed(pattern, nameOf(path)) || licence !== (license ?? null)),
  );
  return [
    ...refused.map(([path, { license }]) => `${license ?? "no licence named"}: ${wayTo(path, from)}`),
    ...unused.map(({ package: pattern }) => `${pattern} was reviewed and is not installed so any more`),
  ];
};
