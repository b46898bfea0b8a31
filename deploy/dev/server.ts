import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastify, { type FastifyInstance } from "fastify";
import { Role, silentLog, sweeping, type Log } from "@wangge/kit";
import { z } from "zod";
import type { Stack } from "../local/stack.mjs";
import { openBusView, type BusView } from "./bus.ts";
import { createChannel, type Channel } from "./channel.ts";
import { followLogs, type Logs } from "./logs.ts";
import { lookAtServices } from "./services.ts";
import { createTraces, OtlpTraces, type Traces } from "./traces.ts";
import { Trial, tryOut } from "./try.ts";

const page = fileURLToPath(new URL("page/", import.meta.url));
const FILES = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  ...Object.fromEntries(
    ["page.js", "dom.js", "services.js", "events.js", "traces.js", "trial.js"].map((file) => [
      `/${file}`,
      [file, "text/javascript; charset=utf-8"] as const,
    ]),
  ),
} as const;

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Spans of a busy moment come many at once. */
const OTLP_BYTES = 32_000_000;
const FAST_MS = 400;
const SLOW_MS = 2_000;
const MOST_TRACES = 100;

export interface DevServer {
  /** Of the page; spans are sent to it as well. */
  readonly url: string;
  /** Shows the platform once it runs. Until then the page says that it starts. */
  readonly show: (running: Running) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Running {
  readonly stack: Stack;
  readonly bus: { readonly url: string; readonly user: string | undefined; readonly password: string | undefined };
}

/**
 * Whoever can reach the page can kill services and sign in as anybody, so only pages of its own may ask: it listens on
 * loopback, takes no other host's name (DNS rebinding) and no request that another site's page sends.
 */
const guard = (app: FastifyInstance): void => {
  app.addHook("onRequest", async ({ headers, method, url }, reply) => {
    const host = (headers.host ?? "").replace(/:\d+$/, "");
    const isOurs = ["127.0.0.1", "localhost", "[::1]"].includes(host);
    const isForeign = headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ""}`;
    if (!isOurs || isForeign) return reply.code(403).send({ detail: "only this machine's own page may ask" });
    // A form of another site can send text; JSON it can not, and collectors' clients send no origin.
    if (method === "POST" && url !== "/v1/traces" && !(headers["content-type"] ?? "").startsWith("application/json"))
      return reply.code(415).send({ detail: "send JSON" });
    return undefined;
  });
};

const mountPage = (app: FastifyInstance): void => {
  for (const [url, [file, type]] of Object.entries(FILES))
    app.get(url, (_request, reply) =>
      reply
        .header("content-type", type)
        .header("content-security-policy", POLICY)
        .header("x-content-type-options", "nosniff")
        // The page is worked on as well.
        .header("cache-control", "no-store")
        .send(readFileSync(join(page, file))),
    );
};

interface View {
  readonly running: Running;
  readonly bus: BusView;
  readonly logs: Logs;
}

const Named = z.strictObject({ name: z.string() });

const mountApi = (app: FastifyInstance, view: () => View | undefined, channel: Channel, traces: Traces): void => {
  const shown = (): View => {
    const now = view();
    if (now === undefined) throw Object.assign(new Error("the platform is still starting"), { statusCode: 503 });
    return now;
  };
  app.get("/live", (_request, reply) => {
    channel.attach(reply.hijack().raw);
    reply.raw.write(`event: logs\ndata: ${JSON.stringify(view()?.logs.lines().slice(-300) ?? [])}\n\n`);
  });
  app.post("/v1/traces", { bodyLimit: OTLP_BYTES }, ({ body }) => {
    traces.take(OtlpTraces.parse(body));
    return {};
  });
  app.get("/traces/:traceId", ({ params }) => {
    const { traceId } = z.object({ traceId: z.string() }).parse(params);
    const spans = traces.spans(traceId);
    const logs = view()?.logs.lines() ?? [];
    return { spans, logs: logs.filter((line) => line.traceId === traceId) };
  });
  app.get("/openapi.json", async () => (await fetch(`${shown().running.stack.url}/openapi.json`)).json());
  app.get("/roles", () => Role.options);
  app.post("/token", async ({ body }, reply) => {
    const answer = await fetch(`${shown().running.stack.url}/dev/issuer/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return reply.code(answer.status).send(await answer.json());
  });
  app.post("/try", ({ body }) => tryOut(shown().running.stack.url, Trial.parse(body)));
  app.post("/services/renew", ({ body }) => ({ renewed: shown().running.stack.renew(Named.parse(body).name) }));
  app.post("/services/kill", ({ body }) => ({ killed: shown().running.stack.kill(Named.parse(body).name) }));
  app.post("/dead-letters/put-back", async ({ body }) => ({
    putBack: await shown().bus.putBack(Named.parse(body).name),
  }));
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof z.ZodError ? 400 : ((error as { statusCode?: number }).statusCode ?? 502);
    return reply.code(status).send({ detail: error instanceof z.ZodError ? z.prettifyError(error) : String(error) });
  });
};

/** The developer's page of a platform on this machine, and the collector of its traces. */
export const startDevServer = async (port: number): Promise<DevServer> => {
  const app = fastify({ logger: false, forceCloseConnections: true });
  const channel = createChannel();
  const traces = createTraces();
  let view: View | undefined;
  /** What the page cannot show just now, such as a bus that was killed, is said on it. */
  const log: Log = {
    ...silentLog,
    warn: (fields) => {
      channel.send("trouble", fields);
    },
  };
  guard(app);
  mountPage(app);
  mountApi(app, () => view, channel, traces);

  const fast = sweeping({
    name: "dev-events",
    everyMs: FAST_MS,
    log,
    work: async () => {
      if (view === undefined) return;
      view.logs.look();
      const told = await view.bus.newEvents();
      if (told.events.length > 0) channel.send("events", told);
    },
  });
  const slow = sweeping({
    name: "dev-state",
    everyMs: SLOW_MS,
    log,
    work: async () => {
      if (view === undefined || channel.listeners() === 0) return;
      const { running, bus } = view;
      channel.send("traces", traces.list(MOST_TRACES));
      channel.send("services", await lookAtServices(running.stack));
      channel.send("bus", await bus.look());
    },
  });

  return {
    url: await app.listen({ host: "127.0.0.1", port }),
    show: async (running) => {
      const bus = await openBusView(running.bus);
      await bus.newEvents(); // what is said from now on is new
      view = {
        running,
        bus,
        logs: followLogs(running.stack.logs, (lines) => {
          channel.send("logs", lines);
        }),
      };
      fast.start();
      slow.start();
    },
    close: async () => {
      await Promise.all([fast.stop(), slow.stop()]);
      channel.close();
      await view?.bus.close();
      await app.close();
    },
  };
};
