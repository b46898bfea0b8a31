/** 投递. One event on its way to one endpoint. */

/** Which event it is, and where it lies: the body stays in its stream. */
export interface Letter {
  readonly endpoint: string;
  readonly stream: string;
  readonly sequence: number;
  readonly eventId: string;
  readonly type: string;
  /** 分区键 of the event: for cases, the grid. */
  readonly key: string;
}

/** Why an answer is none. */
export type Failure = "timeout" | "away" | "addressRefused" | "redirected" | "refused" | "tooLarge";

/** 一次投递 and what came of it. */
export interface Attempt {
  readonly at: string;
  /** Of the answer, where there was one. */
  readonly status?: number;
  readonly failure?: Failure;
  readonly latencyMs: number;
  /** The beginning of the answer, without numbers that stand for a person. */
  readonly response?: string;
}

/** 死信 and why. */
export type Cause = "gone" | "exhausted" | "eventMissing" | "endpointDeleted";

interface Common extends Letter {
  /** Tries that failed since it was last queued. */
  readonly failed: number;
  readonly queuedAt: string;
  readonly last?: Attempt;
}

export type DeliveryState =
  | { readonly status: "none" }
  | (Common & {
      readonly status: "open";
      /** Not before. */
      readonly wakeAt: string;
      /** Who tries it just now; if nothing is heard of it, others may from `wakeAt` on. */
      readonly claimedBy?: string;
    })
  | (Common & { readonly status: "delivered"; readonly finishedAt: string })
  | (Common & { readonly status: "dead"; readonly finishedAt: string; readonly cause: Cause });

export type Delivery = Exclude<DeliveryState, { readonly status: "none" }>;

export type DeliveryCommand =
  /** `again`: also where it was delivered or given up before. */
  | {
      readonly type: "Queue";
      readonly data: Letter;
      readonly dueAt: string;
      readonly again: boolean;
      readonly at: string;
    }
  | { readonly type: "Claim"; readonly by: string; readonly until: string; readonly at: string }
  | { readonly type: "Release"; readonly by: string; readonly at: string }
  | { readonly type: "Report"; readonly attempt: Attempt; readonly next: NextTry }
  | { readonly type: "GiveUp"; readonly cause: Cause; readonly at: string };

export interface NextTry {
  readonly retryAfterSeconds: readonly number[];
  readonly jitterPart: number;
  /** From 0 to 1, by chance. */
  readonly chance: number;
  /** As the receiver asked. */
  readonly askedSeconds?: number | undefined;
}

export type DeliveryEvent =
  | { readonly type: "Queued"; readonly data: Letter & { readonly dueAt: string; readonly at: string } }
  | { readonly type: "QueuedAgain"; readonly data: { readonly dueAt: string; readonly at: string } }
  | { readonly type: "Claimed"; readonly data: { readonly by: string; readonly until: string } }
  | { readonly type: "Released"; readonly data: { readonly at: string } }
  | { readonly type: "Failed"; readonly data: { readonly attempt: Attempt; readonly retryAt: string } }
  | { readonly type: "Delivered"; readonly data: { readonly attempt: Attempt } }
  | {
      readonly type: "GivenUp";
      readonly data: { readonly cause: Cause; readonly at: string; readonly attempt?: Attempt };
    };

/** In the order of the stream, and the same for the same event: queued twice, it is one. */
export const deliveryId = (endpoint: string, stream: string, sequence: number): string =>
  `${endpoint}:${stream}:${String(sequence).padStart(12, "0")}`;
