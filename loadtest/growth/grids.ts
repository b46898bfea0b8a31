/** From a district to the country: the same cases on more and more grids, each size in a process of its own, in alternating order. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { orderOf, rounded } from "../peers/figures.ts";
import { bytesPerGrid, costOf, costTimes, verdictOf } from "./figures.ts";
import type { Asked, Ended, Opened, Round } from "./site.ts";

export interface Size {
  readonly grids: number;
  readonly workersEach: number;
}

/** A district of Chengdu, a large city, the country: so many workers a grid. */
export const SIZES: readonly Size[] = [
  { grids: 748, workersEach: 2.5 },
  { grids: 20_000, workersEach: 2.5 },
  { grids: 1_000_000, workersEach: 4.5 },
];

interface Running {
  readonly size: Size;
  readonly opened: Opened;
  readonly rounds: Round[];
  readonly ask: <Answer>(asked: Asked) => Promise<Answer>;
  readonly stop: () => void;
}

const MB = 1024 * 1024;

/** The next message of the process. @throws what went wrong in it */
const answerOf = async <Answer>(child: ChildProcess): Promise<Answer> => {
  const over = new AbortController();
  try {
    const [answer] = (await Promise.race([
      once(child, "message", { signal: over.signal }),
      once(child, "exit", { signal: over.signal }).then(() => [{ error: "the process of a size has ended" }]),
    ])) as [Answer | { readonly error: string }];
    if (typeof answer === "object" && answer !== null && "error" in answer) throw new Error(answer.error);
    return answer;
  } finally {
    over.abort();
  }
};

const start = async (size: Size): Promise<Running> => {
  const args = [String(size.grids), String(size.workersEach)];
  const child = fork(join(import.meta.dirname, "site.ts"), args, { execArgv: ["--expose-gc"] });
  const opened = await answerOf<Opened>(child);
  return {
    size,
    opened,
    rounds: [],
    ask: (asked) => {
      child.send(asked);
      return answerOf(child);
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
};

export interface GridOptions {
  readonly cases: number;
  readonly rounds: number;
  readonly sizes?: readonly Size[];
  readonly say: (line: object) => void;
  readonly note: (line: string) => void;
}

/** @returns whether all cases that were accepted were closed, once each. */
export const growGrids = async ({ cases, rounds, sizes = SIZES, say, note }: GridOptions): Promise<boolean> => {
  const running: Running[] = [];
  try {
    for (const size of sizes) {
      note(`${String(size.grids)} grids: into the store, and the service is started`);
      running.push(await start(size));
    }
    for (const one of running) await one.ask<Round>({ ask: "round", cases }); // warm
    for (let round = 0; round < rounds; round += 1)
      for (const one of orderOf(running, round)) one.rounds.push(await one.ask<Round>({ ask: "round", cases }));
    const ended: Ended[] = [];
    for (const one of running) ended.push(await one.ask<Ended>({ ask: "end" }));
    const costs = running.map(({ rounds: all }) => costOf(all));
    const [first] = ended;
    const places = running.map(({ size, opened, rounds: all }, place) => {
      const { whole = false, books = {}, worked = opened.ready } = ended[place] ?? {};
      const bytes = (kind: keyof typeof worked): number | null =>
        bytesPerGrid(
          [size.grids, worked[kind]],
          [running[0]?.size.grids ?? size.grids, first?.worked[kind] ?? worked[kind]],
        );
      return {
        line: "grids",
        ...{ grids: size.grids, workers: Math.floor(size.grids * size.workersEach), store: opened.engine },
        ...{ cases, rounds: all.length, ...costs[place] },
        takeover_s: rounded(opened.readySeconds, 2),
        ...{ heap_mb: Math.round(worked.heapBytes / MB), resident_mb: Math.round(worked.residentBytes / MB) },
        ...{ heap_bytes_per_grid: bytes("heapBytes"), resident_bytes_per_grid: bytes("residentBytes") },
        box_busy_by_others: rounded(Math.max(...all.map(({ byOthers }) => byOthers ?? NaN)), 2),
        ...{ whole, ...books },
      };
    });
    for (const place of places) say(place);
    const times = costTimes(costs);
    const shown = (values: readonly number[]): readonly number[] => values.map((value) => rounded(value, 2));
    say({
      line: "growth of grids",
      grids: sizes.map(({ grids }) => grids),
      times: { time: shown(times.time), cpu: shown(times.cpu), server_cpu: shown(times.server_cpu) },
      aims: [
        verdictOf("time of a case <= 1.5 x a district's", times.time),
        verdictOf("its CPU <= 1.5 x", times.cpu),
        verdictOf("the servers' CPU <= 1.5 x", times.server_cpu),
      ],
    });
    return places.every(({ whole }) => whole);
  } finally {
    for (const one of running) one.stop();
  }
};
