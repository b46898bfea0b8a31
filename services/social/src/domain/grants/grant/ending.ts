import { dayOf, type Calendar } from "@wangge/calendar";
import type { Move } from "../fund/book.ts";
import { netPaid, provenOf, type Demand, type Grant, type GrantEvent } from "./grant.ts";
import { mustBe, mustBeApart, refuse, type Of } from "./guards.ts";
import { lapse } from "./agreement.ts";

/** What has to come back: all of it after a breach, otherwise what is not accounted for. Never more than is there. */
const dueBack = (grant: Grant, because: Demand["because"]): number =>
  because === "breach" ? netPaid(grant) : netPaid(grant) - provenOf(grant);

const reasonOf = ({ outcome }: Grant): Demand["because"] =>
  outcome === "breached" ? "breach" : outcome === "stopped" ? "unqualified" : "unspent";

const demandNow = (calendar: Calendar, grant: Grant, by: string, at: string): readonly GrantEvent[] => {
  const because = reasonOf(grant);
  const amount = dueBack(grant, because);
  if (amount === 0) return [];
  const total = grant.repaid + amount;
  if (grant.demand?.total === total && grant.demand.because === because) return [];
  const dueAt = calendar.dueAt(at, grant.rule.repay);
  return [{ type: "RepaymentDemanded", data: { because, total, amount, dueAt, by, at } }];
};

/** 追回. How much follows from the rule and the books, not from who asks. */
export const demand = (calendar: Calendar, command: Of<"DemandRepayment">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  mustBe(grant, "ending");
  if (dueBack(grant, reasonOf(grant)) === 0 && grant.demand === undefined)
    throw refuse("nothing_back", "All that was paid is accounted for");
  return demandNow(calendar, grant, command.by.account, command.at);
};

/** In parts, as it comes; each reference once. */
export const repay = (command: Of<"RecordRepayment">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, at } = command;
  if (grant.repayments.includes(data.reference)) return [];
  mustBe(grant, "ending");
  const open = (grant.demand?.total ?? 0) - grant.repaid;
  if (data.amount <= 0 || data.amount > open)
    throw refuse("repaid_too_much", "No more comes back than was demanded", { open });
  const moves = [{ number: grant.lastMove + 1, kind: "repay", amount: data.amount }] as const;
  return [{ type: "Repaid", data: { ...data, moves, at } }];
};

const yearsLater = (day: string, years: number): string =>
  `${Number(day.slice(0, 4)) + years}${day.slice(4).replace("-02-29", "-02-28")}`;

const breached = (grant: Grant, by: string, reason: string, at: string): GrantEvent => {
  const from = dayOf(at);
  return { type: "BreachDeclared", data: { from, until: yearsLater(from, grant.rule.banYears), reason, by, at } };
};

/** 违约. The organization is out for years, and all that was paid is to come back. */
export const breach = (command: Of<"DeclareBreach">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  if (grant.outcome === "breached") return [];
  mustBe(grant, "active", "ending");
  return [breached(grant, by.account, data.reason, at)];
};

/** 退出. Before its end: handed over, self-sustaining, or given up. */
export const exit = (command: Of<"ExitGrant">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, party, at } = command;
  if (grant.exit?.kind === data.kind && grant.exit.assetsTo === data.assetsTo) return [];
  mustBe(grant, "active");
  if (party.includes(data.assetsTo))
    throw refuse("distribution", "What was bought stays with a purpose, not with people");
  if (grant.tranches.some(({ status }) => status === "requested" || status === "approved"))
    throw refuse("payment_under_way", "A payment is under way");
  return [{ type: "GrantExited", data: { ...data, by: by.account, at } }];
};

/** 结项. When nothing is to be paid, proven or returned any more; what was never paid is free again. */
export const close = (command: Of<"CloseGrant">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  if (grant.status === "closed") return [];
  mustBe(grant, "ending");
  const underWay = grant.tranches.some(({ status }) => status === "requested" || status === "approved");
  if (underWay) throw refuse("payment_under_way", "A payment is under way");
  const back = dueBack(grant, reasonOf(grant));
  if (back > 0) throw refuse("money_out", "Money is not accounted for, and did not come back", { amount: back });
  const used = provenOf(grant);
  const wanted: readonly Pick<Move, "kind" | "amount">[] = [
    { kind: "prove", amount: used },
    { kind: "release", amount: grant.amount - grant.repaid - used },
    { kind: "ownWaived", amount: grant.own - grant.ownProven },
  ];
  const moves = wanted
    .filter(({ amount }) => amount > 0)
    .map((move, index) => ({ ...move, number: grant.lastMove + 1 + index }));
  return [{ type: "GrantClosed", data: { used, moves, at: command.at } }];
};

/** What falls due by itself: an offer nobody signed, a first tranche nobody paid, a repayment that did not come. */
export const wake = ({ at }: Of<"WakeGrant">, grant: Grant): readonly GrantEvent[] => {
  if (grant.wakeAt === undefined || grant.wakeAt > at) return [];
  switch (grant.status) {
    case "offered":
      return lapse(grant, false, at);
    case "active":
      return [{ type: "FirstTrancheLate", data: { at } }];
    case "ending":
      return [breached(grant, "social", "repaymentOverdue", at)];
    case "closed":
      return [];
  }
};
