/** 资助决定. What a round comes to: worked out by rule, determined by somebody else, publicized, objected to, and final. */
import type { Fen } from "../../money.ts";
import type { AllocationLine, AllocationRule, Contender } from "./allocate.ts";
import type { Overlap } from "./overlaps.ts";

/** An application as it stood when the round was allocated: all that the result is made of. */
export interface Ranked extends Contender {
  readonly organization: string;
  readonly title: string;
  readonly stages: readonly { readonly title: string; readonly amount: Fen; readonly due: string }[];
  readonly grids: readonly string[];
  readonly follows?: string;
}

/** Why it gets nothing whatever its rank: `noStanding`, `banned`, `reportMissing`, `duplicate`, or the rule of follow-on grants that it does not meet. */
export interface Bar {
  readonly application: string;
  readonly why: string;
}

export interface Finding extends Overlap {
  readonly id: string;
  readonly decided?: { readonly duplicate: boolean; readonly reason: string; readonly by: string };
}

export interface FindingDecision {
  readonly finding: string;
  /** It is paid for already: the applicant gets nothing. */
  readonly duplicate: boolean;
  readonly reason: string;
}

export interface Award {
  readonly application: string;
  readonly granted: Fen;
  readonly stages: number;
  /** Where it is not what the rule gave. */
  readonly reason?: string;
}

export interface AwardChange {
  readonly application: string;
  readonly granted: Fen;
  readonly reason: string;
}

/** What a new edition of the determination changed. */
export interface Difference {
  readonly application: string;
  readonly before: Fen;
  readonly after: Fen;
}

export interface Edition {
  readonly number: number;
  readonly awards: readonly Award[];
  readonly by: string;
  readonly at: string;
  readonly reasons: string;
  /** The objection that led to it. */
  readonly because?: string;
  /** Against what the rule gave, for the first; against the one before, for the others. */
  readonly differences: readonly Difference[];
  /** 公示期 ends. */
  readonly publicUntil: string;
}

export interface Objection {
  readonly id: string;
  readonly by: string;
  /** The application that it is about; absent: the determination as a whole. */
  readonly about?: string;
  readonly text: string;
  readonly raisedAt: string;
  /** The last instant for an answer. */
  readonly answerBy: string;
  readonly status: "open" | "upheld" | "rejected" | "appealed" | "appealUpheld" | "appealRejected";
  readonly answer?: { readonly by: string; readonly reason: string; readonly at: string; readonly appealBy?: string };
  readonly appeal?: {
    readonly text: string;
    readonly at: string;
    readonly decideBy: string;
    readonly decided?: { readonly by: string; readonly reason: string };
  };
}

/** What the result was worked out from. */
export interface Inputs {
  readonly round: string;
  readonly book: string;
  readonly programme: string;
  readonly envelope: Fen;
  readonly rule: AllocationRule;
  readonly candidates: readonly Ranked[];
  readonly bars: readonly Bar[];
}

export interface Allocation {
  readonly status: "proposed" | "determined" | "concluded" | "abandoned";
  readonly inputs: Inputs;
  readonly runBy: string;
  readonly runAt: string;
  readonly findings: readonly Finding[];
  /** By rule, with what was decided of the findings. */
  readonly lines: readonly AllocationLine[];
  readonly editions: readonly Edition[];
  /** SHA-256 of what the determination confirmed: inputs and lines. */
  readonly hash?: string;
  readonly objections: readonly Objection[];
  /** When it is to be looked at whether it is final. */
  readonly wakeAt?: string;
  /** The money is committed and the grants are made, or given back. */
  readonly settled: boolean;
}

export type AllocationState = Allocation | { readonly status: "none" };
export const initialAllocation: AllocationState = { status: "none" };

interface Asks<Type extends string, Data = object> {
  readonly type: Type;
  readonly data: Data;
  readonly by: string;
  readonly at: string;
}

export type AllocationCommand =
  | Asks<"RunAllocation", { readonly inputs: Inputs; readonly findings: readonly Finding[] }>
  | Asks<"DecideFindings", { readonly decisions: readonly FindingDecision[] }>
  | Asks<"Determine", { readonly hash: string; readonly reasons: string; readonly changes: readonly AwardChange[] }>
  | Asks<"Abandon", { readonly reason: string }>
  | Asks<"Object", { readonly id: string; readonly about?: string; readonly text: string }>
  | Asks<
      "AnswerObjection" | "DecideAppeal",
      {
        readonly id: string;
        readonly upheld: boolean;
        readonly reason: string;
        readonly changes: readonly AwardChange[];
      }
    >
  | Asks<"Appeal", { readonly id: string; readonly text: string }>
  | Asks<"WakeAllocation">
  | Asks<"MarkSettled">;

interface Fact<Type extends string, Data = object> {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
}

export type AllocationEvent =
  | Fact<
      "AllocationRun",
      {
        readonly inputs: Inputs;
        readonly findings: readonly Finding[];
        readonly lines: readonly AllocationLine[];
        readonly by: string;
      }
    >
  | Fact<
      "FindingsDecided",
      {
        readonly decisions: readonly FindingDecision[];
        readonly by: string;
        readonly lines: readonly AllocationLine[];
      }
    >
  | Fact<"Determined", Edition & { readonly hash?: string }>
  | Fact<"Abandoned", { readonly by: string; readonly reason: string }>
  | Fact<
      "Objected",
      {
        readonly id: string;
        readonly by: string;
        readonly about?: string;
        readonly text: string;
        readonly answerBy: string;
      }
    >
  | Fact<
      "ObjectionAnswered",
      {
        readonly id: string;
        readonly by: string;
        readonly upheld: boolean;
        readonly reason: string;
        readonly appealBy?: string;
      }
    >
  | Fact<"Appealed", { readonly id: string; readonly text: string; readonly decideBy: string }>
  | Fact<
      "AppealDecided",
      { readonly id: string; readonly by: string; readonly upheld: boolean; readonly reason: string }
    >
  | Fact<"Concluded">
  | Fact<"Settled">;
