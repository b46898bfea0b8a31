/** 行政处罚裁量基准. How a body uses the room that a norm leaves it, as published data. */
import type { Norm } from "../authority/index.ts";
import type { Day, Fen, Text } from "../law/index.ts";

/** 裁量阶次, from the slightest; it is reached where any of its conditions holds. `from`, `to`: hundredths of a percent of the norm's range. */
export interface Band {
  readonly code: string;
  readonly name: Text;
  readonly when: readonly { readonly fact: string; readonly atLeast: number }[];
  readonly from: number;
  readonly to: number;
}

/** 情节 of the benchmark's own; `shift` in hundredths of a percent of the band. */
export interface Factor {
  readonly code: string;
  readonly name: Text;
  readonly shift: number;
}

export interface BenchmarkItem {
  readonly norm: Norm & { readonly name: Text; readonly fine: NonNullable<Norm["fine"]> };
  readonly facts: readonly { readonly code: string; readonly name: Text; readonly unit: string }[];
  readonly bands: readonly Band[];
  readonly factors: readonly Factor[];
  /** Amounts are whole multiples of it. */
  readonly roundTo: Fen;
}

export interface BenchmarkEdition {
  /** `benchmark@2021` */
  readonly version: string;
  readonly effectiveFrom: Day;
  readonly source: string;
  readonly standIn: boolean;
  /** What the statute's circumstances shift, within the band. */
  readonly statutory: { readonly lighten: number; readonly mayLighten: number; readonly heavier: number };
  /** 减轻: how far below the norm's least lightening may lead, in hundredths of a percent of it. */
  readonly mitigatedLeast: number;
  readonly items: readonly BenchmarkItem[];
}

export interface BenchmarkQuestion {
  /** `norm-0001` */
  readonly norm: string;
  readonly facts: Readonly<Record<string, number>>;
  /** Codes of the statute's circumstances and of the benchmark's own factors. */
  readonly circumstances: readonly string[];
}

/** One rule that took part, with what it did. */
export interface BenchmarkReason {
  /** `benchmark@2021/norm-0001/serious`; of the statute, `penalty@2021/slight`. */
  readonly rule: string;
  readonly text: Text;
  readonly article?: string | undefined;
  readonly shift?: number | undefined;
}

export interface BenchmarkAnswer {
  readonly benchmark: string;
  readonly standIn: boolean;
  /** The edition of the penalty law whose circumstances counted. */
  readonly law: string;
  readonly norm: string;
  readonly band: string;
  /** `mayExempt`: the amount is what follows where the body does not let it pass. */
  readonly outcome: "fine" | "exempt" | "mayExempt";
  readonly range: { readonly least: Fen; readonly most: Fen };
  readonly proposed: Fen;
  readonly reasons: readonly BenchmarkReason[];
}
