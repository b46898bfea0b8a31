/** 考核表. Which indicators count for whom, with which weight, as dated data. */
import { SOURCES, type Source, type Text } from "../dictionary/index.ts";
import type { Rule } from "./rule.ts";

/** 街道 and 投资服务分中心 are appraised apart (S3). Zones are appraised by what they share with streets (S4). */
export type CardSide = "street" | "subCentre" | "zone" | "work";

/** Who is appraised, and the field of a fact that says so; posts by the account that acted. */
export const SUBJECTS = {
  street: "street",
  community: "community",
  grid: "grid",
  department: "department",
  worker: "worker",
  acceptor: "acceptor",
  collector: "collector",
  foreman: "foreman",
  dispatcher: "dispatcher",
  subCentre: "subject",
  zone: "subject",
} as const;
export type SubjectKind = keyof typeof SUBJECTS;

/** The field by which facts of a source say whom of a kind they are about; undefined: they do not say. Readings name anybody. */
export const subjectField = (source: Source, kind: SubjectKind): string | undefined => {
  const { fields } = SOURCES[source];
  const field = fields.has("subject") ? "subject" : SUBJECTS[kind];
  return fields.has(field) ? field : undefined;
};

/** 城区 or 涉农: streets of the second kind have one class of functions more (S2, S6). */
export type SubjectType = "urban" | "agricultural";

export interface CardItem {
  readonly indicator: string;
  /** In percent; those of a card make 100. */
  readonly weight: string;
  readonly rule: Rule;
  /** Instead of `rule`, for subjects of a type. */
  readonly ruleFor?: Partial<Readonly<Record<SubjectType, Rule | undefined>>> | undefined;
  /** Without a value: its weight goes to the others in proportion, or it gets these points. */
  readonly withoutValue: "leaveOut" | { readonly points: string };
}

/** 一票否决: where it holds, the score is no more than this, whatever else was done. */
export interface Veto {
  readonly code: string;
  readonly name: Text;
  readonly indicator: string;
  readonly when: { readonly atLeast: string } | { readonly atMost: string };
  readonly noMoreThan: string;
}

/** 加分: so many points for each one, with an upper limit. */
export interface Bonus {
  readonly code: string;
  readonly name: Text;
  readonly indicator: string;
  readonly each: string;
  readonly cap: string;
}

export interface Grade {
  readonly grade: string;
  /** Of the exact score; the highest that fits is the grade. */
  readonly from: string;
}

export interface Card {
  readonly code: string;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly name: Text;
  readonly side: CardSide;
  readonly subjects: SubjectKind;
  readonly items: readonly CardItem[];
  readonly vetoes: readonly Veto[];
  readonly bonuses: readonly Bonus[];
  readonly grades: readonly Grade[];
  /** Decide between equal scores, the first one first; where none does, the rank is shared. */
  readonly tieBreaks: readonly string[];
  readonly source: string;
  readonly assumed: readonly string[];
}
