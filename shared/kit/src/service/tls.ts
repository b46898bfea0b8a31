import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { join } from "node:path";
import { createSecureContext, type Server } from "node:tls";
import type { Log } from "../log.ts";
import { gauge, metrics } from "../telemetry/index.ts";

/** A client that says hello later than this is waited for no longer, nor at a drain. */
const HELLO_MS = 5_000;
/** Mounted Secrets follow within a minute or so; what watches files misses some of the ways in which they are changed. */
const REREAD_MS = 10_000;

interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** What is in the folder now. @throws where a file is not there */
export const pairIn = (dir: string): Pair => ({
  cert: readFileSync(join(dir, "tls.crt"), "utf8"),
  key: readFileSync(join(dir, "tls.key"), "utf8"),
});

const DAY_MS = 86_400_000;

/** Until the first certificate of a chain ends; less than none afterwards. */
export const daysLeftOf = (chain: string, now: number): number =>
  (Date.parse(new X509Certificate(chain).validTo) - now) / DAY_MS;

const isSame = (one: Pair, other: Pair): boolean => one.cert === other.cert && one.key === other.key;

export interface OwnTls {
  readonly options: ServerOptions;
  /** Serves the certificate that is in the folder from time to time. @returns what ends it */
  readonly follow: (server: Pick<Server, "setSecureContext">) => () => void;
}

/**
 * TLS as a process of ours itself speaks it.
 * @param dir the folder with `tls.crt` (the chain) and `tls.key`
 * @param terms versions and suites
 * @throws where the files are not there, are no such thing, or do not belong together
 */
export const tlsFrom = (
  dir: string,
  terms: Pick<ServerOptions, "minVersion" | "ciphers" | "honorCipherOrder">,
  log: Log,
  rereadMs = REREAD_MS,
): OwnTls => {
  let served = pairIn(dir);
  createSecureContext({ ...terms, ...served });
  return {
    options: { ...terms, handshakeTimeout: HELLO_MS, ...served },
    follow: (server) => {
      let complaint = "";
      const look = (): void => {
        try {
          const found = pairIn(dir);
          if (!isSame(served, found)) {
            server.setSecureContext({ ...terms, ...found });
            served = found;
            log.info({ until: new X509Certificate(found.cert).validTo }, "serves a new certificate");
          }
          complaint = "";
        } catch (error) {
          const why = String(error);
          if (why !== complaint) log.error({ error: why }, "cannot serve the new certificate, and goes on with the one before"); // prettier-ignore
          complaint = why;
        }
      };
      const timer = setInterval(look, rereadMs);
      timer.unref();
      const untold = gauge(metrics.certificateDays, "days until the certificate that is served ends", (observe) => {
        observe(daysLeftOf(served.cert, Date.now()));
      });
      return () => {
        clearInterval(timer);
        untold();
      };
    },
  };
};
