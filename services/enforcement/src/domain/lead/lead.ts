/** 线索. A case of dispatch as the body sees it that has the order: heard of by bus, taken up, and answered by bus. */

/** 派遣单 of a body. One attempt is one order. */
export interface Order {
  readonly department: string;
  readonly attempt: number;
  readonly grid: string;
  readonly dueAt: string;
  readonly isPrivate?: true;
  /** 强制裁定: it may not come back. */
  readonly ruled?: true;
}

/** Where the order is. `gone`: returned, revoked, merged or voided; `handled`: somebody has reported it as done. */
export type Holder = "body" | "worker" | "gone" | "handled";

export type DeclineReason = "notOurPower" | "otherBody" | "nothingFound" | "insufficient";
export type LeadOutcome = "corrected" | "penalised" | "exempted" | "notEstablished" | "transferred" | "withdrawn";

/**
 * `away`: not with the body, so nothing is asked of it. `open`: nobody has taken it up. The last two are the body's answers
 * to this order; dispatch's own word on them comes back as the holder.
 */
export type LeadStatus = "away" | "open" | "accepted" | "declined" | "concluded";

export interface LinkedDossier {
  readonly id: string;
  /** The order that it answers; absent: it does not answer any, and only names the case. */
  readonly attempt?: number;
  /** How it ended, if it has. */
  readonly outcome?: LeadOutcome;
}

/** The clock of the case after a fact that moved or stopped it. */
export interface CaseClock {
  /** Of the case after that fact. */
  readonly version: number;
  /** Absent while it is stopped. */
  readonly dueAt?: string;
  /** 挂账: until then it stands still. */
  readonly suspendedUntil?: string;
}

export interface Lead {
  readonly status: LeadStatus;
  /** The newest order to an enforcement body, and the version of the case that told of it. */
  readonly order?: Order & { readonly version: number };
  /** By the newest fact of all. Facts come in any order; the version of the case says which is newer. */
  readonly holder: { readonly is: Holder; readonly version: number };
  /** By the newest fact that moved it; an order that is newer has a clock of its own. */
  readonly clock?: CaseClock;
  readonly openedAt?: string;
  readonly acceptBy?: string;
  readonly acceptedBy?: string;
  readonly acceptedAt?: string;
  readonly overdue?: true;
  readonly reason?: DeclineReason;
  readonly outcome?: LeadOutcome;
  readonly answeredAt?: string;
  /** Filed from this case, over all orders. */
  readonly dossiers: readonly LinkedDossier[];
  /** When to look whether it was taken up. */
  readonly wakeAt?: string;
}

export type LeadState = { readonly status: "none" } | Lead;

export const initial: LeadState = { status: "none" };

/** 处置时限. That of the newest order, or what was granted since; nothing where the case was never ordered to a body. */
export const clockOf = ({ order, clock }: Pick<Lead, "order" | "clock">): Omit<CaseClock, "version"> => {
  if (order === undefined) return {};
  if (clock === undefined || clock.version < order.version) return { dueAt: order.dueAt };
  const { version: _, ...now } = clock;
  return now;
};
