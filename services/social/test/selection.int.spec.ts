import { deciderStore, mongoPersistence, silentLog, type StoreFactory } from "@wangge/kit";
import { realMongo, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LEAD, OTHER } from "./selection-builders.ts";
import { AFTER, inReview, judge, lead, openDistrict, ranked, reviewAll } from "./selection-platform.ts";

let mongo: RealMongo;
beforeAll(async () => {
  mongo = await realMongo();
});
afterAll(() => mongo.stop());

it("from the call to the candidates on the real store: what is asked of it is found, and what it gives back is the same", async () => {
  const district = await openDistrict(({ store, bus }): StoreFactory => ({
    ...store,
    decider: async (collection, decider, options) =>
      deciderStore(decider, options, {
        ...{ persistence: await mongoPersistence(mongo, collection, options), bus },
        ...{ log: silentLog, service: "social" },
      }),
  }));
  const { ask, port } = district;
  const early = await district.round({ closesAt: "2018-03-01T10:00:00.000Z" });
  district.platform.clock.set("2017-12-27T01:00:00.000Z");
  const { roundId, first, other } = await inReview(district);
  expect(await ask("calls", {}, lead)).toMatchObject({ calls: [{ roundId: early }] });
  expect(await ask("ventureApplications", { roundId }, lead)).toMatchObject({
    applications: [{ applicationId: first }],
  });
  const { applications } = await ask("myReviews", {}, judge("judge-1"));
  await ask("declareTies", { roundId, ties: [{ organization: OTHER, kind: "kin" }] }, judge("judge-1"));
  await district.sweep();
  const { applications: left } = await ask("myReviews", {}, judge("judge-1"));
  expect(JSON.stringify(left)).not.toContain(other);
  expect((left as object[]).length).toBeLessThanOrEqual((applications as object[]).length);
  await reviewAll(district, first, 2, 2, 2);
  await reviewAll(district, other, 3, 3, null);
  // Signing compares what was stored with what is computed anew.
  expect(await ranked(district, roundId)).toMatchObject({ status: "signed", signedAt: AFTER });
  expect(await port().candidates(roundId)).toMatchObject([
    { application: other, organization: OTHER, score: 750_000 },
    { application: first, organization: LEAD, score: 500_000 },
  ]);
  await district.platform.stop();
});
