import type { Fen } from "../../money.ts";
import { acceptedSum, netPaid, verifiedValue, type Grant, type GrantEvent, type Tranche } from "./grant.ts";
import { forbid, mustBe, mustBeApart, refuse, trancheOf, type Of } from "./guards.ts";
import { isReached } from "./terms.ts";

const lastEvaluation = ({ evaluations }: Grant, kind: "midTerm" | "final") =>
  evaluations.findLast((one) => one.kind === kind)?.result;

const mustBeOpen = (grant: Grant, { number, gate }: Tranche): void => {
  const shut = (why: string): void => {
    throw refuse("gate_shut", "What this tranche depends on is not there yet", { tranche: number, why });
  };
  if (gate.is === "milestone" && grant.milestones[gate.milestone - 1]?.status !== "verified") shut("milestone");
  if (gate.is === "milestone" && grant.rule.midTerm && lastEvaluation(grant, "midTerm") !== "qualified")
    shut("midTerm");
  if (gate.is === "finalEvaluation" && lastEvaluation(grant, "final") !== "qualified") shut("finalEvaluation");
  if (gate.is === "outcome" && grant.measured === undefined) shut("outcome");
  for (const one of grant.conditions?.gates.filter(({ tranche }) => tranche === number) ?? []) {
    const indicator = grant.conditions?.indicators.find(({ id }) => id === one.indicator);
    const value = verifiedValue(grant, one.indicator);
    if (indicator === undefined || value === undefined || !isReached(indicator, value, one.value))
      shut(`indicator ${one.indicator}`);
  }
};

/** The last one pays what is proven and not yet paid; an outcome what it has earned. */
const dueOf = (grant: Grant, { amount, gate }: Tranche): Fen => {
  if (gate.is === "outcome") return grant.measured?.earned ?? 0;
  if (gate.is !== "finalEvaluation" || !grant.rule.receipts) return amount;
  return Math.min(amount, Math.max(0, acceptedSum(grant) - netPaid(grant)));
};

const mustPayOut = (grant: Grant): void => {
  mustBe(grant, "active", "ending");
  if (grant.outcome !== undefined && grant.outcome !== "completed")
    throw refuse("no_more", "Nothing more is paid of this grant", { outcome: grant.outcome });
  if (grant.demand !== undefined) throw refuse("no_more", "Money has to come back of this grant");
};

/** 请款 */
export const request = (command: Of<"RequestTranche">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  const tranche = trancheOf(grant, data.tranche);
  if (tranche.status === "requested" && tranche.maker === by.account) return [];
  mustPayOut(grant);
  if (tranche.status !== "planned") throw refuse("asked", "This tranche is asked for", { status: tranche.status });
  mustBeOpen(grant, tranche);
  const amount = dueOf(grant, tranche);
  if (amount === 0) throw refuse("nothing_due", "Nothing of this tranche is due", { tranche: tranche.number });
  return [{ type: "TrancheRequested", data: { tranche: tranche.number, amount, by: by.account, at } }];
};

/** 复核 */
export const judge = (
  command: Of<"ApproveTranche" | "RefuseTranche">,
  grant: Grant,
  verdict: "TrancheApproved" | "TrancheRefused",
): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  const { number, status, maker, checker } = trancheOf(grant, data.tranche);
  if (verdict === "TrancheApproved" && status === "approved" && checker === by.account) return [];
  mustPayOut(grant);
  if (status !== "requested") throw refuse("not_asked", "This tranche is not asked for", { status });
  if (maker === by.account) throw forbid("own_request", "Somebody else approves what you have asked for");
  return [{ type: verdict, data: { tranche: number, by: by.account, at } }];
};

/** 拨付: never by who asked for it, nor by anybody of who gets it. */
export const pay = (command: Of<"PayTranche">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  const { number, status, maker, asked, reference } = trancheOf(grant, data.tranche);
  if (status === "paid" && reference === data.reference) return [];
  mustPayOut(grant);
  if (status !== "approved" || asked === undefined)
    throw refuse("not_approved", "This tranche is not approved", { status });
  if (maker === by.account) throw forbid("own_request", "Somebody else pays what you have asked for");
  const moves = [{ number: grant.lastMove + 1, kind: "pay", amount: asked }] as const;
  const { account } = by;
  return [
    {
      type: "TranchePaid",
      data: { tranche: number, amount: asked, reference: data.reference, by: account, moves, at },
    },
  ];
};
