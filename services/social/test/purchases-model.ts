/** Random lives of purchases: mostly what would sensibly come next, and now and then anything at all. */
import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import {
  bidOf,
  countedBids,
  interestedOrganizations,
  openChallenges,
  opensWith,
  unanswered,
  type By,
  type Method,
  type Purchase,
  type PurchaseCommand,
  type PurchaseEvent,
  type PurchaseState,
} from "../src/domain/purchases/index.ts";
import { alike, ask, call, contract, days, need, ORGANIZATIONS, purchaseDecider, T0 } from "./purchases-builders.ts";

export const PEOPLE = [
  "off-1",
  "off-2",
  "off-3",
  "app-1",
  "fin-1",
  "ins-1",
  ...Array.from({ length: 9 }, (_, i) => `mem-${i}`),
];
const [A = "", B = "", C = ""] = ORGANIZATIONS;
/** Whom the register knows as one of an organization. */
export const TIES: Readonly<Record<string, string>> = { "mem-1": B, "off-3": A, "mem-4": C };

export interface Step {
  readonly hours: number;
  readonly strays: boolean;
  readonly pick: number;
  readonly who: number;
  readonly amount: number;
}

export interface Taken {
  readonly command: PurchaseCommand;
  readonly before: PurchaseState;
  readonly after: PurchaseState;
  readonly events: readonly PurchaseEvent[];
  readonly refused?: string;
}

export const life: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    hours: fc.integer({ min: 1, max: 120 }),
    strays: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
    pick: fc.nat({ max: 999 }),
    who: fc.nat({ max: 999 }),
    amount: fc.integer({ min: 1, max: 100_000_000 }),
  }),
  { minLength: 30, maxLength: 110, size: "max" },
);

const by = (account: string, state: PurchaseState): By => {
  const organization = ORGANIZATIONS.find((one) => account === `acc-${one}`);
  const interested = state.status === "none" ? [] : interestedOrganizations(state);
  const tie = organization ?? TIES[account];
  return { account, organization, tiedTo: tie !== undefined && interested.includes(tie) ? [tie] : [] };
};

const METHODS: readonly Method[] = ["consultation", "openTender", "singleSource"];

/** What may be asked, made of what there is; names the account that would sensibly ask. */
const commandsFor = (state: Purchase, { pick, amount }: Step, at: string) => {
  const other = alike({
    purchase: "other",
    need: { ...need, method: "consultation", amount: pick % 4 === 0 ? 150_000_000 : 1 },
  });
  const compared = { own: alike({ purchase: "own", need: state.need }), others: [other] };
  const organization = ORGANIZATIONS[pick % ORGANIZATIONS.length] ?? "";
  const supplier = state.award?.supplier ?? "";
  const waiting = state.committee.find(({ standing }) => standing === "named");
  const recused = state.committee.find(({ standing }) => standing === "recused");
  const fresh = PEOPLE.filter((one) => one.startsWith("mem")).find((one) =>
    state.committee.every(({ account }) => account !== one),
  );
  const judges = state.committee.filter(({ standing }) => standing === "declared");
  const due = countedBids(state)
    .flatMap(({ id }) => judges.map(({ account }) => ({ id, account })))
    .find(({ id, account }) => !state.scores.some((score) => score.bid === id && score.by === account));
  const milestoneIn = (status: string): string =>
    state.contract?.milestones.find((one) => one.status === status)?.id ?? "none";
  const unpaid = state.contract?.milestones.find(
    ({ id, status }) =>
      status === "accepted" && !state.payments.some((one) => one.milestone === id && one.status !== "refused"),
  )?.id;
  const asked = state.payments.find(({ status }) => status === "asked")?.id;
  const challenge = openChallenges(state)[0]?.id ?? "none";
  const opener = state.attended[0] === "off-1" ? "off-2" : "off-1";
  const opened = state.bids.map(({ id: bid, sealed }) => ({ bid, offer: { amount: Number(sealed), plan: "x" } }));
  const half = Math.floor((state.award?.amount ?? 2) / 2);
  const signed = {
    ...contract,
    amount: 2 * half,
    milestones: contract.milestones.map((one) => ({ ...one, amount: half })),
    lateReason: "x",
    isManagerTied: false,
  };
  const made = <Type extends Exclude<PurchaseCommand["type"], "WakePurchase">>(
    account: string,
    type: Type,
    data: Parameters<typeof ask<Type>>[1],
  ) => ({ account, make: (as: By) => ask(type, data, as, at) });
  return {
    approve: made("app-1", "ApproveNeed", { compared }),
    refuse: made("app-1", "RefuseNeed", { reason: "x" }),
    answerFinding: made("app-1", "AnswerFinding", {
      kind: unanswered(state)[0]?.kind ?? "sameLine",
      answer: "otherSubject",
      reason: "x",
    }),
    publish: made("off-1", "PublishCall", { call: { ...call, closesAt: days(20 + (pick % 5), at) }, compared }),
    notice: made("off-1", "NoticeSingle", { amount: Math.min(amount, state.need.amount), against: [], compared }),
    cancel: made("off-1", "CancelPurchase", { reason: "x" }),
    handIn: made(`acc-${organization}`, "HandInBid", {
      bid: bidOf(state, organization)?.id ?? `bid-${organization}`,
      sealed: String(amount),
      against: [],
    }),
    withdraw: made(`acc-${organization}`, "WithdrawBid", {}),
    attend: made(opener, "AttendOpening", opensWith(state, { account: opener }, at) ? { opened } : {}),
    name: made("off-2", "NameCommittee", { members: ["mem-0", "mem-1", "mem-2", "mem-3", "mem-5"] }),
    declare: made(waiting?.account ?? "mem-0", "DeclareTies", { organizations: pick % 12 === 0 ? [A] : [] }),
    replace: made("off-2", "ReplaceMember", { member: recused?.account ?? "none", by: fresh ?? "none" }),
    score: made(due?.account ?? "mem-0", "ScoreBid", {
      bid: due?.id ?? "none",
      points: { plan: pick % 101, team: amount % 101 },
    }),
    propose: made("off-2", "ProposeAward", { compared, houses: {} }),
    challenge: made(`acc-${organization}`, "MakeChallenge", { challenge: `c-${at}`, grounds: "x" }),
    answer: made("ins-1", "AnswerChallenge", { challenge, upheld: pick % 2 === 0, reason: "x" }),
    sign: made("off-1", "SignContract", signed),
    add: made("ins-1", "AddToContract", {
      milestone: { id: `more-${at}`, title: "x", amount: 1 + (amount % 9_000_000), due: "2018-12-01" },
      reason: "x",
    }),
    deliver: made(`acc-${supplier}`, "DeliverMilestone", { milestone: milestoneIn("due") }),
    judge: made("ins-1", "JudgeMilestone", {
      milestone: milestoneIn("delivered"),
      accepted: pick % 4 > 0,
      reason: "x",
    }),
    askPayment: made("off-1", "AskPayment", { payment: `pay-${at}`, milestone: unpaid ?? "none" }),
    decide: made("fin-1", "DecidePayment", { payment: asked ?? "none", paid: pick % 6 > 0 }),
    terminate: made("off-1", "TerminateContract", { reason: "x" }),
    close: made("off-2", "ClosePurchase", { grade: pick % 101, note: "x" }),
    has: { due, waiting, recused, unpaid, asked, delivered: milestoneIn("delivered"), undelivered: milestoneIn("due") },
  };
};

type Commands = ReturnType<typeof commandsFor>;
type Name = Exclude<keyof Commands, "has">;

/** What would sensibly come next; undefined: time passes, and what is due happens by itself. */
const next = (state: Purchase, { pick }: Step, at: string, { has }: Commands): Name | undefined => {
  const open = unanswered(state).length > 0;
  switch (state.status) {
    case "stated":
      return pick % 12 === 0 ? "refuse" : "approve";
    case "approved":
      if (open) return "answerFinding";
      return pick % 15 === 0 ? "cancel" : state.need.single === undefined ? "publish" : "notice";
    case "published":
      if (at >= (state.call?.closesAt ?? "")) return "attend";
      return pick % 10 === 0 ? "withdraw" : "handIn";
    case "opened":
      if (state.committee.length === 0) return "name";
      if (has.waiting !== undefined) return "declare";
      if (has.recused !== undefined) return "replace";
      return has.due === undefined ? "propose" : "score";
    case "proposed":
      if (open) return "answerFinding";
      if (openChallenges(state).length > 0) return pick % 3 === 0 ? undefined : "answer";
      return pick % 5 === 0 ? "challenge" : undefined;
    case "awarded":
      return "sign";
    case "contracted":
    case "terminated":
      if (has.asked !== undefined) return "decide";
      if (has.unpaid !== undefined) return "askPayment";
      if (has.delivered !== "none") return "judge";
      if (state.status === "contracted" && pick % 25 === 0) return "terminate";
      if (state.status === "contracted" && pick % 10 === 1) return "add";
      return has.undelivered === "none" ? "close" : "deliver";
    case "refused":
    case "failed":
    case "cancelled":
    case "closed":
      return undefined;
  }
};

const commandOf = (state: PurchaseState, step: Step, at: string): PurchaseCommand => {
  const { pick, who, strays, amount } = step;
  if (state.status === "none") {
    const method = METHODS[pick % METHODS.length] ?? "consultation";
    const single = method === "singleSource" ? { single: { supplier: B, why: "x" } } : {};
    return ask(
      "StateNeed",
      { need: { ...need, amount: 50_000_000 + amount, method, ...single } },
      by("off-1", state),
      at,
    );
  }
  const commands = commandsFor(state, step, at);
  if (strays) {
    const names = Object.keys(commands).filter((one): one is Name => one !== "has");
    const name = names[pick % names.length] ?? "approve";
    const accounts = [...PEOPLE, ...ORGANIZATIONS.map((one) => `acc-${one}`), contract.manager];
    return commands[name].make(by(accounts[who % accounts.length] ?? "", state));
  }
  const name = next(state, step, at, commands);
  if (name === undefined) return { type: "WakePurchase", at };
  const { account, make } = commands[name];
  return make(by(account, state));
};

/** So that a decision, refused or not, cannot change the state that it was asked in. */
const frozen = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

/** Lives through the steps. A refusal is noted; the next step is asked in the same state. */
export const live = (steps: readonly Step[]): readonly Taken[] => {
  const taken: Taken[] = [];
  let state = purchaseDecider.initial;
  let at = T0;
  for (const step of steps) {
    at = days(step.hours / 24, at);
    const before = state;
    const command = commandOf(before, step, at);
    try {
      const events = purchaseDecider.decide(command, before);
      state = frozen(events.reduce(purchaseDecider.evolve, before));
      taken.push({ command, before, after: state, events });
    } catch (error) {
      if (!isDomainError(error)) throw error;
      taken.push({ command, before, after: before, events: [], refused: error.code });
    }
  }
  return taken;
};
