import { gridCodes, reports, staffing } from "../bench/feed.ts";
import type { OutMessage } from "@wangge/kit";
import type { Job } from "./contestant.ts";

export const grids = gridCodes();

export const asMessage = new WeakMap<Job, OutMessage>();

/** Reports of these grids, the same kind for all; `from` keeps their numbers apart. */
export const jobs = (count: number, from: number, among: readonly string[] = grids): readonly Job[] =>
  reports(count, among, from).map((message) => {
    const { subject: id, data } = JSON.parse(message.body) as { subject: string; data: { grid: string } };
    const job = { id, grid: data.grid, body: message.body };
    asMessage.set(job, message);
    return job;
  });

const workersOf = new Map(
  staffing(grids).map(({ body }) => {
    const { data } = JSON.parse(body) as { data: { grid: string; workers: readonly string[] } };
    return [data.grid, data.workers] as const;
  }),
);

/** The least-loaded worker of the grid: for the peers, a map and a count; our own service has its own. */
export const createShareOut = () => {
  const loads = new Map<string, number>();
  const add = (worker: string, by: number): void => {
    loads.set(worker, (loads.get(worker) ?? 0) + by);
  };
  return {
    take: (grid: string): string => {
      const workers = workersOf.get(grid) ?? [];
      const load = (worker: string): number => loads.get(worker) ?? 0;
      const worker = workers.reduce((best, one) => (load(one) < load(best) ? one : best), workers[0] ?? "");
      add(worker, 1);
      return worker;
    },
    release: (worker: string): void => {
      add(worker, -1);
    },
  };
};

/** The fact "assigned" or "closed" as a peer publishes it: as long as ours, made as cheaply. */
export const factOf = (what: "assigned" | "closed", { id, grid }: Pick<Job, "id" | "grid">, worker: string): string => {
  const at = new Date().toISOString();
  return JSON.stringify({
    specversion: "1.0",
    id: `${id}-${what}`,
    source: "peer",
    type: `peer.case.${what}.v1`,
    subject: id,
    time: at,
    datacontenttype: "application/json",
    correlationid: id,
    data: { caseId: id, grid, worker, department: "grid-station", [`${what}At`]: at, dueAt: at, attempt: 1 },
  });
};
