/** 推送地址. Where an integrator wants its events sent to. */

/** What its integrator says of it. */
export interface Wishes {
  readonly url: string;
  /** Kinds of events: `dispatch.case.closed.v1`. */
  readonly events: readonly string[];
  /** 按键有序: events of one key of a stream go one after the other. */
  readonly ordered: boolean;
  readonly atOnce: number;
  readonly timeoutMs: number;
}

/** A part of a stream that is read from the stream itself, because nobody took it in as it came. */
export interface CatchUp {
  /** The first one that is still to be looked at. */
  readonly next: number;
  /** Since then new ones are taken in as they come; absent: everything from `next` on waits in the stream. */
  readonly liveSince?: string;
  /** 重放: up to this one also what was delivered before. */
  readonly againUntil?: number;
}

export type DisabledBecause = "gone" | "failing" | "notGranted" | "byOffice";

export interface Registered extends Wishes {
  readonly integrator: string;
  /** 分区键前缀 of its grant: only events whose key begins so; absent: all. */
  readonly keys?: readonly string[];
  readonly registeredAt: string;
  /** Until when the secret before signs too. */
  readonly oldSecretUntil?: string;
  /** By stream, the first event that is due to it. */
  readonly from: Readonly<Record<string, number>>;
  readonly catchUps: Readonly<Record<string, CatchUp>>;
}

export type EndpointState =
  | { readonly status: "none" }
  | (Registered & { readonly status: "registered" | "approved" | "active" | "paused" | "deleted" })
  | (Registered & { readonly status: "declined"; readonly reason: string })
  | (Registered & { readonly status: "disabled"; readonly because: DisabledBecause; readonly disabledAt: string });
export type Endpoint = Exclude<EndpointState, { readonly status: "none" }>;

/** Where streams are just now: the place of the next event. */
export type Places = Readonly<Record<string, number>>;

export type EndpointCommand =
  | {
      readonly type: "RegisterEndpoint";
      readonly data: Wishes & { readonly integrator: string; readonly keys?: readonly string[] };
      readonly at: string;
    }
  | { readonly type: "ApproveEndpoint" | "DeclineEndpoint"; readonly by: string; readonly reason: string }
  | { readonly type: "ProveOwnership"; readonly places: Places; readonly at: string }
  | { readonly type: "PauseEndpoint" | "DeleteEndpoint" }
  | { readonly type: "ResumeEndpoint"; readonly places: Places; readonly byOffice: boolean; readonly at: string }
  | { readonly type: "DisableEndpoint"; readonly because: DisabledBecause; readonly at: string }
  | { readonly type: "RotateSecret"; readonly oldUntil: string }
  | { readonly type: "FallBehind"; readonly stream: string; readonly sequence: number }
  | { readonly type: "Replay"; readonly from: Places; readonly until: Places; readonly at: string }
  | { readonly type: "CatchUp"; readonly stream: string; readonly from: number; readonly next: number }
  | { readonly type: "GoLive"; readonly stream: string; readonly at: string }
  | { readonly type: "EndCatchUp"; readonly stream: string; readonly seen: CatchUp };

export type EndpointEvent =
  | {
      readonly type: "EndpointRegistered";
      readonly data: Wishes & { readonly integrator: string; readonly keys?: readonly string[]; readonly at: string };
    }
  | { readonly type: "EndpointApproved"; readonly data: { readonly reason: string } }
  | { readonly type: "EndpointDeclined"; readonly data: { readonly reason: string } }
  | { readonly type: "EndpointActivated"; readonly data: { readonly places: Places; readonly at: string } }
  | { readonly type: "EndpointPaused" | "EndpointResumed" | "EndpointDeleted"; readonly data: object }
  | { readonly type: "EndpointDisabled"; readonly data: { readonly because: DisabledBecause; readonly at: string } }
  | { readonly type: "SecretRotated"; readonly data: { readonly oldUntil: string } }
  | { readonly type: "FellBehind"; readonly data: { readonly stream: string; readonly sequence: number } }
  | {
      readonly type: "ReplayBegun";
      readonly data: { readonly from: Places; readonly until: Places; readonly at: string };
    }
  | { readonly type: "CaughtUp"; readonly data: { readonly stream: string; readonly next: number } }
  | { readonly type: "WentLive"; readonly data: { readonly stream: string; readonly at: string } }
  | { readonly type: "CatchUpEnded"; readonly data: { readonly stream: string } };
