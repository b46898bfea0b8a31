/** How the world asks a way in: by the district's name, wherever that points to, from an address of one's own. */
import { once } from "node:events";
import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { Agent, request as requestTls } from "node:https";
import type { Readable } from "node:stream";
import { connect } from "node:tls";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  /** An address of this machine's loopback. */
  readonly from?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent without saying how long it is. */
  readonly body?: string | Readable;
}

export interface World {
  readonly ask: (path: string, asked?: Asked) => Promise<Answer>;
  readonly askPlain: (path: string, asked?: Asked) => Promise<Answer>;
  /** The answer as soon as it begins; the caller ends it. */
  readonly open: (path: string, asked?: Asked) => Promise<IncomingMessage>;
  /** The common name of the certificate that is shown to who asks for a name, or what is said instead. */
  readonly shown: (servername?: string) => Promise<string>;
  readonly close: () => void;
}

/** `ingress-tls`, as an operator makes it: what the world is shown. */
export const shownToTheWorld = ({
  certificate,
  key,
}: {
  readonly certificate: string;
  readonly key: string;
}): object => ({
  ...{ apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls" },
  metadata: { name: "ingress-tls", namespace: "wangge" },
  stringData: { "tls.crt": certificate, "tls.key": key },
});

const AT = "127.0.0.1";

/** @param ca whom the world believes */
export const worldOf = (name: string, ports: { readonly http: number; readonly https: number }, ca: string): World => {
  const agents = new Map<string, Agent>();
  /** Connections are kept, as browsers do. */
  const agentFor = (from: string): Agent => {
    const known = agents.get(from);
    if (known !== undefined) return known;
    const made = new Agent({ keepAlive: true, maxSockets: 16, localAddress: from, servername: name, ca });
    agents.set(from, made);
    return made;
  };
  const send = async (request: ReturnType<typeof requestPlain>, body: Asked["body"]): Promise<IncomingMessage> => {
    const answered = once(request, "response") as Promise<[IncomingMessage]>;
    if (typeof body === "string" || body === undefined) request.end(body);
    else body.pipe(request);
    const [response] = await answered;
    return response;
  };
  const optionsFor = (path: string, { method = "GET", headers = {}, body }: Asked) => ({
    ...{ host: AT, path, method },
    headers: {
      host: name,
      ...(typeof body === "string" ? { "content-length": String(Buffer.byteLength(body)) } : {}),
      ...headers,
    },
  });
  const read = async (response: IncomingMessage): Promise<Answer> => {
    let text = "";
    for await (const part of response) text += String(part);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  };
  const open: World["open"] = (path, asked = {}) => {
    const options = { ...optionsFor(path, asked), port: ports.https, agent: agentFor(asked.from ?? AT) };
    return send(requestTls(options), asked.body);
  };
  return {
    open,
    ask: async (path, asked) => read(await open(path, asked)),
    askPlain: async (path, asked = {}) =>
      read(await send(requestPlain({ ...optionsFor(path, asked), port: ports.http }), asked.body)),
    shown: (servername = name) =>
      new Promise((resolve) => {
        const socket = connect({ host: AT, port: ports.https, servername, rejectUnauthorized: false }, () => {
          resolve(String(socket.getPeerCertificate().subject.CN));
          socket.destroy();
        });
        socket.on("error", (error: Error) => {
          resolve(error.message);
        });
      }),
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
};
