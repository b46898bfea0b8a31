import { loadPurchaseTerms } from "../src/app/purchases/data.ts";
import {
  purchaseDeciderWith,
  type Alike,
  type By,
  type Call,
  type Need,
  type OpenedBid,
  type PurchaseCommand,
  type PurchaseEvent,
  type PurchaseState,
} from "../src/domain/purchases/index.ts";

export const terms = loadPurchaseTerms();
export const purchaseDecider = purchaseDeciderWith(terms);

/** Wednesday morning in Chengdu. */
export const T0 = "2018-01-03T02:00:00.000Z";
export const days = (count: number, from = T0): string => new Date(Date.parse(from) + count * 86_400_000).toISOString();

export const ORGANIZATIONS = ["A", "B", "C", "D", "E"].map((letter) => `01JD6Z0Q8V4Y7R2K3M5N6P8T9${letter}`);
export const [A = "", B = "", C = ""] = ORGANIZATIONS;
export const CLOSES = days(21);

export const need: Need = {
  title: "府青路街道社区养老服务",
  reason: "独居老人日间照料",
  buyer: { kind: "street", code: "510108001" },
  serviceClass: "elderly-care",
  budgetLine: "line-elderly",
  amount: 90_000_000,
  from: "2018-03-01",
  until: "2019-02-28",
  method: "consultation",
};

export const call: Call = {
  closesAt: CLOSES,
  criteria: [
    { code: "price", label: "价格", weight: 20 },
    { code: "plan", label: "服务方案", weight: 50 },
    { code: "team", label: "团队", weight: 30 },
  ],
  eligibility: { forms: [], yearsRegistered: 0 },
  documents: [{ title: "磋商文件", digest: "0".repeat(64) }],
};

export const as = (account: string, more: Partial<By> = {}): By => ({ account, tiedTo: [], ...more });
export const bidder = (organization: string): By => as(`acc-${organization}`, { organization, tiedTo: [organization] });

type Simple<Type extends PurchaseCommand["type"]> = Extract<PurchaseCommand, { readonly type: Type }>;
export const ask = <Type extends Exclude<PurchaseCommand["type"], "WakePurchase">>(
  type: Type,
  data: Simple<Type>["data"],
  by: By,
  at: string,
): PurchaseCommand => ({ type, data, by, at }) as PurchaseCommand;

export const alike = (more: Partial<Alike> & { readonly purchase: string }): Alike => ({
  need,
  statedAt: T0,
  ...more,
});
export const alone = (of: Need = need) => ({ own: alike({ purchase: "own", need: of }), others: [] });

/** The state after these commands, none of which may be refused. */
export const after = (...commands: readonly PurchaseCommand[]): PurchaseState => historyOf(...commands).state;

export const historyOf = (
  ...commands: readonly PurchaseCommand[]
): { readonly state: PurchaseState; readonly events: readonly PurchaseEvent[] } => {
  let state = purchaseDecider.initial;
  const events: PurchaseEvent[] = [];
  for (const command of commands)
    for (const event of purchaseDecider.decide(command, state)) {
      state = purchaseDecider.evolve(state, event);
      events.push(event);
    }
  return { state, events };
};

export const stated = (of: Partial<Need> = {}): PurchaseCommand =>
  ask("StateNeed", { need: { ...need, ...of } }, as("officer-1"), T0);
export const approve = ask("ApproveNeed", { compared: alone() }, as("approver"), days(0.1));
export const publish = ask("PublishCall", { call, compared: alone() }, as("officer-1"), days(1));
export const bid = (organization: string, at = days(5)): PurchaseCommand =>
  ask(
    "HandInBid",
    { bid: `bid-${organization}`, sealed: `sealed-${organization}`, against: [] },
    bidder(organization),
    at,
  );

export const offers = (amounts: Readonly<Record<string, number>>): readonly OpenedBid[] =>
  Object.entries(amounts).map(([organization, amount]) => ({
    bid: `bid-${organization}`,
    offer: { amount, plan: "每日上门" },
  }));

export const called = [stated(), approve, publish];
export const bidden = [...called, bid(A), bid(B), bid(C)];
export const open = (amounts: Readonly<Record<string, number>>, at = days(22)): readonly PurchaseCommand[] => [
  ask("AttendOpening", {}, as("officer-1"), at),
  ask("AttendOpening", { opened: offers(amounts) }, as("officer-2"), at),
];
export const AMOUNTS = { [A]: 80_000_000, [B]: 85_000_000, [C]: 90_000_000 };
export const opened = [...bidden, ...open(AMOUNTS)];

export const MEMBERS = ["m1", "m2", "m3"];
export const name = (members: readonly string[] = MEMBERS): PurchaseCommand =>
  ask("NameCommittee", { members }, as("officer-2"), days(23));
export const declare = (member: string, organizations: readonly string[] = [], tiedTo: readonly string[] = []) =>
  ask("DeclareTies", { organizations }, as(member, { tiedTo }), days(23));
export const score = (member: string, organization: string, plan: number, team: number): PurchaseCommand =>
  ask("ScoreBid", { bid: `bid-${organization}`, points: { plan, team } }, as(member), days(24));

const bestFor = (best: string): readonly PurchaseCommand[] =>
  MEMBERS.flatMap((member) =>
    [A, B, C].map((one) => score(member, one, one === best ? 90 : 70, one === best ? 85 : 75)),
  );
export const judged = [...opened, name(), ...MEMBERS.map((one) => declare(one)), ...bestFor(B)];
export const propose = ask("ProposeAward", { compared: alone(), houses: {} }, as("officer-1"), days(25));
export const proposed = [...judged, propose];
export const wake = (at: string): PurchaseCommand => ({ type: "WakePurchase", at });
export const awarded = [...proposed, wake(days(60))];
export const contract = {
  number: "成华购〔2018〕1号",
  amount: 85_000_000,
  from: "2018-03-10",
  until: "2019-03-09",
  manager: "manager",
  milestones: [
    { id: "half", title: "中期", amount: 40_000_000, due: "2018-09-10" },
    { id: "end", title: "终期", amount: 45_000_000, due: "2019-03-09" },
  ],
};
export const sign = ask("SignContract", { ...contract, isManagerTied: false }, as("officer-1"), days(62));
export const contracted = [...awarded, sign];
export const deliver = (milestone: string): PurchaseCommand =>
  ask("DeliverMilestone", { milestone }, bidder(B), days(200));
export const judge = (milestone: string, by = as("inspector"), accepted = true): PurchaseCommand =>
  ask("JudgeMilestone", { milestone, accepted, reason: "按合同" }, by, days(201));
export const pay = (milestone: string): readonly PurchaseCommand[] => [
  ask("AskPayment", { payment: `pay-${milestone}`, milestone }, as("officer-1"), days(202)),
  ask("DecidePayment", { payment: `pay-${milestone}`, paid: true }, as("finance"), days(203)),
];
export const settled = [...contracted, ...["half", "end"].flatMap((one) => [deliver(one), judge(one), ...pay(one)])];
