import type { CardSide } from "../card/index.ts";

/** Who acts, as far as rules ask. */
export interface Caller {
  readonly id: string;
  /** The sides whose appraisal it runs or decides. */
  readonly sides: readonly CardSide[];
  /** 区政府: decides appeals and what is final. */
  readonly isGovernment: boolean;
  /** The subject it speaks for. */
  readonly speaksFor?: string | undefined;
}

/** One working out of a period: what it was made of, and the digest of what came out. */
export interface Edition {
  readonly edition: number;
  readonly dictionary: string;
  readonly card: string;
  /** Facts that were counted, and the digest over them. */
  readonly facts: { readonly count: number; readonly digest: string };
  /** Of the results, in canonical form. */
  readonly digest: string;
  readonly madeAt: string;
  readonly madeBy: string;
  /** Why there is another one. */
  readonly because?: string | undefined;
}

/** 免责. Overtime that is nobody's fault: the case leaves the count, the fact stays as it is. */
export interface Exemption {
  readonly caseId: string;
  readonly reason: string;
  readonly objection: string;
  readonly by: string;
  readonly at: string;
}

export type ObjectionStatus = "open" | "upheld" | "rejected" | "appealed" | "upheldOnAppeal" | "rejectedOnAppeal";

/** 异议. */
export interface Objection {
  readonly id: string;
  readonly subject: string;
  readonly by: string;
  readonly at: string;
  readonly indicator?: string | undefined;
  readonly cases: readonly string[];
  readonly reason: string;
  readonly status: ObjectionStatus;
  readonly answeredBy?: string | undefined;
  readonly answer?: string | undefined;
  /** Until when it may be appealed. */
  readonly appealBy?: string | undefined;
}

interface Opened {
  readonly card: string;
  readonly side: CardSide;
  /** First day, and the first day after. */
  readonly from: string;
  readonly until: string;
  readonly openedBy: string;
  readonly openedAt: string;
}

/** 考核期. `open` until its facts are frozen; `published` may be corrected, and goes the way again. */
export interface Appraisal extends Opened {
  readonly status: "open" | "frozen" | "drafted" | "noticed" | "final" | "published";
  /** 截止: what had been said before this instant counts. */
  readonly asOf?: string | undefined;
  readonly editions: readonly Edition[];
  /** 公示 to the appraised until then. */
  readonly noticeUntil?: string | undefined;
  readonly objections: readonly Objection[];
  readonly exemptions: readonly Exemption[];
  /** An objection was upheld, or a correction begun, after the last edition was made. */
  readonly isStale: boolean;
  readonly finalisedBy?: string | undefined;
  readonly published: readonly Publication[];
}

/** One edition as everybody can fetch it. */
export interface Publication {
  readonly edition: number;
  /** Of the bytes of the snapshot. */
  readonly snapshot: string;
  /** Of the snapshot of the same scorecard before. */
  readonly previous?: string | undefined;
  readonly at: string;
  readonly by: string;
}

export type AppraisalState = { readonly status: "none" } | Appraisal;

interface Told {
  readonly at: string;
}

export type AppraisalEvent =
  | ({ readonly type: "AppraisalOpened" } & Opened)
  | ({ readonly type: "FactsFrozen"; readonly asOf: string; readonly by: string } & Told)
  | { readonly type: "EditionMade"; readonly edition: Edition }
  | ({ readonly type: "Noticed"; readonly until: string; readonly by: string } & Told)
  | { readonly type: "Objected"; readonly objection: Omit<Objection, "status"> }
  | ({
      readonly type: "ObjectionAnswered";
      readonly id: string;
      readonly status: ObjectionStatus;
      readonly answer: string;
      readonly by: string;
      readonly exempted: readonly string[];
      readonly appealBy?: string | undefined;
    } & Told)
  | ({ readonly type: "Appealed"; readonly id: string; readonly by: string } & Told)
  | ({ readonly type: "Finalised"; readonly by: string } & Told)
  | ({ readonly type: "Published" } & Publication)
  | ({ readonly type: "CorrectionBegun"; readonly reason: string; readonly by: string } & Told);

interface Asked {
  readonly at: string;
  readonly by: Caller;
}

export type AppraisalCommand =
  | (Asked & {
      readonly type: "Open";
      readonly card: string;
      readonly side: CardSide;
      readonly from: string;
      readonly until: string;
    })
  /** `notBefore`: the end of the period and the days that late facts are given. */
  | (Asked & { readonly type: "Freeze"; readonly notBefore: string })
  | (Asked & { readonly type: "MakeEdition"; readonly edition: Omit<Edition, "edition" | "madeAt" | "madeBy"> })
  | (Asked & { readonly type: "Notice"; readonly until: string })
  | (Asked & {
      readonly type: "Object";
      readonly id: string;
      readonly indicator?: string | undefined;
      readonly cases: readonly string[];
      readonly reason: string;
    })
  | (Asked & {
      readonly type: "Answer";
      readonly id: string;
      readonly upheld: boolean;
      readonly answer: string;
      /** Of its cases, those that are exempted. */
      readonly exempted: readonly string[];
      readonly appealBy: string;
    })
  | (Asked & { readonly type: "Appeal"; readonly id: string })
  | (Asked & {
      readonly type: "DecideAppeal";
      readonly id: string;
      readonly upheld: boolean;
      readonly answer: string;
      readonly exempted: readonly string[];
    })
  | (Asked & { readonly type: "Finalise" })
  | (Asked & { readonly type: "Publish"; readonly snapshot: string; readonly previous?: string | undefined })
  | (Asked & { readonly type: "Correct"; readonly reason: string });
