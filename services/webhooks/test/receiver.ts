import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

export interface Received {
  readonly id: string;
  readonly body: string;
  readonly type: string;
  readonly signatures: number;
}

export type Answer = (request: Received, response: ServerResponse) => void;

const ok: Answer = (_request, response) => response.writeHead(204).end();

/** 接收方. Somebody else's system: checks every signature with the standard's own library, gives challenges back, and answers as it is told. */
export interface Receiver {
  readonly url: string;
  /** Events that came, with a good signature, in their order; repeats too. */
  readonly events: Received[];
  readonly own: Received[];
  /** Requests whose signature did not fit. */
  readonly forged: string[];
  /** Secrets that it knows; the last one is tried first. */
  readonly secrets: string[];
  answer: Answer;
  /** What it gives back of a challenge. */
  prove: (challenge: string) => string;
  readonly stop: () => Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

export const startReceiver = async (): Promise<Receiver> => {
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const headers = headersOf(request);
    const isSigned = receiver.secrets.some((secret) => {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    });
    if (!isSigned) {
      receiver.forged.push(body);
      response.writeHead(401).end();
      return;
    }
    const { type, data } = JSON.parse(body) as {
      readonly type: string;
      readonly data: { readonly challenge?: string };
    };
    const id = headers["webhook-id"] ?? "";
    const received = { id, body, type, signatures: (headers["webhook-signature"] ?? "").split(" ").length };
    if (type.startsWith("webhooks.endpoint.")) {
      receiver.own.push(received);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ challenge: receiver.prove(data.challenge ?? "") }));
      return;
    }
    receiver.events.push(received);
    receiver.answer(received, response);
  };
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`,
    events: [],
    own: [],
    forged: [],
    secrets: [],
    answer: ok,
    prove: (challenge) => challenge,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return receiver;
};

export const answering =
  (status: number, headers: Record<string, string> = {}, body = ""): Answer =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
