import type { Calendar } from "@wangge/calendar";
import type { GrantEvent, Grant, GrantState } from "./grant.ts";
import { forbid, mustBe, mustBeApart, mustBeOfOrganization, refuse, type Of } from "./guards.ts";
import { plannedTranches, type Conditions } from "./terms.ts";

const DAY_MS = 86_400_000;
const daysOf = ({ from, until }: { readonly from: string; readonly until: string }): number =>
  (Date.parse(until) - Date.parse(from)) / DAY_MS + 1;

/** A formula compares like with like, or it is none. */
const mustCompare = ({ outcome }: Conditions): void => {
  if (outcome === undefined) return;
  const { baseline, span } = outcome;
  if (daysOf(baseline) < 1 || daysOf(baseline) !== daysOf(span) || span.from <= baseline.until)
    throw refuse("no_comparison", "Both spans have the same number of days, the second after the first");
};

export const offer = (calendar: Calendar, { data, at }: Of<"OfferGrant">, state: GrantState): readonly GrantEvent[] => {
  if (state.status !== "none") return [];
  return [{ type: "GrantOffered", data: { ...data, signBy: calendar.dueAt(at, data.rule.sign), at } }];
};

/** Whatever was signed before was another text. */
export const draft = (command: Of<"DraftAgreement">, grant: Grant): readonly GrantEvent[] => {
  const { data, by, at } = command;
  mustBeApart(grant, command);
  mustBe(grant, "offered");
  mustCompare(data);
  const known = new Set(data.indicators.map(({ id }) => id));
  if (known.size < data.indicators.length) throw refuse("indicator_twice", "Each indicator has its own id");
  const tranches = plannedTranches(grant, data.outcome);
  const lost = data.gates.find(
    ({ indicator, tranche }) => !known.has(indicator) || !tranches.some(({ number }) => number === tranche),
  );
  if (lost !== undefined)
    throw refuse("no_gate", "A gate names a tranche and an indicator of the agreement", { ...lost });
  return [{ type: "AgreementDrafted", data: { ...data, tranches, by: by.account, at } }];
};

/** 签约. Both sides, one after the other: with the second it holds, and the money is owed. */
export const sign = (calendar: Calendar, command: Of<"SignAgreement">, grant: Grant): readonly GrantEvent[] => {
  const { by, at } = command;
  const side = by.organization === grant.organization ? "organization" : "office";
  // Whoever acts for an organization does not sign for the office, whatever other roles he has.
  if (side === "office" && by.organization !== undefined) mustBeOfOrganization(grant, command);
  if (side === "office") mustBeApart(grant, command);
  if (grant.signed[side] === by.account) return [];
  mustBe(grant, "offered");
  if (grant.conditions === undefined) throw refuse("no_draft", "There is no agreement to sign yet");
  if (grant.signed[side] !== undefined) throw refuse("signed", "This side has signed", { side });
  const signed: GrantEvent = { type: "AgreementSigned", data: { side, by: by.account, at } };
  const isBoth = grant.signed[side === "office" ? "organization" : "office"] !== undefined;
  if (!isBoth) return [signed];
  const { amount, own, rule, lastMove } = grant;
  const move = { number: lastMove + 1, kind: "agree", amount, own } as const;
  return [
    signed,
    { type: "GrantAgreed", data: { moves: [move], firstTrancheBy: calendar.dueAt(at, rule.firstTranche), at } },
  ];
};

export const lapse = ({ amount, lastMove }: Grant, declined: boolean, at: string): readonly GrantEvent[] => [
  { type: "GrantLapsed", data: { declined, moves: [{ number: lastMove + 1, kind: "lapse", amount }], at } },
];

export const decline = (command: Of<"DeclineOffer">, grant: Grant): readonly GrantEvent[] => {
  mustBeOfOrganization(grant, command);
  if (grant.outcome === "lapsed") return [];
  mustBe(grant, "offered");
  if (grant.signed.organization !== undefined) throw forbid("signed", "You have signed");
  return lapse(grant, true, command.at);
};
