import type { Envelope } from "@wangge/contracts";
import { isDomainError } from "../errors.ts";

/** A message on its way out: the id makes a repeat harmless, the body is the envelope, encoded once. */
export interface OutMessage {
  readonly id: string;
  /** `evt.<service>.<thing>.<fact>.v<N>.<key>` */
  readonly subject: string;
  readonly body: string;
}

/** A message that came in. `body` is parsed only when someone looks. */
export interface InMessage {
  readonly id: string;
  readonly subject: string;
  /** The ordering key, the last token of the subject. */
  readonly key: string;
  readonly stream: string;
  readonly sequence: number;
  /** 1 for the first delivery. */
  readonly deliveries: number;
  /** When the stream took it in, ms since 1970. */
  readonly storedAt: number;
  /** @throws SyntaxError where it is not JSON. */
  readonly envelope: () => Envelope;
  readonly text: () => string;
  /** What was said beside the text. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/** What became of one message: done, again later, or never (with the reason, to the dead letters). */
export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "again"; readonly error: unknown }
  | { readonly kind: "dead"; readonly error: unknown };

export const done: Verdict = { kind: "done" };

/** Answers for every message it was given, in the same order. Messages of one key come in order and never side by side. */
export type BatchHandler = (messages: readonly InMessage[]) => Promise<readonly Verdict[]>;

export interface ConsumeOptions {
  readonly stream: string;
  readonly consumer: string;
  /** `each`: acknowledged one by one, retried with a growing delay. `owner`: in order, retried in place, one owner at a time. */
  readonly mode: "each" | "owner";
  /** Most messages in one call of the handler. Default 500. */
  readonly batch?: number;
  /** `owner` only: this process owns the partition from now on; called before its first message. */
  readonly onOwner?: () => Promise<void>;
}

/** How far a consumer is behind its stream, over all processes that share it. */
export interface Lag {
  /** Not delivered yet. */
  readonly pending: number;
  /** Delivered and not acknowledged. */
  readonly unacknowledged: number;
  /** When the stream took in the oldest message that this process has in hand, ms since 1970. */
  readonly oldestAt: number | undefined;
}

export interface Consumption {
  readonly consumer: string;
  readonly lag: () => Promise<Lag>;
  /** Takes no new messages, finishes those in hand. */
  readonly stop: () => Promise<void>;
}

export interface StreamMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly id: string;
  readonly storedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ReadOptions {
  readonly fromSequence?: number;
  /** ms since 1970; used when no sequence is given. */
  readonly fromTime?: number;
  /** A subject with wildcards. Default: everything. */
  readonly subject?: string;
  readonly limit: number;
}

export interface Bus {
  /** Resolves when every message is stored and synced. Once per id. All of them must belong to one stream. */
  readonly publish: (messages: readonly OutMessage[]) => Promise<void>;
  readonly consume: (options: ConsumeOptions, handler: BatchHandler) => Promise<Consumption>;
  /** Messages in stream order, without a consumer. */
  readonly read: (stream: string, options: ReadOptions) => Promise<readonly StreamMessage[]>;
  /** Where the stream ends now; 0 when it is empty. Behind the truth by what a replica still has to hear. */
  readonly lastSequence: (stream: string) => Promise<number>;
  readonly isConnected: () => boolean;
  /** Finishes what is in hand and closes. */
  readonly close: () => Promise<void>;
}

/** Retries of a message whose handler failed with a bug or a conflict. An absent dependency is waited for without limit. */
export const MAX_DELIVERIES = 8;

export const isSpent = (error: unknown, attempts: number): boolean =>
  attempts >= MAX_DELIVERIES && !(isDomainError(error) && error.kind === "unavailable");

/** A handler that leaves an answer out has a bug, and has not done the work. */
export const noVerdict: Verdict = { kind: "again", error: new Error("the handler gave no verdict") };

/** 0.2 s, 0.4 s … 30 s. */
export const delayOf = (deliveries: number): number => Math.min(30_000, 200 * 2 ** Math.min(deliveries - 1, 10));

export const deadLetterSubject = (stream: string, consumer: string): string => `dlq.${stream}.${consumer}`;
const ownerOf = (consumer: string): string => consumer.split("--")[0] ?? "";
export const redriveSubject = (consumer: string): string => `redrive.${ownerOf(consumer)}.${consumer}`;
export const discardedSubject = (consumer: string): string => `discarded.${ownerOf(consumer)}.${consumer}`;
