import { Binary, Decimal128, Double, Int32, Long } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectionsOf, documentIn, indexesOf, putDocuments, rawDocuments, unsealAfter } from "../src/store/dump.ts";
import { realMongo, type RealMongo } from "../src/testing/index.ts";

let mongo: RealMongo;
beforeAll(async () => {
  mongo = await realMongo();
});
afterAll(async () => {
  await mongo.stop();
});

const bytesOf = async (name: string): Promise<readonly Buffer[]> => {
  const documents: Buffer[] = [];
  for await (const bytes of rawDocuments(mongo.db, name)) documents.push(Buffer.from(bytes));
  return documents;
};

describe("a collection taken and put back", () => {
  it("has the same bytes in the same order: numbers of each kind, dates, bytes, nothing", async () => {
    const things = mongo.db.collection<{ readonly _id: string; readonly [field: string]: unknown }>("things");
    await things.createIndex({ at: 1, _id: 1 }, { sparse: true }, {});
    await things.insertMany([
      { _id: "b", int: new Int32(1), double: new Double(1), long: Long.fromString("9007199254740993"), none: null },
      { _id: "a", at: new Date(0), bytes: new Binary(Buffer.from([0, 255])), exact: Decimal128.fromString("0.10") },
      ...Array.from({ length: 1_200 }, (_, at) => ({ _id: `c${String(at).padStart(4, "0")}`, at })),
    ]);
    const [taken, indexes] = [await bytesOf("things"), await indexesOf(mongo.db, "things")];
    expect(taken.map((bytes) => documentIn<{ _id: string }>(bytes)._id).slice(0, 3)).toEqual(["a", "b", "c0000"]);

    expect(await putDocuments(mongo.db, "again", flow(taken), indexes)).toBe(1_202);
    expect(await bytesOf("again")).toEqual(taken);
    expect(await indexesOf(mongo.db, "again")).toEqual(indexes);
    expect(indexes).toMatchObject([{ key: { at: 1, _id: 1 }, sparse: true }]);
  });

  it("is there when it is empty, too", async () => {
    await putDocuments(mongo.db, "empty", flow([]), []);
    expect(await collectionsOf(mongo.db)).toContain("empty");
  });
});

it("what an epoch sealed that is not there is unsealed again, and what an earlier one sealed stays", async () => {
  const cases = mongo.db.collection<{ readonly _id: string; readonly [field: string]: unknown }>("cases");
  const seal = (epoch: number) => ({ epoch, version: epoch });
  await cases.insertMany([
    { _id: "both", seals: [seal(6), seal(7)] },
    { _id: "early", seals: [seal(6)] },
    { _id: "never", unsealed: 1 },
  ]);
  expect(await unsealAfter(mongo.db, "cases", 6)).toBe(1);
  expect(await cases.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: "both", seals: [seal(6)], unsealed: 1 },
    { _id: "early", seals: [seal(6)] },
    { _id: "never", unsealed: 1 },
  ]);
});

async function* flow(documents: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const document of documents) yield await Promise.resolve(document);
}
