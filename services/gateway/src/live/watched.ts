import { EndAidStream, OpenAidStream, WatchAidStream, WatchOperation } from "@wangge/contracts/calls";
import { authorize, isDomainError, messageOf, type Access, type Actor, type Call, type Log } from "@wangge/kit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { API, type ApiOptions } from "../api/api.ts";
import { HttpError } from "../api/problems.ts";
import type { SignedIn } from "../auth/tokens.ts";
import { headersFor } from "../edge.ts";
import { sinkOf, type Live } from "./live.ts";
import type { Sink } from "./stream.ts";
import { signInToStream, type Tickets } from "./tickets.ts";

export interface WatchedOptions extends Pick<ApiOptions, "verify" | "limit"> {
  readonly call: Call;
  readonly tickets: Tickets;
  /** Withdrawn while it is open? */
  readonly isWithdrawn: (signedIn: SignedIn) => boolean;
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

interface View {
  readonly version: number;
}

/** What is shown live: asked for again and again, as whoever looks, by the version he has. */
interface Watched {
  readonly path: string;
  readonly access: Access;
  readonly first: (id: string, actor: Actor) => Promise<View>;
  /** Absent: no news. Refused: it is over for him. */
  readonly next: (id: string, version: number, actor: Actor) => Promise<View | undefined>;
  readonly ended?: (id: string, actor: Actor) => Promise<unknown>;
}

const metaOf = (actor: Actor) => ({ external: true, actor });

/** 互助实时共享. A look is noted, its end too. */
const aid = (call: Call): Watched => ({
  path: "aid",
  access: ["officer", "enforcementLead"],
  first: async (aidId, actor) => OpenAidStream.output.parse(await call(OpenAidStream.name, { aidId }, metaOf(actor))),
  next: async (aidId, version, actor) =>
    WatchAidStream.output.parse(await call(WatchAidStream.name, { aidId, version }, metaOf(actor))).frame,
  ended: (aidId, actor) => call(EndAidStream.name, { aidId }, metaOf(actor)),
});

/** 行动实时. For the street's own team and the control room: as the service answers each of them. */
const operation = (call: Call): Watched => {
  const watch = async (operationId: string, version: number | undefined, actor: Actor): Promise<View | undefined> => {
    const input = { operationId, ...(version === undefined ? {} : { version }) };
    return WatchOperation.output.parse(await call(WatchOperation.name, input, metaOf(actor))).frame;
  };
  return {
    path: "operations",
    access: ["officer", "enforcementLead", "dispatcher"],
    first: async (id, actor) => {
      const view = await watch(id, undefined, actor);
      if (view === undefined) throw new Error("an operation without a view");
      return view;
    },
    next: watch,
  };
};

interface Watch {
  readonly of: Watched;
  readonly id: string;
  readonly signedIn: SignedIn;
  readonly sink: Sink;
  readonly stopped: AbortSignal;
}

const eventOf = (type: string, data: unknown): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Views that are followed live, as server-sent events: 互助实时共享 and 行动实时. The right to look is asked for several times a second, and a
 * stream that cannot be sure of it ends: a revocation or the last second of an aid ends open connections too.
 */
export const mountWatched = (app: FastifyInstance, options: WatchedOptions): Pick<Live, "stop"> => {
  const { call, isWithdrawn, maxStreams, log, pollMs = POLL_MS, heartbeatMs = 15_000 } = options;
  const open = new Set<Promise<void>>();
  const stopping = new AbortController();

  const guardOf =
    ({ access }: Watched) =>
    async (request: FastifyRequest): Promise<void> => {
      await signInToStream(request, options);
      authorize(access, request.signedIn?.actor, false);
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
  const follow = async ({ of, id, signedIn, sink, stopped }: Watch, first: number): Promise<string> => {
    let version = first;
    let beat = Date.now() + heartbeatMs;
    for (;;) {
      await pause(stopped);
      if (stopped.aborted) return "stopped";
      if (Date.now() >= signedIn.expiresAt) return "auth.expired";
      if (isWithdrawn(signedIn)) return "auth.withdrawn";
      try {
        const frame = await within(of.next(id, version, signedIn.actor));
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

  const mount = (of: Watched): void => {
    app.get<{ Params: { id: string } }>(
      `${API}/stream/${of.path}/:id`,
      { onRequest: guardOf(of), exposeHeadRoute: false },
      async (request, reply) => {
        const { id } = request.params;
        const { signedIn } = request;
        if (signedIn === undefined) return;
        const first = await of.first(id, signedIn.actor);
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
        const following = follow({ of, id, signedIn, sink, stopped }, first.version).then((why) => {
          if (!sink.isGone()) sink.end(eventOf("ended", { code: why }));
        });
        open.add(following);
        try {
          await following;
        } finally {
          open.delete(following);
          await of.ended?.(id, signedIn.actor).catch((error: unknown) => {
            log.debug({ error: messageOf(error) }, "the end of a live view was not noted");
          });
        }
      },
    );
  };
  for (const watched of [aid(call), operation(call)]) mount(watched);

  return {
    stop: async () => {
      stopping.abort();
      await Promise.allSettled(open);
    },
  };
};
