import type { Readable } from "node:stream";
import {
  activeTraceparent,
  counter,
  DomainError,
  histogram,
  inSpan,
  isTraceparent,
  messageOf,
  metrics,
  newTraceparent,
  renderMetrics,
  SpanKind,
  type Broker,
  type Log,
  type WireMeta,
} from "@wangge/kit";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { bulk } from "./api/bulk.ts";
import type { Directory } from "./api/directory.ts";
import { idempotencyKeyOf, inputOf, parseJson, refuseForbiddenKeys } from "./api/input.ts";
import { answerOf, HttpError } from "./api/problems.ts";
import type { Found } from "./api/routes.ts";
import { bearerOf, type SignedIn, type Verify } from "./auth/tokens.ts";
import type { DevIssuer } from "./auth/dev-issuer.ts";
import type { GatewayConfig } from "./config.ts";
import { openApiOf } from "./docs/openapi.ts";
import { mountDocs } from "./docs/page.ts";
import type { Limit } from "./limits.ts";
import type { Feed } from "./live/feed.ts";
import { followCases, type Following } from "./live/stream.ts";

export const API = "/api/v1";
const NDJSON = "application/x-ndjson";
const durations = histogram(metrics.http, "time of HTTP requests");
const refusals = counter(metrics.httpRefused, "requests refused because there were too many");

export interface ServerOptions {
  readonly config: GatewayConfig;
  readonly broker: Pick<Broker, "call">;
  readonly directory: Directory;
  readonly verify: Verify;
  readonly limit: Limit;
  readonly feed: Feed;
  readonly devIssuer: DevIssuer | undefined;
  /** Why requests cannot be answered now, or nothing. */
  readonly notReady: () => string | undefined;
  readonly log: Log;
  readonly version: string;
}

export interface Server {
  readonly app: FastifyInstance;
  /** Ends live updates, answers what is in hand, takes nothing new. */
  readonly close: () => Promise<void>;
}

const SECURITY = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

const mediaTypeOf = (request: FastifyRequest): string =>
  (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

const readAll = async (source: Readable, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new HttpError(413, "http.body_too_large", `More than ${limit} bytes`, { connection: "close" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** The HTTP edge: tokens, limits, routes as announced, problems, live updates. */
export const createServer = (options: ServerOptions): Server => {
  const { config, broker, directory, verify, limit, feed, devIssuer, notReady, log, version } = options;
  const traces = new WeakMap<FastifyRequest, string>();
  const followings = new Set<Following>();
  let inFlight = 0;

  const app = Fastify({
    logger: false,
    bodyLimit: config.BODY_LIMIT_BYTES,
    trustProxy: config.TRUST_PROXY?.split(",") ?? false,
    requestTimeout: 0,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 200 },
  });

  const traceOf = (request: FastifyRequest): string => {
    const known = traces.get(request);
    if (known !== undefined) return known;
    const { traceparent } = request.headers;
    const trace = isTraceparent(traceparent) ? traceparent : newTraceparent();
    traces.set(request, trace);
    return trace;
  };

  const refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply => {
    const { problem, headers, isBug } = answerOf(error, traceOf(request));
    if (isBug)
      log.error(
        { traceId: problem.traceId, error: messageOf(error), stack: error instanceof Error ? error.stack : undefined },
        "bug",
      );
    if (problem.status === 429 || problem.status === 503) refusals.add(1, { code: problem.code });
    return reply
      .status(problem.status)
      .headers(headers)
      .header("content-type", "application/problem+json; charset=utf-8")
      .send(JSON.stringify(problem));
  };

  const signedIn = async (token: string | undefined): Promise<SignedIn | undefined> =>
    token === undefined ? undefined : verify(token);

  const within = async <T>(request: FastifyRequest, who: SignedIn | undefined, work: () => Promise<T>): Promise<T> => {
    await limit(who === undefined ? `address:${request.ip}` : `account:${who.actor.id}`);
    if (inFlight >= config.MAX_IN_FLIGHT)
      throw new DomainError("unavailable", "http.overloaded", "Too many requests are in hand, come again");
    inFlight += 1;
    try {
      return await work();
    } finally {
      inFlight -= 1;
    }
  };

  const bodyOf = async (request: FastifyRequest): Promise<unknown> => {
    const type = mediaTypeOf(request);
    const bytes = request.body as Buffer | undefined;
    if (bytes === undefined || bytes.length === 0) return undefined;
    if (type !== "application/json") throw new HttpError(415, "http.media_type_unsupported", "Send application/json");
    return Promise.resolve(parseJson(bytes));
  };

  const queryOf = (request: FastifyRequest): URLSearchParams | undefined => {
    const mark = request.url.indexOf("?");
    return mark < 0 ? undefined : new URLSearchParams(request.url.slice(mark + 1));
  };

  const wireOf = (request: FastifyRequest, who: SignedIn | undefined): WireMeta => {
    const traceparent = activeTraceparent(traceOf(request));
    const idempotencyKey = idempotencyKeyOf(request.headers["idempotency-key"], who?.actor.id);
    return {
      external: true,
      ...(who === undefined ? {} : { actor: who.actor }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    };
  };

  const routeOf = (request: FastifyRequest, reply: FastifyReply): Found => {
    const path = request.url.slice(API.length).split("?")[0] ?? "";
    const table = directory.table();
    const found = table.find(request.method, path);
    if (found !== undefined) return found;
    const allowed = table.allowed(path);
    if (allowed.length === 0) throw new HttpError(404, "http.not_found", "There is nothing at this address");
    void reply.header("allow", allowed.join(", "));
    throw new HttpError(405, "http.method_not_allowed", `Only ${allowed.join(", ")}`);
  };

  /** Lines in, lines out; each group is one call. */
  const answerBulk = (request: FastifyRequest, reply: FastifyReply, { route }: Found, meta: WireMeta): FastifyReply => {
    const problemOf = (error: unknown) => answerOf(error, traceOf(request)).problem;
    const lines = bulk(request.body as Readable, {
      parse: (line) => {
        const value = parseJson(line);
        refuseForbiddenKeys(value);
        return value;
      },
      problemOf,
      lineLimit: config.BODY_LIMIT_BYTES,
      totalLimit: config.NDJSON_LIMIT_BYTES,
      ask: async (items) => {
        try {
          const { results } = (await broker.call(route.action, { items }, meta)) as {
            readonly results: readonly Readonly<Record<string, unknown>>[];
          };
          return results;
        } catch (error) {
          return items.map(() => ({ ok: false, problem: problemOf(error) }));
        }
      },
    });
    return reply.header("content-type", `${NDJSON}; charset=utf-8`).send(lines);
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const found = routeOf(request, reply);
    const who = await signedIn(bearerOf(request.headers.authorization));
    return within(request, who, async () => {
      const { route } = found;
      const traceparent = traceOf(request);
      return inSpan(
        `${route.method} ${API}${route.path}`,
        { traceparent, kind: SpanKind.SERVER, attributes: { "http.route": route.path } },
        async () => {
          const meta = wireOf(request, who);
          if (mediaTypeOf(request) === NDJSON) {
            if (!route.isBulk) throw new HttpError(415, "http.media_type_unsupported", "Send application/json");
            return answerBulk(request, reply, found, meta);
          }
          const input = inputOf(found, queryOf(request), await bodyOf(request));
          const result = await broker.call(route.action, input, meta);
          return reply.status(route.announcement.status).send(result ?? null);
        },
      );
    });
  };

  const followLive = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const query = queryOf(request);
    const token = bearerOf(request.headers.authorization) ?? query?.get("access_token") ?? undefined;
    const who = await signedIn(token);
    if (who === undefined) throw new DomainError("forbidden", "auth.sign_in", "Sign in first");
    if (!who.actor.roles.some((role) => role !== "citizen"))
      throw new DomainError("forbidden", "auth.role_missing", "Your roles do not allow this");
    if (followings.size >= config.MAX_STREAMS)
      throw new DomainError("unavailable", "http.overloaded", "Too many live updates are open, come again");
    const last = request.headers["last-event-id"] ?? query?.get("lastEventId") ?? undefined;
    const after = typeof last === "string" && /^\d{1,15}$/.test(last) ? Number(last) : undefined;
    const street = query?.get("street") ?? undefined;
    if (street !== undefined && !/^\d{6,15}$/.test(street))
      throw new DomainError("invalid", "input.invalid", "street: digits of a code", {});

    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...SECURITY,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      traceresponse: traceOf(request),
    });
    const following = followCases({
      feed,
      after,
      street,
      expiresAt: who.expiresAt,
      sink: {
        write: (text) => raw.write(text),
        drained: () =>
          new Promise((resolve) => {
            raw.once("drain", resolve);
            raw.once("close", resolve);
          }),
        end: (text) => {
          raw.end(text);
        },
        isGone: () => raw.destroyed || raw.writableEnded,
      },
    });
    followings.add(following);
    raw.once("close", () => {
      following.stop("gone");
    });
    following.finished
      .catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, "live updates ended");
        raw.destroy();
      })
      .finally(() => followings.delete(following));
  };

  app.removeAllContentTypeParsers();
  // The body is read before the route is known to take it: only lines are left as a stream.
  app.addContentTypeParser("*", async (_request: FastifyRequest, payload: Readable) =>
    readAll(payload, config.BODY_LIMIT_BYTES),
  );
  app.addContentTypeParser(NDJSON, (_request, payload, done) => {
    done(null, payload);
  });

  app.addHook("onRequest", (request, reply, done) => {
    void reply.headers(SECURITY).header("traceresponse", traceOf(request));
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    durations.record(reply.elapsedTime, { method: request.method, status: String(reply.statusCode) });
    done();
  });
  app.setErrorHandler((error, request, reply) => refuse(request, reply, error));
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, new HttpError(404, "http.not_found", "There is nothing at this address")),
  );

  app.get("/livez", () => "ok\n");
  app.get("/readyz", async (_request, reply) => {
    const reason = notReady();
    return reply.status(reason === undefined ? 200 : 503).send(`${reason ?? "ok"}\n`);
  });
  app.get("/metrics", async (_request, reply) =>
    reply.header("content-type", "text/plain; charset=utf-8").send(await renderMetrics()),
  );
  app.get("/", (_request, reply) => reply.redirect("/docs"));
  app.get("/openapi.json", () =>
    openApiOf(directory.table(), {
      version,
      tokenPath: devIssuer === undefined ? undefined : `${new URL(devIssuer.issuer).pathname}/token`,
    }),
  );
  mountDocs(app);
  if (devIssuer !== undefined)
    void app.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        ["application/json", "application/x-www-form-urlencoded"],
        { parseAs: "buffer" },
        (request, bytes, parsed) => {
          const text = bytes.toString();
          try {
            parsed(
              null,
              mediaTypeOf(request) === "application/json"
                ? parseJson(Buffer.from(text))
                : Object.fromEntries(new URLSearchParams(text)),
            );
          } catch (error) {
            parsed(error as Error);
          }
        },
      );
      devIssuer.mount(scope);
      done();
    });
  app.get(`${API}/stream/cases`, followLive);
  app.all(`${API}/*`, answer);

  return {
    app,
    close: async () => {
      for (const following of followings) following.stop("the gateway stops");
      await Promise.allSettled([...followings].map(({ finished }) => finished));
      await app.close();
    },
  };
};
