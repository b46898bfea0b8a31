import { CaseId, DepartmentCode, GridCode, Instant } from "@wangge/contracts";
import { DeclineReason, DossierId, LeadOutcome } from "@wangge/contracts/events";
import {
  action,
  isOffice,
  type Actor,
  type CallContext,
  type Clock,
  type Role,
  type Stored,
  type Where,
} from "@wangge/kit";
import { z } from "zod";
import type { Leads } from "../app/lead/listen.ts";
import {
  clockOf,
  unknownLead,
  type Caller,
  type Lead,
  type LeadCommand,
  type LeadState,
} from "../domain/lead/index.ts";

const BODY: readonly Role[] = ["officer", "enforcementLead"];
const READERS: readonly Role[] = [...BODY, "legalReviewer", "clerk", "dispatcher", "supervisor"];

const Status = z
  .enum(["away", "open", "accepted", "declined", "concluded"])
  .describe("不在本机关, 待受理, 已受理, 不予受理, 已办结");

const LeadView = z.object({
  caseId: CaseId,
  version: z.int(),
  status: Status,
  department: DepartmentCode,
  attempt: z.int().describe("派遣次数"),
  grid: GridCode,
  dueAt: Instant.optional().describe("处置时限 of the case, as it was extended; absent while its clock stands still"),
  suspendedUntil: Instant.optional().describe("挂账: the clock of the case stands still until then"),
  ruled: z.literal(true).optional().describe("强制裁定: it cannot be declined"),
  handled: z.boolean().describe("dispatch has taken the case as handled"),
  openedAt: Instant.optional(),
  acceptBy: Instant.optional(),
  acceptedAt: Instant.optional(),
  acceptedBy: z.string().optional(),
  overdue: z.literal(true).optional().describe("nobody has taken it up in time"),
  reason: DeclineReason.optional(),
  outcome: LeadOutcome.optional(),
  answeredAt: Instant.optional(),
  dossiers: z.array(z.object({ dossierId: DossierId, outcome: LeadOutcome.optional() })),
});

type KnownLead = Stored<Lead & { readonly order: NonNullable<Lead["order"]> }>;

const asKnown = (stored: Stored<LeadState> | undefined): KnownLead => {
  if (stored === undefined || stored.state.status === "none" || stored.state.order === undefined) throw unknownLead();
  const { state } = stored;
  return { ...stored, state: { ...state, order: stored.state.order } };
};

const viewOf = ({ id: caseId, version, state }: KnownLead): z.input<typeof LeadView> => {
  const { order, holder, dossiers, clock: _clock, wakeAt: _wake, ...rest } = state;
  const { department, attempt, grid, ruled } = order;
  return {
    ...rest,
    ...{ caseId, version, department, attempt, grid, ...clockOf(state), handled: holder.is === "handled" },
    ...(ruled === undefined ? {} : { ruled }),
    dossiers: dossiers.map(({ id: dossierId, outcome }) => ({
      dossierId,
      ...(outcome === undefined ? {} : { outcome }),
    })),
  };
};

/** Its body knows a lead, and the office; a private one nobody else even finds. */
const mayKnow = ({ order }: KnownLead["state"], actor: Actor | undefined): boolean =>
  actor === undefined || isOffice(actor) || actor.department === order.department;

const callerOf = (actor: Actor | undefined): Caller => ({
  account: actor?.id ?? "enforcement",
  ...(actor?.department === undefined ? {} : { department: actor.department }),
});

interface LeadActionDeps {
  readonly leads: Leads;
  readonly clock: Clock;
}

/** 线索: what a body does with the cases that dispatch has ordered to it. */
export const leadActions = ({ leads, clock }: LeadActionDeps) => {
  const known = async (caseId: string, actor: Actor | undefined): Promise<KnownLead> => {
    const lead = asKnown(await leads.load(caseId));
    if (!mayKnow(lead.state, actor)) throw unknownLead();
    return lead;
  };
  const ask = async (
    caseId: string,
    make: (by: Caller, at: string) => LeadCommand,
    { actor, meta }: CallContext,
  ): Promise<z.input<typeof LeadView>> => {
    await known(caseId, actor);
    const command = make(callerOf(actor), clock.now());
    return viewOf(asKnown(await leads.handle(caseId, command, { ...meta, correlationId: caseId })));
  };
  const ById = z.strictObject({ caseId: CaseId });

  return {
    leads: action({
      rest: "GET /leads",
      summary: "线索: cases ordered to a body, newest first, a page at a time; a body sees its own",
      access: READERS,
      input: z.strictObject({
        department: DepartmentCode.optional(),
        status: Status.optional(),
        after: CaseId.optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
      output: z.object({ leads: z.array(LeadView), next: CaseId.optional() }),
      run: async ({ department, status, after, limit }, { actor }) => {
        const body = actor === undefined || isOffice(actor) ? department : (actor.department ?? "");
        const where: Where = {
          ...(body === undefined ? {} : { "state.order.department": body }),
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await leads.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        // What is only known to have ended before its order was heard is no lead.
        const shown = found.filter(({ state }) => state.status !== "none" && state.order !== undefined).map(asKnown);
        return { leads: shown.map(viewOf), ...(next === undefined ? {} : { next }) };
      },
    }),
    lead: action({
      rest: "GET /leads/:caseId",
      summary: "One lead 线索, by its case",
      access: READERS,
      input: ById,
      output: LeadView,
      run: async ({ caseId }, { actor }) => viewOf(await known(caseId, actor)),
    }),
    acceptLead: action({
      rest: "POST /leads/:caseId/accept",
      summary: "受理线索: an officer of the body takes it up; dispatch takes the order as taken on",
      access: BODY,
      input: ById,
      output: LeadView,
      run: ({ caseId }, context) => ask(caseId, (by, at) => ({ type: "AcceptLead", by, at }), context),
    }),
    declineLead: action({
      rest: "POST /leads/:caseId/decline",
      summary: "不予受理: with a reason; dispatch gets the order back, unless it was ruled",
      access: BODY,
      input: ById.extend({ reason: DeclineReason }),
      output: LeadView,
      run: ({ caseId, reason }, context) =>
        ask(caseId, (by, at) => ({ type: "DeclineLead", data: { reason }, by, at }), context),
    }),
    concludeLead: action({
      rest: "POST /leads/:caseId/conclude",
      summary:
        "办结: the scene is put right, or there is nothing to put right; dispatch has it checked, a dossier goes on",
      access: BODY,
      input: ById.extend({ outcome: LeadOutcome.exclude(["withdrawn"]) }),
      output: LeadView,
      run: ({ caseId, outcome }, context) =>
        ask(caseId, (by, at) => ({ type: "ConcludeLead", data: { outcome }, by, at }), context),
    }),
  };
};
