import { EndAidStream, OpenAidStream, WatchAidStream } from "@wangge/contracts/calls";
import { authorize, isDomainError, messageOf, type Actor, type Call, type Log } from "@wangge/kit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { API, signIn, type ApiOptions } from "../api/api.ts";
import { HttpError } from "../api/problems.ts";
import { bearerOf } from "../auth/tokens.ts";
import { headersFor } from "../edge.ts";
import { sinkOf, type Live } from "./live.ts";
import type { Sink } from "./stream.ts";

export interface AidStreamOptions extends Pick<ApiOptions, "verify" | "limit"> {
  readonly call: Call;
  readonly maxStreams: number;
  readonly log: Log;
  /** How often the right to look is asked for again. */
  readonly pollMs?: number;
  readonly heartbeatMs?: number;
}

/** An answer that takes longer is none: with `POLL_MS` it stays below the second after which nothing may be shown any more. */
const PATIENCE_MS = 500;
const POLL_MS = 300;

const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("no answer in time"));
    }, PATIENCE_MS);
  });
  work.catch(() => undefined); // an answer that comes too late interests nobody
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

const isRead = (sink: Sink): Promise<boolean> =>
  within(sink.drained()).then(
    () => true,
    () => false,
  );

interface Watch {
  readonly aidId: string;
  readonly actor: Actor;
  readonly sink: Sink;
  readonly expiresAt: number;
  readonly stopped: AbortSignal;
}

const eventOf = (type: string, data: unknown): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * 互助实时共享 as server-sent events. The right to look is asked for several times a second, and a stream that cannot be sure of it ends:
 * a revocation or the last second of an aid ends open connections too.
 */
export const mountAidStream = (app: FastifyInstance, options: AidStreamOptions): Live => {
  const { call, maxStreams, log, pollMs = POLL_MS, heartbeatMs = 15_000 } = options;
  const open = new Set<Promise<void>>();
  const stopping = new AbortController();

  const guard = async (request: FastifyRequest): Promise<void> => {
    await signIn(request, bearerOf(request.headers.authorization), options);
    authorize(["officer", "enforcementLead"], request.signedIn?.actor, false);
    if (stopping.signal.aborted || open.size >= maxStreams)
      throw new HttpError(503, "http.overloaded", "No more live updates here, come back in a second");
  };

  const pause = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      signal.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });

  /** Why it ends: the code of a refusal, or a word. */
  const follow = async ({ aidId, actor, sink, expiresAt, stopped }: Watch, first: number): Promise<string> => {
    const meta = { external: true, actor };
    let version = first;
    let beat = Date.now() + heartbeatMs;
    for (;;) {
      await pause(stopped);
      if (stopped.aborted) return "stopped";
      if (Date.now() >= expiresAt) return "auth.expired";
      try {
        const asked = call(WatchAidStream.name, { aidId, version }, meta);
        const { frame } = WatchAidStream.output.parse(await within(asked));
        const text =
          frame !== undefined ? eventOf("operation", frame) : Date.now() >= beat ? ": still here\n\n" : undefined;
        if (text === undefined) continue;
        version = frame?.version ?? version;
        beat = Date.now() + heartbeatMs;
        // Who does not read would get later what he may not see then.
        if (!sink.write(text) && !(await isRead(sink))) return "http.too_slow";
      } catch (error) {
        return isDomainError(error) ? error.code : "service.unavailable";
      }
    }
  };

  app.get<{ Params: { aidId: string } }>(
    `${API}/stream/aid/:aidId`,
    { onRequest: guard, exposeHeadRoute: false },
    async (request, reply) => {
      const { aidId } = request.params;
      const { actor, expiresAt } = request.signedIn ?? {};
      if (actor === undefined || expiresAt === undefined) return;
      const meta = { external: true, actor };
      const first = OpenAidStream.output.parse(await call(OpenAidStream.name, { aidId }, meta));
      reply.hijack();
      reply.raw.writeHead(200, {
        ...headersFor(request),
        "content-type": "text/event-stream; charset=utf-8",
        "x-accel-buffering": "no",
      });
      const gone = new AbortController();
      reply.raw.once("close", () => {
        gone.abort();
      });
      const sink = sinkOf(reply);
      sink.write(`retry: 1000\n\n${eventOf("operation", first)}`);
      const stopped = AbortSignal.any([gone.signal, stopping.signal]);
      const following = follow({ aidId, actor, sink, expiresAt, stopped }, first.version).then((why) => {
        if (!sink.isGone()) sink.end(eventOf("ended", { code: why }));
      });
      open.add(following);
      try {
        await following;
      } finally {
        open.delete(following);
        await call(EndAidStream.name, { aidId }, meta).catch((error: unknown) => {
          log.debug({ error: messageOf(error) }, "the end of a live view was not noted");
        });
      }
    },
  );

  return {
    stop: async () => {
      stopping.abort();
      await Promise.allSettled(open);
    },
  };
};
