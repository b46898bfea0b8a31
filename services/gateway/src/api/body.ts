import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { HttpError } from "./problems.ts";

/** Whoever sends more is not read to the end: the connection closes. */
const tooLarge = (limit: number): HttpError =>
  new HttpError(413, "http.body_too_large", `More than ${limit} bytes`, { connection: "close" });

/** Reads a body that may be so large and no larger: each route has its own limit. @throws HttpError 413 */
export const readBody = (payload: Readable, { headers }: Pick<IncomingMessage, "headers">, limit: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (): void => {
      payload.off("data", take);
      reject(tooLarge(limit));
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
    payload.once("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
  });
