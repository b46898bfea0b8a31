import { ItemPublishedV1 } from "@wangge/contracts/events";
import { type Call, type StoreFactory, type WireMeta } from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import type { Items } from "../src/app/catalogue.ts";
import { BODIES, contentOf } from "./admission-builders.ts";
import { manifests } from "./builders.ts";
import { startReplica, type Replica } from "./replica.ts";

const CODES = ["item-0139", "item-0140", "item-0141"];
const STREAM = "EVT_INTAKE";

let nats: RealBus;
let mongo: RealMongo;

beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus(manifests), realMongo()]);
});
afterAll(async () => {
  await Promise.all([nats.stop(), mongo.stop()]);
});

/** Dies when `count` items of those that it was to write are written. */
const dyingAfter = (count: number, items: Items): Items => ({
  ...items,
  handleMany: async (all, options) => {
    await items.handleMany(all.slice(0, count), options);
    throw new Error("killed");
  },
});

/** With `dying`, the items are written by a process that is killed on the way. */
const start = (dying?: number): Promise<Replica> =>
  startReplica({ nats, mongo }, (parts) => {
    const decider: StoreFactory["decider"] = async (collection, rules, options) => {
      const made = await parts.store.decider(collection, rules, options);
      return collection === "items" && dying !== undefined
        ? (dyingAfter(dying, made as unknown as Items) as unknown as typeof made)
        : made;
    };
    return compose({ ...parts, store: { ...parts.store, decider } });
  });

const count = (collection: string): Promise<number> => mongo.db.collection(collection).countDocuments();
const published = async (): Promise<readonly string[]> =>
  (await nats.bus.read(STREAM, { subject: `evt.${ItemPublishedV1.subject}.>`, limit: 1_000 })).map(
    ({ text }) => ItemPublishedV1.data.parse((JSON.parse(text) as { data: unknown }).data).version,
  );
const by = (department: string): WireMeta => ({
  actor: { id: `acc-${department}`, roles: ["department"], department },
  external: true,
});

interface Admission {
  readonly admission: string;
  readonly hash: string;
  readonly status: string;
}

/** A day that is still to come, whenever the test runs. */
const soon = (): string => new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);

const reviewed = async (call: Call): Promise<Admission> => {
  const changes = CODES.map((code) => ({ kind: "newItem", code, effectiveFrom: soon(), content: contentOf() }));
  const reviewers = [...BODIES.filter((body) => body !== "legal-affairs"), "justice"];
  const drafted = (await call("intake.draftAdmission", { changes, reviewers }, by("civil-affairs"))) as Admission;
  const { admission } = drafted;
  const { hash } = (await call("intake.submitAdmission", { admission }, by("civil-affairs"))) as Admission;
  for (const body of reviewers)
    await call("intake.reviewAdmission", { admission, hash, verdict: { kind: "agree" } }, by(body));
  return { admission, hash, status: "reviewed" };
};

it("the list is loaded once by replicas that begin together, and what a crash left of it is completed", async () => {
  await (await start(50)).stop();
  expect(await count("items")).toBe(50);
  const replicas = await Promise.all([start(), start()]);
  expect([await count("items"), await count("admissions")]).toEqual([138, 1]);
  await Promise.all(replicas.map((replica) => replica.stop()));
  await eventually(async () => {
    const versions = await published();
    expect([versions.length, new Set(versions).size]).toEqual([138, 138]);
  });
});

it("what is approved is published, though the process dies between the two, and once", async () => {
  const dying = await start(2);
  const { admission, hash } = await reviewed(dying.call);
  const government: WireMeta = { actor: { id: "acc-government", roles: ["districtGovernment"] }, external: true };
  const approved = (await dying.call("intake.approveAdmission", { admission, hash }, government)) as Admission;
  expect(approved.status).toBe("approved");
  expect(await count("items")).toBe(140);
  await dying.stop();

  const next = await Promise.all([start(), start()]);
  expect(await count("items")).toBe(141);
  expect(await next[0].call("intake.admission", { admission }, government)).toMatchObject({
    status: "carriedOut",
    outcomes: CODES.map((code) => ({ code, ok: true, version: `${code}@1` })),
  });
  await Promise.all(next.map((replica) => replica.stop()));
  await eventually(async () => {
    const versions = (await published()).filter((version) => CODES.some((code) => version.startsWith(code)));
    expect([...versions].sort()).toEqual(CODES.map((code) => `${code}@1`));
  });
});
