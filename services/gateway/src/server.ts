import { newTraceparent, type Broker, type Bus, type Log, type OwnTls, type Parts } from "@wangge/kit";
import fastify, { type FastifyInstance } from "fastify";
import { STATUS_CODES } from "node:http";
import { Server as TlsServer } from "node:tls";
import packageJson from "../package.json" with { type: "json" };
import { createAdmission } from "./admission/admission.ts";
import { mountApi } from "./api/api.ts";
import { directory } from "./api/directory.ts";
import { answerOf, HttpError } from "./api/problems.ts";
import { devIssuer, DEV_ISSUER_PATH } from "./auth/dev-issuer.ts";
import { remoteIssuer } from "./auth/issuer.ts";
import { leastRsaBits } from "./auth/key-strength.ts";
import { tokenVerifier, type SignedIn } from "./auth/tokens.ts";
import { withdrawals } from "./auth/withdrawn.ts";
import type { GatewayConfig } from "./config.ts";
import { openApiOf } from "./docs/openapi.ts";
import { mountDocs } from "./docs/page.ts";
import { headersFor, mountEdge, SECURITY_HEADERS, sendProblem } from "./edge.ts";
import { mountOpen311, open311Handlers } from "./open311/index.ts";
import { rateLimit } from "./limits.ts";
import { mountWatched } from "./live/watched.ts";
import { feedOf } from "./live/feed.ts";
import { mountLive } from "./live/live.ts";
import { mountTickets } from "./live/tickets.ts";
import { manifest } from "./manifest.ts";
import { mountPages } from "./pages/pages.ts";
import { ownTls } from "./tls.ts";

export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly broker: Pick<Broker, "call" | "callForText" | "announced" | "onChange">;
  readonly bus: Pick<Bus, "read" | "lastSequence" | "isConnected">;
  readonly redis: Parts<GatewayConfig>["redis"];
  readonly log: Log;
  /** How often live updates look for something new. */
  readonly pollMs?: number;
  /** How often it looks for a renewed certificate. */
  readonly rereadMs?: number;
}

export interface Gateway {
  readonly app: FastifyInstance;
  readonly start: () => Promise<void>;
  /** Takes nothing more, ends live updates, finishes what it has. */
  readonly drain: () => Promise<void>;
  readonly notReady: () => string | undefined;
}

/** The longest time a client may take to send one request; a bulk is one. */
const REQUEST_TIMEOUT_MS = 300_000;

/** Longer than proxies keep a connection without a request (Traefik 90 s): who closes must be the proxy, or a request meets a connection that is just ending. */
const KEEP_ALIVE_MS = 120_000;

const createApp = ({ config, log }: GatewayParts, tls: OwnTls | undefined): FastifyInstance =>
  fastify({
    ...(tls === undefined ? {} : { https: tls.options }),
    logger: false,
    bodyLimit: config.BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    trustProxy: config.TRUST_PROXY ?? false,
    routerOptions: { maxParamLength: 1_000 },
    frameworkErrors: (error, request, reply) => {
      request.traceparent = newTraceparent();
      // No hook runs for a request that is none.
      void sendProblem(log, error, request, reply.headers(headersFor(request)));
    },
    clientErrorHandler: (error, socket) => {
      if (error.code === "ECONNRESET" || !socket.writable) return;
      const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
      const code = status === 400 ? "http.bad_request" : status === 408 ? "http.timeout" : "http.headers_too_large";
      const title = STATUS_CODES[status] ?? "";
      const { problem } = answerOf(new HttpError(status, code, title), newTraceparent());
      const body = JSON.stringify(problem);
      const safe = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.end(
        `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/problem+json\r\n${safe.join("")}` +
          `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
  });

const nameOfDevIssuer = ({ HOST, PORT, TLS_DIR }: GatewayConfig): string =>
  `${TLS_DIR === undefined ? "http" : "https"}://${["0.0.0.0", "::"].includes(HOST) ? "127.0.0.1" : HOST}:${PORT}${DEV_ISSUER_PATH}`;

/** The HTTP edge, put together. */
export const createGateway = async (parts: GatewayParts): Promise<Gateway> => {
  const { config, broker, bus, redis, log, pollMs } = parts;
  const audience = config.OIDC_AUDIENCE;
  const dev = config.DEV_ISSUER
    ? await devIssuer({ issuer: nameOfDevIssuer(config), audience, dataDir: config.DATA_DIR })
    : undefined;
  if (dev !== undefined)
    log.warn(
      { issuer: dev.issuer },
      "DEVELOPMENT ISSUER IS ON: anyone who reaches this port gets a token for any role. Never in production",
    );
  const remote = config.OIDC_ISSUER === undefined ? [] : [remoteIssuer(config.OIDC_ISSUER, config.OIDC_JWKS_URL)];
  const withdrawn = withdrawals({ call: broker.call, log });
  broker.onChange(withdrawn.hurry);
  const isWithdrawn = ({ signIn }: SignedIn): boolean => withdrawn.isWithdrawn(signIn) !== false;
  const verify = tokenVerifier({
    issuers: [...remote, ...(dev === undefined ? [] : [dev])],
    audience,
    rolesClaim: config.OIDC_ROLES_CLAIM,
    isWithdrawn: withdrawn.isWithdrawn,
    strengths: config.OIDC_STRENGTH,
    rsaBits: config.OIDC_RSA_BITS_LEAST ?? leastRsaBits(new Date().toISOString()),
  });
  const limit = rateLimit(config.RATE_PER_SECOND, redis);
  const admission = createAdmission({
    targetMs: config.ADMISSION_TARGET_MS,
    least: config.ADMISSION_LEAST,
    most: Math.max(config.ADMISSION_LEAST, config.MAX_IN_FLIGHT),
  });
  const others = manifest.calls.filter((service) => service !== manifest.name);
  const services = directory(broker, others, log);

  const notReady = (): string | undefined => {
    if (!bus.isConnected()) return "bus";
    const unheard = services.unheard();
    if (unheard.length > 0) return `not heard of: ${unheard.join(" ")}`;
    if (!withdrawn.isKnown()) return "withdrawn sign-ins";
    return services.table().routes.length === 0 ? "no routes" : undefined;
  };

  const tls = config.TLS_DIR === undefined ? undefined : ownTls(config.TLS_DIR, log, parts.rereadMs);
  const app = createApp(parts, tls);
  mountEdge(app, log);
  let inHand = 0;
  app.server.on("request", (_request, response) => {
    inHand += 1;
    response.once("close", () => {
      inHand -= 1;
    });
  });
  const tickets = mountTickets(app, { verify, limit, redis, isWithdrawn });
  const live = mountLive(app, {
    tickets,
    isWithdrawn,
    feed: feedOf({ bus, stream: "EVT_DISPATCH", log, ...(pollMs === undefined ? {} : { pollMs }) }),
    verify,
    limit,
    maxStreams: config.MAX_STREAMS,
    log,
  });
  withdrawn.onChange(live.recheck);
  const watched = mountWatched(app, {
    ...{ call: broker.call, tickets, isWithdrawn, verify, limit, maxStreams: config.MAX_STREAMS, log },
  });
  mountApi(app, {
    call: broker.call,
    callForText: broker.callForText,
    directory: services,
    verify,
    limit,
    admission,
    log,
    bodyLimit: config.BODY_LIMIT_BYTES,
    largeBodyLimit: config.LARGE_BODY_LIMIT_BYTES,
    ndjsonLimit: config.NDJSON_LIMIT_BYTES,
    maxInFlight: config.MAX_IN_FLIGHT,
  });
  mountOpen311(app, {
    handlers: open311Handlers({ config, broker, redis, log }),
    limit,
    admission,
    log,
    jurisdiction: config.OPEN311_JURISDICTION,
    publicUrl: config.PUBLIC_URL,
    bodyLimit: config.BODY_LIMIT_BYTES,
    largeBodyLimit: config.LARGE_BODY_LIMIT_BYTES,
    maxInFlight: config.MAX_IN_FLIGHT,
  });
  mountDocs(app);
  if (dev !== undefined) void app.register(dev.mount);

  let described: { readonly version: number; readonly text: string } | undefined;
  app.get("/openapi.json", (_request, reply) => {
    if (described?.version !== services.version()) {
      const options = {
        version: packageJson.version,
        ...(dev === undefined ? {} : { tokenPath: `${DEV_ISSUER_PATH}/token` }),
      };
      described = { version: services.version(), text: JSON.stringify(openApiOf(services.table(), options)) };
    }
    return reply.header("content-type", "application/json; charset=utf-8").send(described.text);
  });
  if (config.CONSOLE_DIR === undefined) app.get("/", (_request, reply) => reply.redirect("/docs"));
  else
    mountPages(app, {
      dir: config.CONSOLE_DIR,
      signIn: {
        ...(dev === undefined ? {} : { devTokenPath: `${DEV_ISSUER_PATH}/token` }),
        ...(config.OIDC_ISSUER === undefined
          ? {}
          : {
              oidc: {
                issuer: config.OIDC_ISSUER,
                clientId: config.CONSOLE_CLIENT_ID,
                rolesClaim: config.OIDC_ROLES_CLAIM,
              },
            }),
      },
    });
  app.get("/livez", () => "ok\n");
  app.get("/readyz", (_request, reply) => {
    const reason = notReady();
    return reply.code(reason === undefined ? 200 : 503).send(`${reason ?? "ok"}\n`);
  });

  let unfollow: (() => void) | undefined;
  return {
    app,
    notReady,
    start: async () => {
      services.start();
      withdrawn.start();
      const url = await app.listen({ host: config.HOST, port: config.PORT });
      if (app.server instanceof TlsServer) unfollow = tls?.follow(app.server);
      log.info({ url }, "listening");
    },
    drain: async () => {
      await Promise.all([live.stop(), watched.stop()]);
      // Connections without a request are cut: kept open for the next one, or opened ahead of the first.
      const cut = setInterval(() => {
        if (inHand === 0) app.server.closeAllConnections();
        else app.server.closeIdleConnections();
      }, 50);
      await app.close();
      clearInterval(cut);
      unfollow?.();
      await withdrawn.stop();
      services.stop();
    },
  };
};
