import type { Fact, Fields } from "../formula/index.ts";
import { CASE_FOLDING } from "./case.ts";
import { PURCHASE_FOLDING, QUESTION_FOLDING, RESOLUTION_FOLDING, SERVICE_FOLDING } from "./civic.ts";
import { DOSSIER_FOLDING } from "./dossier.ts";
import { factBy, keptBy, type Folding } from "./folding.ts";
import { MATTER_FOLDING } from "./matter.ts";
import type { Note } from "./note.ts";
import { PATROL_FOLDING } from "./patrol.ts";
import { STEP_FIELDS, stepFacts } from "./step.ts";

/** 事实类别: the things that the bus tells of. */
export const FOLDINGS = {
  cases: CASE_FOLDING,
  matters: MATTER_FOLDING,
  dossiers: DOSSIER_FOLDING,
  patrols: PATROL_FOLDING,
  resolutions: RESOLUTION_FOLDING,
  questions: QUESTION_FOLDING,
  purchases: PURCHASE_FOLDING,
  services: SERVICE_FOLDING,
} as const satisfies Readonly<Record<string, Folding>>;
export type ThingKind = keyof typeof FOLDINGS;
export const THING_KINDS = Object.keys(FOLDINGS) as readonly ThingKind[];

/** What formulas may ask of what the bus told: each thing, and of cases also each act of a post. */
export type ToldSource = ThingKind | "steps";

export const TOLD_FIELDS: Readonly<Record<ToldSource, Fields>> = {
  ...(Object.fromEntries(THING_KINDS.map((kind) => [kind, FOLDINGS[kind].fields])) as Record<ThingKind, Fields>),
  steps: STEP_FIELDS,
};

/** The sources that things of a kind give. */
export const sourcesOf = (kind: ThingKind): readonly ToldSource[] => (kind === "cases" ? ["cases", "steps"] : [kind]);

export const keptOf = (kind: ThingKind, data: Readonly<Record<string, unknown>>): Note["data"] =>
  keptBy(FOLDINGS[kind], data);

/** The facts that one thing gives to a source. */
export const factsFrom = (source: ToldSource, id: string, notes: readonly Note[]): readonly Fact[] =>
  source === "steps" ? stepFacts(id, notes) : [factBy(FOLDINGS[source], id, notes)];
