import { DomainError, reject } from "@wangge/kit/errors";
import type { By } from "./commands.ts";
import type { Purchase, PurchaseState, PurchaseStatus } from "./purchase.ts";

export const refuse = (why: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`social.purchase.${why}`, message, details);

export const forbid = (why: string, message: string): DomainError =>
  new DomainError("forbidden", `social.purchase.${why}`, message);

export const unknownPurchase = (): DomainError =>
  new DomainError("missing", "social.purchase.unknown", "There is no such purchase");

export const missing = (what: string): DomainError =>
  new DomainError("missing", `social.purchase.no_${what}`, `This purchase has no such ${what}`);

export const existing = (state: PurchaseState): Purchase => {
  if (state.status === "none") throw unknownPurchase();
  return state;
};

export const mustBe = ({ status }: Purchase, ...statuses: readonly PurchaseStatus[]): void => {
  if (!statuses.includes(status)) throw refuse("not_now", `Not possible while the purchase is ${status}`, { status });
};

/** 回避: whoever belongs to an organization that may gain steps back. */
export const mustBeImpartial = ({ tiedTo }: By): void => {
  if (tiedTo.length > 0) throw forbid("interested", "You belong to an organization that may gain from this");
};

/** Two pairs of eyes: not who did the step before. */
export const mustNotBe = ({ account }: By, others: readonly (string | undefined)[], why: string): void => {
  if (others.includes(account)) throw forbid(why, "This takes somebody else");
};
