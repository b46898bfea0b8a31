/** 病毒扫描: files that are kept as they came are shown to a clamd before they are kept. What is drawn anew, as photos are, needs none. */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { z } from "zod";
import { DomainError, reject } from "./errors.ts";
import type { Log } from "./log.ts";
import { pairIn } from "./service/tls.ts";

/** What a service that keeps files of others reads from its environment. */
export const scanConfig = {
  CLAMD_ADDRESS: z
    .string()
    .regex(/^.+:\d{1,5}$/, "host:port")
    .optional()
    .describe(
      "host:port of a clamd that looks at files before they are kept, or tls://host:port of what stands before one; absent: nobody does",
    ),
  CLAMD_AWAY: z
    .enum(["refuse", "take"])
    .default("refuse")
    .describe(
      "what becomes of files while it does not answer: refused for now, or taken without a look, with a line in the log",
    ),
};

export interface ScanParts {
  readonly config: {
    readonly CLAMD_ADDRESS?: string | undefined;
    readonly CLAMD_AWAY?: "refuse" | "take" | undefined;
    /** With what we prove ourselves, where it is asked by TLS. */
    readonly INNER_TLS_DIR?: string | undefined;
  };
  /** The first two words of the codes of refusals: `enforcement.evidence`. */
  readonly thing: string;
  readonly log: Log;
  readonly patienceMs?: number;
}

/** @throws DomainError `<thing>.infected` where something is found, `<thing>.not_scanned` where nobody could look */
export type VirusScan = (bytes: Uint8Array) => Promise<void>;

/** Below the time that a call is waited for. */
const PATIENCE_MS = 8_000;
const CHUNK = 65_536;

/** INSTREAM as `man clamd` has it: chunks with their lengths before them, an empty one at the end. */
function* messageOf(bytes: Uint8Array): Generator<Uint8Array> {
  yield Buffer.from("zINSTREAM\0");
  for (let at = 0; at <= bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    yield length;
    if (chunk.length === 0) return;
    yield chunk;
  }
  yield Buffer.alloc(4);
}

const open = (address: string, tlsDir: string | undefined): Socket => {
  const colon = address.lastIndexOf(":");
  const port = Number(address.slice(colon + 1));
  const host = address.slice(0, colon);
  if (!host.startsWith("tls://")) return connect({ host, port });
  const own = tlsDir === undefined ? {} : pairIn(tlsDir);
  return connectTls({ host: host.slice("tls://".length), port, minVersion: "TLSv1.3", ...own });
};

/** What a clamd says of some bytes, as it says it. */
const ask = (address: string, tlsDir: string | undefined, bytes: Uint8Array, patienceMs: number): Promise<string> =>
  new Promise((resolve, refuse) => {
    const socket = open(address, tlsDir);
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${String(patienceMs)} ms`)), patienceMs);
    let said = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => (said += text));
    // It may answer, and hang up, before it has everything: what it said by then counts.
    socket.on("error", (error) => {
      if (said === "") refuse(error);
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(said.replace(/\0.*$/s, ""));
    });
    for (const part of messageOf(bytes)) socket.write(part);
  });

/** @returns what was found. @throws Error where the answer is none */
const foundIn = (said: string): string | undefined => {
  if (said === "stream: OK") return undefined;
  const [, found] = /^stream: (.+) FOUND$/.exec(said) ?? [];
  if (found === undefined) throw new Error(`not looked at: ${said === "" ? "no answer" : said}`);
  return found;
};

/** Shows files to the clamd of the configuration; without one, nothing is looked at. */
export const virusScan = ({ config, thing, log, patienceMs = PATIENCE_MS }: ScanParts): VirusScan => {
  const { CLAMD_ADDRESS: address, CLAMD_AWAY: away = "refuse", INNER_TLS_DIR: tlsDir } = config;
  if (address === undefined) return () => Promise.resolve();
  return async (bytes) => {
    let found: string | undefined;
    try {
      found = foundIn(await ask(address, tlsDir, bytes, patienceMs));
    } catch (error) {
      log.error({ thing, away, error: String(error) }, "a file could not be shown to the scanner");
      if (away === "take") return;
      const cause = { cause: error };
      throw new DomainError("unavailable", `${thing}.not_scanned`, "Nobody can look at files just now", {}, cause);
    }
    if (found !== undefined) throw reject(`${thing}.infected`, "A scanner has found something in this file", { found });
  };
};
