import { askOutside, hasCredentials, isOutOfReach } from "@wangge/kit/outside";
import type { IncomingMessage } from "node:http";
import type { CheckAddress, Post, Receipt } from "../app/ports.ts";
import { refuse, type Failure } from "../domain/index.ts";

export interface PostOptions {
  /** Also this very machine, over http and at any port. */
  readonly loopback: boolean;
  readonly now?: () => number;
}

const MOST_RETRY_AFTER_SECONDS = 86_400;

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** Only https, at its own port; names and passwords have no place in an address. The parser has made one spelling of every host by then. */
export const addressChecker =
  ({ loopback }: Pick<PostOptions, "loopback">): CheckAddress =>
  (text) => {
    const refused = (why: string): Error => refuse("address_refused", why);
    if (!URL.canParse(text)) throw refused("This is no address");
    const url = new URL(text);
    const { protocol, port, hostname, hash } = url;
    if (hasCredentials(url)) throw refused("No names and passwords in an address");
    if (hash !== "") throw refused("No fragment in an address");
    if (loopback && isLoopback(hostname) && (protocol === "http:" || protocol === "https:")) return;
    if (protocol !== "https:") throw refused("Only https");
    // The parser leaves out the protocol's own port.
    if (port !== "") throw refused("Only the port of https");
  };

const failureOf = (error: unknown, signal: AbortSignal): Failure => {
  if (signal.aborted) return "timeout";
  return isOutOfReach(error) ? "addressRefused" : "away";
};

/** Seconds, or a date. */
const askedSecondsOf = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1_000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), MOST_RETRY_AFTER_SECONDS) : undefined;
};

/** Sends to the internet and nowhere else. Redirects are answers like others and are never followed; a connection is used once. */
export const postTo = ({ loopback, now = Date.now }: PostOptions): Post => {
  const check = addressChecker({ loopback });

  const reach = loopback ? "loopback" : "internet";

  /** The beginning, or what there is of it: a receiver that is slow to end has answered all the same. */
  const beginningOf = async (answer: IncomingMessage, most: number): Promise<string> => {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of answer) {
        chunks.push(chunk as Buffer);
        size += (chunk as Buffer).length;
        if (size >= most) break;
      }
    } catch {
      // Cut off: the status was there.
    }
    return Buffer.concat(chunks).subarray(0, most).toString();
  };

  return async (parcel) => {
    const startedAt = performance.now();
    const latencyMs = (): number => Math.round(performance.now() - startedAt);
    const signal = AbortSignal.timeout(parcel.timeoutMs);
    try {
      check(parcel.url);
    } catch {
      return { failure: "addressRefused", latencyMs: 0 };
    }
    try {
      const { headers: sent, body } = parcel;
      const answer = await askOutside(new URL(parcel.url), { method: "POST", headers: sent, body, reach, signal });
      const { statusCode: status = 0, headers } = answer;
      const response = await beginningOf(answer, parcel.mostResponseBytes);
      answer.destroy();
      const askedSeconds = askedSecondsOf(headers["retry-after"], now());
      const failure: Failure | undefined =
        status >= 200 && status < 300 ? undefined : status >= 300 && status < 400 ? "redirected" : "refused";
      return {
        status,
        latencyMs: latencyMs(),
        response,
        ...(failure === undefined ? {} : { failure }),
        ...(askedSeconds === undefined ? {} : { askedSeconds }),
      } satisfies Receipt;
    } catch (error) {
      return { failure: failureOf(error, signal), latencyMs: latencyMs() };
    }
  };
};
