import type { Asked } from "./commands.ts";
import type { PurchaseEvent } from "./events.ts";
import { bidOf, type bidDecisions } from "./decide-bids.ts";
import { countedBids, openChallenges, unanswered, type Challenge, type Proposal, type Purchase } from "./purchase.ts";
import { forbid, missing, mustBe, mustBeImpartial, mustNotBe, refuse } from "./refuse.ts";
import type { PurchaseTerms } from "./rules.ts";

const proposalOf = ({ proposal }: Purchase): Proposal => {
  if (proposal === undefined) throw missing("proposal");
  return proposal;
};

/** When something of a proposal is due by itself: its award, or the answer to a challenge. */
export const awardDue = (state: Purchase): string | undefined => {
  if (state.status !== "proposed") return undefined;
  const open = openChallenges(state);
  const answers = open.filter(({ late }) => late === undefined).map(({ answerBy }) => answerBy);
  const award = open.length > 0 || unanswered(state).length > 0 ? [] : [proposalOf(state).publicityUntil];
  return [...award, ...answers].sort()[0];
};

export const awardDecisions = (
  { calendar, rulesAt }: PurchaseTerms,
  { failedIf }: Pick<ReturnType<typeof bidDecisions>, "failedIf">,
) => ({
  /** 质疑, by whoever bid; where there was no competition, by any organization. */
  challenge: ({ data, by, at }: Asked<"MakeChallenge">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "proposed");
    const { organization } = by;
    const mayAsk = state.need.single === undefined ? bidOf(state, organization) !== undefined : true;
    if (organization === undefined || !mayAsk) throw forbid("no_bidder", "Only an organization that bid may challenge");
    const { publicityUntil } = proposalOf(state);
    if (at > publicityUntil) throw refuse("challenge_late", "The time for challenges is over", { publicityUntil });
    if (openChallenges(state).some((one) => one.organization === organization))
      throw refuse("challenge_open", "A challenge of this organization is not answered yet");
    const answerBy = calendar.dueAt(at, rulesAt(state.approvedAt ?? at).answer);
    return [{ type: "ChallengeMade", data: { ...data, organization, answerBy, by: by.account, at } }];
  },

  /** 质疑答复. Upheld: the supplier is out, and the others are ranked again; without others enough, the purchase has failed. */
  answer: ({ data, by, at }: Asked<"AnswerChallenge">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "proposed");
    if (!openChallenges(state).some(({ id }: Challenge) => id === data.challenge)) throw missing("challenge");
    mustBeImpartial(by);
    mustNotBe(by, [proposalOf(state).by, ...state.committee.map(({ account }) => account)], "answerer_judged");
    const said = { by: by.account, at };
    const answered: PurchaseEvent = { type: "ChallengeAnswered", data: { ...data, ...said } };
    if (!data.upheld) return [answered];
    if (state.need.single !== undefined)
      return [answered, { type: "PurchaseFailed", data: { reason: "challengeUpheld", ...said } }];
    const left = countedBids(state).filter(({ organization }) => organization !== proposalOf(state).supplier);
    return [answered, ...failedIf(left.length, state, said)];
  },

  wake: ({ at }: Asked<"WakePurchase">, state: Purchase): readonly PurchaseEvent[] => {
    const due = awardDue(state);
    if (due === undefined || due > at) return [];
    const said = { by: "social", at };
    const late = openChallenges(state).filter((one) => one.late === undefined && one.answerBy <= at);
    if (late.length > 0)
      return late.map(({ id }) => ({ type: "ChallengeLate" as const, data: { challenge: id, ...said } }));
    const { supplier, amount } = proposalOf(state);
    const contractBy = calendar.dueAt(at, rulesAt(state.approvedAt ?? at).contract);
    return [{ type: "PurchaseAwarded", data: { supplier, amount, contractBy, ...said } }];
  },
});
