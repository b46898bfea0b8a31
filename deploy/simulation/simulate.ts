import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Ran } from "./run.ts";
import type { Share } from "./worker.ts";

export interface SimulateOptions extends Share {
  /** Processes that share the work. */
  readonly workers?: number;
  readonly onProgress?: (done: number) => void;
}

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));
/** Histories are short-lived garbage: with room for the young nearly all of it dies there. */
const EXEC_ARGV = ["--max-semi-space-size=64"];

interface Said {
  readonly done?: number;
  readonly ran?: Ran;
}

const shareOf = (share: Share, onDone: (done: number) => void): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = fork(WORKER, { execArgv: EXEC_ARGV });
    let ran: Ran | undefined;
    child.on("message", (message: Said) => {
      if (message.done !== undefined) onDone(message.done);
      ran = message.ran ?? ran;
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (ran === undefined) reject(new Error(`a share of the simulation ended with ${String(code)}`));
      else resolve(ran);
    });
    child.send(share);
  });

/** The histories of these seeds, shared out among processes. */
export const simulate = async ({
  seeds,
  workers = 1,
  onProgress,
  ...share
}: SimulateOptions): Promise<readonly Ran[]> => {
  const done: number[] = [];
  const shares = Array.from({ length: workers }, (_, worker) => seeds.filter((_, place) => place % workers === worker));
  return Promise.all(
    shares
      .filter((own) => own.length > 0)
      .map((own, worker) =>
        shareOf({ ...share, seeds: own }, (count) => {
          done[worker] = count;
          onProgress?.(done.reduce((sum, one) => sum + one, 0));
        }),
      ),
  );
};
