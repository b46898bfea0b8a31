/** 指标词典. What is counted and what is made of it, as dated data. */
import type { Fields } from "../formula/index.ts";
import { READING_FIELDS, TOLD_FIELDS, type ReadingSource, type ToldSource } from "../facts/index.ts";

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/**
 * Which appraisal may use it: 街道 are appraised by what is `social`, 投资服务分中心 by what is `economic`, and both, with the zones
 * they share, by what is `shared` (S3, S4).
 */
export type Side = "social" | "economic" | "shared";

/** 防火墙. Where facts come from. Economic ones lie apart from all others: no formula can ask both. */
export const SOURCES: Readonly<Record<ToldSource | ReadingSource, { readonly side: Side; readonly fields: Fields }>> = {
  cases: { side: "social", fields: TOLD_FIELDS.cases },
  steps: { side: "social", fields: TOLD_FIELDS.steps },
  matters: { side: "social", fields: TOLD_FIELDS.matters },
  dossiers: { side: "social", fields: TOLD_FIELDS.dossiers },
  patrols: { side: "social", fields: TOLD_FIELDS.patrols },
  resolutions: { side: "social", fields: TOLD_FIELDS.resolutions },
  questions: { side: "social", fields: TOLD_FIELDS.questions },
  purchases: { side: "social", fields: TOLD_FIELDS.purchases },
  services: { side: "social", fields: TOLD_FIELDS.services },
  surveys: { side: "shared", fields: READING_FIELDS },
  economy: { side: "economic", fields: READING_FIELDS },
};
export type Source = keyof typeof SOURCES;

/** 计数项. A number with a name, over facts of one source. */
export interface Counter {
  readonly code: string;
  readonly name: Text;
  readonly of: Source;
  readonly formula: string;
}

/** 指标. Numerator and denominator are formulas over counters; without a denominator it is the numerator itself. */
export interface Indicator {
  readonly code: string;
  readonly name: Text;
  readonly numerator: string;
  readonly denominator?: string | undefined;
  /** Which way is better. */
  readonly better: "more" | "less";
  readonly unit: "ratio" | "count" | "minutes" | "fen" | "points";
  /** 小分母规则: below this denominator there is no value. */
  readonly fewest?: number | undefined;
  readonly side: Side;
  readonly source: string;
}

export interface Dictionary {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly source: string;
  readonly assumed: readonly string[];
  readonly counters: readonly Counter[];
  readonly indicators: readonly Indicator[];
}
