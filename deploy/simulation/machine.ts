/**
 * 虚拟机. One process in which time, timers and turns belong to the simulation: what happens next is the next event of one queue, so that
 * the same seed is the same history. Code under it is the code that runs in the district; it asks `Date`, `setTimeout` and the rest as ever.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { drawIdsFrom } from "@wangge/kit";
import { drawFrom, type Draw } from "./draw.ts";

/** A process of the district. What it has begun goes on only while it lives. */
export interface Process {
  readonly name: string;
  isAlive: boolean;
}

interface Happening {
  at: number;
  readonly order: number;
  readonly of: Process | undefined;
  readonly run: () => void;
  isOff: boolean;
}

export interface Machine {
  readonly now: () => number;
  /** Resolves after so many ms of simulated time, in the process that waits; never, where that has died. */
  readonly wait: (ms: number) => Promise<void>;
  /** Something that happens outside every process, such as the work of a server; or, told to a process, if it still lives. */
  readonly outside: (ms: number, run: () => void, to?: Process) => void;
  readonly as: <T>(process: Process, run: () => T) => T;
  /** What was begun by this process up to now does not happen. */
  readonly kill: (process: Process) => void;
  /** Lets everything happen up to this instant (ms). */
  readonly runUntil: (at: number) => Promise<void>;
  /** The clocks jump: what was due meanwhile happens late. */
  readonly jump: (ms: number) => void;
  readonly happened: () => number;
}

const real = {
  Date: globalThis.Date,
  setImmediate: globalThis.setImmediate,
};

const context = new AsyncLocalStorage<Process>();

/** The earliest first; of those at one instant, the one that was asked for first. */
const isBefore = (one: Happening, other: Happening): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

const queueOf = () => {
  const heap: Happening[] = [];
  const swap = (a: number, b: number): void => {
    const kept = heap[a] as Happening;
    heap[a] = heap[b] as Happening;
    heap[b] = kept;
  };
  return {
    first: (): Happening | undefined => heap[0],
    add: (one: Happening): void => {
      let place = heap.push(one) - 1;
      while (place > 0) {
        const parent = (place - 1) >> 1;
        if (!isBefore(heap[place] as Happening, heap[parent] as Happening)) break;
        swap(place, parent);
        place = parent;
      }
    },
    take: (): void => {
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return;
      heap[0] = last;
      for (let place = 0; ;) {
        const left = 2 * place + 1;
        if (left >= heap.length) break;
        const right = left + 1;
        const least = right < heap.length && isBefore(heap[right] as Happening, heap[left] as Happening) ? right : left;
        if (!isBefore(heap[least] as Happening, heap[place] as Happening)) break;
        swap(place, least);
        place = least;
      }
    },
  };
};

interface Engine extends Machine {
  readonly add: (ms: number, run: () => void, of: Process | undefined) => Happening;
  readonly draw: Draw;
}

let engine: Engine | undefined;
const running = (): Engine => {
  if (engine === undefined) throw new Error("no simulation is running");
  return engine;
};

/** What a timer function gives back. */
const handleOf = (happening: { isOff: boolean }) => {
  const handle = {
    happening,
    ref: () => handle,
    unref: () => handle,
    hasRef: () => true,
    refresh: () => handle,
    close: () => handle,
    [Symbol.toPrimitive]: () => 0,
  };
  return handle;
};
type Handle = ReturnType<typeof handleOf>;

const later = (ms: number, run: (...given: never[]) => void, given: readonly unknown[]): Handle =>
  handleOf(running().add(Math.max(0, ms), () => run(...(given as never[])), context.getStore()));

const again = (ms: number, run: (...given: never[]) => void, given: readonly unknown[]): Handle => {
  const own = { isOff: false };
  const of = context.getStore();
  const round = (): void => {
    if (own.isOff) return;
    running().add(Math.max(1, ms), round, of);
    run(...(given as never[]));
  };
  running().add(Math.max(1, ms), round, of);
  return handleOf(own);
};

const off = (handle: Handle | undefined): void => {
  if (handle !== undefined) handle.happening.isOff = true;
};

const bytes = (size: number): Buffer => fill(Buffer.alloc(size)) as Buffer;
const fill = (into: NodeJS.ArrayBufferView): NodeJS.ArrayBufferView => {
  const view = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let place = 0; place < view.length; place += 1) view[place] = running().draw.below(256);
  return into;
};

/** Takes time and chance of this process over, for good: it is for processes that do nothing else. */
export const takeOver = (): void => {
  class SimulatedDate extends real.Date {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [SimulatedDate.now()] : given) as [number]));
    }
    static override now(): number {
      return engine === undefined ? real.Date.now() : Math.floor(engine.now());
    }
  }
  const put = (target: object, values: object): void => {
    for (const [name, value] of Object.entries(values))
      Object.defineProperty(target, name, { value, configurable: true, writable: true });
  };
  put(globalThis, {
    Date: SimulatedDate,
    setTimeout: (run: () => void, ms = 0, ...given: readonly unknown[]) => later(ms, run, given),
    setImmediate: (run: () => void, ...given: readonly unknown[]) => later(0, run, given),
    setInterval: (run: () => void, ms = 0, ...given: readonly unknown[]) => again(ms, run, given),
    clearTimeout: off,
    clearImmediate: off,
    clearInterval: off,
  });
  put(performance, { now: () => (engine === undefined ? 1 : engine.now() - START + 1) });
  put(timers, {
    setTimeout: <T>(ms: number, value: T): Promise<T> =>
      running()
        .wait(ms)
        .then(() => value),
    setImmediate: <T>(value: T): Promise<T> =>
      running()
        .wait(0)
        .then(() => value),
  });
  put(crypto, { randomFillSync: fill, randomBytes: bytes });
  syncBuiltinESMExports();
};

/** A Monday morning in Chengdu: every history begins here. */
export const START = Date.UTC(2018, 2, 5, 1);

/** Begins a history. The one before is over, whatever was still to happen in it. */
export const startMachine = (seed: number, at = START): Machine => {
  const queue = queueOf();
  let now = at;
  let order = 0;
  let happened = 0;

  const add = (ms: number, run: () => void, of: Process | undefined): Happening => {
    const happening = { at: now + ms, order: (order += 1), of, run, isOff: false };
    queue.add(happening);
    return happening;
  };

  const next = (until: number): boolean => {
    for (;;) {
      const first = queue.first();
      if (first === undefined || first.at > until) return false;
      queue.take();
      if (first.isOff || first.of?.isAlive === false) continue;
      now = Math.max(now, first.at);
      happened += 1;
      if (first.of === undefined) context.exit(first.run);
      else context.run(first.of, first.run);
      return true;
    }
  };

  engine = {
    add,
    draw: drawFrom(seed, 1),
    now: () => now,
    wait: (ms) =>
      new Promise((resolve) => {
        add(ms, resolve, context.getStore());
      }),
    outside: (ms, run, to) => {
      add(ms, run, to);
    },
    as: (process, run) => context.run(process, run),
    kill: (process) => {
      process.isAlive = false;
    },
    runUntil: (until) =>
      new Promise((resolve) => {
        // One happening a turn: what follows from it by promises alone is done before the next.
        const turn = (): void => {
          if (next(until)) real.setImmediate(turn);
          else {
            now = Math.max(now, until);
            resolve();
          }
        };
        real.setImmediate(turn);
      }),
    jump: (ms) => {
      now += ms;
    },
    happened: () => happened,
  };
  drawIdsFrom(drawFrom(seed, 2).next);
  return engine;
};
