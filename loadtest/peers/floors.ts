/** 物理下限. The same documents and messages without a decision: what no program on these engines can beat. */
import type { Contestant, Job } from "./contestant.ts";
import { publishAll, type Ground, type Sample } from "./ground.ts";
import { jobs as makeJobs } from "./jobs.ts";
import { messageOf } from "./wangge.ts";
import { statementsOf, type Change, type MongoStore, type OutMessage } from "@wangge/kit";

const BATCH = 500;
const LANES = 2;

type Collection = ReturnType<MongoStore["db"]["collection"]>;

interface Written {
  readonly insert: Parameters<Collection["insertOne"]>[0];
  readonly change: Change<unknown, unknown>;
  readonly assigned: readonly OutMessage[];
  readonly closed: readonly OutMessage[];
}

/** The sample's documents and facts as they would have been for another job: as long, and with ids of their own. */
const writtenOf = ({ assigned, closed, facts }: Sample, { id, grid }: Job): Written => {
  const old = String(closed["_id"]);
  const state = assigned["state"] as { readonly grid: string };
  const as = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll(old, id).replaceAll(state.grid, grid)) as T;
  const messages = facts.map(({ subject, body }, index) => {
    const cut = subject.lastIndexOf(".");
    const to = `${subject.slice(0, cut).replace("evt.dispatch.", "evt.floor.")}.${grid}`;
    return { id: `${id}-${index}`, subject: to, body: as({ body }).body };
  });
  const history = closed["history"] as Change<unknown, unknown>["events"];
  return {
    insert: { ...as(assigned), outbox: messages.slice(0, 2), pending: 1, savedAt: new Date() },
    change: {
      id,
      expected: Number(assigned["version"]),
      state: as(closed["state"]),
      events: as(history.slice(2)),
      handled: as((closed["handled"] as readonly string[]).slice(1)),
      outbox: messages.slice(2),
      replacesOutbox: true,
      chained: true,
    },
    assigned: messages.slice(0, 2),
    closed: messages.slice(2),
  };
};

/** Bare inserts, updates and atomic batches, each half a thousand, two lanes of them: no decision, no reading, no clearing. */
export const floor = (ground: () => Promise<Ground>): Contestant => ({
  name: "floor",
  durability: "strict",
  mode: "floor",
  open: async (closed) => {
    const { bus, mongo, sample, pids } = await ground();
    const [report] = makeJobs(1, 9_000_000);
    if (report === undefined) throw new Error("no report");
    const template = await sample(messageOf(report));
    const collection = mongo.db.collection("floor");
    for (const { key, sparse } of await mongo.db.collection("cases").indexes())
      if (!("_id" in key && Object.keys(key).length === 1))
        await collection.createIndex(key, sparse === true ? { sparse } : {}, {});
    const written = new Map<string, Written>();
    const queue: Job[] = [];
    let running = 0;
    let failure: Error | undefined;
    let publishing = Promise.resolve();
    /** Atomic batches one after the other, as a relay has them. */
    const publish = (messages: readonly OutMessage[]): Promise<void> =>
      (publishing = publishing.then(() => publishAll(bus, messages)));
    const lane = async (): Promise<void> => {
      running += 1;
      while (queue.length > 0) {
        const batch = queue.splice(0, BATCH);
        const works = batch.flatMap(({ id }) => written.get(id) ?? []);
        await collection.insertMany(
          works.map(({ insert }) => insert),
          { ordered: false },
        );
        const told = publish(works.flatMap(({ assigned }) => assigned));
        const statements = statementsOf(
          works.map(({ change }) => change),
          { savedAt: new Date(), save: "floor" },
        );
        await collection.bulkWrite([...statements], { ordered: false });
        await Promise.all([told, publish(works.flatMap((work) => work.closed))]);
        for (const { id } of batch) {
          written.delete(id);
          closed(id);
        }
      }
      running -= 1;
    };
    return {
      prepare: (jobs) => {
        for (const job of jobs) written.set(job.id, writtenOf(template, job));
        return Promise.resolve();
      },
      accept: async (jobs) => {
        if (failure !== undefined) throw failure;
        await bus.publish(
          jobs.map(messageOf).map((one) => ({ ...one, subject: one.subject.replace("evt.intake.", "evt.floor.") })),
        );
        queue.push(...jobs);
        if (running < LANES)
          lane().catch((error: unknown) => {
            failure = error instanceof Error ? error : new Error(String(error));
          });
      },
      serverPids: pids,
      audit: async () => ({
        closed: await collection.countDocuments({ "state.status": "closed" }),
        published: undefined,
      }),
      close: () => Promise.resolve(),
    };
  },
});

/** The messages of a job written as JSON and read again, and nothing else: what no program in this language can beat. */
export const json = (ground: () => Promise<Ground>): Contestant => ({
  name: "json",
  durability: "none",
  mode: "floor",
  open: async (closed) => {
    const { sample } = await ground();
    const [report] = makeJobs(1, 9_000_001);
    if (report === undefined) throw new Error("no report");
    const { facts } = await sample(messageOf(report));
    const values = facts.map(({ body }) => JSON.parse(body) as unknown);
    let count = 0;
    return {
      accept: (jobs) => {
        for (const { id, body } of jobs) {
          let length = JSON.stringify(JSON.parse(body)).length;
          for (const value of values) length += Object.keys(JSON.parse(JSON.stringify(value)) as object).length;
          if (length > 0) count += 1;
          closed(id);
        }
        return Promise.resolve();
      },
      serverPids: () => [],
      audit: () => Promise.resolve({ closed: count, published: undefined }),
      close: () => Promise.resolve(),
    };
  },
});
