import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readDocuments, writeDocuments } from "../documents.ts";

const folder = mkdtempSync(join(tmpdir(), "wangge-documents-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** `{ _id }` in BSON. */
const documentOf = (id: string): Buffer => {
  const text = Buffer.from(`${id}\0`);
  const lengths = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  lengths[1].writeInt32LE(text.length);
  const body = Buffer.concat([Buffer.from([2]), Buffer.from("_id\0"), lengths[1], text, Buffer.from([0])]);
  lengths[0].writeInt32LE(body.length + 4);
  return Buffer.concat([lengths[0], body]);
};

async function* flow(documents: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const document of documents) yield await Promise.resolve(document);
}

const write = async (name: string, documents: readonly Buffer[]) => {
  const file = join(folder, name);
  return { file, written: await writeDocuments(file, flow(documents)) };
};

const read = async (file: string, written: Parameters<typeof readDocuments>[1]): Promise<readonly Buffer[]> => {
  const documents: Buffer[] = [];
  for await (const bytes of readDocuments(file, written)) documents.push(bytes);
  return documents;
};

describe("documents in a file", () => {
  it("come back as they were and in their order, also those larger than what is read at once", async () => {
    const documents = ["一", "x".repeat(300_000), "", ...Array.from({ length: 5_000 }, (_, at) => `id-${String(at)}`)];
    const { file, written } = await write("many", documents.map(documentOf));
    expect(written.count).toBe(documents.length);
    expect(await read(file, written)).toEqual(documents.map(documentOf));
  });

  it("none is a file too", async () => {
    const { file, written } = await write("none", []);
    expect(await read(file, written)).toEqual([]);
  });

  it("one letter that is another one is found, and a document that is missing at the end", async () => {
    const { file, written } = await write("changed", ["a", "b", "c"].map(documentOf));
    const bytes = gunzipSync(readFileSync(file));
    const other = Buffer.from(bytes);
    other[13] = "z".charCodeAt(0);
    for (const changed of [other, bytes.subarray(0, 2 * documentOf("a").length), bytes.subarray(0, bytes.length - 1)]) {
      writeFileSync(file, gzipSync(changed));
      await expect(read(file, written)).rejects.toThrow(/not as it was written|not whole/);
    }
  });

  it("a file that is there already is nobody's to overwrite", async () => {
    await write("twice", []);
    await expect(write("twice", [])).rejects.toThrow("EEXIST");
  });
});
