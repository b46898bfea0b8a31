import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { HttpError } from "./problems.ts";

/**
 * So much more, and so long, is taken and thrown away before somebody is told: who is cut off while sending may never read why, and a proxy in between
 * makes a 502 of it.
 */
const LINGER_BYTES = 8 * 1024 * 1024;
const LINGER_MS = 1_000;

/** Whoever sends still more is not read to the end: the connection closes. */
const tooLarge = (limit: number): HttpError =>
  new HttpError(413, "http.body_too_large", `More than ${limit} bytes`, { connection: "close" });

/** Reads a body that may be so large and no larger: each route has its own limit. @throws HttpError 413 */
export const readBody = (payload: Readable, { headers }: Pick<IncomingMessage, "headers">, limit: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const whole = (): void => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    };
    const refuse = (): void => {
      payload.off("data", take).off("end", whole);
      let left = LINGER_BYTES;
      const tell = (): void => {
        clearTimeout(late);
        reject(tooLarge(limit));
      };
      const late = setTimeout(tell, LINGER_MS);
      payload.on("data", (chunk: Buffer) => {
        left -= chunk.length;
        if (left < 0) tell();
      });
      payload.once("end", tell).once("error", tell);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) refuse();
      else chunks.push(chunk);
    };
    if (Number(headers["content-length"] ?? 0) > limit) {
      refuse();
      return;
    }
    payload.on("data", take);
    payload.once("error", reject);
    payload.once("close", () => {
      reject(new HttpError(400, "http.bad_request", "The body ended early"));
    });
    payload.once("end", whole);
  });
