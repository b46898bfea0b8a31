/**
 * What may be asked of a dossier. The registers' answers come with the command: who is competent today, whether the act is another
 * dossier's. Texts of officers may be removed from the history by order; the party's own data lies sealed beside it.
 */
import type {
  Act,
  Adopted,
  Caller,
  Colleague,
  Day,
  Delivery,
  Discretion,
  EvidenceIds,
  Fen,
  Finding,
  Handover,
  Instalment,
  MeasureKind,
  Norm,
  Party,
  Penalty,
  RemedyOutcome,
  ReviewGround,
  Source,
} from "./words.ts";

/** The others that act together with who asks, each with what the registers say of him. */
interface Together {
  readonly officers: readonly Colleague[];
}

/** 先立案管辖, 一事不再罚: what the register of acts says. */
export interface ActFacts {
  /** This dossier's body filed first, or was designated. */
  readonly holds: boolean;
  readonly holder: string;
  /** Another dossier in which this act was fined. */
  readonly finedIn?: string | undefined;
}

/** 查封扣押: what, by which basis, and what the party got in hand. */
interface Seized {
  readonly measureId: string;
  readonly evidence: EvidenceIds;
  readonly basis: string;
  readonly handover: Handover;
}

export interface Opened {
  /** 案号 */
  readonly number: string;
  readonly source: Source;
  /** 事项版本 and the body that decides, by the power list of the day. */
  readonly item: string;
  readonly decidingBody: string;
  readonly area: string;
  readonly party: Party;
  readonly act: Act;
  /** 联合行动 in which it was found. */
  readonly operationId?: string | undefined;
}

/** What follows from each type of command; `by` and `at` come with all of them. */
export interface CommandData {
  /** 立案审批: an officer asks for it, … */
  readonly OpenDossier: Opened & { readonly process: string; readonly facts: string };
  /** … and the lead of the body grants it, naming who investigates. */
  readonly FileDossier: Together & { readonly acts: ActFacts };
  /** 当事人资料: which fields came; `seen`: how often it had changed when this was sealed. */
  readonly AmendParty: { readonly fields: readonly string[]; readonly seen: number };
  readonly RefuseFiling: { readonly reason: string };
  readonly AddInvestigators: Together;
  readonly RemoveInvestigator: { readonly account: string };
  readonly AskRecusal: { readonly account: string; readonly askedBy: "party" | "officer"; readonly ground: string };
  readonly DecideRecusal: { readonly account: string; readonly granted: boolean };
  /** 勘验检查, 询问, 抽样, 鉴定: `records` are the evidence that it made, `recording` the whole-process record of it. */
  readonly RecordInvestigation: Together & {
    readonly kind: "inspection" | "inquiry" | "sampling" | "appraisal" | "identification";
    readonly certificatesShown: boolean;
    readonly records: EvidenceIds;
    readonly recording: EvidenceIds;
    readonly note?: string | undefined;
  };
  /** 批准: what is preserved or seized has the consent of the lead first. */
  readonly ApproveMeasure: { readonly measureId: string; readonly kind: MeasureKind };
  /** 先行登记保存 */
  readonly PreserveEvidence: Together & { readonly measureId: string; readonly evidence: EvidenceIds };
  readonly DisposePreserved: {
    readonly measureId: string;
    readonly measure: "returned" | "copied" | "appraised" | "seized" | "confiscated" | "handedOver";
  };
  /** 查封扣押 */
  readonly SeizeProperty: Together & Seized;
  /** 当场查封扣押 in an emergency: the lead is told with it, and approves or refuses within the hours that the law gives. */
  readonly SeizeUrgently: Together & Seized & { readonly seizedAt: string; readonly urgency: string };
  readonly DecideUrgentSeizure: {
    readonly measureId: string;
    readonly approved: boolean;
    readonly reason?: string | undefined;
  };
  readonly ExtendSeizure: { readonly measureId: string; readonly reason: string };
  readonly LiftSeizure: {
    readonly measureId: string;
    readonly measure: "returned" | "confiscated" | "destroyed";
    /** 领取凭证 of what was given back: the evidence. */
    readonly receipt?: string | undefined;
  };
  /** 调查终结报告: what the officers propose. */
  readonly ProposePenalty: {
    readonly finding: Finding;
    readonly norms: readonly Norm[];
    readonly penalty: Penalty;
    readonly discretion?: Discretion | undefined;
    readonly grounds: readonly ReviewGround[];
    readonly isMajor: boolean;
    readonly evidence: EvidenceIds;
    readonly facts: string;
    readonly reasons: string;
  };
  /** 处罚告知: facts, reasons and basis are those of the proposal; the rights and their last day are issued with it. */
  readonly InformParty: Together & { readonly delivery: Delivery };
  readonly ReceiveDefence: { readonly channel: "oral" | "written" | "electronic"; readonly evidence: EvidenceIds };
  readonly WaiveDefence: { readonly evidence: EvidenceIds };
  /** 复核: every point is answered; what is found true is adopted, and nothing gets worse for having been said. */
  readonly ConsiderDefence: {
    readonly adopted: Adopted;
    readonly reasons: string;
    readonly penalty?: Penalty | undefined;
  };
  readonly RequestHearing: { readonly on: Day; readonly evidence: EvidenceIds };
  readonly ScheduleHearing: {
    readonly on: Day;
    readonly noticeDeliveredOn: Day;
    readonly chair: string;
    readonly members: readonly string[];
    readonly clerk: string;
    readonly isPublic: boolean;
    /** 国家秘密、商业秘密、个人隐私: why it is not public. */
    readonly closedFor?: "stateSecret" | "tradeSecret" | "privacy" | undefined;
  };
  readonly HoldHearing: {
    readonly record: string;
    /** 笔录: signed by the party, or his refusal noted by the chair. */
    readonly signed: "signed" | "refused";
    readonly opinion: string;
    readonly penalty?: Penalty | undefined;
  };
  /** 放弃听证: said so, or stayed away or left without reason. */
  readonly ForgoHearing: { readonly how: "withdrawn" | "absent" | "left"; readonly evidence: EvidenceIds };
  readonly ReviewLegally: {
    readonly passed: boolean;
    readonly opinion: string;
  };
  readonly DiscussCollectively: {
    readonly members: readonly string[];
    readonly inFavour: number;
    readonly against: number;
    readonly minutes: string;
  };
  readonly ExtendDecision: { readonly reason: string };
  readonly Decide: {
    /** 文号 */
    readonly number: string;
    readonly finding: Finding;
    readonly penalty: Penalty;
    readonly evidence: EvidenceIds;
    readonly facts: string;
    readonly reasons: string;
    /** 履行方式: the bank or platform that takes the fine. */
    readonly payee?: string | undefined;
    /** Sealed by the deciding body. */
    readonly isSealed: boolean;
    /** The party's data that a decision must contain is on record. */
    readonly hasPartyData: boolean;
    readonly acts: ActFacts;
  };
  /** 补正: a slip of the pen; whoever reads both sees what changed. */
  readonly CorrectDecision: { readonly correction: string };
  /** 撤销, 变更: on review, in court or by the body itself. */
  readonly AnnulDecision: {
    readonly on: "ownReview" | "reconsideration" | "judgment";
    readonly redo: boolean;
    readonly reason: string;
  };
  readonly PublishDecision: { readonly where: string };
  readonly WithdrawPublicity: { readonly reason: string };
  readonly ConfirmElectronicDelivery: { readonly consent: string };
  readonly DeliverDecision: Together & { readonly delivery: Delivery };
  readonly RecordPayment: {
    readonly paymentId: string;
    readonly amount: number;
    readonly on: Day;
    /** 财政票据 */
    readonly receipt: string;
  };
  /** 当场收缴 */
  readonly CollectOnSpot: Together & {
    readonly paymentId: string;
    readonly amount: number;
    readonly receipt: string;
    readonly ground: "small" | "hardToEnforce" | "remote";
  };
  readonly HandIn: { readonly paymentId: string; readonly on: Day };
  readonly BankIn: { readonly paymentId: string; readonly on: Day };
  /** 延期, 分期: asked by the party, granted by the lead. */
  readonly GrantDeferral: { readonly instalments: readonly Instalment[] };
  readonly RecordPerformance: { readonly kind: string; readonly evidence: EvidenceIds };
  /** 复议, 诉讼: it was brought, and how it ended. */
  readonly RecordRemedy: { readonly kind: "reconsideration" | "suit"; readonly on: Day };
  readonly EndRemedy: {
    readonly outcome: RemedyOutcome;
    readonly deliveredOn: Day;
    /** 文号 of the decision or judgment. */
    readonly document: string;
    /** What it was changed to. */
    readonly penalty?: Penalty | undefined;
  };
  /** 执行协议: what is owed is paid in parts. Part of the surcharge may be let off where the party has made good (补救). */
  readonly AgreeExecution: {
    readonly document: string;
    readonly instalments: readonly Instalment[];
    readonly letOff: Fen;
    readonly remedied: EvidenceIds;
  };
  /** 退款: one asks, another decides, and then it is paid back. */
  readonly ProposeRefund: { readonly refundId: string; readonly amount: Fen };
  readonly DecideRefund: { readonly refundId: string; readonly approved: boolean };
  readonly RecordRefund: { readonly refundId: string; readonly on: Day; readonly receipt: string };
  /** 催告 */
  readonly UrgeParty: Together & { readonly delivery: Delivery };
  readonly ApplyToCourt: { readonly on: Day; readonly reference: string };
  readonly RecordCourt: { readonly outcome: "refused" | "executed" | "ended"; readonly on: Day };
  readonly CloseDossier: { readonly report: string };
  /** 撤案 before a decision. */
  readonly WithdrawDossier: {
    readonly ground: "notEstablished" | "limitation" | "partyGone" | "filedInError" | "other";
    readonly reason: string;
  };
  /** 涉嫌犯罪案件移送 */
  readonly TransferToJustice: {
    readonly to: string;
    readonly suspected: string;
    readonly evidence: EvidenceIds;
  };
  readonly AcknowledgeTransfer: { readonly receipt: string; readonly accepted: boolean };
  readonly ReturnFromJustice: {
    readonly outcome: "noCrime" | "notProsecuted" | "exempted";
    readonly on: Day;
    readonly receipt: string;
  };
  /** 管辖争议: another body has a dossier of the same act. */
  readonly RaiseDispute: { readonly with: string; readonly other: string };
  readonly SettleDispute: {
    readonly by: "agreement" | "designation";
    /** The body that goes on, and the superior that says so. */
    readonly body: string;
    readonly superior?: string | undefined;
    readonly document: string;
  };
  readonly HandOver: { readonly body: string; readonly dossierId?: string | undefined; readonly receipt: string };
  /** 简易程序: decided on the spot; the decision is delivered with it. */
  readonly DecideOnSpot: Opened &
    Together & {
      readonly process: string;
      /** 预定格式、编有号码 */
      readonly formNumber: string;
      readonly norms: readonly Norm[];
      readonly penalty: Penalty;
      readonly discretion?: Discretion | undefined;
      readonly factsAreCertain: boolean;
      readonly certificatesShown: boolean;
      readonly evidence: EvidenceIds;
      readonly facts: string;
      readonly reasons: string;
      /** What the party said to it was heard, and its answer. */
      readonly defence: "none" | "heard";
      readonly signed: "signed" | "refused";
      readonly payee?: string | undefined;
      readonly acts: ActFacts;
    };
  /** 备案 */
  readonly RecordSummary: { readonly on: Day };
  /** 销毁: what is sealed of the party, when the time for which it is kept is over. */
  readonly EraseParty: { readonly basis: string; readonly order: string };
  /** What is due: of the service itself. */
  readonly WakeDossier: object;
}

export type CommandType = keyof CommandData;
export type Of<Type extends CommandType> = {
  readonly type: Type;
  readonly data: CommandData[Type];
  readonly by: Caller;
  readonly at: string;
};
export type DossierCommand = { readonly [Type in CommandType]: Of<Type> }[CommandType];
