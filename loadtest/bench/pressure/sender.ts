import { Agent, request } from "node:http";

/** What became of one question. `status` 0: no answer. */
export interface Exchange {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

export interface Sender {
  readonly ask: (method: "GET" | "POST", path: string, body?: string, key?: string) => Promise<Exchange>;
  readonly close: () => void;
}

const PATIENCE_MS = 30_000;

/** Over kept connections, as many as are needed: no question waits for another one's answer. Cheaper than fetch. */
export const senderTo = (url: string, token: string): Sender => {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 4_096 });
  const ask: Sender["ask"] = (method, path, body, key) =>
    new Promise((resolve) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      };
      const asked = request({ agent, hostname, port, method, path, headers, timeout: PATIENCE_MS }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
        });
        answer.once("end", () => {
          resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"], text });
        });
        answer.once("error", () => {
          resolve({ status: 0, retryAfter: undefined, text });
        });
      });
      asked.once("timeout", () => asked.destroy());
      asked.once("error", () => {
        resolve({ status: 0, retryAfter: undefined, text: "" });
      });
      asked.end(body);
    });
  return {
    ask,
    close: () => {
      agent.destroy();
    },
  };
};
