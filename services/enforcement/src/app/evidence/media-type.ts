import { DomainError } from "@wangge/kit";
import type { MediaType } from "../../domain/evidence/index.ts";

const startsWith = (bytes: Buffer, at: number, text: string): boolean =>
  bytes.subarray(at, at + text.length).toString("latin1") === text;

const isText = (bytes: Buffer): boolean => {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const SIGNS: readonly (readonly [MediaType, (bytes: Buffer) => boolean])[] = [
  ["image/jpeg", (bytes) => startsWith(bytes, 0, "\xff\xd8\xff")],
  ["image/png", (bytes) => startsWith(bytes, 0, "\x89PNG\r\n\x1a\n")],
  ["application/pdf", (bytes) => startsWith(bytes, 0, "%PDF-")],
  ["video/mp4", (bytes) => startsWith(bytes, 4, "ftyp")],
  ["audio/wav", (bytes) => startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WAVE")],
  ["audio/mpeg", (bytes) => startsWith(bytes, 0, "ID3") || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)],
  ["text/plain", isText],
];

/** By what the bytes are, whatever they are called. @throws DomainError `enforcement.evidence.media_type` */
export const mediaTypeOf = (bytes: Buffer): MediaType => {
  const found = SIGNS.find(([, fits]) => bytes.length > 0 && fits(bytes));
  if (found === undefined)
    throw new DomainError("invalid", "enforcement.evidence.media_type", "Not a kind of file that is taken as evidence");
  return found[0];
};
