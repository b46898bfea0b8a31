import { authorize, isOffice, Role, type Access, type Actor, type Log } from "@wangge/kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { once } from "node:events";
import { API, type ApiOptions } from "../api/api.ts";
import { HttpError, invalidAt } from "../api/problems.ts";
import type { SignedIn } from "../auth/tokens.ts";
import { headersFor } from "../edge.ts";
import type { Feed, Frame } from "./feed.ts";
import { signInToStream, single, type Tickets } from "./tickets.ts";
import { followCases, type Following, type Sink } from "./stream.ts";

export interface LiveOptions extends Pick<ApiOptions, "verify" | "limit"> {
  readonly tickets: Tickets;
  /** Withdrawn while it is open? */
  readonly isWithdrawn: (signedIn: SignedIn) => boolean;
  readonly feed: Feed;
  readonly maxStreams: number;
  readonly log: Log;
  readonly heartbeatMs?: number;
  readonly patienceMs?: number;
}

export interface Live {
  /** Ends every stream; its clients come back to another gateway. */
  readonly stop: () => Promise<void>;
  /** Ends those whose sign-in was withdrawn. */
  readonly recheck: () => void;
}

/** Who runs the platform sees that it runs, not what it is about. */
const READERS: Access = Role.options.filter((role) => role !== "citizen" && role !== "operator");
/** Private cases are there for the office and for whoever has the order. */
const knownTo = (actor: Actor | undefined): ((frame: Frame) => boolean) => {
  if (actor !== undefined && isOffice(actor)) return () => true;
  return ({ onlyFor }) =>
    onlyFor === undefined ||
    (onlyFor.worker === undefined
      ? onlyFor.department !== undefined && onlyFor.department === actor?.department
      : onlyFor.worker === actor?.worker);
};

/** A client that does not even take the last words is cut off. */
const LAST_WORDS_MS = 1_000;

interface Query {
  readonly lastEventId?: unknown;
  readonly street?: unknown;
}

const sequenceOf = (text: string | undefined): number | undefined => {
  if (text === undefined || text === "") return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalidAt("not an id of this stream", "lastEventId");
  return Number(text);
};

const streetOf = (text: string | undefined): string | undefined => {
  if (text !== undefined && !/^\d{6,15}$/.test(text)) throw invalidAt("6 to 15 digits", "street");
  return text;
};

export const sinkOf = ({ raw }: FastifyReply): Sink => ({
  write: (text) => raw.write(text),
  drained: async () => {
    if (raw.destroyed || raw.closed) return;
    const gone = new AbortController();
    const isOver = once(raw, "close", { signal: gone.signal });
    const isDrained = once(raw, "drain", { signal: gone.signal });
    await Promise.race([isOver, isDrained]);
    isOver.catch(() => undefined);
    isDrained.catch(() => undefined);
    gone.abort();
  },
  end: (text) => {
    raw.end(text);
    setTimeout(() => raw.destroy(), LAST_WORDS_MS).unref();
  },
  isGone: () => raw.destroyed || raw.closed,
});

/** Live updates of cases as server-sent events. */
export const mountLive = (app: FastifyInstance, options: LiveOptions): Live => {
  const { feed, isWithdrawn, maxStreams, log, heartbeatMs, patienceMs } = options;
  const open = new Map<Following, SignedIn>();
  let isStopping = false;
  const endIfOver = (following: Following, signedIn: SignedIn): void => {
    if (isWithdrawn(signedIn)) following.stop("signed out");
  };

  const guard = async (request: FastifyRequest): Promise<void> => {
    await signInToStream(request, options);
    authorize(READERS, request.signedIn?.actor, false);
    if (isStopping || open.size >= maxStreams)
      throw new HttpError(503, "http.overloaded", "No more live updates here, come back in a second");
  };

  app.get(`${API}/stream/cases`, { onRequest: guard, exposeHeadRoute: false }, async (request, reply) => {
    const { signedIn } = request;
    if (signedIn === undefined) return;
    const query = request.query as Query;
    const header = single(request.headers["last-event-id"], "Last-Event-ID");
    const after = sequenceOf(header ?? single(query.lastEventId, "lastEventId"));
    const street = streetOf(single(query.street, "street"));
    // Ask the bus once before the answer begins: when it is away, the answer is 503 and not a stream that breaks.
    const unfollow = await feed.follow(() => undefined);
    reply.hijack();
    reply.raw.writeHead(200, {
      ...headersFor(request),
      "content-type": "text/event-stream; charset=utf-8",
      "x-accel-buffering": "no",
    });
    const following = followCases({
      feed,
      sink: sinkOf(reply),
      after,
      street,
      mayKnow: knownTo(signedIn.actor),
      expiresAt: signedIn.expiresAt,
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
      ...(patienceMs === undefined ? {} : { patienceMs }),
    });
    open.set(following, signedIn);
    endIfOver(following, signedIn);
    reply.raw.once("close", () => {
      following.stop("gone");
    });
    try {
      await following.finished;
    } catch (error) {
      log.debug({ error: String(error) }, "a live stream broke off");
      reply.raw.destroy();
    } finally {
      open.delete(following);
      unfollow();
    }
  });

  return {
    stop: async () => {
      isStopping = true;
      for (const following of open.keys()) following.stop("this server stops");
      await Promise.allSettled([...open.keys()].map(({ finished }) => finished));
      feed.stop();
    },
    recheck: () => {
      for (const [following, signedIn] of open) endIfOver(following, signedIn);
    },
  };
};
