import { Instant, OrganizationId, Ulid, Fen } from "@wangge/contracts";
import { PurchaseId, ServiceClassCode } from "@wangge/contracts/events";
import { action, DomainError, type Actor, type Where } from "@wangge/kit";
import { z } from "zod";
import type { KnownPurchase } from "../../app/purchases/desk.ts";
import { ocdsRecord } from "../../app/purchases/ocds.ts";
import { existing, unknownPurchase, type Purchase } from "../../domain/purchases/index.ts";
import { shown, type PurchaseActionDeps } from "./asking.ts";
import { ById } from "./input.ts";
import { isInsider, mustKnow, PurchaseView, Status } from "./view.ts";

const BidView = z.object({
  bid: Ulid,
  organization: OrganizationId,
  handedAt: Instant,
  amount: Fen,
  plan: z.string(),
  fault: z.enum(["overBudget", "sameHouse", "notEligible", "excluded"]).optional(),
  scores: z
    .array(z.object({ by: z.string(), points: z.record(z.string(), z.int()) }))
    .describe("of the member that asks; for the office of all, once the award is proposed"),
});

const Release = z
  .object({ ocid: z.string(), id: z.string(), date: Instant, tag: z.array(z.string()) })
  .loose()
  .describe("a release of the Open Contracting Data Standard 1.1");

/** Members read bids when they have said that they have no ties; the office when they are opened. */
const mayReadBids = (state: Purchase, actor: Actor | undefined): boolean =>
  state.committee.some(({ account, standing }) => account === actor?.id && standing === "declared") ||
  (isInsider(actor, state) && !state.committee.some(({ account }) => account === actor?.id));

export const readingActions = (deps: PurchaseActionDeps) => {
  const { desk, clock, classes, publisherAt } = deps;
  const found = async (purchaseId: string, actor: Actor | undefined): Promise<KnownPurchase> => {
    const purchase = await desk.load(purchaseId);
    mustKnow(purchase, actor);
    return purchase;
  };
  return {
    purchases: action({
      rest: "GET /purchases",
      summary: "政府购买服务, newest first, a page at a time; needs that are not published for the office only",
      access: "public",
      input: z.strictObject({
        status: Status.optional(),
        buyer: z.string().optional(),
        serviceClass: ServiceClassCode.optional(),
        after: PurchaseId.optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
      output: z.object({ purchases: z.array(PurchaseView), next: PurchaseId.optional() }),
      run: async ({ status, buyer, serviceClass, after, limit }, context) => {
        const { actor } = context;
        const isInside = actor !== undefined && isInsider(actor, { statedBy: "" });
        const where: Where = {
          ...(status === undefined ? {} : { "state.status": status }),
          ...(buyer === undefined ? {} : { "state.need.buyer.code": buyer }),
          ...(serviceClass === undefined ? {} : { "state.need.serviceClass": serviceClass }),
          ...(isInside ? {} : { "state.publishedAt": { gt: "" } }),
        };
        const page = await desk.purchases.find({ where, limit, after });
        const next = page.length === limit ? page.at(-1)?.id : undefined;
        const purchases = page.map((one) => shown(deps, { ...one, state: existing(one.state) }, context));
        return { purchases, ...(next === undefined ? {} : { next }) };
      },
    }),
    purchase: action({
      rest: "GET /purchases/:purchaseId",
      summary: "One purchase, with what the caller may see of it",
      access: "public",
      input: ById,
      output: PurchaseView,
      run: async ({ purchaseId }, context) => shown(deps, await found(purchaseId, context.actor), context),
    }),
    serviceClasses: action({
      rest: "GET /service-classes",
      summary: "购买服务目录: what is bought, with what each class is called",
      access: "public",
      input: z.strictObject({}),
      output: z.object({
        classes: z.array(z.object({ code: ServiceClassCode, name: z.object({ zh: z.string(), en: z.string() }) })),
      }),
      run: () =>
        Promise.resolve({
          classes: classes(clock.now()).map(({ code, label: zh, en }) => ({ code, name: { zh, en } })),
        }),
    }),
    purchaseBids: action({
      rest: "GET /purchases/:purchaseId/bids",
      summary:
        "投标文件, from the opening on; to members of the committee when they have declared that they have no ties",
      access: ["reviewer", "socialOfficer", "supervisor", "inspector"],
      input: ById,
      output: z.object({ bids: z.array(BidView) }),
      run: async ({ purchaseId }, { actor }) => {
        const { state } = await found(purchaseId, actor);
        if (!mayReadBids(state, actor))
          throw new DomainError("forbidden", "social.purchase.bids_not_yours", "These bids are not for you to read");
        if (state.openedAt === undefined)
          throw new DomainError("rule", "social.purchase.sealed", "Bids stay sealed until two people open them");
        const showsAll = state.proposal !== undefined && isInsider(actor, state);
        return {
          bids: state.bids.flatMap(({ id: bid, organization, handedAt, offer, fault }) => {
            if (offer === undefined) return [];
            const own = state.scores.filter((score) => score.bid === bid && (showsAll || score.by === actor?.id));
            const scores = own.map(({ by, points }) => ({ by, points: { ...points } }));
            return [{ bid, organization, handedAt, ...offer, ...(fault === undefined ? {} : { fault }), scores }];
          }),
        };
      },
    }),
    purchaseOcds: action({
      rest: "GET /purchases/:purchaseId/ocds",
      summary: "开放采购数据 (OCDS 1.1): a release for each public step, and all of them compiled",
      access: "public",
      input: ById,
      output: z.object({ ocid: z.string(), releases: z.array(Release), compiledRelease: Release }),
      run: async ({ purchaseId }) => {
        const record = ocdsRecord(purchaseId, await desk.purchases.history(purchaseId), publisherAt);
        if (record === undefined) throw unknownPurchase();
        return {
          ...record,
          releases: [...record.releases].map((one) => ({ ...one, tag: [...one.tag] })),
          compiledRelease: { ...record.compiledRelease, tag: [...record.compiledRelease.tag] },
        };
      },
    }),
  };
};
