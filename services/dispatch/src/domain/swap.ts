import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import type { Shift } from "./shift.ts";

/** 换班: one worker gives a shift to another, who gives one of his for it or none. */
export interface Swap {
  readonly from: string;
  readonly to: string;
  readonly gives: Shift;
  readonly takes?: Shift;
  /** Accounts, so that none of them approves it. */
  readonly askedBy: string;
  readonly askedAt: string;
  readonly consentedBy?: string;
  readonly approvedBy?: string;
}

/**
 * asked → consented → approved (both rotas are being kept ready) → committed (both change, whatever comes) → done; or approved →
 * failed (a rota says no, both are let go) → dropped. What is between is completed after any crash.
 */
export const SWAP_STATUSES = [
  "asked",
  "consented",
  "declined",
  "withdrawn",
  "refused",
  "approved",
  "committed",
  "done",
  "failed",
  "dropped",
] as const;
export type SwapStatus = (typeof SWAP_STATUSES)[number];

export type SwapState = { readonly status: "none" } | ({ readonly status: SwapStatus; readonly code?: string } & Swap);

/** Who asks: an account, and the worker that it is, if any. */
export interface SwapParty {
  readonly account: string;
  readonly worker?: string | undefined;
}

interface By {
  readonly by: SwapParty;
  readonly at: string;
}

export type SwapCommand =
  | ({ readonly type: "AskSwap"; readonly data: Pick<Swap, "from" | "to" | "gives" | "takes"> } & By)
  | ({ readonly type: "ConsentSwap" | "DeclineSwap" | "WithdrawSwap" | "ApproveSwap" | "RefuseSwap" } & By)
  | { readonly type: "CommitSwap" | "FinishSwap"; readonly at: string }
  | { readonly type: "FailSwap"; readonly code: string; readonly at: string };

export type SwapEvent =
  | { readonly type: "SwapAsked"; readonly data: Swap }
  | { readonly type: "SwapConsented" | "SwapApproved"; readonly data: { readonly by: string; readonly at: string } }
  | {
      readonly type: "SwapDeclined" | "SwapWithdrawn" | "SwapRefused";
      readonly data: { readonly by: string; readonly at: string };
    }
  | { readonly type: "SwapCommitted" | "SwapDone" | "SwapDropped"; readonly data: { readonly at: string } }
  | { readonly type: "SwapFailed"; readonly data: { readonly code: string; readonly at: string } };

type Known = Exclude<SwapState, { readonly status: "none" }>;

const inStatus = (state: SwapState, ...statuses: readonly SwapStatus[]): Known => {
  if (state.status === "none") throw new DomainError("missing", "dispatch.swap.unknown", "There is no such swap");
  if (!statuses.includes(state.status))
    throw reject("dispatch.swap.not_possible", "Not possible as the swap stands", { status: state.status });
  return state;
};

const mustBe = (worker: string, { worker: who }: SwapParty): void => {
  if (who !== worker) throw new DomainError("forbidden", "dispatch.swap.not_yours", "Another worker decides this");
};

const mustBeAnother = ({ from, to, askedBy, consentedBy }: Known, { account, worker }: SwapParty): void => {
  if (worker === from || worker === to || account === askedBy || account === consentedBy)
    throw new DomainError("forbidden", "dispatch.swap.same_person", "Somebody who is neither of the two approves");
};

const mustNotHaveBegun = ({ gives, takes }: Pick<Swap, "gives" | "takes">, at: string): void => {
  for (const shift of [gives, takes])
    if (shift !== undefined && Date.parse(shift.from) <= Date.parse(at))
      throw reject("dispatch.shift.begun", "A shift of this swap has begun", { shift: shift.id });
};

const ask = (command: Extract<SwapCommand, { type: "AskSwap" }>, state: SwapState): readonly SwapEvent[] => {
  const { data, by, at } = command;
  mustBe(data.from, by);
  if (state.status !== "none") throw reject("dispatch.swap.not_possible", "Asked already", { status: state.status });
  if (data.from === data.to) throw reject("dispatch.swap.with_oneself", "A swap is between two");
  mustNotHaveBegun(data, at);
  return [{ type: "SwapAsked", data: { ...data, askedBy: by.account, askedAt: at } }];
};

const decide = (command: SwapCommand, state: SwapState): readonly SwapEvent[] => {
  const { at } = command;
  switch (command.type) {
    case "AskSwap":
      return ask(command, state);
    case "ConsentSwap": {
      const swap = inStatus(state, "asked");
      mustBe(swap.to, command.by);
      mustNotHaveBegun(swap, at);
      return [{ type: "SwapConsented", data: { by: command.by.account, at } }];
    }
    case "DeclineSwap":
      mustBe(inStatus(state, "asked").to, command.by);
      return [{ type: "SwapDeclined", data: { by: command.by.account, at } }];
    case "WithdrawSwap":
      mustBe(inStatus(state, "asked", "consented").from, command.by);
      return [{ type: "SwapWithdrawn", data: { by: command.by.account, at } }];
    case "ApproveSwap": {
      const swap = inStatus(state, "consented");
      mustBeAnother(swap, command.by);
      mustNotHaveBegun(swap, at);
      return [{ type: "SwapApproved", data: { by: command.by.account, at } }];
    }
    case "RefuseSwap":
      mustBeAnother(inStatus(state, "consented"), command.by);
      return [{ type: "SwapRefused", data: { by: command.by.account, at } }];
    case "CommitSwap":
      // Another replica may have been quicker: the same word again, or the end of it.
      if (inStatus(state, "approved", "committed", "done").status !== "approved") return [];
      return [{ type: "SwapCommitted", data: { at } }];
    case "FailSwap":
      if (inStatus(state, "approved", "failed", "dropped").status !== "approved") return [];
      return [{ type: "SwapFailed", data: { code: command.code, at } }];
    case "FinishSwap": {
      const { status } = inStatus(state, "committed", "failed", "done", "dropped");
      if (status === "done" || status === "dropped") return [];
      return [{ type: status === "committed" ? "SwapDone" : "SwapDropped", data: { at } }];
    }
  }
};

const STATUS_AFTER = {
  SwapConsented: "consented",
  SwapApproved: "approved",
  SwapDeclined: "declined",
  SwapWithdrawn: "withdrawn",
  SwapRefused: "refused",
  SwapCommitted: "committed",
  SwapDone: "done",
  SwapDropped: "dropped",
  SwapFailed: "failed",
} as const;

const evolve = (state: SwapState, event: SwapEvent): SwapState => {
  if (event.type === "SwapAsked") return { status: "asked", ...event.data };
  if (state.status === "none") throw new Error(`${event.type} of a swap that nobody asked for`);
  const status = STATUS_AFTER[event.type];
  switch (event.type) {
    case "SwapConsented":
      return { ...state, status, consentedBy: event.data.by };
    case "SwapApproved":
      return { ...state, status, approvedBy: event.data.by };
    case "SwapFailed":
      return { ...state, status, code: event.data.code };
    default:
      return { ...state, status };
  }
};

export const swapDecider: Decider<SwapState, SwapCommand, SwapEvent> = {
  name: "dispatch.swap",
  initial: { status: "none" },
  decide,
  evolve,
};
