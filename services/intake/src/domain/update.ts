import type { Decider } from "@wangge/kit/domain";

/** A step of a case, as the district tells it to the program that a report came through. */
export const STEPS = [
  "verifying",
  "rejected",
  "merged",
  "filed",
  "assigned",
  "accepted",
  "returned",
  "handled",
  "reworked",
  "closed",
  "reopened",
  "voided",
  "suspended",
  "resumed",
  "extended",
] as const;
export type Step = (typeof STEPS)[number];

interface OfReport {
  readonly report: string;
  readonly trackingNumber: string;
}

/** What the district did. */
export interface StepTaken extends OfReport {
  readonly step: Step;
  /** Why, where the step has reasons. */
  readonly reason?: string | undefined;
}

/** What the other side says. Its words lie sealed beside it. */
export interface Comment extends OfReport {
  readonly grid: string;
  /** The API key it came with. */
  readonly client: string;
  /** The state on the other side, as it calls it: `OPEN`. */
  readonly status: string;
  /** It says that a closed case is not done: for a person to look at. No state changes by it. */
  readonly asksToReopen: boolean;
  /** By the clock of the other side. */
  readonly writtenAt: string;
}

export type UpdateState =
  | { readonly status: "none" }
  | { readonly status: "kept"; readonly origin: "district"; readonly at: string; readonly update: StepTaken }
  | {
      readonly status: "kept";
      readonly origin: "client";
      /** When it came. */
      readonly at: string;
      readonly update: Comment;
      readonly erasedAt?: string;
    };

export type UpdateCommand =
  | { readonly type: "RecordStep"; readonly data: StepTaken; readonly at: string }
  | { readonly type: "KeepComment"; readonly data: Comment; readonly at: string }
  | { readonly type: "EraseComment"; readonly at: string };

export type UpdateEvent =
  | { readonly type: "StepRecorded"; readonly data: StepTaken; readonly at: string }
  | { readonly type: "CommentKept"; readonly data: Comment; readonly at: string }
  | { readonly type: "CommentErased"; readonly at: string };

/** 进展. One document for each; the same one again, from the bus or from a client, says nothing new. */
export const updateDecider: Decider<UpdateState, UpdateCommand, UpdateEvent> = {
  name: "intake.update",
  initial: { status: "none" },
  decide: (command, state) => {
    const { at } = command;
    switch (command.type) {
      case "RecordStep":
        return state.status === "none" ? [{ type: "StepRecorded", data: command.data, at }] : [];
      case "KeepComment":
        return state.status === "none" ? [{ type: "CommentKept", data: command.data, at }] : [];
      case "EraseComment":
        return state.status === "kept" && state.origin === "client" && state.erasedAt === undefined
          ? [{ type: "CommentErased", at }]
          : [];
    }
  },
  evolve: (state, event) => {
    const { at } = event;
    switch (event.type) {
      case "StepRecorded":
        return { status: "kept", origin: "district", at, update: event.data };
      case "CommentKept":
        return { status: "kept", origin: "client", at, update: event.data };
      case "CommentErased":
        return state.status === "kept" && state.origin === "client" ? { ...state, erasedAt: at } : state;
    }
  },
};
