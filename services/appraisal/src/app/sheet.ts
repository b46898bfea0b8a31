/** 考核结果 as they are kept and published: text in canonical form, numbers exact. */
import { canonicalJson } from "@wangge/kit";
import { createHash } from "node:crypto";
import {
  subjectField,
  written,
  type Card,
  type CompiledCard,
  type Dictionary,
  type Exact,
  type Exemption,
  type Fact,
  type Ranked,
  type ScoredItem,
  type Source,
  type Subject,
} from "../domain/index.ts";

export const digestOf = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const exactly = (value: Exact | undefined): string | undefined => (value === undefined ? undefined : written(value));

const itemOf = ({ indicator, value, points, weight }: ScoredItem) => ({
  indicator,
  counters: Object.fromEntries(Object.entries(value.counters).map(([name, counted]) => [name, written(counted)])),
  numerator: written(value.numerator),
  denominator: exactly(value.denominator),
  value: exactly(value.value),
  nothing: value.nothing,
  points: exactly(points),
  weight: written(weight),
});

export const resultOf = ({ subject, rank, score }: Ranked) => ({
  subject,
  rank,
  score: exactly(score.score),
  grade: score.grade,
  items: score.items.map(itemOf),
  bonuses: score.bonuses.map(({ code, points }) => ({ code, points: written(points) })),
  vetoes: score.vetoes,
});
export type Result = ReturnType<typeof resultOf>;

export interface Sheet {
  readonly format: "wangge.appraisal.v1";
  readonly appraisalId: string;
  readonly from: string;
  readonly until: string;
  readonly asOf: string;
  readonly dictionary: Dictionary;
  readonly card: Card;
  readonly subjects: readonly Subject[];
  readonly exemptions: readonly Pick<Exemption, "caseId" | "objection">[];
  readonly facts: { readonly count: number; readonly digest: string };
  readonly results: readonly Result[];
}

/** What is published: the sheet of an edition, and the snapshot before it. */
export interface Snapshot extends Sheet {
  readonly edition: number;
  readonly previous?: string | undefined;
}

export const textOf = (sheet: Sheet | Snapshot): string => canonicalJson(sheet);

/**
 * The facts behind a ranking, a line each: no more of a fact than the formulas of the card ask, and no case by its number. In the order of
 * their text, so that the same facts are the same bytes.
 */
export const linesOf = (card: CompiledCard, facts: readonly (readonly [Source, Fact])[]): string => {
  const fieldsOf = new Map<Source, Set<string>>();
  for (const { leaves } of card.indicators)
    for (const { source, leaf } of leaves) {
      const subject = subjectField(source, card.card.subjects);
      const fields = fieldsOf.get(source) ?? new Set(subject === undefined ? [] : [subject]);
      for (const field of leaf.fields) fields.add(field);
      fieldsOf.set(source, fields);
    }
  const lines = facts.map(([source, fact]) => {
    const fields = fieldsOf.get(source) ?? new Set<string>();
    const shown = Object.fromEntries(
      Object.entries(fact).filter(([name, value]) => fields.has(name) && value !== undefined),
    );
    return canonicalJson({ source, fact: shown });
  });
  return lines
    .toSorted()
    .map((line) => `${line}\n`)
    .join("");
};
