import { Day, GridCode, OrganizationId, Ulid } from "@wangge/contracts";
import { Amount, GrantId } from "@wangge/contracts/events";
import { action, type CallContext, type Role, type Where } from "@wangge/kit";
import { z } from "zod";
import { knownGrant } from "../../app/grants/treasury.ts";
import type { Grants } from "../../app/grants/stores.ts";
import { idOfRequest, isOfOffice, OFFICE } from "./access.ts";
import type { AskedOfGrant, GrantDesk } from "./grant-desk.ts";
import { GateInput, grantView, GrantView, IndicatorInput, OutcomeInput } from "./grant-view.ts";

const Reason = z.string().min(1).max(2_000);
const Reference = z.string().min(1).max(100);
const ById = z.strictObject({ grantId: GrantId });
const ByTranche = ById.extend({ tranche: z.coerce.number().int().min(1) });
const ByMilestone = ById.extend({ milestone: z.coerce.number().int().min(1) });

interface Step<Input extends z.ZodType> {
  readonly rest: `POST /grants/:grantId/${string}`;
  readonly summary: string;
  readonly access: readonly Role[];
  readonly input: Input;
  readonly as: (input: z.output<Input>, context: CallContext) => AskedOfGrant;
}

/** 资助协议、里程碑、拨付、票据、评估、追回、退出、结项. */
export const grantActions = ({ desk, grants }: { readonly desk: GrantDesk; readonly grants: Grants }) => {
  const step = <Input extends z.ZodType<{ readonly grantId: string }>>({ as, ...options }: Step<Input>) =>
    action({
      ...options,
      output: GrantView,
      run: (input, context) => desk.ask(input.grantId, as(input, context), context),
    });

  return {
    grants: action({
      rest: "GET /grants",
      summary: "资助项目, newest first, a page at a time; an organization sees its own",
      access: [...OFFICE, "organization"],
      input: z.strictObject({
        organization: OrganizationId.optional(),
        status: GrantView.shape.status.optional(),
        after: GrantId.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      output: z.object({ grants: z.array(GrantView), next: GrantId.optional() }),
      run: async ({ organization, status, after, limit }, { actor }) => {
        const whose = isOfOffice(actor) ? organization : (actor?.organization ?? "");
        const where: Where = {
          ...(whose === undefined ? {} : { "state.organization": whose }),
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await grants.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        const shown = found.map((one) => grantView(knownGrant(one), actor));
        return { grants: shown, ...(next === undefined ? {} : { next }) };
      },
    }),
    grant: action({
      rest: "GET /grants/:grantId",
      summary: "One grant; what is shown of it depends on who asks",
      access: [...OFFICE, "organization", "gridWorker"],
      input: ById,
      output: GrantView,
      run: async ({ grantId }, { actor }) => grantView(await desk.known(grantId, actor), actor),
    }),
    draftAgreement: step({
      rest: "POST /grants/:grantId/agreement",
      summary: "拟定协议: indicators, what tranches depend on, what outcomes earn; what was signed before is void",
      access: ["socialOfficer"],
      input: ById.extend({
        indicators: z.array(IndicatorInput).max(20).default([]),
        gates: z.array(GateInput).max(20).default([]),
        outcome: OutcomeInput.optional(),
      }),
      as: ({ indicators, gates, outcome }) => ({
        type: "DraftAgreement",
        data: { indicators, gates, ...(outcome === undefined ? {} : { outcome }) },
      }),
    }),
    signAgreement: step({
      rest: "POST /grants/:grantId/agreement/sign",
      summary: "签约, by the organization or by the office; with the second it holds",
      access: ["organization", "socialOfficer"],
      input: ById,
      as: () => ({ type: "SignAgreement", data: {} }),
    }),
    declineGrant: step({
      rest: "POST /grants/:grantId/decline",
      summary: "放弃资助, by the organization, before it has signed",
      access: ["organization"],
      input: ById,
      as: () => ({ type: "DeclineOffer", data: {} }),
    }),
    reportMilestone: step({
      rest: "POST /grants/:grantId/milestones/:milestone/report",
      summary: "里程碑上报, by the organization",
      access: ["organization"],
      input: ByMilestone,
      as: ({ milestone }) => ({ type: "ReportMilestone", data: { milestone } }),
    }),
    verifyMilestone: step({
      rest: "POST /grants/:grantId/milestones/:milestone/verify",
      summary: "里程碑核验, by somebody without ties to the organization",
      access: ["socialOfficer", "reviewer", "inspector"],
      input: ByMilestone.extend({ passed: z.boolean(), reason: Reason }),
      as: ({ milestone, passed, reason }) => ({ type: "VerifyMilestone", data: { milestone, passed, reason } }),
    }),
    evaluateGrant: step({
      rest: "POST /grants/:grantId/evaluations",
      summary: "中期评估、终期评估: unqualified means nothing more is paid, deferred that it is evaluated again",
      access: ["reviewer", "inspector", "socialOfficer"],
      input: ById.extend({
        kind: z.enum(["midTerm", "final"]),
        result: z.enum(["qualified", "unqualified", "deferred"]),
        reason: Reason,
      }),
      as: ({ kind, result, reason }) => ({ type: "Evaluate", data: { kind, result, reason } }),
    }),
    requestTranche: step({
      rest: "POST /grants/:grantId/tranches/:tranche/request",
      summary: "请款, when what the tranche depends on is there",
      access: ["socialOfficer"],
      input: ByTranche,
      as: ({ tranche }) => ({ type: "RequestTranche", data: { tranche } }),
    }),
    approveTranche: step({
      rest: "POST /grants/:grantId/tranches/:tranche/approve",
      summary: "复核, by somebody other than who asked",
      access: ["financeOfficer"],
      input: ByTranche,
      as: ({ tranche }) => ({ type: "ApproveTranche", data: { tranche } }),
    }),
    refuseTranche: step({
      rest: "POST /grants/:grantId/tranches/:tranche/refuse",
      summary: "退回请款: it may be asked for again",
      access: ["financeOfficer"],
      input: ByTranche,
      as: ({ tranche }) => ({ type: "RefuseTranche", data: { tranche } }),
    }),
    payTranche: step({
      rest: "POST /grants/:grantId/tranches/:tranche/pay",
      summary: "拨付, with the bank's reference",
      access: ["financeOfficer"],
      input: ByTranche.extend({ reference: Reference }),
      as: ({ tranche, reference }) => ({ type: "PayTranche", data: { tranche, reference } }),
    }),
    addReceipt: action({
      rest: "POST /grants/:grantId/receipts",
      summary:
        "票据, by the organization: one invoice once, in whatever grant; its own people get wages and nothing else",
      access: ["organization"],
      input: ById.extend({
        number: Reference,
        category: z.string().min(1).max(40),
        amount: Amount.min(1),
        on: Day,
        person: z.string().min(1).max(100).optional().describe("the account of a person who was paid"),
      }),
      output: GrantView,
      run: async ({ grantId, person, ...receipt }, context) => {
        await desk.known(grantId, context.actor);
        await desk.mustBeFirst(grantId, receipt.number);
        const whom = person === undefined ? {} : { person };
        const data = { id: idOfRequest("receipt", context), ...receipt, ...whom };
        return desk.ask(grantId, { type: "AddReceipt", data }, context);
      },
    }),
    judgeReceipt: action({
      rest: "POST /grants/:grantId/receipts/:receipt/judge",
      summary: "票据审核, within the agreed shares of costs",
      access: ["socialOfficer", "financeOfficer"],
      input: ById.extend({ receipt: Ulid, accepted: z.boolean(), reason: Reason }),
      output: GrantView,
      run: async ({ grantId, receipt: id, accepted, reason }, context) => {
        const { state } = await desk.known(grantId, context.actor);
        const number = state.receipts.find((one) => one.id === id)?.number;
        if (accepted && number !== undefined) await desk.mustBeFirst(grantId, number);
        return desk.ask(grantId, { type: "JudgeReceipt", data: { id, accepted, reason } }, context);
      },
    }),
    proveOwn: step({
      rest: "POST /grants/:grantId/own",
      summary: "自筹资金到位, each reference once",
      access: ["socialOfficer", "financeOfficer"],
      input: ById.extend({ reference: Reference, amount: Amount.min(1) }),
      as: ({ reference, amount }) => ({ type: "ProveOwn", data: { reference, amount } }),
    }),
    readIndicator: step({
      rest: "POST /grants/:grantId/readings",
      summary: "指标上报, by the organization, for a grid and a day",
      access: ["organization"],
      input: ById.extend({ indicator: z.string(), value: z.int(), grid: GridCode, on: Day }),
      as: ({ grantId: _grant, ...reading }, context) => ({
        type: "ReadIndicator",
        data: { id: idOfRequest("reading", context), ...reading },
      }),
    }),
    demandRepayment: step({
      rest: "POST /grants/:grantId/repayment",
      summary: "追回: as much as the rule says, by its deadline",
      access: ["financeOfficer", "districtGovernment"],
      input: ById,
      as: () => ({ type: "DemandRepayment", data: {} }),
    }),
    recordRepayment: step({
      rest: "POST /grants/:grantId/repayments",
      summary: "退款到账, in parts, each reference once",
      access: ["financeOfficer"],
      input: ById.extend({ reference: Reference, amount: Amount.min(1) }),
      as: ({ reference, amount }) => ({ type: "RecordRepayment", data: { reference, amount } }),
    }),
    declareBreach: step({
      rest: "POST /grants/:grantId/breach",
      summary: "违约: nothing more is paid, all is to come back, the organization is barred for years",
      access: ["districtGovernment"],
      input: ById.extend({ reason: Reason }),
      as: ({ reason }) => ({ type: "DeclareBreach", data: { reason } }),
    }),
    closeGrant: step({
      rest: "POST /grants/:grantId/close",
      summary: "结项, when every fen is used or back",
      access: ["financeOfficer"],
      input: ById,
      as: () => ({ type: "CloseGrant", data: {} }),
    }),
  };
};
