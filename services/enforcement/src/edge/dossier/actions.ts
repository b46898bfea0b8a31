/** 案卷的接口: every step of the procedure, and who may look. */
import { dayOf } from "@wangge/calendar";
import { Day, Instant } from "@wangge/contracts";
import { BodyCode, DossierId } from "@wangge/contracts/events";
import {
  action,
  DomainError,
  idFrom,
  keyOfAccount,
  newId,
  type Action,
  type Actor,
  type CallContext,
  type Role,
} from "@wangge/kit";
import { z } from "zod";
import type { AskedData, DossierDesk } from "../../app/dossier/desk.ts";
import type { Origins } from "../../app/origins.ts";
import {
  DOCUMENT_KINDS,
  decisionNumber,
  documentOf,
  dossierNumber,
  firstProcess,
  refuse,
  REFUSALS,
  STATUSES,
  stepOf,
  unknownDossier,
  type CommandType,
} from "../../domain/dossier/index.ts";
import { Account, AmendPartyInput, ById, INPUTS, OnSpotInput, OpenInput, type Discretion } from "./input.ts";
import { DossierView, viewOf } from "./view.ts";

export const STAFF: readonly Role[] = [
  "officer",
  "enforcementLead",
  "legalReviewer",
  "inspector",
  "supervisor",
  "districtGovernment",
];

type Stepped = keyof typeof INPUTS;

/** Where each step is, and what it is. */
const STEPS: Readonly<Record<Stepped, readonly [path: string, summary: string]>> = {
  FileDossier: ["file", "立案: the lead grants it and names who investigates"],
  RefuseFiling: ["refuse", "不予立案"],
  AddInvestigators: ["investigators", "增加办案人员"],
  RemoveInvestigator: ["investigators/remove", "更换办案人员: he stays barred from chairing and deciding"],
  AskRecusal: ["recusals", "申请回避"],
  DecideRecusal: ["recusals/decide", "决定回避"],
  RecordInvestigation: ["investigations", "调查取证: by two officers who have shown their certificates"],
  ApproveMeasure: ["measures/approve", "批准登记保存、查封扣押"],
  PreserveEvidence: ["preservations", "先行登记保存: lapses by itself where nothing is done about it"],
  DisposePreserved: ["preservations/dispose", "对登记保存的证据作出处理"],
  SeizeProperty: ["seizures", "查封扣押"],
  ExtendSeizure: ["seizures/extend", "延长查封扣押"],
  LiftSeizure: ["seizures/lift", "解除查封扣押"],
  ProposePenalty: ["proposal", "调查终结: what the officers propose; of several norms the higher fine"],
  InformParty: ["inform", "处罚告知: the answer holds the rights and their last days"],
  ReceiveDefence: ["defence", "收到陈述申辩"],
  WaiveDefence: ["defence/waive", "放弃陈述申辩"],
  ConsiderDefence: ["defence/consider", "复核陈述申辩: nothing gets heavier for it"],
  RequestHearing: ["hearing", "要求听证"],
  ScheduleHearing: ["hearing/schedule", "安排并通知听证"],
  HoldHearing: ["hearing/hold", "举行听证: by its chair"],
  ForgoHearing: ["hearing/forgo", "放弃听证"],
  ReviewLegally: ["review", "法制审核"],
  DiscussCollectively: ["discussion", "集体讨论"],
  ExtendDecision: ["extend", "延长办案期限"],
  Decide: ["decide", "作出决定: by the deciding body alone; the answer holds its number"],
  CorrectDecision: ["decision/correct", "补正"],
  AnnulDecision: ["decision/annul", "撤销决定, with or without another one to follow"],
  PublishDecision: ["publicity", "公开决定"],
  WithdrawPublicity: ["publicity/withdraw", "撤回公开"],
  ConfirmElectronicDelivery: ["electronic-delivery", "确认电子送达"],
  DeliverDecision: ["deliver", "送达: payment and remedies run from here"],
  RecordPayment: ["payments", "缴款: money goes to the bank, not to the officer"],
  CollectOnSpot: ["payments/on-spot", "当场收缴"],
  HandIn: ["payments/hand-in", "交至行政机关"],
  BankIn: ["payments/bank-in", "缴付指定银行"],
  GrantDeferral: ["deferral", "准予延期或者分期缴纳"],
  RecordPerformance: ["performance", "履行罚款以外的处罚"],
  RecordRemedy: ["remedies", "当事人申请复议或者起诉"],
  EndRemedy: ["remedies/end", "复议决定或者判决送达"],
  UrgeParty: ["urge", "催告"],
  ApplyToCourt: ["court", "申请人民法院强制执行"],
  RecordCourt: ["court/record", "法院执行结果"],
  CloseDossier: ["close", "结案"],
  WithdrawDossier: ["withdraw", "撤案"],
  TransferToJustice: ["transfer", "移送司法机关"],
  AcknowledgeTransfer: ["transfer/acknowledge", "司法机关回执"],
  ReturnFromJustice: ["transfer/return", "司法机关退回"],
  RaiseDispute: ["dispute", "管辖争议"],
  SettleDispute: ["dispute/settle", "协商或者指定管辖"],
  HandOver: ["hand-over", "移送管辖"],
  RecordSummary: ["summary-record", "当场处罚备案"],
};

const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const rolesFor = (type: CommandType): readonly Role[] => (stepOf(firstProcess, type)?.roles ?? []) as readonly Role[];

/** What some inputs have, and the desk makes facts of. */
interface Stated {
  readonly dossierId: string;
  readonly officers?: readonly string[];
  readonly norms?: readonly string[];
  readonly discretion?: Discretion;
}

export interface DossierActionDeps {
  readonly desk: DossierDesk;
  readonly origins: Origins;
  /** Gives a serial of a year that nobody else gets. */
  readonly serialOf: (year: string) => Promise<number>;
}

export const dossierActions = ({ desk, origins, serialOf }: DossierActionDeps): Readonly<Record<string, Action>> => {
  const { clock, rules, registers, dossiers, attempts } = desk;
  const today = (): string => dayOf(clock.now());

  const view = async (dossierId: string, actor: Actor | undefined): Promise<z.input<typeof DossierView>> =>
    viewOf(await desk.known(dossierId, actor), today(), rules);

  /** What a step needs that nobody sends: the number of a decision, and whether the party is on record. */
  const filledIn = async (type: Stepped, dossierId: string, actor: Actor | undefined): Promise<object> => {
    if (type !== "Decide") return {};
    const { dossier, party } = await desk.known(dossierId, actor);
    const before = (await dossiers.history(dossierId)).filter(({ event }) => event.type === "DecisionAnnulled").length;
    return {
      number: decisionNumber(dossier.number, before),
      hasPartyData: party.name !== undefined && party.address !== undefined,
    };
  };

  const step = <Type extends Stepped>(type: Type): Action =>
    action({
      rest: `POST /dossiers/:dossierId/${STEPS[type][0]}`,
      summary: STEPS[type][1],
      access: rolesFor(type),
      input: ById.extend(INPUTS[type]),
      output: DossierView,
      run: async (input, context) => {
        const { dossierId, officers, norms, discretion, ...data } = input as Stated;
        const known = await filledIn(type, dossierId, context.actor);
        const weighed = norms && { norms, facts: discretion };
        const asked = { ...data, ...known } as unknown as AskedData<Type>;
        await desk.ask(dossierId, type, asked, context, { officers, weighed });
        return view(dossierId, context.actor);
      },
    });

  const idOf = ({ actor, idempotencyKey }: CallContext): string =>
    idempotencyKey === undefined ? newId() : idFrom("enforcement/dossier", keyOfAccount(actor?.id, idempotencyKey));

  /** What opening a dossier takes from the power list, the register of numbers and other dossiers. */
  const openedFrom = async (
    dossierId: string,
    input: OpenInput,
    step: "investigate" | "summary",
    actor: Actor | undefined,
  ) => {
    const on = today();
    const before = (await dossiers.load(dossierId))?.state;
    const item = await registers.itemOn(input.item, on);
    if (item === undefined)
      throw new DomainError("rule", "enforcement.power_item.not_in_force", "This item is not in force today", {
        item: input.item,
      });
    if (before === undefined || before.status === "none")
      await origins.check(input.source, input.operationId, actor?.department);
    // 授权: whoever acts by it decides in his own body's name.
    const own = await registers.competence(actor?.id ?? "", input.item, step, input.area, on);
    const { sameActAs, ...act } = input.act;
    const actId = sameActAs === undefined ? dossierId : await actOf(sameActAs);
    const { kind, related } = input.party;
    return {
      process: firstProcess.version,
      number:
        before === undefined || before.status === "none"
          ? dossierNumber(on.slice(0, 4), await serialOf(on.slice(0, 4)))
          : before.number,
      source: input.source,
      item: item.version,
      decidingBody: own.ok ? own.decidingBody : item.decidingBody,
      area: input.area,
      party: { kind, related },
      act: { actId, ...act },
      ...(input.operationId === undefined ? {} : { operationId: input.operationId }),
      facts: input.facts,
    };
  };
  /** Also of a dossier that is another body's: that is what it is for. */
  const actOf = async (dossierId: string): Promise<string> => {
    const state = (await dossiers.load(dossierId))?.state;
    if (state === undefined || state.status === "none") throw unknownDossier();
    return state.act.actId;
  };

  const partyOf = ({ party: { kind: _kind, related: _related, ...fields } }: OpenInput) => fields;

  const steps = Object.fromEntries((Object.keys(STEPS) as Stepped[]).map((type) => [camel(type), step(type)]));

  return {
    ...steps,
    openDossier: action({
      rest: "POST /dossiers",
      summary: "申请立案: an officer asks for a dossier; it gets its number",
      access: rolesFor("OpenDossier"),
      idempotent: true,
      status: 201,
      input: OpenInput,
      output: DossierView,
      run: async (input, context) => {
        const id = idOf(context);
        const data = await openedFrom(id, input, "investigate", context.actor);
        await desk.ask(id, "OpenDossier", data, context, { party: partyOf(input) });
        return view(id, context.actor);
      },
    }),
    decideOnSpot: action({
      rest: "POST /dossiers/on-spot",
      summary: "当场处罚: filed, decided and delivered on the spot, up to what the law of the day allows",
      access: rolesFor("DecideOnSpot"),
      idempotent: true,
      status: 201,
      input: OnSpotInput,
      output: DossierView,
      run: async ({ officers, ...input }, context) => {
        const id = idOf(context);
        const { formNumber, norms, penalty, discretion, factsAreCertain, certificatesShown } = input;
        const { evidence, reasons, defence, signed, payee } = input;
        const data = {
          ...(await openedFrom(id, input, "summary", context.actor)),
          ...{ formNumber, penalty, factsAreCertain, certificatesShown, evidence, reasons, defence, signed },
          ...(payee === undefined ? {} : { payee }),
        };
        const weighed = { norms, facts: discretion };
        await desk.ask(id, "DecideOnSpot", data, context, { officers, party: partyOf(input), weighed });
        return view(id, context.actor);
      },
    }),
    amendParty: action({
      rest: "POST /dossiers/:dossierId/party",
      summary: "补充当事人资料: a decision names the party and its address",
      access: rolesFor("AmendParty"),
      input: AmendPartyInput,
      output: DossierView,
      run: async ({ dossierId, party: fresh }, context) => {
        const { dossier, party, worksOnIt } = await desk.known(dossierId, context.actor);
        // Who sees it masked would seal the mask.
        if (!worksOnIt) throw refuse("not_investigator");
        const data = { fields: Object.keys(fresh), seen: dossier.partyEdits };
        await desk.ask(dossierId, "AmendParty", data, context, { party: { ...party, ...fresh } });
        return view(dossierId, context.actor);
      },
    }),
    dossier: action({
      rest: "GET /dossiers/:dossierId",
      summary: "案卷: where it stands, what runs, what is owed today",
      access: STAFF,
      input: ById,
      output: DossierView,
      run: ({ dossierId }, { actor }) => view(dossierId, actor),
    }),
    dossiers: action({
      rest: "GET /dossiers",
      summary: "案卷列表, newest first: of your body, or of all for who oversees them",
      access: STAFF,
      input: z.strictObject({
        body: BodyCode.optional(),
        status: z.enum(STATUSES).optional(),
        after: DossierId.optional().describe("the last one of the page before"),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      output: z.object({ dossiers: z.array(DossierView), next: DossierId.optional() }),
      run: async ({ body, status, after, limit }, { actor }) => {
        const oversees = actor?.roles.some(
          (role) => role === "inspector" || role === "supervisor" || role === "districtGovernment",
        );
        const own = oversees === true ? body : actor?.department;
        if (own === undefined && oversees !== true) return { dossiers: [] };
        if (oversees !== true && body !== undefined && body !== own) throw refuse("other_body", { body });
        const where = {
          ...(own === undefined ? {} : { "state.body": own }),
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await dossiers.find({ where, limit, after });
        const views = await Promise.all(found.map(({ id }) => view(id, actor)));
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        return { dossiers: views, ...(next === undefined ? {} : { next }) };
      },
    }),
    dossierHistory: action({
      rest: "GET /dossiers/:dossierId/history",
      summary: "案卷流转: all that has happened, with who did it by which certificate; and what was tried and refused",
      access: STAFF,
      input: ById,
      output: z.object({
        events: z.array(z.looseObject({ type: z.string(), data: z.looseObject({}), hash: z.string().optional() })),
        refusals: z.array(
          z.object({
            account: Account,
            asked: z.string(),
            code: z.string(),
            at: Instant,
            text: z.object({ zh: z.string(), en: z.string() }).optional(),
          }),
        ),
      }),
      run: async ({ dossierId }, { actor }) => {
        await desk.known(dossierId, actor);
        const [entries, refused] = await Promise.all([dossiers.history(dossierId), attempts.history(dossierId)]);
        return {
          events: entries.map(({ event, link }) => ({
            type: event.type,
            data: { ...event.data },
            ...(link === undefined ? {} : { hash: link.hash }),
          })),
          refusals: refused.map(({ event: { data } }) => {
            const text = (REFUSALS as Readonly<Record<string, { zh: string; en: string }>>)[
              data.code.split(".")[2] ?? ""
            ];
            return { ...data, ...(text === undefined ? {} : { text: { ...text } }) };
          }),
        };
      },
    }),
    dossierDocument: action({
      rest: "GET /dossiers/:dossierId/documents/:kind",
      summary: "文书: what a notice, decision or receipt has to say, with the remedies and their last days",
      access: STAFF,
      input: ById.extend({ kind: z.enum(DOCUMENT_KINDS), on: Day.optional().describe("as of this day") }),
      output: z.object({
        kind: z.string(),
        title: z.object({ zh: z.string(), en: z.string() }),
        sections: z.array(z.object({ name: z.string(), heading: z.string(), lines: z.array(z.string()) })),
      }),
      run: async ({ dossierId, kind, on = today() }, { actor }) => {
        const { dossier, party } = await desk.known(dossierId, actor);
        const history = (await dossiers.history(dossierId)).map(({ event }) => event);
        const { title, sections } = documentOf(kind, { dossier, history, party, rules, on });
        return {
          kind,
          title: { ...title },
          sections: sections.map(({ name, heading, lines }) => ({ name, heading, lines: [...lines] })),
        };
      },
    }),
  };
};
