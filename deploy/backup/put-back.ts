/** Puts a backup back: a whole platform into empty engines, or one store beside all that lives on. */
import { join } from "node:path";
import { topologyOf, type AggregateKind, type ManifestShape } from "@wangge/kit";
import { checkFiles } from "./check.ts";
import { resume } from "./consumers.ts";
import type { Where } from "../doctor/where.ts";
import { openEngines, servicesOf, type Engines } from "./engines.ts";
import { readManifest, type Manifest } from "./manifest.ts";
import { checkStore, mustBeEmpty, putStore } from "./stores.ts";
import { putStream, streamNames } from "./streams.ts";

export interface PutBackOptions {
  readonly where: Where;
  readonly dir: string;
  readonly manifests: readonly ManifestShape[];
  readonly aggregates: readonly AggregateKind[];
  /** This service's store and nothing else. */
  readonly only?: string | undefined;
  /** Copies of each stream, where the bus has another number of servers than the one that was backed up. */
  readonly replicas?: number | undefined;
  readonly say?: (line: string) => void;
}

/** Everything is looked at before anything is written. */
const putAll = async (engines: Engines, manifest: Manifest, options: PutBackOptions): Promise<void> => {
  const { dir, replicas, say = () => undefined } = options;
  const there = new Set(await streamNames(engines.manager));
  for (const { name } of manifest.streams) if (there.has(name)) throw new Error(`the bus is not empty: it has ${name}`);
  for (const { service } of manifest.stores) await mustBeEmpty(engines.dbOf(service), service);
  await checkFiles(manifest, dir);

  for (const store of manifest.stores)
    say(`${store.service}: ${String(await putStore(engines.dbOf(store.service), store, dir))} documents`);
  for (const stream of manifest.streams) {
    await putStream(engines.connection, stream, join(dir, stream.file), replicas);
    const { name, state, cut } = stream;
    say(`${name}: ${String(state.messages - cut.length)} messages, ${String(cut.length)} cut`);
  }
  // They were paused when the snapshot was made, and would stay so for as long as they were meant to.
  for (const { name: stream } of manifest.streams)
    for await (const { name } of engines.manager.consumers.list(stream))
      await resume(engines.manager, [{ stream, name }]);
};

/** Its own consumers go back to where they were: what others have said since comes to it again. */
const putOne = async (
  engines: Engines,
  manifest: Manifest,
  service: string,
  options: PutBackOptions,
): Promise<void> => {
  const { dir, manifests, say = () => undefined } = options;
  const store = manifest.stores.find((one) => one.service === service);
  if (store === undefined) throw new Error(`the backup has no store of ${service}`);
  await mustBeEmpty(engines.dbOf(service), service);
  await checkStore(store, dir);
  const own = topologyOf(manifests).consumers.filter((consumer) => consumer.service === service);
  for (const { stream, name } of own) {
    const place = manifest.places.find((one) => one.stream === stream && one.consumer === name);
    const next = (place?.floor ?? 0) + 1;
    await engines.manager.consumers.reset(stream, name, next);
    say(`${name}: again from ${String(next)}`);
  }
  say(`${service}: ${String(await putStore(engines.dbOf(service), store, dir))} documents`);
};

/** @throws Error where something is there already, or the backup is not as it was written */
export const putBack = async (options: PutBackOptions): Promise<Manifest> => {
  const { where, dir, aggregates, only } = options;
  const manifest = readManifest(dir);
  const engines = await openEngines(where, only === undefined ? servicesOf(aggregates) : [only]);
  try {
    await (only === undefined ? putAll(engines, manifest, options) : putOne(engines, manifest, only, options));
    return manifest;
  } finally {
    await engines.close();
  }
};
