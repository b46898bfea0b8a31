import { expect, it } from "vitest";
import { mongoCounter } from "../src/store/mongo.ts";
import { realMongo } from "../src/testing/index.ts";

it("many who begin a name at once get numbers of their own", async () => {
  const mongo = await realMongo();
  const take = mongoCounter(mongo, "numbers");
  for (let day = 0; day < 40; day += 1) {
    const firsts = await Promise.all(Array.from({ length: 8 }, () => take(`day-${day}`, 200)));
    expect(new Set(firsts).size).toBe(8);
    for (const first of firsts) expect((first - 1) % 200).toBe(0);
  }
  await mongo.stop();
});
