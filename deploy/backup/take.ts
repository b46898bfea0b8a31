/** A backup of a platform that goes on: no write stops; what follows from events waits for as long as the stores are read. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  topologyOf,
  type AggregateKind,
  type Bus,
  type ConsumerPlan,
  type ManifestShape,
  type StreamMessage,
} from "@wangge/kit";
import { movedBetween, placesOf, whilePaused } from "./consumers.ts";
import { unexplained } from "./cut.ts";
import type { Where } from "../doctor/where.ts";
import { openEngines, servicesOf, type Engines } from "./engines.ts";
import { writeManifest, type Manifest, type Place, type StoreDump, type StreamDump } from "./manifest.ts";
import { takeStore } from "./stores.ts";
import { streamNames, takeStream, type TakenStream } from "./streams.ts";

export interface TakeOptions {
  readonly where: Where;
  readonly dir: string;
  readonly manifests: readonly ManifestShape[];
  readonly aggregates: readonly AggregateKind[];
  /** How long consumers may wait at most. */
  readonly pauseMs: number;
  readonly say?: (line: string) => void;
}

const TRIES = 3;
const PAGE = 500;

interface Taken {
  readonly places: readonly Place[];
  readonly ends: ReadonlyMap<string, number>;
  readonly stores: readonly StoreDump[];
  readonly streams: readonly TakenStream[];
}

/** @throws Error where something is in the folder already */
const claim = (dir: string): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (readdirSync(dir).length > 0) throw new Error(`${dir} is not empty`);
};

const empty = (dir: string): void => {
  for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true });
};

/** Stores first, streams last: whatever a dumped history says is on its stream by then, or still in its outbox. */
const takeAll = async (
  { connection, bus, manager, dbOf }: Engines,
  { dir, aggregates }: TakeOptions,
  places: readonly Place[],
): Promise<Taken> => {
  const names = await streamNames(manager);
  const ends = new Map<string, number>();
  for (const name of names) ends.set(name, await bus.lastSequence(name));
  const stores: StoreDump[] = [];
  for (const service of servicesOf(aggregates)) stores.push(await takeStore(dbOf(service), service, aggregates, dir));
  mkdirSync(join(dir, "streams"));
  const streams: TakenStream[] = [];
  for (const name of names) streams.push(await takeStream(connection, name, join(dir, "streams", `${name}.snapshot`)));
  return { places, ends, stores, streams };
};

/** Again from the start where a consumer did not stand still: its store may have been read before what it did, its place after. */
const takeAtRest = async (
  engines: Engines,
  durables: readonly ConsumerPlan[],
  options: TakeOptions,
): Promise<Taken> => {
  for (let attempt = 1; ; attempt += 1) {
    const { taken, moved } = await whilePaused(engines.manager, durables, options.pauseMs, async (places) => {
      const taken = await takeAll(engines, options, places);
      return { taken, moved: movedBetween(places, await placesOf(engines.manager, durables)) };
    });
    if (moved.length === 0) return taken;
    options.say?.(`${moved.join(", ")} went on meanwhile: once more`);
    empty(options.dir);
    if (attempt === TRIES) throw new Error(`no rest in ${String(TRIES)} tries: ${moved.join(", ")}`);
  }
};

async function* between(bus: Bus, stream: string, after: number, last: number): AsyncGenerator<StreamMessage> {
  for (let from = after + 1; from <= last;) {
    const page = await bus.read(stream, { fromSequence: from, limit: PAGE });
    for (const message of page) if (message.sequence <= last) yield message;
    const end = page.at(-1);
    if (end === undefined) return;
    from = end.sequence + 1;
  }
}

/** Another department's events are explained by its own store, which is not here. */
const saysFor = (aggregates: readonly AggregateKind[]): ReadonlySet<string> =>
  new Set(servicesOf(aggregates).map((service) => `EVT_${service.toUpperCase()}`));

/** Writes everything into an empty folder. @throws Error, and then the folder has no manifest */
export const takeBackup = async (options: TakeOptions): Promise<Manifest> => {
  const { where, dir, manifests, aggregates } = options;
  claim(dir);
  const startedAt = new Date().toISOString();
  const engines = await openEngines(where, servicesOf(aggregates));
  try {
    const durables = topologyOf(manifests).consumers;
    const { places, ends, stores, streams } = await takeAtRest(engines, durables, options);
    const own = saysFor(aggregates);
    const tails = streams
      .filter(({ name }) => own.has(name))
      .map(({ name, state }) => ({
        stream: name,
        messages: between(engines.bus, name, ends.get(name) ?? 0, state.last_seq),
      }));
    const cut = await unexplained(tails, stores, aggregates, dir);
    const dumps = streams.map((stream): StreamDump => ({
      ...stream,
      file: `streams/${stream.name}.snapshot`,
      before: ends.get(stream.name) ?? 0,
      cut: [...(cut.get(stream.name) ?? [])],
    }));
    const endedAt = new Date().toISOString();
    const manifest: Manifest = {
      format: 1,
      startedAt,
      endedAt,
      stores: [...stores],
      streams: dumps,
      places: [...places],
    };
    writeManifest(dir, manifest);
    return manifest;
  } finally {
    await engines.close();
  }
};
