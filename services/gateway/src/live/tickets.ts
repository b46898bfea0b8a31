import { randomBytes } from "node:crypto";
import { DomainError, idFrom, type Parts } from "@wangge/kit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { API, signIn, type ApiOptions } from "../api/api.ts";
import { HttpError, invalidAt } from "../api/problems.ts";
import { bearerOf, type SignedIn } from "../auth/tokens.ts";

const TICKET_PATH = `${API}/stream/tickets`;
const SECONDS = 30;
const MAX_KEPT = 10_000;

export interface Tickets {
  /** Who asked for it; each counts once. @throws HttpError `auth.ticket_invalid` */
  readonly redeem: (ticket: string) => Promise<SignedIn>;
}

export interface TicketOptions extends Pick<ApiOptions, "verify" | "limit"> {
  readonly redis: Parts<unknown>["redis"];
  /** Withdrawn since it was given out? */
  readonly isWithdrawn: (signedIn: SignedIn) => boolean;
  readonly now?: () => number;
}

interface Kept {
  readonly keep: (ticket: string, text: string) => Promise<void>;
  readonly take: (ticket: string) => Promise<string | undefined>;
}

const inRedis = (redis: NonNullable<TicketOptions["redis"]>): Kept => {
  const keyOf = (ticket: string): string => `gateway:ticket:${idFrom(ticket)}`;
  const asked = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
    try {
      return await work;
    } catch (cause) {
      throw new DomainError("unavailable", "auth.tickets_unavailable", "Tickets cannot be kept now", {}, { cause });
    }
  };
  return {
    keep: async (ticket, text) => {
      await asked(redis.set(keyOf(ticket), text, "EX", SECONDS));
    },
    take: async (ticket) => (await asked(redis.getdel(keyOf(ticket)))) ?? undefined,
  };
};

/** Without Redis there is one gateway, or tickets are good only where they were given out. */
const inMemory = (now: () => number): Kept => {
  const tickets = new Map<string, { readonly text: string; readonly until: number }>();
  return {
    keep: (ticket, text) => {
      if (tickets.size >= MAX_KEPT) tickets.clear();
      tickets.set(ticket, { text, until: now() + SECONDS * 1000 });
      return Promise.resolve();
    },
    take: (ticket) => {
      const found = tickets.get(ticket);
      tickets.delete(ticket);
      return Promise.resolve(found !== undefined && now() < found.until ? found.text : undefined);
    },
  };
};

const invalid = (): HttpError =>
  new HttpError(401, "auth.ticket_invalid", "Tickets open one stream, within half a minute: ask for another");

/**
 * 入场券: for an `EventSource`, which sends no headers. An address is written into logs and histories, so no token stands in it: what does
 * opens one stream, once, within half a minute.
 */
export const mountTickets = (app: FastifyInstance, options: TicketOptions): Tickets => {
  const { redis, isWithdrawn, now = Date.now } = options;
  const kept = redis === undefined ? inMemory(now) : inRedis(redis);

  app.post(
    TICKET_PATH,
    {
      onRequest: (request) => signIn(request, bearerOf(request.headers.authorization), options),
    },
    async ({ signedIn }, reply) => {
      if (signedIn === undefined) throw new HttpError(401, "auth.sign_in", "Sign in first");
      const ticket = randomBytes(32).toString("base64url");
      await kept.keep(ticket, JSON.stringify(signedIn));
      return reply.code(201).send({ ticket, expiresInSeconds: SECONDS });
    },
  );

  return {
    redeem: async (ticket) => {
      const text = /^[A-Za-z0-9_-]{43}$/.test(ticket) ? await kept.take(ticket) : undefined;
      if (text === undefined) throw invalid();
      const signedIn = JSON.parse(text) as SignedIn;
      if (now() >= signedIn.expiresAt || isWithdrawn(signedIn)) throw invalid();
      return signedIn;
    },
  };
};

export const single = (value: unknown, name: string): string | undefined => {
  if (value === undefined || typeof value === "string") return value;
  throw invalidAt("may be given once", name);
};

/** Who opens a stream: by the token in the header, or by a ticket in the address. */
export const signInToStream = async (
  request: FastifyRequest,
  { tickets, ...options }: Pick<ApiOptions, "verify" | "limit"> & { readonly tickets: Tickets },
): Promise<void> => {
  const ticket = single((request.query as { readonly ticket?: unknown }).ticket, "ticket");
  const token = bearerOf(request.headers.authorization);
  if (token !== undefined || ticket === undefined) return signIn(request, token, options);
  await options.limit(`address:${request.ip}`);
  request.signedIn = await tickets.redeem(ticket);
};
