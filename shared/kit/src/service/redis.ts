import { Redis } from "ioredis";
import { traceRedis } from "../telemetry/index.ts";
import type { Log } from "../log.ts";

/** Longer than Redis takes on a healthy line and a busy machine, and short enough for somebody who waits at the window. */
const PATIENCE_MS = 1_000;
/** A line on which nothing has come for so long, though something was asked, is over: of that alone a client is told by nobody. */
const SILENCE_MS = 2_000;

/** Where there is Redis, speed: whoever asks it goes on without it. So a question is answered soon, or fails. */
export const connectRedis = (url: string, log: Log): Redis => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: SILENCE_MS,
    commandTimeout: PATIENCE_MS,
    socketTimeout: SILENCE_MS,
  });
  traceRedis();
  redis.on("error", (error: Error) => {
    log.debug({ error: error.message }, "redis");
  });
  return redis;
};
