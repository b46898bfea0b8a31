/** 新旧版本并行: while an event changes its version, who reads the old one and who reads the new one both hear of each fact once. */
import { consumerName, defineEvent, defineManifest, GridCode, Instant, StreetCode, Ulid } from "@wangge/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { deciderStore, done, inVersions, mongoPersistence, newId, silentLog, type Decider } from "../src/index.ts";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "../src/testing/index.ts";

const place = { grid: "510108002001001" };
const raisedAt = "2027-06-30T10:00:00.000Z";
const tallyId = "01JD6Z0Q8V4Y7R2K3M5N6P8T9W";

const RaisedV1 = defineEvent({
  subject: "tally.count.raised.v1",
  title: { zh: "已计数", en: "Count raised" },
  why: "Who counts by street.",
  key: ({ tallyId: key }) => key,
  data: z.object({ tallyId: Ulid, street: StreetCode, raisedAt: Instant }),
  example: { tallyId, street: "510108002", raisedAt },
});
const v2 = {
  subject: "tally.count.raised.v2",
  title: { zh: "已计数", en: "Count raised" },
  why: "Who counts by grid.",
  key: ({ tallyId: key }: { readonly tallyId: string }) => key,
  data: z.object({ tallyId: Ulid, grid: GridCode, raisedAt: Instant }),
  example: { tallyId, ...place, raisedAt },
} as const;
type Raised = z.infer<typeof v2.data>;
const asBefore = ({ grid, ...rest }: Raised) => ({ ...rest, street: grid.slice(0, 9) });
const RaisedV2 = defineEvent({ ...v2, supersedes: { event: RaisedV1, until: "2027-06-30", asBefore } });

type Event = { readonly type: "Raised"; readonly data: Raised };
const tallyDecider: Decider<number, Raised, Event> = {
  name: "tally",
  initial: 0,
  decide: (data) => [{ type: "Raised", data }],
  evolve: (count) => count + 1,
};

const tally = defineManifest({ name: "tally", publishes: [RaisedV1, RaisedV2], subscribes: [], calls: [] });
const readers = [RaisedV1, RaisedV2].map((event, at) =>
  defineManifest({ name: `reader${String(at + 1)}`, publishes: [], subscribes: [{ event, mode: "each" }], calls: [] }),
);

let nats: RealBus;
let mongo: RealMongo;
beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus([tally, ...readers]), realMongo()]);
});
afterAll(() => Promise.all([nats.stop(), mongo.stop()]));

interface Read {
  readonly fact: string;
  readonly data: unknown;
}
/** Everything that a reader gets, with the id of the fact: whose it is, and the how-manieth. */
const reading = async (reader: string, subject: string): Promise<readonly Read[]> => {
  const read: Read[] = [];
  await nats.bus.consume({ stream: "EVT_TALLY", consumer: consumerName(reader, subject), mode: "each" }, (messages) => {
    for (const { subject: whose, sequence = "", data } of messages.map((message) => message.envelope()))
      read.push({ fact: `${whose}#${sequence}`, data });
    return Promise.resolve(messages.map(() => done));
  });
  return read;
};

describe("an event that changes its version", () => {
  it("is told in both through the stated day and in the new one alone from the next on, once to each reader", async () => {
    const tallies = deciderStore(
      tallyDecider,
      { publishAs: ({ data }) => inVersions(RaisedV2, data, data.raisedAt) },
      { persistence: await mongoPersistence(mongo, "tallies"), bus: nats.bus, log: silentLog, service: "tally" },
    );
    const ids = Array.from({ length: 30 }, () => newId());
    const instants = ["2027-06-29T00:00:00.000Z", "2027-06-30T23:59:59.999Z", "2027-07-01T00:00:00.000Z"];
    for (const at of instants)
      await tallies.handleMany(ids.map((id) => ({ id, command: { tallyId: id, ...place, raisedAt: at } })));
    await tallies.flush();
    const [old, next] = await Promise.all([reading("reader1", RaisedV1.subject), reading("reader2", RaisedV2.subject)]);
    const facts = (count: number) =>
      ids.flatMap((id) => Array.from({ length: count }, (_, at) => `${id}#${String(at + 1)}`)).sort();
    await eventually(() => {
      expect(old.map(({ fact }) => fact).sort()).toEqual(facts(2));
      expect(next.map(({ fact }) => fact).sort()).toEqual(facts(3));
    });
    for (const { data } of old) expect(RaisedV1.data.parse(data).street).toBe("510108002");
    for (const { data } of next) expect(RaisedV2.data.parse(data).grid).toBe(place.grid);
    await tallies.stop();
  });

  it("must follow on the version that it takes the place of, with its key and until a day", () => {
    const supersedes = { event: RaisedV1, until: "2027-06-30", asBefore };
    const define = (change: Partial<typeof v2 & { supersedes: typeof supersedes }>) => () =>
      defineEvent({ ...v2, supersedes, ...change });
    expect(define({})).not.toThrow();
    expect(define({ subject: "tally.count.raised.v3" as never })).toThrow("does not come after");
    expect(define({ supersedes: { ...supersedes, until: "2027-06-31" } })).toThrow("is no day");
    expect(define({ key: () => "another" })).toThrow("its key is not that of");
    expect(define({ supersedes: { ...supersedes, asBefore: () => ({}) as never } })).toThrow("tallyId");
  });
});
