import type { Asked, Compared } from "./commands.ts";
import type { PurchaseEvent } from "./events.ts";
import { PRICE, unanswered, type Call, type Purchase, type PurchaseState } from "./purchase.ts";
import { mustBe, mustBeImpartial, mustNotBe, refuse } from "./refuse.ts";
import type { BidRules, PurchaseRules, PurchaseTerms } from "./rules.ts";
import { newFindings, splitFindings } from "./split.ts";

type Found = Extract<PurchaseEvent, { readonly type: "SplitFound" }>;

/** What the comparison with other purchases shows that is not known yet. */
export const foundBy = (
  { own, others }: Compared,
  known: Purchase["findings"],
  rules: PurchaseRules,
  { by, at }: { readonly by: string; readonly at: string },
): readonly Found[] => {
  const findings = newFindings(known, splitFindings(own, others, rules));
  return findings.length === 0 ? [] : [{ type: "SplitFound", data: { findings, by, at } }];
};

const mustBeAnswered = (state: Purchase): void => {
  const open = unanswered(state);
  if (open.length > 0)
    throw refuse("split_unanswered", "It looks like a part of one purchase: say first why it is none", {
      findings: open.map(({ kind, purchases, sum, threshold }) => ({ kind, purchases, sum, threshold })),
    });
};

const mustBeWeighed = ({ criteria }: Call, { least, most }: BidRules["priceWeight"]): void => {
  const codes = criteria.map(({ code }) => code);
  if (new Set(codes).size !== codes.length) throw refuse("criteria_twice", "A criterion stands there twice");
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0);
  if (total !== 100) throw refuse("weights_not_100", "The weights have to come to 100", { total });
  const given = criteria.find(({ code }) => code === PRICE)?.weight ?? 0;
  if (given < least || given > most)
    throw refuse("price_weight", "The price weighs too little or too much", { least, most, given });
};

export const needDecisions = ({ calendar, rulesAt }: PurchaseTerms) => ({
  state: ({ data: { need }, by, at }: Asked<"StateNeed">, state: PurchaseState): readonly PurchaseEvent[] => {
    if (state.status !== "none") throw refuse("exists", "This purchase is there already");
    if (need.from > need.until) throw refuse("period", "It ends before it begins");
    if ((need.method === "singleSource") !== (need.single !== undefined))
      throw refuse("single_source", "A single source is named with the reason for it, and only there");
    const { openFrom } = rulesAt(at);
    if (need.method === "consultation" && need.amount >= openFrom)
      throw refuse("open_tender_needed", "From this amount on it has to be an open tender", { openFrom });
    return [{ type: "NeedStated", data: { need, by: by.account, at } }];
  },

  approve: ({ data, by, at }: Asked<"ApproveNeed">, state: Purchase): readonly PurchaseEvent[] => {
    if (state.approvedBy === by.account) return [];
    mustBe(state, "stated");
    mustNotBe(by, [state.statedBy], "approver_stated_it");
    mustBeImpartial(by);
    const said = { by: by.account, at };
    return [{ type: "NeedApproved", data: said }, ...foundBy(data.compared, state.findings, rulesAt(at), said)];
  },

  refuse: ({ data: { reason }, by, at }: Asked<"RefuseNeed">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "stated");
    mustNotBe(by, [state.statedBy], "approver_stated_it");
    return [{ type: "NeedRefused", data: { reason, by: by.account, at } }];
  },

  answerFinding: ({ data, by, at }: Asked<"AnswerFinding">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "approved", "proposed");
    mustNotBe(by, [state.statedBy], "answerer_stated_it");
    mustBeImpartial(by);
    if (!unanswered(state).some(({ kind }) => kind === data.kind))
      throw refuse("nothing_to_answer", "Nothing of this kind is open");
    return [{ type: "FindingAnswered", data: { ...data, by: by.account, at } }];
  },

  /** 发布采购公告. Where something new was found, that is said instead, and has to be answered first. */
  publish: ({ data: { call, compared }, by, at }: Asked<"PublishCall">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "approved");
    const rules = rulesAt(state.approvedAt ?? at);
    const { method } = state.need;
    if (method === "singleSource") throw refuse("single_source", "There is one supplier: there is no call");
    mustBeAnswered(state);
    const said = { by: by.account, at };
    const found = foundBy(compared, state.findings, rules, said);
    if (found.length > 0) return found;
    const { window, priceWeight } = rules.methods[method];
    mustBeWeighed(call, priceWeight);
    const earliest = calendar.dueAt(at, window);
    if (call.closesAt < earliest) throw refuse("window_short", "Bidders need more time", { earliest });
    return [{ type: "CallPublished", data: { call, ...said } }];
  },

  /** 单一来源公示. As `publish`, where there is nobody to call. */
  notice: ({ data, by, at }: Asked<"NoticeSingle">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "approved");
    const rules = rulesAt(state.approvedAt ?? at);
    const { single, amount: most } = state.need;
    if (single === undefined) throw refuse("competition", "There is more than one supplier: publish a call");
    mustBeImpartial(by);
    mustBeAnswered(state);
    const said = { by: by.account, at };
    const found = foundBy(data.compared, state.findings, rules, said);
    if (found.length > 0) return found;
    if (data.against.length > 0)
      throw refuse("not_eligible", "This organization may not supply", { against: data.against });
    if (data.amount > most) throw refuse("over_budget", "More than the budget has", { most });
    const publicityUntil = calendar.dueAt(at, rules.publicity.singleSource);
    const { supplier } = single;
    return [
      {
        type: "AwardProposed",
        data: { round: 1, supplier, amount: data.amount, ranking: [], publicityUntil, ...said },
      },
    ];
  },

  cancel: ({ data: { reason }, by, at }: Asked<"CancelPurchase">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "stated", "approved", "published", "opened", "proposed");
    return [{ type: "PurchaseCancelled", data: { reason, by: by.account, at } }];
  },
});
