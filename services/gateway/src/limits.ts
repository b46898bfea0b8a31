import type { Parts } from "@wangge/kit";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { HttpError } from "./api/problems.ts";

/** Longer than this the limiter itself may not delay a request. */
const PATIENCE_MS = 100;
const MAX_LEASES = 10_000;

interface Lease {
  left: number;
  readonly until: number;
}

/** @throws HttpError `http.rate_limited` with Retry-After */
export type Limit = (client: string) => Promise<void>;

const rateLimited = (waitMs: number): HttpError =>
  new HttpError(429, "http.rate_limited", "Too many requests, slow down", {
    "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))),
  });

/**
 * Requests of one client in a second, counted over all gateways where there is Redis. A process takes a twentieth of a second's
 * points at once and spends them by itself, so that not every request asks Redis. Redis away: each process counts alone.
 */
export const rateLimit = (perSecond: number, redis: Parts<unknown>["redis"], now: () => number = Date.now): Limit => {
  const plan = { points: perSecond, duration: 1, keyPrefix: "gateway:rate" };
  const alone = new RateLimiterMemory(plan);
  const shared =
    redis === undefined ? alone : new RateLimiterRedis({ ...plan, storeClient: redis, insuranceLimiter: alone });
  const share = Math.max(1, Math.floor(perSecond / 20));
  const leases = new Map<string, Lease>();

  const consume = async (client: string): Promise<RateLimiterRes> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => {
        resolve("late");
      }, PATIENCE_MS);
    });
    const asked = shared.consume(client, share);
    try {
      const first = await Promise.race([asked, late]);
      if (first !== "late") return first;
      asked.catch(() => undefined);
      return await alone.consume(client, share);
    } finally {
      clearTimeout(timer);
    }
  };

  /** Takes one point of what was lent. @returns false where nothing is left to take. @throws HttpError in a spent second */
  const spend = (client: string): boolean => {
    const at = now();
    const lease = leases.get(client);
    if (lease === undefined || at >= lease.until) return false;
    if (lease.left === 0) throw rateLimited(lease.until - at);
    lease.left -= 1;
    if (lease.left === 0) leases.delete(client);
    return true;
  };

  const lend = async (client: string): Promise<void> => {
    const at = now();
    if (leases.size >= MAX_LEASES) leases.clear();
    try {
      const { msBeforeNext } = await consume(client);
      leases.set(client, { left: share, until: at + msBeforeNext });
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      leases.set(client, { left: 0, until: at + refusal.msBeforeNext });
    }
  };

  const lending = new Map<string, Promise<void>>();
  return async (client) => {
    while (!spend(client)) {
      // Requests that come at once share one lease: one for each would use up the second by themselves.
      const one =
        lending.get(client) ??
        lend(client).finally(() => {
          lending.delete(client);
        });
      lending.set(client, one);
      await one;
    }
  };
};
