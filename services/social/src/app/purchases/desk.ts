import { dayOf } from "@wangge/calendar";
import {
  idFrom,
  newId,
  pagesOf,
  wakeDue,
  type Actor,
  type CallContext,
  type Clock,
  type DeciderStore,
  type Log,
  type Meta,
  type Stored,
} from "@wangge/kit";
import {
  bidOf,
  existing,
  interestedOrganizations,
  opensWith,
  reasonsAgainst,
  unknownPurchase,
  type Alike,
  type Asked,
  type By,
  type Call,
  type Compared,
  type Eligibility,
  type Ineligible,
  type Offer,
  type OpenedBid,
  type Purchase,
  type PurchaseCommand,
  type PurchaseEvent,
  type PurchaseState,
} from "../../domain/purchases/index.ts";
import type { Fen } from "../../domain/money.ts";
import type { OrganizationsPort } from "../ports.ts";
import type { BidSeals } from "./seals.ts";

export type Purchases = DeciderStore<PurchaseState, PurchaseCommand, PurchaseEvent>;
export type KnownPurchase = Stored<Purchase>;

interface DeskParts {
  readonly purchases: Purchases;
  readonly organizations: OrganizationsPort;
  readonly seals: BidSeals;
  readonly clock: Clock;
  readonly log: Log;
}

type Without<Command> = Command extends { readonly by: By } ? Omit<Command, "by" | "at"> : never;
type Asking = Without<PurchaseCommand>;
/** Makes a command of what a purchase is like now. */
export type Maker = (found: KnownPurchase, by: By, at: string) => Asking | Promise<Asking>;

/** What came to nothing is no part of anything. */
const COUNTED = [
  "stated",
  "approved",
  "published",
  "opened",
  "proposed",
  "awarded",
  "contracted",
  "closed",
  "terminated",
];

const known = (stored: Stored<PurchaseState> | undefined): KnownPurchase => {
  if (stored === undefined) throw unknownPurchase();
  return { ...stored, state: existing(stored.state) };
};

/** What decisions on purchases need besides the purchase: who somebody belongs to, how an organization stands, what else was bought. */
export const createPurchaseDesk = ({ purchases, organizations, seals, clock, log }: DeskParts) => {
  const load = async (id: string): Promise<KnownPurchase> => known(await purchases.load(id));

  /** An organization and all of its house. */
  const houseOf = async (organization: string): Promise<readonly string[]> => [
    ...new Set([organization, ...(await organizations.related(organization))]),
  ];

  const belongsTo = async (account: string, organization: string): Promise<boolean> => {
    for (const one of await houseOf(organization)) if ((await organizations.people(one)).includes(account)) return true;
    return false;
  };

  const byOf = async (actor: Actor | undefined, state: PurchaseState): Promise<By> => {
    const account = actor?.id ?? "social";
    const interested = state.status === "none" ? [] : interestedOrganizations(state);
    const ties: string[] = [];
    for (const organization of interested)
      if (actor?.organization === organization || (await belongsTo(account, organization))) ties.push(organization);
    return { account, organization: actor?.organization, tiedTo: ties };
  };

  const supplierOf = ({ award, proposal, need }: Purchase): string | undefined =>
    award?.supplier ?? proposal?.supplier ?? need.single?.supplier;

  const alikeOf = async ({ id: purchase, state }: KnownPurchase): Promise<Alike> => {
    const { need, statedAt } = state;
    const supplier = supplierOf(state);
    return { purchase, need, statedAt, ...(supplier === undefined ? {} : { house: await houseOf(supplier) }) };
  };

  /** With all that the same buyer bought of the same class. */
  const compared = async (own: KnownPurchase): Promise<Compared> => {
    const { buyer, serviceClass } = own.state.need;
    const where = {
      "state.need.buyer.code": buyer.code,
      "state.need.serviceClass": serviceClass,
      "state.status": { in: COUNTED },
    };
    const others: Alike[] = [];
    for await (const page of pagesOf(purchases, where))
      for (const one of page) if (one.id !== own.id) others.push(await alikeOf(known(one)));
    return { own: await alikeOf(own), others };
  };

  const against = async (
    organization: string | undefined,
    { call }: Purchase,
    at: string,
  ): Promise<readonly Ineligible[]> => {
    const day = dayOf(at);
    const anybody: Eligibility = { forms: [], yearsRegistered: 0 };
    const standing = organization === undefined ? undefined : await organizations.standing(organization, day);
    return reasonsAgainst(standing, call?.eligibility ?? anybody, day);
  };

  const say = async (
    id: string,
    make: Maker,
    { actor, meta }: Pick<CallContext, "actor" | "meta">,
  ): Promise<KnownPurchase> => {
    const found = await load(id);
    const by = await byOf(actor, found.state);
    const at = clock.now();
    const asked = await make(found, by, at);
    return known(await purchases.handle(id, { ...asked, by, at }, metaOf(id, meta)));
  };

  const metaOf = (id: string, meta: Meta): Meta => ({ ...meta, correlationId: id });

  const state = async (
    asked: Extract<Asking, { type: "StateNeed" }>,
    { actor, meta }: Pick<CallContext, "actor" | "meta">,
  ): Promise<KnownPurchase> => {
    const key = meta.messageId;
    const id = key === undefined ? newId() : idFrom("purchase", actor?.id ?? "", key);
    const by: By = { account: actor?.id ?? "social", organization: actor?.organization, tiedTo: [] };
    return known(await purchases.handle(id, { ...asked, by, at: clock.now() }, metaOf(id, meta)));
  };

  /** All bids, with what speaks against each: known only now. */
  const opened = async ({ id, state: purchase }: KnownPurchase, at: string): Promise<readonly OpenedBid[]> => {
    const houses = new Map<string, readonly string[]>();
    for (const { organization } of purchase.bids) houses.set(organization, await houseOf(organization));
    const found: OpenedBid[] = [];
    for (const { id: bid, organization, sealed } of purchase.bids) {
      const offer = seals.open(id, bid, sealed);
      const isOfHouse = purchase.bids.some(
        (other) => other.id !== bid && houses.get(organization)?.includes(other.organization),
      );
      const isOut = (await against(organization, purchase, at)).length > 0;
      const fault = isOfHouse ? { fault: "sameHouse" as const } : isOut ? { fault: "notEligible" as const } : {};
      found.push({ bid, offer, ...fault });
    }
    return found;
  };

  /** What an organization offers, under its seal. */
  const handIn =
    (offer: Offer): Maker =>
    async ({ id, state: purchase }, { organization }, at) => {
      const bid = idFrom("bid", id, organization ?? "");
      const sealed = seals.seal(id, bid, offer);
      return { type: "HandInBid", data: { bid, sealed, against: await against(organization, purchase, at) } };
    };

  const attend: Maker = async (found, by, at) => ({
    type: "AttendOpening",
    data: opensWith(found.state, by, at) ? { opened: await opened(found, at) } : {},
  });

  const propose: Maker = async (found) => {
    const houses: Record<string, readonly string[]> = {};
    for (const { organization } of found.state.bids) houses[organization] = await houseOf(organization);
    return { type: "ProposeAward", data: { compared: await compared(found), houses } };
  };

  const sign =
    (contract: Omit<Asked<"SignContract">["data"], "isManagerTied">): Maker =>
    async ({ state: { award } }) => {
      const isManagerTied = award !== undefined && (await belongsTo(contract.manager, award.supplier));
      return { type: "SignContract", data: { ...contract, isManagerTied } };
    };

  return {
    purchases,
    load,
    say,
    state,
    ask: {
      handIn,
      attend,
      propose,
      sign,
      approve: (async (found) => ({ type: "ApproveNeed", data: { compared: await compared(found) } })) as Maker,
      publish:
        (call: Call): Maker =>
        async (found) => ({ type: "PublishCall", data: { call, compared: await compared(found) } }),
      notice:
        (amount: Fen): Maker =>
        async (found, _by, at) => ({
          type: "NoticeSingle",
          data: {
            amount,
            against: await against(found.state.need.single?.supplier, found.state, at),
            compared: await compared(found),
          },
        }),
    },

    /** An organization's own bid, which it may read at any time. */
    ownOffer: ({ id, state: purchase }: KnownPurchase, organization: string): Offer | undefined => {
      const bid = bidOf(purchase, organization);
      return bid === undefined ? undefined : (bid.offer ?? seals.open(id, bid.id, bid.sealed));
    },

    /** Awards whose publicity is over, and challenges whose answer is late; each once, however many processes look. */
    wake: (): Promise<void> =>
      wakeDue({
        store: purchases,
        command: (at) => ({ type: "WakePurchase" as const, at }),
        ...{ actor: "social", clock, log },
      }),
  };
};

export type PurchaseDesk = ReturnType<typeof createPurchaseDesk>;
