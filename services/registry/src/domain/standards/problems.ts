/** What is wrong with standards as data, to be asked before they are published. */
import { isDay } from "./days.ts";
import { STATION_KINDS, UNIFICATIONS, type Basis, type Predicate, type Requirement, type Standard } from "./model.ts";
import { compareVersions, isVersion } from "./predicate.ts";
import { askedOf, seriesOf, type InForce, type Series } from "./timeline.ts";

export interface StandardProblem {
  readonly code:
    | "text" // a title, a text, a source or a basis is missing
    | "day" // not a day, or it ends before it begins
    | "version" // not dotted numbers, not later than the version before, or twice the same
    | "kind" // a kind of place, a unification or a basis that does not exist, or no kind at all
    | "predicate" // a predicate that does not exist, or one without what it needs
    | "grace" // not a whole number of days
    | "duplicate" // one id for two requirements
    | "empty" // asks nothing
    | "overlap"; // two versions, or two standards of one unification, are in force at once
  readonly standard: string;
  readonly version: string;
  readonly requirement?: string;
  readonly message: string;
}

type Found = Pick<StandardProblem, "code" | "message" | "requirement">;
const problem = (code: StandardProblem["code"], message: string): Found => ({ code, message });

// The data's shape is the loader's business (`app/standards.ts`). These still look at what is there, not at what the types
// promise: a draft may have come past the compiler.
const isText = (text: unknown): boolean => typeof text === "string" && text.trim() !== "";
const isIn = (list: readonly string[], value: string): boolean => list.includes(value);
const isBilingual = (text: unknown): boolean => {
  const { zh, en } = Object(text) as { zh?: unknown; en?: unknown };
  return isText(zh) && isText(en);
};
const isScalar = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);
const isFilled = (values: unknown, holds: (value: unknown) => boolean): boolean =>
  Array.isArray(values) && values.length > 0 && values.every(holds);

type Loose = Readonly<Record<string, unknown>>;

/** What each predicate needs beside the fact. */
const complete: Readonly<Record<Predicate["is"], (check: Loose) => boolean>> = {
  present: () => true,
  equals: ({ value }) => isScalar(value),
  atLeast: ({ value }) => Number.isFinite(value),
  oneOf: ({ values }) => isFilled(values, isScalar),
  includesAll: ({ values }) => isFilled(values, isScalar),
  includesAny: ({ values }) => isFilled(values, isScalar),
  versionAtLeast: ({ version }) => isVersion(version),
  notOlderThan: ({ months }) => Number.isInteger(months) && (months as number) > 0,
  wording: ({ begins, ends }) =>
    (begins !== undefined || ends !== undefined) &&
    (begins === undefined || isText(begins)) &&
    (ends === undefined || isFilled(ends, isText)),
};

const BASES: readonly Basis["kind"][] = ["reform", "document", "assumption"];

const inPredicate = (check: Predicate): Found[] => {
  const loose: Loose = { ...check };
  if (!Object.hasOwn(complete, check.is)) return [problem("predicate", `no such predicate: ${String(loose["is"])}`)];
  if (!isText(loose["fact"])) return [problem("predicate", "names no fact")];
  return complete[check.is](loose) ? [] : [problem("predicate", `${check.is} lacks what it compares with`)];
};

const inRequirement = (requirement: Requirement, { kinds }: Standard): Found[] => {
  const { id, text, graceDays, check, basis } = requirement;
  const alien = (requirement.kinds ?? []).filter((kind) => !kinds.includes(kind));
  return [
    ...(isText(id) ? [] : [problem("text", "a requirement without an id")]),
    ...(isBilingual(text) ? [] : [problem("text", "the text is missing in Chinese or English")]),
    ...(isText(basis.text) ? [] : [problem("text", "does not say what it is based on")]),
    ...(isIn(BASES, basis.kind) ? [] : [problem("kind", `no such basis: ${basis.kind}`)]),
    ...(Number.isInteger(graceDays) && graceDays >= 0
      ? []
      : [problem("grace", "grace is a whole number of days from 0")]),
    ...(requirement.kinds?.length === 0 ? [problem("kind", "asks it of no kind of place")] : []),
    ...alien.map((kind) => problem("kind", `the standard does not apply to ${kind}`)),
    ...inPredicate(check),
  ].map((found) => ({ ...found, requirement: id }));
};

const repeated = (values: readonly string[]): string[] =>
  [...new Set(values)].filter((value) => values.indexOf(value) !== values.lastIndexOf(value));

const inVersion = (standard: Standard): Found[] => {
  const { id, title, source, version, unification, effectiveFrom, effectiveTo, kinds, requirements } = standard;
  const days = [effectiveFrom, ...(effectiveTo === undefined ? [] : [effectiveTo])];
  return [
    ...(isText(id) ? [] : [problem("text", "a standard without an id")]),
    ...(isBilingual(title) ? [] : [problem("text", "the title is missing in Chinese or English")]),
    ...(isText(source) ? [] : [problem("text", "no source")]),
    ...(isVersion(version) ? [] : [problem("version", "a version is dotted numbers")]),
    ...(isIn(UNIFICATIONS, unification) ? [] : [problem("kind", `not one of the six: ${unification}`)]),
    ...(days.every(isDay) ? [] : [problem("day", "a day is YYYY-MM-DD")]),
    ...(effectiveTo !== undefined && effectiveTo <= effectiveFrom ? [problem("day", "ends before it begins")] : []),
    ...(kinds.length === 0 ? [problem("kind", "applies to no kind of place")] : []),
    ...kinds.filter((kind) => !isIn(STATION_KINDS, kind)).map((kind) => problem("kind", `no such kind: ${kind}`)),
    ...(requirements.length === 0 ? [problem("empty", "asks nothing")] : []),
    ...repeated(requirements.map((one) => one.id)).map((one) => ({
      ...problem("duplicate", "one id for two requirements"),
      requirement: one,
    })),
    ...requirements.flatMap((requirement) => inRequirement(requirement, standard)),
  ];
};

/** A version against the one before it. */
const inOrder = ({ standard: before }: InForce, { standard: after }: InForce): Found[] => [
  ...(before.effectiveFrom === after.effectiveFrom || (before.effectiveTo ?? "") > after.effectiveFrom
    ? [problem("overlap", `version ${before.version} is in force on the same day`)]
    : []),
  ...(isVersion(before.version) && isVersion(after.version) && compareVersions(before.version, after.version) >= 0
    ? [problem("version", `not later than version ${before.version}, which it supersedes`)]
    : []),
  ...(before.unification === after.unification
    ? []
    : [problem("kind", `version ${before.version} was of ${before.unification}`)]),
];

const overlap = (one: InForce, other: InForce): boolean =>
  one.standard.effectiveFrom < (other.until ?? "9999-12-31") &&
  other.standard.effectiveFrom < (one.until ?? "9999-12-31");

/** Unified means: of one thing, one standard for a kind of place at a time. */
const rivals = (version: InForce, others: readonly InForce[]): Found[] =>
  others
    .filter(
      (other) =>
        other.standard.unification === version.standard.unification &&
        overlap(version, other) &&
        version.standard.kinds.some(
          (kind) => askedOf(version.standard, kind).length > 0 && askedOf(other.standard, kind).length > 0,
        ),
    )
    .map(({ standard }) =>
      problem("overlap", `${standard.id} ${standard.version} asks the same kind of place at the same time`),
    );

const located = ({ id, version }: Standard, found: readonly Found[]): StandardProblem[] =>
  found.map((one) => ({ standard: id, version, ...one }));

/** Everything that is wrong with these standards; empty: they may be published. */
export const standardProblems = (standards: readonly Standard[]): readonly StandardProblem[] => {
  const all: Series[] = seriesOf(standards);
  return all.flatMap((series, index) => {
    const later = all.slice(index + 1).flat();
    return series.flatMap((version, position) =>
      located(version.standard, [
        ...inVersion(version.standard),
        ...(position > 0 ? inOrder(series[position - 1]!, version) : []),
        ...rivals(version, later),
      ]),
    );
  });
};
