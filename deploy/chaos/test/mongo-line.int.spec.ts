import { connectMongo } from "@wangge/kit";
import { expect, it } from "vitest";
import { startProxy } from "../proxy.ts";

/** A heartbeat every five seconds, which waits for five: and some for a machine that is busy with something else. */
const FOUND_OUT_MS = 20_000;

it("lines to the store of which only the store knows that they are over are found out, and what was asked is answered", async () => {
  const url = new URL(process.env["MONGO_URL"] ?? "");
  const proxy = await startProxy(Number(url.port));
  url.port = String(proxy.port);
  const { client, db } = await connectMongo({ url: url.href, database: "test_line", name: "test" });
  const things = db.collection<{ _id: number }>("things");
  await Promise.all([1, 2, 3].map((_id) => things.insertOne({ _id })));

  expect(proxy.halfOpen()).toBeGreaterThan(0);
  const began = performance.now();
  const found = await Promise.all([1, 2, 3].map((_id) => things.findOne({ _id })));
  expect(found).toEqual([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(1_000);
  expect(took).toBeLessThan(FOUND_OUT_MS);
  await db.dropDatabase();
  await client.close();
  await proxy.close();
}, 60_000);
