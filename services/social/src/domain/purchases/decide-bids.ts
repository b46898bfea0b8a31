import { DomainError } from "@wangge/kit/errors";
import type { Asked, By, OpenedBid } from "./commands.ts";
import type { PurchaseEvent } from "./events.ts";
import { countedBids, PRICE, type Bid, type Call, type Purchase } from "./purchase.ts";
import { forbid, missing, mustBe, mustBeImpartial, mustNotBe, refuse } from "./refuse.ts";
import { committeeSize, type BidRules, type PurchaseTerms } from "./rules.ts";
import { rankingOf } from "./score.ts";
import { foundBy } from "./decide-need.ts";

const organizationOf = ({ organization }: By): string => {
  if (organization === undefined) throw forbid("no_organization", "Your account acts for no organization");
  return organization;
};

const callOf = ({ call }: Purchase): Call => {
  if (call === undefined) throw missing("call");
  return call;
};

export const bidOf = ({ bids }: Purchase, organization: string | undefined): Bid | undefined =>
  bids.find((bid) => bid.organization === organization);

/** Whether this is the second person at the opening, so that the seals may be broken. */
export const opensWith = (state: Purchase, { account }: Pick<By, "account">, at: string): boolean =>
  state.status === "published" &&
  at >= callOf(state).closesAt &&
  state.attended.length > 0 &&
  !state.attended.includes(account);

const judges = ({ committee }: Purchase): readonly string[] =>
  committee.filter(({ standing }) => standing === "declared").map(({ account }) => account);

export const bidDecisions = ({ calendar, rulesAt }: PurchaseTerms) => {
  const rulesOf = ({ approvedAt = "" }: Purchase) => rulesAt(approvedAt);
  const bidRules = (state: Purchase): BidRules => {
    const { method } = state.need;
    if (method === "singleSource") throw refuse("single_source", "There is one supplier: there are no bids");
    return rulesOf(state).methods[method];
  };

  const mustBeOpen = (state: Purchase, at: string): void => {
    mustBe(state, "published");
    if (at >= callOf(state).closesAt) throw refuse("late", "The call is closed");
  };

  const judged = (state: Purchase, { offer, fault }: OpenedBid) => {
    const why = fault ?? (offer.amount > state.need.amount ? ("overBudget" as const) : undefined);
    return why === undefined ? {} : { fault: why };
  };

  /** 废标, where too few bids count. */
  const failedIf = (count: number, state: Purchase, said: { by: string; at: string }): readonly PurchaseEvent[] =>
    count >= bidRules(state).minBids ? [] : [{ type: "PurchaseFailed", data: { reason: "tooFewBids", ...said } }];

  const mustBeCommittee = (state: Purchase, accounts: readonly string[]): void => {
    const least = committeeSize(bidRules(state), state.need.amount);
    if (accounts.length % 2 === 0 || accounts.length < least)
      throw refuse("committee_size", "The committee has to be odd in number, and larger", { least });
  };

  return {
    handIn: ({ data, by, at }: Asked<"HandInBid">, state: Purchase): readonly PurchaseEvent[] => {
      const organization = organizationOf(by);
      mustBeOpen(state, at);
      if (data.against.length > 0)
        throw refuse("not_eligible", "This organization may not bid", { against: data.against });
      const { bid, sealed } = data;
      return [{ type: "BidHandedIn", data: { bid, organization, sealed, by: by.account, at } }];
    },

    withdraw: ({ by, at }: Asked<"WithdrawBid">, state: Purchase): readonly PurchaseEvent[] => {
      const own = bidOf(state, organizationOf(by));
      mustBeOpen(state, at);
      if (own === undefined) throw missing("bid");
      return [{ type: "BidWithdrawn", data: { bid: own.id, by: by.account, at } }];
    },

    /** 开标, by two people, not before the call is closed. */
    attend: ({ data: { opened }, by, at }: Asked<"AttendOpening">, state: Purchase): readonly PurchaseEvent[] => {
      mustBe(state, "published");
      const { closesAt } = callOf(state);
      if (at < closesAt) throw refuse("not_closed", "Bids stay sealed until the call is closed", { closesAt });
      mustBeImpartial(by);
      if (state.attended.includes(by.account)) return [];
      const said = { by: by.account, at };
      const attended: PurchaseEvent = { type: "OpeningAttended", data: said };
      if (!opensWith(state, by, at)) return [attended];
      const bids = state.bids.map(({ id }) => {
        const found = opened?.find(({ bid }) => bid === id);
        // Handed in just in time, and saved after the others were read: they are opened once more.
        if (found === undefined) throw new DomainError("conflict", "social.purchase.bids_changed", "Open them again");
        return { bid: id, offer: found.offer, ...judged(state, found) };
      });
      const counted = bids.filter((bid) => !("fault" in bid)).length;
      return [attended, { type: "BidsOpened", data: { bids, ...said } }, ...failedIf(counted, state, said)];
    },

    nameCommittee: ({ data: { members }, by, at }: Asked<"NameCommittee">, state: Purchase) => {
      mustBe(state, "published", "opened");
      if (state.committee.length > 0) throw refuse("committee_named", "The committee is named; replace single members");
      if (new Set(members).size !== members.length) throw refuse("member_twice", "A member stands there twice");
      mustBeCommittee(state, members);
      mustNotBe({ ...by, account: state.statedBy }, members, "member_stated_it");
      mustNotBe(by, members, "member_names_itself");
      return [{ type: "CommitteeNamed" as const, data: { members, by: by.account, at } }];
    },

    /** Before a member sees a bid, and again when it learns of a tie: its points do not count then. */
    declareTies: ({ data, by, at }: Asked<"DeclareTies">, state: Purchase): readonly PurchaseEvent[] => {
      mustBe(state, "opened");
      const own = state.committee.find(({ account }) => account === by.account);
      if (own === undefined) throw forbid("not_a_member", "You are not on the committee");
      const organizations = [...new Set([...data.organizations, ...by.tiedTo])].sort();
      const recused = organizations.length > 0;
      const isNews = own.standing === "named" || (own.standing === "declared" && recused);
      if (!isNews) return [];
      return [{ type: "TiesDeclared", data: { organizations, recused, by: by.account, at } }];
    },

    /** Somebody in the place of one who stepped back, or who never came. */
    replace: ({ data, by, at }: Asked<"ReplaceMember">, state: Purchase): readonly PurchaseEvent[] => {
      mustBe(state, "published", "opened");
      const { member, by: successor } = data;
      const leaving = state.committee.find(({ account }) => account === member);
      if (leaving === undefined || leaving.standing === "replaced") throw missing("member");
      if (leaving.standing === "declared") throw refuse("member_at_work", "This member is at work");
      if (state.committee.some(({ account }) => account === successor))
        throw refuse("member_twice", "This account is or was on the committee");
      if (state.statedBy === successor) throw forbid("member_stated_it", "This takes somebody else");
      mustNotBe(by, [successor], "member_names_itself");
      return [{ type: "MemberReplaced", data: { member, successor, by: by.account, at } }];
    },

    score: ({ data: { bid, points }, by, at }: Asked<"ScoreBid">, state: Purchase): readonly PurchaseEvent[] => {
      mustBe(state, "opened");
      if (!judges(state).includes(by.account)) throw forbid("not_a_judge", "Only members without ties give points");
      mustBeImpartial(by);
      if (!countedBids(state).some(({ id }) => id === bid)) throw missing("bid");
      const wanted = callOf(state)
        .criteria.map(({ code }) => code)
        .filter((code) => code !== PRICE);
      const given = Object.keys(points);
      if (given.length !== wanted.length || !wanted.every((code) => given.includes(code)))
        throw refuse("points_incomplete", "Points for each criterion but the price, and for nothing else", { wanted });
      return [{ type: "BidScored", data: { bid, points, by: by.account, at } }];
    },

    /** 评审结果公示. The publicity begins; challenges may come. */
    propose: ({ data, by, at }: Asked<"ProposeAward">, state: Purchase): readonly PurchaseEvent[] => {
      mustBe(state, "opened");
      mustBeImpartial(by);
      const members = state.committee
        .filter(({ standing }) => standing === "named" || standing === "declared")
        .map(({ account }) => account);
      mustNotBe(
        by,
        state.committee.map(({ account }) => account),
        "proposer_judged",
      );
      mustBeCommittee(state, members);
      const bids = countedBids(state);
      const isScored = (member: string): boolean =>
        bids.every(({ id }) => state.scores.some((score) => score.by === member && score.bid === id));
      const waiting = members.filter((member) => !judges(state).includes(member) || !isScored(member)).length;
      if (waiting > 0) throw refuse("not_scored", "Not all members have judged all bids", { waiting });
      const ranking = rankingOf(callOf(state).criteria, bids, state.scores, members);
      const [best] = ranking;
      if (best === undefined) throw missing("bid");
      const rules = rulesOf(state);
      const { organization: supplier, amount } = best;
      const said = { by: by.account, at };
      const publicityUntil = calendar.dueAt(at, rules.publicity.award);
      const round = state.setAside.length + 1;
      const { compared, houses } = data;
      const house = houses[supplier] ?? [supplier];
      return [
        { type: "AwardProposed", data: { round, supplier, amount, ranking, publicityUntil, ...said } },
        ...foundBy({ ...compared, own: { ...compared.own, house } }, state.findings, rules, said),
      ];
    },

    failedIf,
  };
};
