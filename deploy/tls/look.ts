/** What the world sees of a platform's TLS, whoever speaks it: the gateway, an ingress, a proxy in front of both. */
import { tlsTerms } from "@wangge/gateway";
import { get as getPlain, type IncomingMessage, type RequestOptions } from "node:http";
import { get as getTls } from "node:https";
import { connect, type ConnectionOptions } from "node:tls";

export interface Look {
  /** Where the world comes in: `https://wangge.chenghua.example`. */
  readonly url: URL;
  /** Who is asked there; undefined: whoever has the name. A way in is looked at so before the name points to it. */
  readonly at?: string;
  /** Where requests without TLS arrive; undefined: the port of the same name, 80. */
  readonly plainPort?: number;
  /** Who may have signed the certificate, beside those whom Node trusts. */
  readonly ca?: string;
  /** Fewer days than this before the certificate ends are a fault. */
  readonly daysLeft: number;
}

const PATIENCE_MS = 10_000;
const YEAR_SECONDS = 31_536_000;
const DAY_MS = 86_400_000;

/** Level 0 lets this side offer what nobody should take. */
const OFFER_ALL = "@SECLEVEL=0";

const portOf = ({ port }: URL): number => (port === "" ? 443 : Number(port));
const hostOf = ({ at, url }: Look): string => at ?? url.hostname;

/** By its name, wherever it is asked; an address is no name. */
const nameOf = ({ url }: Look): { readonly servername?: string } =>
  /^[\d.]+$|^\[/.test(url.hostname) ? {} : { servername: url.hostname };

interface Met {
  readonly protocol: string;
  readonly suite: string;
  readonly until: string;
}

/** One handshake: what was agreed on, or why nothing was. */
const meet = (look: Look, options: ConnectionOptions): Promise<Met | Error> =>
  new Promise((resolve) => {
    const to = { host: hostOf(look), port: portOf(look.url), ...nameOf(look) };
    const socket = connect({ ...to, ...options }, () => {
      const { valid_to: until } = socket.getPeerCertificate();
      resolve({ protocol: socket.getProtocol() ?? "nothing", suite: socket.getCipher().name, until });
      socket.destroy();
    });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    socket.on("error", resolve);
  });

const answerOf = (get: typeof getPlain, options: RequestOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = get({ ...options, agent: false, timeout: PATIENCE_MS }, (response) => {
      response.resume();
      resolve(response);
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    sent.on("error", reject);
  });

/** Nobody may be there, or whoever is says no; only a connection that comes about is a fault. */
const refused = async (look: Look, what: string, options: ConnectionOptions): Promise<readonly string[]> => {
  const met = await meet(look, { ...options, rejectUnauthorized: false });
  return met instanceof Error ? [] : [`takes ${what}: ${met.protocol} with ${met.suite}`];
};

const spoken = async (look: Look): Promise<readonly string[]> => {
  const met = await meet(look, look.ca === undefined ? {} : { ca: look.ca });
  if (met instanceof Error) return [`is not trusted, or not there: ${met.message}`];
  const days = Math.floor((Date.parse(met.until) - Date.now()) / DAY_MS);
  return days < look.daysLeft ? [`has a certificate that ends in ${days} days, on ${met.until}`] : [];
};

const tellsToComeByTls = async (look: Look): Promise<readonly string[]> => {
  const { url, ca } = look;
  const to = { host: hostOf(look), port: portOf(url), path: "/", headers: { host: url.host }, ...nameOf(look) };
  const { headers } = await answerOf(getTls, ca === undefined ? to : { ...to, ...{ ca } });
  const [, age = "0"] = /max-age=(\d+)/.exec(headers["strict-transport-security"] ?? "") ?? [];
  return Number(age) >= YEAR_SECONDS ? [] : ["does not tell browsers for a year to come by TLS alone"];
};

const sendsOnToTls = async (look: Look): Promise<readonly string[]> => {
  const { url, plainPort = 80 } = look;
  const to = { host: hostOf(look), port: plainPort, path: "/docs", headers: { host: url.hostname } };
  const met = await answerOf(getPlain, to).catch((error: unknown) => error);
  // Nobody listens there, or who does speaks nothing but TLS: nothing goes in clear.
  if (met instanceof Error) return [];
  const { statusCode = 0, headers } = met as IncomingMessage;
  return [301, 302, 307, 308].includes(statusCode) && headers.location?.startsWith("https://")
    ? []
    : [`answers ${statusCode} to a request without TLS`];
};

/** Every fault as the end of a sentence about the address; none: it is as it should be. */
export const faultsOf = async (look: Look): Promise<readonly string[]> => {
  const { suites } = tlsTerms();
  const others = ["ALL", ...suites.filter((suite) => !suite.startsWith("TLS_")).map((suite) => `!${suite}`)].join(":");
  const seen = await spoken(look);
  const more = [
    refused(look, "TLS 1.0", { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: `ALL:${OFFER_ALL}` }),
    refused(look, "TLS 1.1", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: `ALL:${OFFER_ALL}` }),
    refused(look, "a suite that is none of ours", { maxVersion: "TLSv1.2", ciphers: `${others}:${OFFER_ALL}` }),
    sendsOnToTls(look),
    ...(seen.some((fault) => fault.startsWith("is not trusted")) ? [] : [tellsToComeByTls(look)]),
  ];
  return [...seen, ...(await Promise.all(more)).flat()];
};
