import type { Failure } from "../domain/index.ts";

/** One request to somebody else's system. */
export interface Parcel {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** So much of the answer is read and no more. */
  readonly mostResponseBytes: number;
}

/** What came of it; an answer of whatever status, or why there was none. */
export interface Receipt {
  readonly status?: number;
  readonly failure?: Failure;
  readonly latencyMs: number;
  readonly response?: string;
  /** `Retry-After`, in seconds. */
  readonly askedSeconds?: number;
}

/** Never throws: that nobody answers is an answer too. */
export type Post = (parcel: Parcel) => Promise<Receipt>;

/** Looked at before anybody is asked. @throws DomainError `webhooks.endpoint.address_refused` */
export type CheckAddress = (url: string) => void;
