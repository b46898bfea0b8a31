/** Files as they were sent become text. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { importCode, type RowError } from "../../domain/import/index.ts";

export interface SentFile {
  /** `grids.geojson`, `街道.csv`; with `.gz` behind it where `base64` is compressed. */
  readonly name: string;
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** All files of a bundle together, unpacked: some six districts of 748 grids. */
export const MAX_BUNDLE_BYTES = 48 * 1024 * 1024;

const unpack = promisify(gunzip);

const strict = (encoding: string, bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** By its byte order mark; else UTF-8 where it is that throughout, else GB18030, which GBK and GB 2312 are part of. */
export const textOfBytes = (bytes: Uint8Array): string | undefined => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return strict("utf-16le", bytes);
  if (first === 0xfe && second === 0xff) return strict("utf-16be", bytes);
  const text = strict("utf-8", bytes) ?? strict("gb18030", bytes);
  return text?.includes("\0") === true ? undefined : text;
};

const readable = async ({ name, text, base64 = "" }: SentFile, left: number): Promise<TextFile | RowError> => {
  const file = name.replace(/\.gz$/i, "");
  if (text !== undefined) return { name: file, text: text.replace(/^\uFEFF/, "") };
  let bytes: Uint8Array = Buffer.from(base64, "base64");
  if (file !== name)
    try {
      bytes = await unpack(bytes, { maxOutputLength: Math.max(1, left) });
    } catch (error) {
      const isLarge = error instanceof RangeError;
      const message = isLarge ? `the bundle is larger than ${String(MAX_BUNDLE_BYTES)} bytes` : "no gzip file";
      return { code: importCode(isLarge ? "too_large" : "file_unreadable"), file, message };
    }
  const decoded = textOfBytes(bytes);
  return decoded === undefined
    ? { code: importCode("encoding"), file, message: "neither UTF-8 nor GB18030 (GBK) nor UTF-16 with a mark" }
    : { name: file, text: decoded };
};

/** Every file that cannot be read is named. */
export const decodeFiles = async (
  sent: readonly SentFile[],
): Promise<{ readonly files: readonly TextFile[]; readonly errors: readonly RowError[] }> => {
  const files: TextFile[] = [];
  const errors: RowError[] = [];
  let left = MAX_BUNDLE_BYTES;
  for (const one of sent) {
    const read = await readable(one, left);
    if ("text" in read) {
      files.push(read);
      left -= read.text.length;
    } else errors.push(read);
  }
  return { files, errors };
};
