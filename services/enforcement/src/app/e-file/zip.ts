/**
 * ZIP without compression: what is large in a dossier (pictures, recordings) is compressed already, and an archive that is only
 * laid end to end has one form, so that the same files are the same bytes anywhere and a checker can lay them anew and compare.
 */
import { crc32 } from "node:zlib";

export interface ZipEntry {
  /** ASCII, with slashes. */
  readonly path: string;
  readonly bytes: Buffer;
}

const VERSION = 20;
/** 1980-01-01: the first day that the format knows. */
const DAY = 0x21;

const local = ({ path, bytes }: ZipEntry): Buffer => {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(DAY, 12);
  head.writeUInt32LE(crc32(bytes), 14);
  head.writeUInt32LE(bytes.length, 18);
  head.writeUInt32LE(bytes.length, 22);
  head.writeUInt16LE(path.length, 26);
  return Buffer.concat([head, Buffer.from(path, "ascii"), bytes]);
};

const central = ({ path, bytes }: ZipEntry, offset: number): Buffer => {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(VERSION, 6);
  head.writeUInt16LE(DAY, 14);
  head.writeUInt32LE(crc32(bytes), 16);
  head.writeUInt32LE(bytes.length, 20);
  head.writeUInt32LE(bytes.length, 24);
  head.writeUInt16LE(path.length, 28);
  head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, Buffer.from(path, "ascii")]);
};

/** What an entry takes up besides its bytes. */
export const overheadOf = (path: string): number => 30 + 46 + 2 * path.length;
export const END_BYTES = 22;

export const zipOf = (entries: readonly ZipEntry[]): Buffer => {
  const parts = entries.map(local);
  let offset = 0;
  const directory = entries.map((entry, nth) => {
    const made = central(entry, offset);
    offset += parts[nth]?.length ?? 0;
    return made;
  });
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
};
