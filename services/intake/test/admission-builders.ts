import { idFrom } from "@wangge/kit";
import { fold } from "@wangge/kit/domain";
import { admissionParts, digest, loadPowerList } from "../src/app/power-list.ts";
import {
  admissionDeciderWith,
  canonical,
  type AdmissionCommand,
  type AdmissionEvent,
  type AdmissionState,
  type Approval,
  type Change,
  type ItemContent,
  type Party,
  type StandingItem,
} from "../src/domain/index.ts";

/** Wednesday morning in Chengdu. */
export const AT = "2017-12-27T01:20:00.000Z";
export const TODAY = "2017-12-27";
export const LATER = "2018-01-15";
export const ADMISSION = idFrom("admission", "one");

export const powerList = loadPowerList();
export const parts = admissionParts(powerList);
export const admissionDecider = admissionDeciderWith(parts);

export const contentOf = (more: Partial<ItemContent> = {}): ItemContent => ({
  name: "高龄老人津贴复核",
  level: "street",
  itemClass: "street-civil-affairs",
  department: "civil-affairs",
  delegation: "entrusted",
  basis: { known: false },
  steps: [
    { name: "受理", by: "public-service-center" },
    { name: "审定", by: "civil-affairs" },
  ],
  materials: [{ name: "居民身份证", form: "original", count: 1 }],
  limit: { amount: 10, kind: "workingDay" },
  fee: { fen: 0 },
  result: "给付决定书",
  standIn: false,
  assumed: [],
  ...more,
});

export const newItem = (code = "item-0139", more: Partial<ItemContent> = {}, effectiveFrom = LATER): Change => ({
  kind: "newItem",
  code,
  effectiveFrom,
  content: contentOf(more),
});
export const newVersion = (base: string, more: Partial<ItemContent> = {}, effectiveFrom = LATER): Change => ({
  kind: "newVersion",
  code: base.slice(0, base.indexOf("@")),
  base,
  effectiveFrom,
  content: contentOf(more),
});
export const withdrawalOf = (base: string, effectiveFrom = LATER): Change => ({
  kind: "withdrawal",
  code: base.slice(0, base.indexOf("@")),
  base,
  effectiveFrom,
  reason: "上级已取消该事项",
});

export const party = (department: string, account = `acc-${department}`): Party => ({
  account,
  department,
  roles: ["department"],
});
export const applicant = party("civil-affairs");
export const government: Party = { account: "acc-government", roles: ["districtGovernment"] };
/** Whom a new item of civil affairs for streets concerns. */
export const BODIES = ["legal-affairs", "public-service-center", "street-office"];

export const hashOfChange = (change: Change): string => digest(canonical(change));
export const hashOfAll = (changes: readonly Change[]): string => digest(canonical(changes));

export const draft = (
  changes: readonly Change[] = [newItem()],
  by = applicant,
  reviewers = BODIES,
): AdmissionCommand => ({
  type: "DraftAdmission",
  data: { changes, reviewers },
  by,
  at: AT,
});
export const revise = (changes: readonly Change[], by = applicant, reviewers = BODIES): AdmissionCommand => ({
  type: "ReviseAdmission",
  data: { changes, reviewers },
  by,
  at: AT,
});
export const submit = (by = applicant, standing: readonly StandingItem[] = [], at = AT): AdmissionCommand => ({
  type: "SubmitAdmission",
  standing,
  by,
  at,
});
type Verdict = Extract<AdmissionCommand, { type: "ReviewAdmission" }>["verdict"];
export const review = (
  body: string | Party,
  verdict: Verdict = { kind: "agree" },
  hash = hashOfAll([newItem()]),
): AdmissionCommand => ({
  type: "ReviewAdmission",
  hash,
  verdict,
  by: typeof body === "string" ? party(body) : body,
  at: AT,
});
export const object = { kind: "object", reason: "窗口没有相应人员" } as const;
export const approve = (
  more: Partial<Extract<AdmissionCommand, { type: "ApproveAdmission" }>> = {},
): AdmissionCommand => ({
  type: "ApproveAdmission",
  hash: hashOfAll([newItem()]),
  standing: [],
  acceptsConditions: false,
  by: government,
  at: AT,
  ...more,
});
export const turnDown = (by = government, hash = hashOfAll([newItem()])): AdmissionCommand => ({
  type: "RejectAdmission",
  hash,
  reason: "暂不具备条件",
  by,
  at: AT,
});
export const withdraw = (by = applicant): AdmissionCommand => ({ type: "WithdrawAdmission", by, at: AT });
export const recordOutcomes: AdmissionCommand = {
  type: "RecordOutcomes",
  outcomes: [{ code: "item-0139", ok: true, version: "item-0139@1" }],
  at: AT,
};

/** What has happened when these were asked, one after the other. */
export const historyOf = (...commands: readonly AdmissionCommand[]): readonly AdmissionEvent[] =>
  commands.reduce<readonly AdmissionEvent[]>(
    (events, command) => [...events, ...admissionDecider.decide(command, fold(admissionDecider, events))],
    [],
  );
export const stateAfter = (...commands: readonly AdmissionCommand[]): AdmissionState =>
  fold(admissionDecider, historyOf(...commands));

export const allAgree = BODIES.map((body) => review(body));
/** One admission in each status. */
export const inStatus = {
  none: [],
  draft: [draft()],
  inReview: [draft(), submit()],
  returned: [draft(), submit(), review("street-office", object)],
  reviewed: [draft(), submit(), ...allAgree],
  approved: [draft(), submit(), ...allAgree, approve()],
  carriedOut: [draft(), submit(), ...allAgree, approve(), recordOutcomes],
  rejected: [draft(), submit(), ...allAgree, turnDown()],
  withdrawn: [draft(), withdraw()],
} satisfies Record<AdmissionState["status"], readonly AdmissionCommand[]>;

/** An approval as the admissions' store gives it out. */
export const approvalFor = (changes: readonly Change[], more: Partial<Approval> = {}): Approval => ({
  admission: ADMISSION,
  origin: "admission",
  hash: hashOfAll(changes),
  changes: changes.map((change) => ({ code: change.code, hash: hashOfChange(change) })),
  applicants: [{ account: "acc-civil-affairs", department: "civil-affairs" }],
  required: BODIES,
  agreed: BODIES,
  reviewers: BODIES.map((department) => ({ account: `acc-${department}`, department })),
  approver: { account: "acc-government", department: "district-government" },
  approvedOn: TODAY,
  ...more,
});
