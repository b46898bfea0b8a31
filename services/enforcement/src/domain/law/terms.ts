/** 法律参数. What the statutes say in figures, each with its article, by the day on which they say it. */

/** `2021-07-15`, Asia/Shanghai. */
export type Day = string;
/** Whole fen. */
export type Fen = number;

/** 期间. A working day is one of the calendar's; days, months and years run through holidays. */
export interface Period {
  readonly amount: number;
  readonly unit: "workingDay" | "day" | "month" | "year";
}

/** 行政处罚法, 行政强制法, 行政复议法, 行政诉讼法. */
export const STATUTES = ["penalty", "compulsion", "reconsideration", "litigation"] as const;
export type StatuteCode = (typeof STATUTES)[number];

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** A figure with the article it stands in: `第六十四条`; of another instrument, with its name. */
export interface Figure<Value> {
  readonly value: Value;
  readonly article: string;
  /** Supposed by this project, not read in the text. */
  readonly assumed?: true | undefined;
  readonly note?: string | undefined;
}

/** 法制审核. When a reviewer must have looked before the decision; `every`: always. */
export type ReviewCase = "every" | "publicInterest" | "hearing" | "complex" | "prescribed";
/** 集体讨论 */
export type DiscussionCase = "complex" | "major";
/** 听证. Penalties before which the party may ask for one; the thresholds of what is large are the district's. */
export type HearingCase =
  | "largeFine"
  | "largeConfiscation"
  | "lowerQualification"
  | "revokeLicence"
  | "stopBusiness"
  | "closeBusiness"
  | "restrictOccupation"
  | "otherHeavy";
/** 决定书载明事项 */
export type DecisionContent =
  "party" | "factsAndEvidence" | "kindAndBasis" | "performance" | "remedies" | "bodyAndDate";
/** 证据种类 */
export type EvidenceKind =
  "document" | "physical" | "audioVisual" | "electronic" | "witness" | "party" | "expert" | "inspection";

/**
 * 法定情节. `exempt`: no penalty; `mayExempt`: the body may let it pass; `lighten`: 从轻或者减轻, it must be milder; `mayLighten`; `heavier`.
 */
export interface Circumstance {
  readonly code: string;
  readonly effect: "exempt" | "mayExempt" | "lighten" | "mayLighten" | "heavier";
  readonly article: string;
  readonly name: Text;
}

/** 行政处罚法. What an edition does not have, it does not know. */
export interface PenaltyFigures {
  // 当场处罚
  readonly summaryCitizen: Figure<Fen>;
  readonly summaryOrganization: Figure<Fen>;
  readonly summaryOfficers: Figure<number>;
  readonly onSpotCollection: Figure<Fen>;
  // 普通程序
  readonly officers: Figure<number>;
  readonly preservation: Figure<Period>;
  readonly decideWithin: Figure<Period>;
  readonly deliverWithin: Figure<Period>;
  readonly electronicDelivery: Figure<boolean>;
  readonly noAggravation: Figure<boolean>;
  readonly recusal: Figure<boolean>;
  readonly legalReview: Figure<readonly ReviewCase[]>;
  readonly collectiveDiscussion: Figure<readonly DiscussionCase[]>;
  readonly decisionContents: Figure<readonly DecisionContent[]>;
  readonly evidenceKinds: Figure<readonly EvidenceKind[]>;
  readonly monitoringReviewed: Figure<boolean>;
  readonly wholeProcessRecord: Figure<boolean>;
  readonly publicityWithdrawal: Figure<Period>;
  // 听证
  readonly hearingCases: Figure<readonly HearingCase[]>;
  readonly hearingRequest: Figure<Period>;
  readonly hearingNotice: Figure<Period>;
  readonly chairNotInvestigator: Figure<boolean>;
  readonly decideOnHearingRecord: Figure<boolean>;
  // 执行
  readonly payWithin: Figure<Period>;
  readonly payElsewhere: Figure<boolean>;
  readonly remoteCollection: Figure<boolean>;
  readonly handIn: Figure<Period>;
  readonly bank: Figure<Period>;
  /** In hundredths of a percent of the fine, for each day. */
  readonly surchargeDaily: Figure<number>;
  /** In hundredths of a percent of the fine, altogether. */
  readonly surchargeCap: Figure<number>;
  readonly surchargeRestsInRemedy: Figure<boolean>;
  readonly deferral: Figure<boolean>;
  // 适用
  readonly limitation: Figure<Period>;
  readonly limitationSerious: Figure<Period>;
  readonly oneFine: Figure<boolean>;
  readonly higherFine: Figure<boolean>;
  readonly milderLaterLaw: Figure<boolean>;
  readonly circumstances: Figure<readonly Circumstance[]>;
}

/** 行政强制法 */
export interface CompulsionFigures {
  readonly officers: Figure<number>;
  /** 当场实施: reported to the lead, and approved, within so many hours. */
  readonly urgentApprovalHours: Figure<number>;
  /** 立即解除, where he refuses. */
  readonly releaseAtOnce: Figure<Period>;
  readonly seizure: Figure<Period>;
  readonly seizureExtension: Figure<Period>;
  readonly urgeFirst: Figure<boolean>;
  readonly agreement: Figure<boolean>;
  readonly surchargeCap: Figure<number>;
  /** Surcharge running longer than this, and urged: a body with the power may enforce. */
  readonly enforceSurchargeAfter: Figure<Period>;
  readonly courtApplication: Figure<Period>;
  /** Served so long before the application to the court. */
  readonly urgeBeforeCourt: Figure<Period>;
}

/** 行政复议法 */
export interface ReconsiderationFigures {
  readonly request: Figure<Period>;
  readonly accept: Figure<Period>;
  readonly decideWithin: Figure<Period>;
  readonly decideExtension: Figure<Period>;
  /** A change is not heavier for who asked for it. */
  readonly noAggravation: Figure<boolean>;
}

/** 行政诉讼法 */
export interface LitigationFigures {
  readonly directSuit: Figure<Period>;
  readonly suitAfterReconsideration: Figure<Period>;
  readonly executionNotSuspended: Figure<boolean>;
  readonly noAggravation: Figure<boolean>;
}

type Known<Figures> = { readonly [Name in keyof Figures]?: Figures[Name] | undefined };

export interface FiguresOf {
  readonly penalty: Known<PenaltyFigures>;
  readonly compulsion: Known<CompulsionFigures>;
  readonly reconsideration: Known<ReconsiderationFigures>;
  readonly litigation: Known<LitigationFigures>;
}

/** 法律版本. One statute as it was from a day on. */
export interface EditionOf<Statute extends StatuteCode> {
  readonly statute: Statute;
  /** `penalty@2021` */
  readonly version: string;
  readonly effectiveFrom: Day;
  readonly title: Text;
  /** What of it was read, and where. */
  readonly source: string;
  readonly figures: FiguresOf[Statute];
}
export type StatuteEdition = { [Statute in StatuteCode]: EditionOf<Statute> }[StatuteCode];

/** A figure as it is quoted: with the edition that has it. */
export interface Cited<Value> extends Figure<Value> {
  readonly version: string;
}

type ValueOf<One> = One extends Figure<infer Value> ? Value : never;

/** 中止. Days from `from` on are not counted, until `until` is; without one it still rests. */
export interface Pause {
  readonly from: Day;
  readonly until?: Day | undefined;
}

export interface LawBook {
  /** The calendar edition that working days are counted by; recorded with every last day that is issued. */
  readonly calendar: string;
  /** 暂定. From this day on no notice has settled the holidays: they count on the regulation alone. */
  readonly assumedFrom?: Day;
  readonly editions: readonly StatuteEdition[];
  /** @throws DomainError `enforcement.law.not_loaded` before the first edition */
  readonly inForceOn: <Statute extends StatuteCode>(statute: Statute, day: Day) => EditionOf<Statute>;
  /** @throws DomainError `enforcement.law.edition_unknown` */
  readonly edition: (version: string) => StatuteEdition;
  /** The figure as the edition in force on this day has it. @throws DomainError `enforcement.law.no_figure` where it has none */
  readonly figure: <Statute extends StatuteCode, Name extends keyof FiguresOf[Statute]>(
    statute: Statute,
    day: Day,
    name: Name,
  ) => Cited<ValueOf<NonNullable<FiguresOf[Statute][Name]>>>;
  /** The same, or nothing where that edition knows no such rule. */
  readonly figureIfAny: <Statute extends StatuteCode, Name extends keyof FiguresOf[Statute]>(
    statute: Statute,
    day: Day,
    name: Name,
  ) => Cited<ValueOf<NonNullable<FiguresOf[Statute][Name]>>> | undefined;
  /**
   * 期间届满日. The first day is excluded; a last day that is no working day rolls over to the next one.
   * @throws CalendarError `calendar.year_not_loaded`
   */
  readonly lastDay: (from: Day, period: Period) => Day;
  /** Where a period ends that does not roll over: a limitation runs against the body, and a holiday does not lengthen it. */
  readonly endOf: (from: Day, period: Period) => Day;
  /** The same as `lastDay` for a clock that rested; nothing while it rests with time left. */
  readonly lastDayWithPauses: (from: Day, period: Period, pauses: readonly Pause[]) => Day | undefined;
  /** 几日前: the first day before which the whole period has run, neither end counted. For a hearing, or an application after urging. */
  readonly earliestAfter: (from: Day, period: Period) => Day;
}
