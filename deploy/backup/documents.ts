/** Documents in a file: BSON one after the other, packed with gzip. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

export interface Written {
  readonly count: number;
  readonly sha256: string;
}

export const writeDocuments = async (file: string, documents: AsyncIterable<Uint8Array>): Promise<Written> => {
  const hash = createHash("sha256");
  let count = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const bytes of documents) {
      hash.update(bytes);
      count += 1;
      yield bytes;
    }
  };
  await pipeline(Readable.from(counted()), createGzip({ level: 3 }), createWriteStream(file, { flags: "wx" }));
  return { count, sha256: hash.digest("hex") };
};

const LENGTH = 4;

/** How many bytes the document at the beginning has; of its length alone where that is not there yet. */
const lengthOf = (bytes: Buffer): number => {
  if (bytes.length < LENGTH) return LENGTH;
  const length = bytes.readInt32LE(0);
  if (length <= LENGTH) throw new Error("a document without a length");
  return length;
};

/** Cuts a flow of bytes into documents: each begins with its own length. @throws Error where the last one is not whole */
async function* cutDocuments(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let have = 0;
  let wanted = LENGTH;
  for await (const chunk of chunks) {
    parts.push(chunk);
    have += chunk.length;
    if (have < wanted) continue; // a large document is put together once, not at every piece of it
    let rest = Buffer.concat(parts);
    for (wanted = lengthOf(rest); rest.length >= wanted && wanted > LENGTH; wanted = lengthOf(rest)) {
      yield rest.subarray(0, wanted);
      rest = rest.subarray(wanted);
    }
    parts = [rest];
    have = rest.length;
  }
  if (have > 0) throw new Error("the last document is not whole");
}

/** @throws Error at the end, where what was read is not what was written */
export async function* readDocuments(file: string, { count, sha256 }: Written): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let seen = 0;
  const unpacked = new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      hash.update(chunk);
      next(null, chunk);
    },
  });
  const done = pipeline(createReadStream(file), createGunzip(), unpacked);
  done.catch(() => undefined); // the reader below is told of it too
  for await (const bytes of cutDocuments(unpacked)) {
    seen += 1;
    yield bytes;
  }
  await done;
  if (seen !== count || hash.digest("hex") !== sha256) throw new Error(`${file} is not as it was written`);
}
