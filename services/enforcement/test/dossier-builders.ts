/** A dossier with people who are competent, and a day on which things happen. */
import { fold } from "@wangge/kit";
import { dayOf } from "@wangge/calendar";
import type { Competence, Competent, ProcedureStep } from "../src/domain/authority/index.ts";
import {
  dossierDeciderWith,
  rulesWith,
  type Caller,
  type Colleague,
  type CommandData,
  type CommandType,
  type Dossier,
  type DossierCommand,
  type DossierEvent,
  type DossierState,
  type Handover,
  type Norm,
  type Penalty,
} from "../src/domain/dossier/index.ts";
import { firstLawBook } from "../src/domain/law/index.ts";

export const rules = rulesWith(firstLawBook);
export const decider = dossierDeciderWith(rules);

export const BODY = "urban-management";
export const AREA = "510108002";
export const ITEM = "power-0001@1";

export const norm: Norm = {
  code: "norm-0001",
  title: "城市市容和环境卫生管理条例",
  article: "第三十六条",
  penalties: ["warning", "fine", "confiscation", "stopBusiness"],
  fine: { least: 1_000, most: 20_000_000 },
};

export const competent = (
  account: string,
  step: ProcedureStep,
  on: string,
  more: Partial<Competent> = {},
): Competent => ({
  ok: true,
  officer: account,
  force: "urbanManagement",
  body: BODY,
  step,
  area: AREA,
  on,
  certificate: { hash: `hash-${account}`, issuedOn: "2012-01-01", expiresOn: "2026-12-31" },
  powers: ["power-0001"],
  item: ITEM,
  itemHash: "0".repeat(64),
  decidingBody: BODY,
  ...more,
});

/** The step that each command is asked for, as the process says; what has none gets none. */
const stepFor = (type: CommandType): ProcedureStep | undefined =>
  rules.processOf("2026.1").steps.find(({ command }) => command === type)?.competence;

export const caller = (
  account: string,
  role: string,
  type: CommandType,
  at: string,
  more: Partial<Caller> = {},
): Caller => {
  const step = stepFor(type);
  return {
    account,
    roles: [role],
    body: BODY,
    ...(step === undefined ? {} : { competence: competent(account, step, dayOf(at)) }),
    ...more,
  };
};

export const colleague = (account: string, step: ProcedureStep, at: string, competence?: Competence): Colleague => ({
  account,
  competence: competence ?? competent(account, step, dayOf(at)),
});

/** Nine in the morning in Chengdu. */
export const morning = (day: string): string => `${day}T01:00:00.000Z`;

export const fineOf = (fine: number, kinds: Penalty["kinds"] = ["fine"]): Penalty => ({ kinds, fine, confiscated: 0 });
export const nothing: Penalty = { kinds: [], fine: 0, confiscated: 0 };

export const discretionOf = (fine: number) => ({
  benchmark: "benchmark-0001@1",
  rules: ["base"],
  circumstances: [],
  outcome: "fine" as const,
  range: { least: Math.max(0, fine - 1), most: fine + 1 },
});

export const opened = (day: string, more: Partial<CommandData["OpenDossier"]> = {}): CommandData["OpenDossier"] => ({
  number: "成城管立〔2021〕1号",
  source: { kind: "inspection" },
  item: ITEM,
  decidingBody: BODY,
  area: AREA,
  party: { kind: "citizen", related: [] },
  act: { actId: "act-1", committedOn: day, foundOn: day, harmful: false },
  process: "2026.1",
  facts: "占道经营",
  ...more,
});

/** The roles that people in these tests have. */
const PEOPLE: Readonly<Record<string, string>> = {
  "acc-1": "officer",
  "acc-2": "officer",
  "acc-3": "officer",
  "acc-lead": "enforcementLead",
  "acc-chair": "legalReviewer",
  "acc-review": "legalReviewer",
  "acc-gov": "districtGovernment",
  enforcement: "service",
};

/** Who it is, as the desk would know him for this command. */
export const person = (account: string, type: CommandType, at: string, more: Partial<Caller> = {}): Caller =>
  caller(account, PEOPLE[account] ?? "officer", type, at, more);

export interface Told {
  readonly state: Dossier;
  readonly events: readonly DossierEvent[];
  /** What this account asks for on this day. @throws DomainError where it is refused */
  readonly then: <Type extends CommandType>(
    day: string,
    account: string,
    type: Type,
    data: CommandData[Type],
    more?: Partial<Caller>,
  ) => Told;
}

export const told = (events: readonly DossierEvent[] = []): Told => {
  const state: DossierState = fold(decider, events);
  return {
    state: state as Dossier,
    events,
    then: (day, account, type, data, more = {}) => {
      const at = morning(day);
      const by = person(account, type, at, more);
      const fresh = decider.decide({ type, data, by, at } as DossierCommand, state);
      return told([...events, ...fresh]);
    },
  };
};

export const holds = { holds: true, holder: "dossier-1" };
export const pair = (step: ProcedureStep, day: string, ...accounts: readonly string[]) => ({
  officers: (accounts.length === 0 ? ["acc-2"] : accounts).map((account) => colleague(account, step, morning(day))),
});
export const handover: Handover = { list: "ev-list", signed: "signed" };
export const direct = (day: string) => ({ method: "direct" as const, on: day, receipt: "ev-receipt" });

export const filed = (day: string, more: Partial<CommandData["OpenDossier"]> = {}): Told =>
  told()
    .then(day, "acc-1", "OpenDossier", opened(day, more))
    .then(day, "acc-lead", "FileDossier", { ...pair("investigate", day, "acc-1", "acc-2"), acts: holds });

export const investigated = (day: string, more: Partial<CommandData["OpenDossier"]> = {}): Told =>
  filed(day, more).then(day, "acc-1", "RecordInvestigation", {
    ...pair("investigate", day),
    kind: "inspection",
    certificatesShown: true,
    records: ["ev-1"],
    recording: ["ev-video"],
  });

export const proposal = (
  fine: number,
  more: Partial<CommandData["ProposePenalty"]> = {},
): CommandData["ProposePenalty"] => ({
  finding: "penalty",
  norms: [norm],
  penalty: fineOf(fine),
  discretion: discretionOf(fine),
  grounds: [],
  isMajor: false,
  evidence: ["ev-1"],
  facts: "占道经营属实",
  reasons: "违反条例",
  ...more,
});

export const informedOf = (day: string, fine: number, more: Partial<CommandData["ProposePenalty"]> = {}): Told =>
  investigated(day)
    .then(day, "acc-1", "ProposePenalty", proposal(fine, more))
    .then(day, "acc-1", "InformParty", { ...pair("inform", day), delivery: direct(day) });

export const decision = (fine: number, more: Partial<CommandData["Decide"]> = {}): CommandData["Decide"] => ({
  number: "成城管罚〔2021〕1号",
  finding: "penalty",
  penalty: fineOf(fine),
  evidence: ["ev-1"],
  facts: "占道经营属实",
  reasons: "违反条例",
  payee: "bank-1",
  isSealed: true,
  hasPartyData: true,
  acts: holds,
  ...more,
});

export const onSpot = (
  day: string,
  fine: number,
  more: Partial<CommandData["DecideOnSpot"]> = {},
): CommandData["DecideOnSpot"] => ({
  ...opened(day),
  ...pair("summary", day),
  formNumber: "0001",
  norms: [norm],
  penalty: fineOf(fine),
  discretion: discretionOf(fine),
  factsAreCertain: true,
  certificatesShown: true,
  evidence: ["ev-1"],
  reasons: "违反条例",
  defence: "none",
  signed: "signed",
  payee: "bank-1",
  acts: holds,
  ...more,
});

/** The code of the refusal, or what was done instead. */
export const refusalOf = (work: () => unknown): string => {
  try {
    work();
    return "done";
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
};
