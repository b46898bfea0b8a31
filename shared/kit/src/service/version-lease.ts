import { counter, metrics } from "../telemetry/index.ts";

export interface VersionLeaseOptions {
  /** Whose version it is, as metrics name it: `registry`. */
  readonly name: string;
  /**
   * Asks the owner for its version: opaque, the same while its answers are the same, never used again for others. An
   * owner that cannot tell must refuse: it may not repeat what it last knew.
   */
  readonly ask: () => Promise<string>;
  /** How long a confirmation holds, from when its question was sent. Default: 800 ms. */
  readonly leaseMs?: number | undefined;
  /** Within how long every replica of the owner answers by a change, their clocks' differences included. Default: 200 ms. */
  readonly followMs?: number | undefined;
  /** Milliseconds that only rise, from more than 0. A set clock must not lengthen a lease. */
  readonly now?: (() => number) | undefined;
}

export interface Standing {
  /** Now, by the lease's clock. */
  readonly at: number;
  /** Another one whenever another version is seen: what was kept in the one before is let go. */
  readonly term: number;
  /** What is kept may be given now. */
  readonly mayUse: boolean;
  /** The answer to a question sent now may be kept, if the term is still this one when it comes. */
  readonly mayKeep: boolean;
}

/** One for all caches of the same owner, so that its version is asked once for all of them. */
export interface VersionLease {
  readonly look: () => Standing;
}

/** A question after a failed one waits this part of the lease: an owner that is away is not asked twice by every caller. */
const PAUSE = 1 / 8;

const letGo = counter(metrics.cacheLetGo, "times all kept answers were let go because of another version");
const unconfirmed = counter(metrics.cacheUnconfirmed, "questions for a version that were not answered");

/**
 * Says when another service's answers may be kept and given again, so that none is ever staler than
 * `leaseMs + followMs` (with the defaults: a second), whatever is lost or cut. No event takes part: it may come late or
 * never to this replica. A lease that is not confirmed runs out by itself, and callers ask as if there were no cache.
 *
 * **Why the bound holds.** Say the owner's changes make the versions 1, 2, 3 …; a replica may lag, but by `followMs` at
 * most.
 *
 * 1. *What is kept in the term of version v was read at v or later.* The term begins when an answer "v" arrives here, so
 *    by then v was there, and `followMs` later every replica has it. Only answers to questions sent after that are kept.
 *    (One sent earlier may have met a replica that lags, and would stay wrong as long as v does.)
 * 2. *It was put in before another version was seen here,* or not at all: an answer that was in flight meanwhile belongs
 *    to no term.
 * 3. *While the lease holds,* some replica was at v when it answered, `leaseMs` ago at most. The change that ended v is
 *    then no older than `leaseMs + followMs`; those that ended later versions are younger still. By 1 nothing earlier
 *    can have ended a kept answer.
 *
 * None of this compares versions. One that goes back, because another replica answered, is another version: everything
 * is let go, though it would be right for as long as 3 says. Answers in flight during a change may be of v + 1 and be kept
 * under v: newer than the lease needs. With one replica `followMs` is 0 and the bound the lease.
 *
 * **Where the promise of `followMs` is broken** answers are as stale as the replica that gave them, cache or not. So that
 * its wrong ones are not kept, the wait of point 1 is as long as the whole bound: questions go round the replicas, the
 * late one shows itself by its version, and while versions differ nothing is kept. Time that the machine sleeps is not
 * counted by the process's clock.
 *
 * Nobody waits for a confirmation. It is asked when the lease is looked at in its second half, one at a time; one that
 * has not come when its lease would be over is taken for lost and asked again.
 */
export const versionLease = ({
  name,
  ask,
  leaseMs = 800,
  followMs = 200,
  now = () => performance.now(),
}: VersionLeaseOptions): VersionLease => {
  let version: string | undefined;
  let term = 0;
  let termBegan = Infinity;
  /** When the question was sent whose answer is the newest. */
  let confirmedAt = -Infinity;
  let askedAt = -Infinity;
  let isAsking = false;

  const answered = (answer: string, sentAt: number): void => {
    if (sentAt < confirmedAt) return; // overtaken by the answer to a later question
    confirmedAt = sentAt;
    if (answer === version) return;
    if (version !== undefined) letGo.add(1, { owner: name });
    version = answer;
    term += 1;
    termBegan = now();
  };

  const confirm = async (sentAt: number): Promise<void> => {
    askedAt = sentAt;
    isAsking = true;
    try {
      answered(await ask(), sentAt);
    } catch {
      // The lease runs out; callers go on without it and meet the same trouble in their own questions.
      unconfirmed.add(1, { owner: name });
    }
    if (askedAt === sentAt) isAsking = false;
  };

  return {
    look: () => {
      const at = now();
      const isDue = at - confirmedAt >= leaseMs / 2;
      if (isDue && at - askedAt >= (isAsking ? leaseMs : leaseMs * PAUSE)) void confirm(at);
      return { at, term, mayUse: at - confirmedAt <= leaseMs, mayKeep: at - termBegan >= leaseMs + followMs };
    },
  };
};
