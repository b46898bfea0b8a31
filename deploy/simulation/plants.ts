/** Planted bugs: what a port would do if it broke one of its promises. A simulation that does not find them finds nothing. */
import type { Bus, Verdict } from "@wangge/kit";
import type { Service } from "./faults.ts";
import type { Machine, Process } from "./machine.ts";
import type { Persisted } from "./stores.ts";

interface AboutStore {
  readonly service: Service;
  readonly collection: string;
  /** Without faults, and at once. */
  readonly real: Persisted;
}

interface AboutBus {
  readonly machine: Machine;
  readonly service: Service;
  readonly process: Process;
}

export interface Plant {
  readonly persistence: (port: Persisted, about: AboutStore) => Persisted;
  readonly bus: (port: Bus, about: AboutBus) => Bus;
}

export const noPlant: Plant = { persistence: (port) => port, bus: (port) => port };

export const plants = {
  /** The last one wins: a save that was decided on what is gone by now is taken. */
  "no-version-check": {
    ...noPlant,
    persistence: (port, { real }) => ({
      ...port,
      write: async (changes) => {
        const found = await real.read(changes.map(({ id }) => id));
        const versions = new Map(found.map(({ _id, version }) => [_id, version]));
        return port.write(changes.map((change) => ({ ...change, expected: versions.get(change.id) ?? 0 })));
      },
    }),
  },
  /** A message is acknowledged when it comes, not when it is dealt with. */
  "acknowledged-early": {
    ...noPlant,
    bus: (port, { machine, process }) => ({
      ...port,
      consume: (options, handle) =>
        port.consume(options, async (messages) => {
          machine.as(process, () => void handle(messages).catch(() => undefined));
          return Promise.resolve(messages.map((): Verdict => ({ kind: "done" })));
        }),
    }),
  },
  /** The relay says that it has published, and does so a little later. */
  "published-later": {
    ...noPlant,
    bus: (port, { machine, process }) => ({
      ...port,
      publish: (messages) => {
        machine.outside(20, () => void port.publish(messages).catch(() => undefined), process);
        return Promise.resolve();
      },
    }),
  },
  /** The outbox is not written with the state. */
  "no-outbox": {
    ...noPlant,
    persistence: (port) => ({
      ...port,
      write: (changes) => port.write(changes.map((change) => ({ ...change, outbox: [] }))),
    }),
  },
  /** Any save empties the outbox, published or not. */
  "outbox-overwritten": {
    ...noPlant,
    persistence: (port) => ({
      ...port,
      write: (changes) => port.write(changes.map((change) => ({ ...change, replacesOutbox: true }))),
    }),
  },
  /** Who sweeps finds nothing that is due. */
  "never-woken": {
    ...noPlant,
    persistence: (port) => ({
      ...port,
      find: (query) => (query.by?.path === "state.wakeAt" ? Promise.resolve([]) : port.find(query)),
    }),
  },
  /** A failed delivery does not come again. */
  "never-again": {
    ...noPlant,
    bus: (port) => ({
      ...port,
      consume: (options, handle) =>
        port.consume(options, async (messages) =>
          (await handle(messages)).map((verdict) => (verdict.kind === "again" ? { kind: "done" } : verdict)),
        ),
    }),
  },
} satisfies Readonly<Record<string, Plant>>;

export type PlantName = keyof typeof plants;
