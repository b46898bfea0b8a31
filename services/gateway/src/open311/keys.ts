import type { Parts } from "@wangge/kit";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import { refusal } from "./errors.ts";
import type { Client, Intake } from "./intake.ts";

export interface KeyOptions {
  readonly intake: Pick<Intake, "clientOf">;
  readonly redis: Parts<unknown>["redis"];
  /** What this server is; keys of the other kind open nothing here. */
  readonly environment: "test" | "production";
  readonly now?: () => number;
}

/** A revoked key opens nothing after this, and the answer of a call that was under way. */
const FRESH_MS = 1_500;
const MOST_KEPT = 1_000;
const HOUR_SECONDS = 3_600;

/** The id of the client whose key this is. @throws HttpError 403; DomainError `unavailable` */
export type OpenWith = (key: string | undefined) => Promise<string>;

const refused = () =>
  refusal(403, "api_key is missing or not valid: in the form or as the header X-Api-Key, never in the address");

/** So many POSTs of a key in an hour, over all gateways where there is Redis. */
const hourly = (redis: KeyOptions["redis"]): ((client: Client) => Promise<void>) => {
  const limiters = new Map<number, RateLimiterAbstract>();
  const limiterOf = (points: number): RateLimiterAbstract => {
    const plan = { points, duration: HOUR_SECONDS, keyPrefix: "gateway:open311" };
    const known = limiters.get(points);
    if (known !== undefined) return known;
    const alone = new RateLimiterMemory(plan);
    const made =
      redis === undefined ? alone : new RateLimiterRedis({ ...plan, storeClient: redis, insuranceLimiter: alone });
    limiters.set(points, made);
    return made;
  };
  return async ({ keyId, requestsPerHour }) => {
    try {
      await limiterOf(requestsPerHour).consume(keyId);
    } catch (limit) {
      if (!(limit instanceof RateLimiterRes)) throw limit;
      throw refusal(403, "This api_key has asked too often within the hour; come back later", {
        "retry-after": String(Math.max(1, Math.ceil(limit.msBeforeNext / 1000))),
      });
    }
  };
};

/** Whose key it is is known for a moment, so that a client that sends much does not ask for it each time. */
export const apiKeys = ({ intake, redis, environment, now = Date.now }: KeyOptions): OpenWith => {
  const known = new Map<string, { readonly client: Client | undefined; readonly until: number }>();
  const count = hourly(redis);

  const clientOf = async (key: string): Promise<Client | undefined> => {
    const at = now();
    const fresh = known.get(key);
    if (fresh !== undefined && at < fresh.until) return fresh.client;
    const client = await intake.clientOf(key);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(key, { client, until: at + FRESH_MS });
    return client;
  };

  return async (key) => {
    if (key === undefined || key.length > 200) throw refused();
    const client = await clientOf(key);
    if (client === undefined) throw refused();
    if (client.environment !== environment)
      throw refusal(403, `This is a ${environment} server, and this api_key is for ${client.environment} ones`);
    await count(client);
    return client.keyId;
  };
};
