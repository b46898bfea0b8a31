import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { GroundInput, GroundReport } from "../../domain/index.ts";

/** What is wrong with the ground, worked out beside everything else. */
export const groundAside = async (input: GroundInput): Promise<GroundReport> => {
  const worker = new Worker(new URL("ground-thread.ts", import.meta.url), { workerData: input });
  try {
    const [report] = (await once(worker, "message")) as [GroundReport];
    return report;
  } finally {
    await worker.terminate();
  }
};
