/** PostgreSQL by hand, as quick as we know to write it: `SKIP LOCKED`, up to 500 jobs in one transaction, prepared statements. */
import pg from "pg";
import type { PeerServer } from "../../deploy/local/peers.mjs";
import type { Contestant, Durability, Job } from "./contestant.ts";
import { createShareOut } from "./jobs.ts";
import { lanes } from "./lanes.ts";
import { accept, assign, audit, complete, createBook, type Given } from "./postgres-book.ts";

const TAKEN = 500;
const LANES = 2;

export const transaction = async <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    client.release(true); // the server rolls back what a lost connection had open
    throw error;
  }
};

export const postgres = (
  server: () => Promise<PeerServer | { readonly missing: string }>,
  durability: Durability = "strict",
): Contestant => ({
  name: durability === "strict" ? "postgres" : "postgres-relaxed",
  durability,
  mode: "batch",
  open: async (closed) => {
    const place = await server();
    if ("missing" in place) return place;
    const schema = "skip_locked";
    // What is known of a queue that is empty most of the time would make the planner read all that was ever in it.
    const options = "-c enable_seqscan=off";
    const pool = new pg.Pool({ connectionString: place.url, max: 2 + 2 * LANES, options });
    await createBook(pool, schema);
    const shares = createShareOut();
    const dispatching = lanes(LANES, async () => {
      const taken = await transaction(pool, async (client) => {
        const { rows } = await client.query<Job>({
          name: "take",
          text: `DELETE FROM ${schema}.reports WHERE ctid = ANY(ARRAY
                   (SELECT ctid FROM ${schema}.reports ORDER BY seq FOR UPDATE SKIP LOCKED LIMIT ${TAKEN}))
                 RETURNING id, grid, body`,
        });
        if (rows.length > 0)
          await assign(
            client,
            schema,
            rows.map((job) => ({ ...job, worker: shares.take(job.grid) })),
          );
        return rows.length;
      });
      if (taken > 0) working.wake();
      return taken;
    });
    const working = lanes(LANES, async () => {
      const done = await transaction(pool, async (client) => {
        const { rows } = await client.query<Given>({
          name: "hold",
          text: `SELECT id, grid, worker FROM ${schema}.orders WHERE state = 'assigned'
                 ORDER BY id FOR UPDATE SKIP LOCKED LIMIT ${TAKEN}`,
        });
        if (rows.length > 0) await complete(client, schema, rows);
        return rows;
      });
      for (const { id, worker } of done) {
        shares.release(worker);
        closed(id);
      }
      return done.length;
    });
    const both = [dispatching, working];
    return {
      accept: async (jobs) => {
        for (const lane of both) lane.check();
        await accept(pool, schema, jobs);
        dispatching.wake();
      },
      audit: () => audit(pool, schema),
      serverPids: () => place.pids(),
      close: async () => {
        await Promise.all(both.map((lane) => lane.stop()));
        await pool.end();
      },
    };
  },
});
