import { Day, Instant, OrganizationId, Ulid, Fen } from "@wangge/contracts";
import { PurchaseBuyer, PurchaseId, PurchaseMethod } from "@wangge/contracts/events";
import { isOffice, type Actor } from "@wangge/kit";
import { z } from "zod";
import type { KnownPurchase } from "../../app/purchases/desk.ts";
import {
  bidOf,
  paidSum,
  unknownPurchase,
  type Offer,
  type Purchase,
  type PurchaseStatus,
} from "../../domain/purchases/index.ts";

export const Status = z
  .enum([
    "stated",
    "refused",
    "approved",
    "published",
    "opened",
    "proposed",
    "awarded",
    "contracted",
    "closed",
    "terminated",
    "failed",
    "cancelled",
  ] satisfies readonly PurchaseStatus[])
  .describe("待审批, 未批准, 已批准, 招标中, 已开标, 公示中, 已成交, 履约中, 已结项, 合同终止, 废标, 终止采购");

const Points = z.int().describe("ten-thousandths of a point");

/** For the office, and for who stated the need. */
const Inside = z.object({
  reason: z.string(),
  statedBy: z.string(),
  approvedBy: z.string().optional(),
  findings: z.array(
    z.object({
      kind: z.enum(["sameLine", "sameSubject", "sameHouse"]).describe("同一预算项目, 同一内容, 同一供应商"),
      purchases: z.array(PurchaseId),
      sum: Fen,
      threshold: Fen,
      answer: z
        .object({
          kind: z.enum(["budgetAdjusted", "otherwiseApproved", "otherSubject"]),
          reason: z.string(),
          by: z.string(),
          at: Instant,
        })
        .optional(),
    }),
  ),
  committee: z
    .array(z.object({ account: z.string(), standing: z.enum(["named", "declared", "recused", "replaced"]) }))
    .optional()
    .describe("评审小组: secret until the result is public"),
  payments: z.array(
    z.object({
      id: Ulid,
      milestone: z.string(),
      amount: Fen,
      status: z.enum(["asked", "paid", "refused"]),
      askedBy: z.string(),
      askedAt: Instant,
      decidedBy: z.string().optional(),
      decidedAt: Instant.optional(),
    }),
  ),
  manager: z.string().optional(),
});

export const PurchaseView = z.object({
  purchaseId: PurchaseId,
  status: Status,
  title: z.string(),
  buyer: PurchaseBuyer,
  serviceClass: z.string(),
  method: PurchaseMethod,
  budget: Fen,
  from: Day,
  until: Day,
  budgetLine: z.string(),
  single: z.object({ supplier: OrganizationId, why: z.string() }).optional(),
  publishedAt: Instant.optional(),
  call: z
    .object({
      closesAt: Instant,
      criteria: z.array(z.object({ code: z.string(), label: z.string(), weight: z.int() })),
      eligibility: z.object({ forms: z.array(z.string()), yearsRegistered: z.int() }),
      documents: z.array(z.object({ title: z.string(), digest: z.string() })),
    })
    .optional(),
  openedAt: Instant.optional(),
  bidders: z.array(OrganizationId).optional().describe("from the opening on; before it not even their number is told"),
  proposal: z
    .object({
      round: z.int(),
      supplier: OrganizationId,
      amount: Fen,
      ranking: z.array(
        z.object({
          organization: OrganizationId,
          amount: Fen,
          price: Points,
          quality: Points,
          total: Points,
        }),
      ),
      publicityUntil: Instant,
    })
    .optional(),
  challenges: z.array(
    z.object({
      id: Ulid,
      round: z.int(),
      organization: OrganizationId,
      madeAt: Instant,
      answerBy: Instant,
      late: z.literal(true).optional(),
      grounds: z.string().optional().describe("for the office and for who challenges"),
      upheld: z.boolean().optional(),
      reason: z.string().optional(),
    }),
  ),
  award: z.object({ supplier: OrganizationId, amount: Fen, at: Instant, contractBy: Instant }).optional(),
  contract: z
    .object({
      number: z.string(),
      amount: Fen,
      from: Day,
      until: Day,
      signedAt: Instant,
      milestones: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          amount: Fen,
          due: Day,
          status: z.enum(["due", "delivered", "accepted"]),
        }),
      ),
      additions: z.array(z.object({ milestone: z.string(), amount: Fen, reason: z.string(), at: Instant })),
    })
    .optional(),
  paidInAll: Fen,
  ended: z.object({ at: Instant, reason: z.string() }).optional(),
  grade: z.int().optional().describe("履约评价"),
  ownBid: z
    .object({ handedAt: Instant, amount: Fen, plan: z.string(), fault: z.string().optional() })
    .optional()
    .describe("of the organization that asks"),
  standing: z
    .enum(["named", "declared", "recused", "replaced"])
    .optional()
    .describe("of a member of the committee that asks"),
  inside: Inside.optional(),
});
export type PurchaseView = z.input<typeof PurchaseView>;

const INSIDERS: ReadonlySet<string> = new Set(["socialOfficer", "financeOfficer", "inspector", "districtGovernment"]);

export const isInsider = (actor: Actor | undefined, { statedBy }: Pick<Purchase, "statedBy">): boolean =>
  actor !== undefined && (isOffice(actor) || actor.id === statedBy || actor.roles.some((role) => INSIDERS.has(role)));

/** What is not public only insiders find. */
export const mustKnow = ({ state }: KnownPurchase, actor: Actor | undefined): void => {
  if (state.publishedAt === undefined && !isInsider(actor, state)) throw unknownPurchase();
};

/** Leaves out what is undefined: the schemas know absent fields only. */
const given = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

const insideOf = ({ need, statedBy, approvedBy, findings, committee, payments, contract, ...state }: Purchase) => ({
  ...{
    reason: need.reason,
    statedBy,
    findings: findings.map((one) => ({ ...one, purchases: [...one.purchases] })),
    payments: [...payments],
  },
  ...given({
    approvedBy,
    manager: contract?.manager,
    committee: state.proposal === undefined && state.setAside.length === 0 ? undefined : [...committee],
  }),
});

const challengesOf = (state: Purchase, actor: Actor | undefined): PurchaseView["challenges"] =>
  state.challenges.map(({ answer, grounds, ...one }) => ({
    ...one,
    ...(isInsider(actor, state) || actor?.organization === one.organization ? { grounds } : {}),
    ...(answer === undefined ? {} : { upheld: answer.upheld, reason: answer.reason }),
  }));

/** What this caller may see of it, field by field. `ownOffer`: what the caller's organization has offered. */
export const viewOf = (
  { id: purchaseId, state }: KnownPurchase,
  actor: Actor | undefined,
  ownOffer?: Offer,
): PurchaseView => {
  const { need, call, proposal, contract, award, payments } = state;
  const { title, buyer, serviceClass, method, amount: budget, budgetLine, from, until, single } = need;
  const bid = actor?.organization === undefined ? undefined : bidOf(state, actor.organization);
  const standing = state.committee.find(({ account }) => account === actor?.id)?.standing;
  return {
    ...{ purchaseId, status: state.status, title, buyer, serviceClass, method, budget, budgetLine, from, until },
    challenges: challengesOf(state, actor),
    paidInAll: paidSum(payments),
    ...given({
      single,
      publishedAt: state.publishedAt,
      call: call && {
        ...call,
        criteria: [...call.criteria],
        documents: [...call.documents],
        eligibility: { ...call.eligibility, forms: [...call.eligibility.forms] },
      },
      openedAt: state.openedAt,
      bidders: state.openedAt === undefined ? undefined : state.bids.map(({ organization }) => organization),
      proposal: proposal && { ...proposal, ranking: [...proposal.ranking] },
      award,
      contract: contract && { ...contract, milestones: [...contract.milestones], additions: [...contract.additions] },
      ended: state.ended,
      grade: state.evaluation?.grade,
      standing,
      ownBid: bid &&
        ownOffer && { handedAt: bid.handedAt, ...ownOffer, ...(bid.fault === undefined ? {} : { fault: bid.fault }) },
      inside: isInsider(actor, state) ? insideOf(state) : undefined,
    }),
  };
};
