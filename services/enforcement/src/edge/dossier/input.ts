/** What may be sent to a dossier: shapes of inputs. What they mean is decided in `domain/dossier`. */
import { CaseId, Day, Instant, StreetCode, DistrictCode, Ulid, Fen } from "@wangge/contracts";
import { BodyCode, DossierId } from "@wangge/contracts/events";
import { withoutNumbers } from "@wangge/kit";
import { z } from "zod";
import { PENALTY_KINDS } from "../../domain/authority/index.ts";
import { DELIVERY_METHODS, REMEDY_OUTCOMES, REVIEW_GROUNDS } from "../../domain/dossier/index.ts";

/** 账号 */
export const Account = z.string().trim().min(1).max(100);
const Accounts = z.array(Account).max(20);
/** 证据编号 */
const Evidence = z.array(z.string().trim().min(1).max(100)).max(200);
const One = z.string().trim().min(1).max(100);
/** 文书文字: others read it, and it can be removed by order. No names or numbers of the party: documents put those in. */
export const Words = withoutNumbers(1, 4000);
const Short = withoutNumbers(1, 500);

export const ById = z.strictObject({ dossierId: DossierId });

const Party = z.strictObject({
  kind: z.enum(["citizen", "organization"]),
  name: z.string().trim().min(1).max(200),
  idNumber: z.string().trim().min(4).max(40).optional().describe("公民身份号码, 统一社会信用代码"),
  phone: z.string().trim().min(5).max(40).optional(),
  address: z.string().trim().min(1).max(300).optional(),
  representative: z.string().trim().min(1).max(100).optional().describe("法定代表人"),
  related: Accounts.default([]).describe("accounts of officers who are related to the party (回避)"),
});

/** 补充当事人资料 */
export const AmendPartyInput = ById.extend({
  party: Party.omit({ kind: true, related: true })
    .partial()
    .refine((fields) => Object.keys(fields).length > 0, "name a field"),
});

const ActInput = z.strictObject({
  sameActAs: DossierId.optional().describe("another dossier that is about the same act (一事不再罚)"),
  committedOn: Day,
  endedOn: Day.optional().describe("连续或继续状态: the day on which it ended"),
  foundOn: Day,
  harmful: z.boolean().default(false).describe("危害生命健康安全、金融安全且有危害后果"),
});

const Source = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("case"), caseId: CaseId }),
  z.strictObject({ kind: z.enum(["inspection", "report", "transfer"]), reference: One.optional() }),
]);

export const OpenInput = z.strictObject({
  source: Source,
  item: z
    .string()
    .regex(/^power-\d{4}$/, "power-NNNN")
    .describe("权责事项"),
  area: z.union([StreetCode, DistrictCode]).describe("where the act was committed"),
  party: Party.describe("当事人: kept sealed"),
  act: ActInput,
  operationId: Ulid.optional().describe("联合行动"),
  facts: Words,
});
export type OpenInput = z.infer<typeof OpenInput>;

const Kind = z.enum(PENALTY_KINDS);
export const Penalty = z.strictObject({
  kinds: z.array(Kind).max(10).default([]),
  fine: Fen.default(0),
  confiscated: Fen.default(0),
});

/** 处罚依据: codes of norms that the power item names. */
const Norms = z.array(z.string().regex(/^norm-\d{4}$/, "norm-NNNN")).max(10);

export const Discretion = z
  .strictObject({
    facts: z.record(z.string().max(40), z.number()).default({}).describe("what the bands of the benchmark go by"),
    circumstances: z.array(One).max(30).default([]).describe("法定情节, and the benchmark's own"),
    deviation: Short.optional().describe("why the fine is outside of the benchmark"),
  })
  .describe("裁量: the range is worked out from the benchmark of the day");
export type Discretion = z.infer<typeof Discretion>;

export const Delivery = z.strictObject({
  method: z.enum(DELIVERY_METHODS),
  on: Day.describe("of a public notice: the day on which it was put up"),
  receipt: One.describe("送达回证: the evidence"),
  witnesses: z.array(One).max(10).optional().describe("见证人: by account or evidence, never by name; or a video"),
  consent: One.optional().describe("电子送达确认书"),
  failed: z.array(z.enum(DELIVERY_METHODS)).optional().describe("ways that failed before a public notice"),
});

const officers = Accounts.describe("who acts besides you, by account");

const Seized = {
  measureId: One,
  evidence: Evidence.min(1),
  basis: One,
  handover: z
    .strictObject({
      list: One.describe("查封、扣押清单: the evidence"),
      signed: z.enum(["signed", "refused", "absent"]),
      witnesses: z.array(One).max(10).optional().describe("见证人: by account or evidence, never by name"),
    })
    .describe("what the party got in hand, on the spot"),
} as const;

const Instalments = z
  .array(z.strictObject({ amount: Fen.min(1), payBy: Day }))
  .min(1)
  .max(36);

/** By command: what a call says besides the dossier's id. */
export const INPUTS = {
  FileDossier: { officers: officers.describe("who investigates, two at least") },
  RefuseFiling: { reason: Words },
  AddInvestigators: { officers: officers.min(1) },
  RemoveInvestigator: { account: Account },
  AskRecusal: { account: Account, askedBy: z.enum(["party", "officer"]), ground: Short },
  DecideRecusal: { account: Account, granted: z.boolean() },
  RecordInvestigation: {
    officers,
    kind: z.enum(["inspection", "inquiry", "sampling", "appraisal", "identification"]),
    certificatesShown: z.boolean(),
    records: Evidence.min(1).describe("evidence that it made"),
    recording: Evidence.describe("全过程记录"),
    note: Words.optional(),
  },
  ApproveMeasure: { measureId: One, kind: z.enum(["preservation", "seizure"]) },
  PreserveEvidence: { officers, measureId: One, evidence: Evidence.min(1) },
  DisposePreserved: {
    measureId: One,
    measure: z.enum(["returned", "copied", "appraised", "seized", "confiscated", "handedOver"]),
  },
  SeizeProperty: { officers, ...Seized },
  SeizeUrgently: {
    officers,
    ...Seized,
    seizedAt: Instant.describe("the hours of the lead count from here"),
    urgency: Short.describe("情况紧急: why it could not wait"),
  },
  DecideUrgentSeizure: { measureId: One, approved: z.boolean(), reason: Short.optional() },
  ExtendSeizure: { measureId: One, reason: Short },
  LiftSeizure: {
    measureId: One,
    measure: z.enum(["returned", "confiscated", "destroyed"]),
    receipt: One.optional().describe("领取凭证 of what was given back: the evidence"),
  },
  ProposePenalty: {
    finding: z.enum(["penalty", "exempt", "notEstablished", "crime"]),
    norms: Norms.default([]),
    penalty: Penalty.default({ kinds: [], fine: 0, confiscated: 0 }),
    discretion: Discretion.optional(),
    grounds: z.array(z.enum(REVIEW_GROUNDS)).default([]).describe("why it needs legal review or discussion"),
    isMajor: z.boolean().default(false),
    evidence: Evidence.min(1),
    facts: Words,
    reasons: Words,
  },
  InformParty: { officers, delivery: Delivery },
  ReceiveDefence: { channel: z.enum(["oral", "written", "electronic"]), evidence: Evidence },
  WaiveDefence: { evidence: Evidence.min(1) },
  ConsiderDefence: { adopted: z.enum(["full", "partly", "none"]), reasons: Words, penalty: Penalty.optional() },
  RequestHearing: { on: Day.describe("the day on which it was said or posted"), evidence: Evidence },
  ScheduleHearing: {
    on: Day,
    noticeDeliveredOn: Day,
    chair: Account,
    members: Accounts.default([]),
    clerk: Account,
    isPublic: z.boolean(),
    closedFor: z.enum(["stateSecret", "tradeSecret", "privacy"]).optional(),
  },
  HoldHearing: {
    record: One.describe("听证笔录: the evidence"),
    signed: z.enum(["signed", "refused"]),
    opinion: Words,
    penalty: Penalty.optional().describe("a milder one that came of it"),
  },
  ForgoHearing: { how: z.enum(["withdrawn", "absent", "left"]), evidence: Evidence },
  ReviewLegally: { passed: z.boolean(), opinion: Words },
  DiscussCollectively: {
    members: Accounts.min(1),
    inFavour: z.int().min(0),
    against: z.int().min(0),
    minutes: One.describe("集体讨论笔录: the evidence"),
  },
  ExtendDecision: { reason: Short },
  Decide: {
    finding: z.enum(["penalty", "exempt", "notEstablished"]),
    penalty: Penalty.default({ kinds: [], fine: 0, confiscated: 0 }),
    evidence: Evidence.min(1),
    facts: Words,
    reasons: Words,
    payee: Short.optional().describe("收款银行或电子支付系统"),
    isSealed: z.boolean().describe("加盖印章"),
  },
  CorrectDecision: { correction: Words },
  AnnulDecision: {
    on: z.enum(["ownReview", "reconsideration", "judgment"]),
    redo: z.boolean().describe("it is to be decided anew"),
    reason: Words,
  },
  PublishDecision: { where: Short },
  WithdrawPublicity: { reason: Short },
  ConfirmElectronicDelivery: { consent: One.describe("电子送达确认书: the evidence") },
  DeliverDecision: { officers, delivery: Delivery },
  RecordPayment: { paymentId: One, amount: Fen.min(1), on: Day, receipt: One.describe("财政票据") },
  CollectOnSpot: {
    officers,
    paymentId: One,
    amount: Fen.min(1),
    receipt: One,
    ground: z.enum(["small", "hardToEnforce", "remote"]),
  },
  HandIn: { paymentId: One, on: Day },
  BankIn: { paymentId: One, on: Day },
  GrantDeferral: { instalments: Instalments },
  RecordPerformance: { kind: Kind, evidence: Evidence.min(1) },
  RecordRemedy: { kind: z.enum(["reconsideration", "suit"]), on: Day },
  EndRemedy: {
    outcome: z.enum(REMEDY_OUTCOMES).describe("维持, 撤销, 撤销并责令重作, 变更, 撤回"),
    deliveredOn: Day,
    document: Short.describe("复议决定书或者裁判文书的文号"),
    penalty: Penalty.optional().describe("what it was changed to"),
  },
  AgreeExecution: {
    document: Short.describe("执行协议的文号"),
    instalments: Instalments,
    letOff: Fen.default(0).describe("减免的加处罚款"),
    remedied: Evidence.default([]).describe("补救措施: what the party has made good"),
  },
  ProposeRefund: { refundId: One, amount: Fen.min(1) },
  DecideRefund: { refundId: One, approved: z.boolean() },
  RecordRefund: { refundId: One, on: Day, receipt: One },
  UrgeParty: { officers, delivery: Delivery },
  ApplyToCourt: { on: Day, reference: One },
  RecordCourt: { outcome: z.enum(["refused", "executed", "ended"]), on: Day },
  CloseDossier: { report: Words },
  WithdrawDossier: {
    ground: z.enum(["notEstablished", "limitation", "partyGone", "filedInError", "other"]),
    reason: Words,
  },
  TransferToJustice: { to: BodyCode, suspected: Short, evidence: Evidence.min(1) },
  AcknowledgeTransfer: { receipt: One, accepted: z.boolean() },
  ReturnFromJustice: { outcome: z.enum(["noCrime", "notProsecuted", "exempted"]), on: Day, receipt: One },
  RaiseDispute: { with: BodyCode, other: DossierId },
  SettleDispute: {
    by: z.enum(["agreement", "designation"]),
    body: BodyCode,
    superior: BodyCode.optional(),
    document: Short.describe("文号"),
  },
  HandOver: { body: BodyCode, dossierId: DossierId.optional(), receipt: One },
  RecordSummary: { on: Day },
} as const;

export const OnSpotInput = OpenInput.extend({
  officers,
  formNumber: One.describe("预定格式、编有号码的决定书"),
  norms: Norms.min(1),
  penalty: Penalty,
  discretion: Discretion.optional(),
  factsAreCertain: z.boolean(),
  certificatesShown: z.boolean(),
  evidence: Evidence.default([]),
  reasons: Words,
  defence: z.enum(["none", "heard"]),
  signed: z.enum(["signed", "refused"]),
  payee: Short.optional(),
});
export type OnSpotInput = z.infer<typeof OnSpotInput>;
