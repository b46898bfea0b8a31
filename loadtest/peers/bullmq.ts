/** BullMQ (MIT): a job at a time, many at once, which its own pipelining lets share a sync. */
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { PeerServer } from "../../deploy/local/peers.mjs";
import type { Contestant, Durability, Job } from "./contestant.ts";
import { createShareOut } from "./jobs.ts";
import { assign, audit, complete, exec } from "./redis-book.ts";

const QUEUE = "dispatch";
/** Did best of 20, 50, 100 and 200 on two cores. */
const AT_ONCE = 100;

export const bullmq = (
  server: () => Promise<PeerServer | { readonly missing: string }>,
  durability: Durability = "strict",
): Contestant => ({
  name: durability === "strict" ? "bullmq" : "bullmq-relaxed",
  durability,
  mode: "job",
  open: async (closed) => {
    const place = await server();
    if ("missing" in place) return place;
    const connection = new Redis(place.url, { maxRetriesPerRequest: null });
    await connection.flushdb();
    const shares = createShareOut();
    const queue = new Queue<Job>(QUEUE, { connection });
    let failure: Error | undefined;
    const worker = new Worker<Job>(
      QUEUE,
      async ({ data: job }) => {
        const who = shares.take(job.grid);
        await exec(assign(connection.multi(), job, who));
        await exec(complete(connection.multi(), job, who));
        shares.release(who);
      },
      { connection, concurrency: AT_ONCE },
    );
    worker.on("completed", ({ data: { id } }) => {
      closed(id);
    });
    worker.on("failed", (_, error) => (failure = error));
    worker.on("error", (error) => (failure = error));
    await worker.waitUntilReady();
    return {
      accept: async (jobs) => {
        if (failure !== undefined) throw failure;
        const opts = { removeOnComplete: true };
        await queue.addBulk(jobs.map((data) => ({ name: "case", data, opts: { ...opts, jobId: data.id } })));
      },
      audit: () => audit(connection),
      serverPids: () => place.pids(),
      close: async () => {
        await worker.close();
        await queue.close();
        connection.disconnect();
      },
    };
  },
});
