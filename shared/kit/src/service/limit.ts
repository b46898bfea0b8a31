import { limited } from "../errors.ts";
import { idFrom } from "../ids.ts";
import type { Parts } from "./runner.ts";

export interface LimitOptions {
  readonly service: string;
  /** What is limited; part of the code of the refusal: `<service>.<name>.too_often`. */
  readonly name: string;
  readonly most: number;
  readonly windowMs: number;
}

/** @throws DomainError `limited` */
export type Limit = (who: string) => Promise<void>;

const MOST_KEPT = 10_000;

/**
 * So many in a window of time, counted over all replicas where there is Redis; without it, or when it is away, each process
 * counts alone. Redis sees a hash of who.
 */
export const createLimit = (
  { service, name, most, windowMs }: LimitOptions,
  { redis, clock }: Pick<Parts<unknown>, "redis" | "clock">,
): Limit => {
  let counts = new Map<string, number>();
  const countAlone = (key: string): number => {
    if (counts.size >= MOST_KEPT) counts = new Map();
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
  const countTogether = async (key: string): Promise<number> => {
    if (redis === undefined) return countAlone(key);
    try {
      const [count] = (await redis.multi().incr(key).pexpire(key, windowMs).exec()) ?? [];
      return typeof count?.[1] === "number" ? count[1] : countAlone(key);
    } catch {
      return countAlone(key);
    }
  };
  return async (who) => {
    const now = clock.ms();
    const window = Math.floor(now / windowMs);
    if ((await countTogether(`${service}:limit:${name}:${idFrom(name, who)}:${String(window)}`)) <= most) return;
    const waitSeconds = Math.ceil(((window + 1) * windowMs - now) / 1000);
    throw limited(`${service}.${name}.too_often`, "Too often, come back later", waitSeconds);
  };
};
