import { DomainError } from "@wangge/kit";
import { PHOTO_MEDIA } from "@wangge/kit/images";
import { askOutside, hasCredentials, isOutOfReach } from "@wangge/kit/outside";
import type { IncomingMessage } from "node:http";
import type { FetchPhoto } from "../app/policies/fetch-photos.ts";

export interface FetchOptions {
  readonly maxBytes: number;
  /** Also from networks that are not the internet, and from any port: for tests and closed networks. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
}

const MOST_REDIRECTS = 3;
const TIMEOUT_MS = 15_000;
/** Answers after which asking again may help, besides those of 5xx. */
const MAY_PASS = [408, 425, 429];

const refused = (message: string): DomainError => new DomainError("rule", "intake.photo.address_refused", message);
const away = (cause?: unknown): DomainError =>
  new DomainError("unavailable", "intake.photo.address_away", "Nothing was to be had there", {}, { cause });
const tooLarge = (): DomainError => new DomainError("rule", "intake.photo.too_large", "What lies there is too large");

/** @throws DomainError `intake.photo.address_refused` */
const addressOf = (text: string, base: URL | undefined, allowPrivate: boolean): URL => {
  if (!URL.canParse(text, base?.href)) throw refused("This is no address");
  const url = new URL(text, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refused("Only http and https");
  if (hasCredentials(url)) throw refused("No names and passwords in an address");
  // The parser leaves out the protocol's own port.
  if (url.port !== "" && !allowPrivate) throw refused("Only the ports of http and https");
  return url;
};

const headers = { accept: PHOTO_MEDIA.join(", "), "accept-encoding": "identity" };

const read = async (answer: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  if (Number(answer.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};

/**
 * Takes a picture from where somebody says it lies. Reaches the internet and nothing else, follows three redirects and checks each
 * like the first, takes so many bytes in so much time.
 */
export const fetchPhotoFrom = (options: FetchOptions): FetchPhoto => {
  const { maxBytes, allowPrivate, timeoutMs = TIMEOUT_MS } = options;
  const reach = allowPrivate ? "anywhere" : "internet";

  const follow = async (url: URL, signal: AbortSignal, redirects = 0): Promise<Buffer> => {
    const answer = await askOutside(url, { method: "GET", headers, reach, signal });
    const { statusCode: status = 0, headers: told } = answer;
    try {
      if (status >= 200 && status < 300) return await read(answer, maxBytes);
    } finally {
      answer.destroy();
    }
    if (status >= 300 && status < 400 && told.location !== undefined) {
      if (redirects === MOST_REDIRECTS) throw refused("Too many redirects");
      return follow(addressOf(told.location, url, allowPrivate), signal, redirects + 1);
    }
    if (status >= 500 || MAY_PASS.includes(status)) throw away();
    throw new DomainError("rule", "intake.photo.address_empty", "There is no picture for us", { status });
  };

  return async (text, stopped) => {
    const url = addressOf(text, undefined, allowPrivate);
    try {
      return await follow(url, AbortSignal.any([AbortSignal.timeout(timeoutMs), stopped]));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw isOutOfReach(error) ? refused("Not an address of the internet") : away(error);
    }
  };
};
