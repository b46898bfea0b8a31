/**
 * One size of the platform in a process of its own: engines, grids, dispatch and the field; measured when its parent asks. Its
 * answers go to the parent as messages, and it ends with it.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEngines } from "../../deploy/local/engines.mjs";
import { root } from "../../deploy/local/stack.mjs";
import { areBalanced, type Books } from "../peers/figures.ts";
import { openGround, type Ground, type GroundOptions } from "../peers/ground.ts";
import { jobs } from "../peers/jobs.ts";
import { cpuMicrosOf } from "../peers/machine.ts";
import { enter, peak, type Entrant } from "../peers/measure.ts";
import { wangge } from "../peers/wangge.ts";
import { gridsOf, seedRosters } from "./rosters.ts";

export interface Memory {
  readonly heapBytes: number;
  readonly residentBytes: number;
}

export interface Site {
  readonly ground: Ground;
  readonly entrant: Entrant;
  readonly engine: string;
  readonly fresh: (count: number) => ReturnType<typeof jobs>;
  /** What the process held when the service was ready. */
  readonly ready: Memory;
  /** Waits until the engines have done with what was put into them. @returns whether they have, in five minutes */
  readonly rested: () => Promise<boolean>;
  /** The most memory that the store has had so far, in MB; null where the kernel does not say. */
  readonly storePeakMb: () => number | null;
  /** `others` are closed and went another way. */
  readonly audit: (others?: number) => Promise<{ readonly whole: boolean; readonly books: Books }>;
  /** Where the store keeps its files. */
  readonly storeFolder: string;
  readonly close: () => Promise<void>;
}

export const memoryNow = (): Memory => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, residentBytes: rss };
};

const LOOK_MS = 2_000;
const MOST_LOOKS = 150;
/** Of a core: a store that does nothing still makes its checkpoints. */
const AT_REST = 0.05;

const restOf = async (pids: readonly number[] | undefined): Promise<boolean> => {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const before = cpuMicrosOf(pids ?? []);
    await sleep(LOOK_MS);
    const after = cpuMicrosOf(pids ?? []);
    if (before === undefined || after === undefined || after - before < LOOK_MS * 1000 * AT_REST) return true;
  }
  return false;
};

const peakMbOf = (pid: number | undefined): number | null => {
  const status = `/proc/${String(pid)}/status`;
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(existsSync(status) ? readFileSync(status, "utf8") : "") ?? [];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
};

const open = new Set<Site>();

/** Whoever started engines ends them, however the bench ends. */
export const closeSites = async (): Promise<void> => {
  await Promise.all([...open].map((site) => site.close()));
};

export interface SiteOptions extends Pick<GroundOptions, "isLeft"> {
  readonly grids: number;
  readonly workersEach: number;
  readonly note: (line: string) => void;
}

/** Engines of its own, so many grids, and the service ready on them. */
export const openSite = async ({ grids, workersEach, note, ...rest }: SiteOptions): Promise<Site> => {
  const folders = join(root, ".wangge");
  mkdirSync(folders, { recursive: true });
  const dataDir = mkdtempSync(join(folders, "growth-"));
  const engines = await startEngines({ dataDir, log: note, environment: {} });
  const pids = (): readonly number[] | undefined => {
    const own = [...engines.engines].filter(([name]) => name !== "redis").flatMap(([, { pid }]) => pid ?? []);
    return own.length === 2 ? own : undefined;
  };
  const stop = async (): Promise<void> => {
    await engines.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const ground = await openGround({
      ...rest,
      env: { ...engines.env },
      isAlone: true,
      pids,
      staff: ({ mongo }) => seedRosters(mongo, grids, workersEach),
    });
    const ready = memoryNow();
    const entrant = await enter(wangge(() => Promise.resolve(ground)));
    if ("missing" in entrant) throw new Error(entrant.missing);
    const codes = gridsOf(grids);
    let number = 0;
    let closing: Promise<void> | undefined;
    const site: Site = {
      ground,
      entrant,
      engine: engines.engines.get("mongo")?.kind ?? "",
      fresh: (count) => {
        number += count;
        return jobs(count, number - count, codes);
      },
      ready,
      storeFolder: dataDir,
      rested: () => restOf(pids()),
      storePeakMb: () => peakMbOf(engines.engines.get("mongo")?.pid),
      audit: async (others = 0) => {
        const books = entrant.ledger.books();
        const { closed, published } = await entrant.opened.audit();
        const isPublished = published?.facts === books.accepted && published.jobs === books.accepted;
        return { whole: areBalanced(books) && closed === books.accepted + others && isPublished, books };
      },
      close: () =>
        (closing ??= (async () => {
          open.delete(site);
          await ground.close();
          await stop();
        })()),
    };
    open.add(site);
    return site;
  } catch (error) {
    await stop();
    throw error;
  }
};

export type Asked = { readonly ask: "round"; readonly cases: number } | { readonly ask: "end" };

export interface Opened {
  readonly engine: string;
  readonly readySeconds: number;
  readonly ready: Memory;
}

export interface Round {
  readonly cases: number;
  readonly perSecond: number;
  readonly clientMicros: number;
  readonly serverMicros: number | null;
  readonly byOthers: number | null;
  readonly complete: boolean;
}

export interface Ended {
  readonly whole: boolean;
  readonly books: Books;
  readonly worked: Memory;
}

const roundOf = async ({ entrant, fresh }: Site, cases: number): Promise<Round> => {
  const { jobs: count, perSecond, spent, isComplete } = await peak(entrant, fresh(cases));
  return {
    cases: count,
    perSecond,
    clientMicros: spent.clientMicros / count,
    serverMicros: spent.serverMicros === undefined ? null : spent.serverMicros / count,
    byOthers: spent.box?.byOthers ?? null,
    complete: isComplete,
  };
};

/** Where this file is a process of its own: `site.ts <grids> <workers each>`. */
const serve = async (): Promise<void> => {
  const [grids = 0, workersEach = 0] = process.argv.slice(2).map(Number);
  const tell = (answer: Opened | Round | Ended | { readonly error: string }): void => void process.send?.(answer);
  const site = await openSite({ grids, workersEach, note: () => undefined });
  const end = async (): Promise<void> => {
    await site.close();
    process.exit();
  };
  process.once("disconnect", () => void end());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());
  process.on("message", (asked: Asked) => {
    const work = async (): Promise<void> => {
      if (asked.ask === "round") {
        tell(await roundOf(site, asked.cases));
        return;
      }
      tell({ ...(await site.audit()), worked: memoryNow() });
      await end();
    };
    work().catch((error: unknown) => {
      tell({ error: String(error) });
      void end();
    });
  });
  tell({ engine: site.engine, readySeconds: site.ground.readySeconds, ready: site.ready });
};

if (process.argv[1] === import.meta.filename) await serve();
