/** Stands between a browser and the platform: plays a stream of its own, or passes the platform's on and breaks it. */
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Between {
  readonly url: string;
  /** Answers what is asked for at this address itself; with `undefined` the platform answers again. */
  readonly play: (path: string, stream: ((write: (text: string) => void) => () => void) | undefined) => void;
  /** Breaks every stream that is open, without a goodbye. @returns how many there were */
  readonly cut: () => number;
  readonly stop: () => Promise<void>;
}

const isStream = (path: string): boolean => path.startsWith("/api/v1/stream/");

export const standBetween = async (platform: string): Promise<Between> => {
  const open = new Set<ServerResponse>();
  const played = new Map<string, (write: (text: string) => void) => () => void>();

  const pass = (from: IncomingMessage, to: ServerResponse): void => {
    const { host: _, ...headers } = from.headers;
    const asked = request(new URL(from.url ?? "/", platform), { method: from.method ?? "GET", headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
      answer.on("error", () => to.destroy());
    });
    asked.on("error", () => to.destroy());
    to.on("close", () => asked.destroy());
    from.pipe(asked);
  };

  const server = createServer((from, to) => {
    const path = new URL(from.url ?? "/", platform).pathname;
    if (isStream(path)) {
      open.add(to);
      to.once("close", () => open.delete(to));
    }
    const player = played.get(path);
    if (player === undefined) {
      pass(from, to);
      return;
    }
    to.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    const end = player((text) => void to.write(text));
    to.once("close", end);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    play: (path, stream) => {
      if (stream === undefined) played.delete(path);
      else played.set(path, stream);
    },
    cut: () => {
      const count = open.size;
      for (const one of open) one.destroy();
      return count;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
