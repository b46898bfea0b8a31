/**
 * pg-boss (MIT): fetched and completed in batches, which is the quickest it offers. `job` writes each order by itself, as its
 * handlers are written; `batch` writes all of a fetch at once.
 */
import pg from "pg";
import { PgBoss } from "pg-boss";
import type { PeerServer } from "../../deploy/local/peers.mjs";
import type { Contestant, Job } from "./contestant.ts";
import { createShareOut } from "./jobs.ts";
import { lanes } from "./lanes.ts";
import { assign, audit, complete, createBook } from "./postgres-book.ts";
import { transaction } from "./postgres.ts";

const QUEUE = "dispatch";
const LANES = 2;
const TAKEN = { job: 100, batch: 500 };

export const pgBoss = (
  server: () => Promise<PeerServer | { readonly missing: string }>,
  mode: "job" | "batch",
): Contestant => ({
  name: mode === "job" ? "pg-boss" : "pg-boss-batch",
  durability: "strict",
  mode,
  open: async (closed) => {
    const place = await server();
    if ("missing" in place) return place;
    const schema = `boss_${mode}`;
    const pool = new pg.Pool({ connectionString: place.url, max: 20 });
    await createBook(pool, schema);
    const boss = new PgBoss({
      connectionString: place.url,
      schema: `${schema}_queue`,
      supervise: false,
      schedule: false,
    });
    let failure: Error | undefined;
    boss.on("error", (error: Error) => (failure = error));
    await boss.start();
    await boss.createQueue(QUEUE);
    const shares = createShareOut();

    const workOff = async (jobs: readonly Job[]): Promise<void> => {
      const orders = jobs.map((job) => ({ ...job, worker: shares.take(job.grid) }));
      if (mode === "batch") {
        await transaction(pool, (client) => assign(client, schema, orders));
        await transaction(pool, (client) => complete(client, schema, orders));
      } else
        await Promise.all(
          orders.map(async (order) => {
            await assign(pool, schema, [order]);
            await complete(pool, schema, [order]);
          }),
        );
      for (const { worker } of orders) shares.release(worker);
    };
    const working = lanes(LANES, async () => {
      const fetched = await boss.fetch<Job>(QUEUE, { batchSize: TAKEN[mode] });
      if (fetched.length === 0) return 0;
      await workOff(fetched.map(({ data }) => data));
      await boss.complete(
        QUEUE,
        fetched.map(({ id }) => id),
      );
      for (const { data } of fetched) closed(data.id);
      return fetched.length;
    });
    return {
      accept: async (jobs) => {
        working.check();
        if (failure !== undefined) throw failure;
        await boss.insert(
          QUEUE,
          jobs.map((data) => ({ data })),
        );
        working.wake();
      },
      audit: () => audit(pool, schema),
      serverPids: () => place.pids(),
      close: async () => {
        await working.stop();
        await boss.stop({ graceful: false });
        await pool.end();
      },
    };
  },
});
