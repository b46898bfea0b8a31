import { request as plain, type Agent, type IncomingHttpHeaders } from "node:http";
import { request as secure, type Agent as SecureAgent } from "node:https";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";

export interface Timings {
  readonly blocked: number;
  readonly looking_up: number;
  readonly connecting: number;
  readonly tls_handshaking: number;
  readonly sending: number;
  readonly waiting: number;
  readonly receiving: number;
  /** From send: sending, waiting and receiving. */
  readonly duration: number;
}

/** One question and its answer, or what became of it. */
export interface Exchange {
  readonly status: number;
  readonly protocol: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly timings: Timings;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly endedAt: number;
  readonly error: { readonly message: string; readonly code: number } | undefined;
}

export interface Sending {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly timeoutMs: number;
  readonly agents: { readonly http: Agent; readonly https: SecureAgent };
  readonly signal: AbortSignal;
}

/** The numbers that k6 gives to failures; texts may differ. */
const CODES: Readonly<Record<string, number>> = {
  ENOTFOUND: 1101,
  ECONNREFUSED: 1212,
  ECONNRESET: 1220,
  EPIPE: 1221,
  TIMEOUT: 1050,
};

/** Sends over a kept connection and times it. Never rejects for what the network does. */
export const send = ({ method, url, headers, body, timeoutMs, agents, signal }: Sending): Promise<Exchange> =>
  new Promise((resolve) => {
    const began = performance.now();
    const target = new URL(url);
    const isSecure = target.protocol === "https:";
    // Each instant is at least the one before: a failure may come before the later ones do.
    let onSocket = began;
    let connected: number | undefined;
    let secured: number | undefined;
    let sent: number | undefined;
    let answered: number | undefined;
    let socket: Socket | undefined;
    let [sentBefore, receivedBefore] = [0, 0];
    let response: { status: number; protocol: string; headers: IncomingHttpHeaders } | undefined;
    const chunks: Buffer[] = [];
    let isOver = false;

    const finish = (error?: { readonly message: string; readonly code: number }): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      const endedAt = performance.now();
      const connectedAt = connected ?? onSocket;
      const securedAt = secured ?? connectedAt;
      const sentAt = sent ?? (answered === undefined ? endedAt : securedAt);
      const answeredAt = answered ?? endedAt;
      const sending = Math.max(0, sentAt - securedAt);
      const waiting = Math.max(0, answeredAt - Math.max(sentAt, securedAt));
      const receiving = Math.max(0, endedAt - answeredAt);
      resolve({
        status: error === undefined ? (response?.status ?? 0) : 0,
        protocol: response?.protocol ?? "",
        headers: response?.headers ?? {},
        body: Buffer.concat(chunks),
        timings: {
          blocked: onSocket - began,
          looking_up: 0,
          connecting: connectedAt - onSocket,
          tls_handshaking: securedAt - connectedAt,
          sending,
          waiting,
          receiving,
          duration: sending + waiting + receiving,
        },
        sentBytes: (socket?.bytesWritten ?? 0) - sentBefore,
        receivedBytes: (socket?.bytesRead ?? 0) - receivedBefore,
        endedAt,
        error,
      });
    };

    const asked = (isSecure ? secure : plain)(target, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-length": String(body.length) }) },
      agent: isSecure ? agents.https : agents.http,
    });
    const stop = (code: string, message: string): void => {
      finish({ message, code: CODES[code] ?? 1000 });
      asked.destroy();
    };
    const onAbort = (): void => stop("ABORT", "the run is over");
    const timer = setTimeout(() => stop("TIMEOUT", "request timeout"), timeoutMs);
    signal.addEventListener("abort", onAbort);

    asked.on("socket", (given) => {
      socket = given;
      [sentBefore, receivedBefore] = [given.bytesWritten, given.bytesRead];
      onSocket = performance.now();
      if (!given.connecting) return;
      given.once("connect", () => (connected = performance.now()));
      if (isSecure) given.once("secureConnect", () => (secured = performance.now()));
    });
    asked.on("finish", () => (sent = performance.now()));
    asked.on("response", (incoming) => {
      answered = performance.now();
      response = {
        status: incoming.statusCode ?? 0,
        protocol: `HTTP/${incoming.httpVersion}`,
        headers: incoming.headers,
      };
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => finish());
      incoming.on("error", fail);
    });
    function fail(error: NodeJS.ErrnoException): void {
      finish({ message: error.code ?? error.message, code: CODES[error.code ?? ""] ?? 1000 });
    }
    asked.on("error", fail);
    asked.end(body);
  });
