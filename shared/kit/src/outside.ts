/** Requests to the internet at addresses that somebody else has chosen. */
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { useAgent } from "request-filtering-agent";

/** What may be reached besides the internet: nothing, this very machine, or any network. The last two are for development and tests. */
export type Reach = "internet" | "loopback" | "anywhere";

export interface Outgoing {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly reach: Reach;
  readonly signal: AbortSignal;
}

const LOOPBACK = ["127.0.0.0/8", "::1"];

/**
 * Asks one address, on a connection of its own. The agent looks at the address that it connects to, not at the name: what a name stands for
 * may change in between. Redirects are answers like others: who follows one asks again. @throws Error, `isOutOfReach` where it may not connect there
 */
export const askOutside = (url: URL, { method, headers, body, reach, signal }: Outgoing): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const agent = useAgent(url.href, {
      keepAlive: false,
      allowPrivateIPAddress: reach === "anywhere",
      allowMetaIPAddress: false,
      allowIPAddressList: reach === "loopback" ? LOOPBACK : [],
    });
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const sent = body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) };
    request(url, { method, agent, headers: sent, signal }, resolve).once("error", reject).end(body);
  });

/** How the agent says that it does not connect there. */
export const isOutOfReach = (error: unknown): boolean =>
  error instanceof Error && error.message.includes(" is not allowed.");

/** A name or a password in an address would be sent to whoever is there, and stand in logs. */
export const hasCredentials = ({ username, password }: URL): boolean => username !== "" || password !== "";
