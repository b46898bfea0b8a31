/** Orders and facts in Redis: what both peers on it write, one job at a time or hundreds in a hand. */
import type { ChainableCommander, Redis } from "ioredis";
import type { Audit, Job } from "./contestant.ts";
import { factOf } from "./jobs.ts";

export const ASSIGNED = "evt:assigned";
export const CLOSED = "evt:closed";

export const assign = (pipe: ChainableCommander, job: Job, worker: string): ChainableCommander =>
  pipe
    .hset(`case:${job.id}`, "state", "assigned", "worker", worker, "grid", job.grid, "body", job.body)
    .xadd(ASSIGNED, "*", "id", job.id, "grid", job.grid, "worker", worker, "fact", factOf("assigned", job, worker));

export const complete = (pipe: ChainableCommander, job: Pick<Job, "id" | "grid">, worker: string): ChainableCommander =>
  pipe
    .hset(`case:${job.id}`, "state", "closed", "closedAt", new Date().toISOString())
    .xadd(CLOSED, "*", "id", job.id, "fact", factOf("closed", job, worker));

/** All of a pipeline or nothing is well. @throws the first error in it */
export const exec = async (pipe: ChainableCommander): Promise<readonly unknown[]> => {
  const answers = (await pipe.exec()) ?? [];
  for (const [error] of answers) if (error !== null) throw error;
  return answers.map(([, answer]) => answer);
};

export const audit = async (redis: Redis): Promise<Audit> => {
  let closed = 0;
  for await (const keys of redis.scanStream({ match: "case:*", count: 1000 }) as AsyncIterable<string[]>) {
    if (keys.length === 0) continue;
    const states = await exec(keys.reduce((pipe, key) => pipe.hget(key, "state"), redis.pipeline()));
    closed += states.filter((state) => state === "closed").length;
  }
  const ids = new Set<string>();
  let [facts, from] = [0, "-"];
  for (;;) {
    const page = await redis.xrange(CLOSED, from, "+", "COUNT", 1000);
    for (const [, fields] of page) ids.add(fields[1] ?? "");
    facts += page.length;
    const last = page.at(-1);
    if (last === undefined) return { closed, published: { facts, jobs: ids.size } };
    from = `(${last[0]}`;
  }
};
