import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { renderMetrics } from "../telemetry/index.ts";
import type { OwnTls } from "./tls.ts";

export interface Health {
  /** The port it listens on. */
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface HealthOptions {
  readonly host: string;
  readonly port: number;
  /** Why it is not ready, or nothing. */
  readonly notReady: () => string | undefined;
  /** Absent: plain HTTP. */
  readonly tls?: OwnTls | undefined;
}

/** `/livez`: the process answers. `/readyz`: it can do its work now. `/metrics`: Prometheus text. */
export const startHealth = async ({ host, port, notReady, tls }: HealthOptions): Promise<Health> => {
  const listener: RequestListener = (request, response) => {
    const answer = (status: number, text: string): void => {
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
    };
    switch (request.url) {
      case "/livez":
        answer(200, "ok\n");
        break;
      case "/readyz": {
        const reason = notReady();
        answer(reason === undefined ? 200 : 503, `${reason ?? "ok"}\n`);
        break;
      }
      case "/metrics":
        renderMetrics().then(
          (text) => {
            answer(200, text);
          },
          () => {
            answer(500, "metrics failed\n");
          },
        );
        break;
      default:
        answer(404, "not here\n");
    }
  };
  const overTls = tls === undefined ? undefined : createTlsServer(tls.options, listener);
  const server = overTls ?? createServer(listener);
  await new Promise<void>((resolve, rejectListen) => {
    server.once("error", rejectListen);
    server.listen(port, host, resolve);
  });
  const unfollow = overTls === undefined ? undefined : tls?.follow(overTls);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        unfollow?.();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
