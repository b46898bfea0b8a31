import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Requirement } from "../run-card/index.ts";

/** 共享级别: look on, or take part. */
export type Tier = "view" | "assist";

/** 共享范围, kind by kind; what is not named is not shared. Evidence never is. */
export interface Share {
  readonly operation: Tier;
  readonly units?: Tier | undefined;
  readonly persons?: Tier | undefined;
}

export interface AidTerms {
  readonly operation: string;
  /** The street that asks, and the one that is to help. */
  readonly asking: string;
  readonly giving: string;
  /** Needs of the operation and how many of each are asked for. */
  readonly wants: readonly Requirement[];
  readonly share: Share;
  /** 到期: the first instant at which nothing is shared any more. */
  readonly until: string;
}

export type Offer = Readonly<Record<string, number>>;

export type AidState =
  | { readonly status: "none" }
  | (AidTerms & {
      readonly status: "requested" | "offered" | "accepted" | "active" | "ended" | "declined" | "withdrawn";
      /** By need. */
      readonly offered: Offer;
      readonly grantedAt?: string;
      readonly endedAt?: string;
      readonly endedBecause?: EndReason;
      /** Granted, and not all helpers are home: what the sweep looks for. */
      readonly open?: true;
    });
export type Aid = Exclude<AidState, { readonly status: "none" }>;

export type EndReason = "expired" | "revoked" | "recalled" | "operationClosed";

/** An account, and the street in whose team it serves. */
export interface Side {
  readonly account: string;
  readonly street: string;
}

export type AidCommand = { readonly at: string } & (
  | { readonly type: "RequestAid"; readonly terms: AidTerms; readonly by: Side }
  | { readonly type: "OfferAid"; readonly offer: Offer; readonly by: Side }
  | { readonly type: "AcceptAid"; readonly by: Side }
  | { readonly type: "GrantAid"; readonly by: Side }
  | { readonly type: "DeclineAid"; readonly by: Side }
  | { readonly type: "WithdrawAid"; readonly by: Side }
  | { readonly type: "EndAid"; readonly by: Side }
  /** Its time is over, or the operation it was for. */
  | { readonly type: "LapseAid"; readonly operationClosed: boolean }
  | { readonly type: "NoteHelpersHome" }
);

interface Said {
  readonly by: string;
  readonly at: string;
}

export type AidEvent =
  | { readonly type: "AidRequested"; readonly data: { readonly terms: AidTerms } & Said }
  | { readonly type: "AidOffered"; readonly data: { readonly offer: Offer } & Said }
  | {
      readonly type: "AidAccepted" | "AidGranted" | "AidDeclined" | "AidWithdrawn" | "HelpersHome";
      readonly data: Said;
    }
  | { readonly type: "AidEnded"; readonly data: { readonly why: EndReason } & Said };

const refuse = (reason: string, message: string, details = {}): DomainError =>
  reject(`enforcement.aid.${reason}`, message, details);

export const unknownAid = (): DomainError =>
  new DomainError("missing", "enforcement.aid.unknown", "There is no such mutual aid");

export const otherSide = (): DomainError =>
  new DomainError("forbidden", "enforcement.aid.other_side", "This is for the other side to say");

const request = ({ terms, by, at }: Extract<AidCommand, { type: "RequestAid" }>, state: AidState): AidEvent[] => {
  if (state.status !== "none") throw refuse("exists", "There is a request of this number");
  if (by.street !== terms.asking) throw otherSide();
  if (terms.asking === terms.giving) throw refuse("own_street", "Aid comes from another street");
  if (terms.until <= at) throw refuse("over_before", "It would be over before it begins", { until: terms.until });
  return [{ type: "AidRequested", data: { terms, by: by.account, at } }];
};

export const offeredOf = ({ wants, offered }: Pick<Aid, "wants" | "offered">) =>
  wants.map(({ key, count }) => ({ need: key, wanted: count, offered: offered[key] ?? 0 }));

const offer = (command: Extract<AidCommand, { type: "OfferAid" }>, aid: Aid): AidEvent[] => {
  if (aid.status !== "requested" && aid.status !== "offered")
    throw refuse("not_open", "Nothing is asked for any more", { status: aid.status });
  const entries = Object.entries(command.offer).filter(([, count]) => count > 0);
  for (const [need, count] of entries) {
    const wanted = aid.wants.find(({ key }) => key === need)?.count;
    if (wanted === undefined) throw refuse("not_wanted", "Nobody asked for this", { need });
    if ((aid.offered[need] ?? 0) + count > wanted)
      throw refuse("too_many", "This is more than was asked for", { need });
  }
  if (entries.length === 0) throw refuse("nothing", "An offer of nothing");
  return [{ type: "AidOffered", data: { offer: Object.fromEntries(entries), by: command.by.account, at: command.at } }];
};

type Step = "AcceptAid" | "GrantAid" | "DeclineAid" | "WithdrawAid" | "EndAid";

/** Who says it, from which statuses, and what it is then. */
const STEPS: Readonly<
  Record<
    Exclude<Step, "EndAid">,
    {
      readonly side: "asking" | "giving";
      readonly from: readonly Aid["status"][];
      readonly event: "AidAccepted" | "AidGranted" | "AidDeclined" | "AidWithdrawn";
      readonly to: Aid["status"];
    }
  >
> = {
  AcceptAid: { side: "asking", from: ["offered"], event: "AidAccepted", to: "accepted" },
  // Both have agreed: what was offered to what is shared.
  GrantAid: { side: "giving", from: ["accepted"], event: "AidGranted", to: "active" },
  DeclineAid: { side: "giving", from: ["requested", "offered", "accepted"], event: "AidDeclined", to: "declined" },
  WithdrawAid: { side: "asking", from: ["requested", "offered", "accepted"], event: "AidWithdrawn", to: "withdrawn" },
};

const step = (command: Extract<AidCommand, { type: keyof typeof STEPS }>, aid: Aid): AidEvent[] => {
  const { side, from, event, to } = STEPS[command.type];
  if (command.by.street !== aid[side]) throw otherSide();
  if (aid.status === to) return [];
  if (!from.includes(aid.status)) throw refuse("not_now", "Not as it stands now", { status: aid.status });
  const begins = command.type === "AcceptAid" || command.type === "GrantAid";
  if (begins && command.at >= aid.until) throw refuse("expired", "Its time is over", { until: aid.until });
  return [{ type: event, data: { by: command.by.account, at: command.at } }];
};

const end = ({ by, at }: Extract<AidCommand, { type: "EndAid" }>, aid: Aid): AidEvent[] => {
  if (by.street !== aid.asking && by.street !== aid.giving) throw otherSide();
  if (aid.status === "ended") return [];
  if (aid.status !== "active") throw refuse("not_active", "Nothing is shared now", { status: aid.status });
  // 撤销 by who shares, 召回 by who helps.
  return [{ type: "AidEnded", data: { why: by.street === aid.asking ? "revoked" : "recalled", by: by.account, at } }];
};

const decide = (command: AidCommand, state: AidState): readonly AidEvent[] => {
  if (command.type === "RequestAid") return request(command, state);
  if (state.status === "none") throw unknownAid();
  switch (command.type) {
    case "OfferAid":
      if (command.by.street !== state.giving) throw otherSide();
      return offer(command, state);
    case "EndAid":
      return end(command, state);
    case "LapseAid": {
      const isOver = command.operationClosed || command.at >= state.until;
      if (!isOver || state.status !== "active") return [];
      const why = command.operationClosed ? "operationClosed" : "expired";
      return [{ type: "AidEnded", data: { why, by: "enforcement", at: command.at } }];
    }
    case "NoteHelpersHome":
      return state.status === "ended" && state.open === true
        ? [{ type: "HelpersHome", data: { by: "enforcement", at: command.at } }]
        : [];
    default:
      return step(command, state);
  }
};

const evolve = (state: AidState, event: AidEvent): AidState => {
  if (event.type === "AidRequested") return { status: "requested", ...event.data.terms, offered: {} };
  if (state.status === "none") throw new Error(`${event.type} of an aid nobody asked for`);
  const { at } = event.data;
  switch (event.type) {
    case "AidOffered": {
      const offered = { ...state.offered };
      for (const [need, count] of Object.entries(event.data.offer)) offered[need] = (offered[need] ?? 0) + count;
      return { ...state, status: "offered", offered };
    }
    case "AidAccepted":
      return { ...state, status: "accepted" };
    case "AidGranted":
      return { ...state, status: "active", grantedAt: at, open: true };
    case "AidDeclined":
      return { ...state, status: "declined" };
    case "AidWithdrawn":
      return { ...state, status: "withdrawn" };
    case "AidEnded":
      return { ...state, status: "ended", endedAt: at, endedBecause: event.data.why };
    case "HelpersHome": {
      const { open: _, ...rest } = state;
      return rest;
    }
  }
};

/** 互助: one street helps another in one operation, for a time. */
export const aidDecider: Decider<AidState, AidCommand, AidEvent> = {
  name: "enforcement.aid",
  initial: { status: "none" },
  decide,
  evolve,
};
