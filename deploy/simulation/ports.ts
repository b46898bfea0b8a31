/** The ports of a process as they are in a bad week: answers take their time, come late, or not at all. */
import { DomainError, type BatchHandler, type Bus, type MemoryBus, type OutMessage, type Verdict } from "@wangge/kit";
import type { Draw } from "./draw.ts";
import type { Faults, Operation, Service } from "./faults.ts";
import type { Machine, Process } from "./machine.ts";
import type { Persisted } from "./stores.ts";

export interface PortsOptions {
  readonly machine: Machine;
  readonly faults: Faults;
  readonly draw: Draw;
  readonly service: Service;
  readonly process: Process;
  readonly crash: (ms: number) => void;
  readonly note: (text: string) => void;
}

export const away = (): DomainError =>
  new DomainError("unavailable", "simulation.away", "Something does not answer in this simulation");

/** Mostly at once, sometimes long enough for everything else to happen in between. */
export const latencyOf = (draw: Draw): number => (draw.chance(0.03) ? draw.next() * 400 : draw.next() * 4);

/** Whoever says nothing for so long has lost his line, and what was on its way over it: the clocks of all jumped meanwhile. */
const LINE_MS = 60_000;

interface Work<T> {
  readonly whole: () => T | Promise<T>;
  /** The first half of it, where it has halves. */
  readonly part?: (() => unknown) | undefined;
}

export const portsOf = ({ machine, faults, draw, service, process, crash, note }: PortsOptions) => {
  const ask = <T>(operation: Operation, { whole, part }: Work<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      // At rest most of what happens is that somebody looks, and finds nothing: that need not take its time.
      if (operation === "read" && faults.isHealed()) {
        resolve(whole());
        return;
      }
      const fault = faults.strike(service, operation);
      const harm = fault?.harm;
      if (fault !== undefined) note(`! ${process.name} ${operation} ${fault.harm}`);
      if (harm === "crash-before") {
        crash(fault?.ms ?? 0);
        return;
      }
      const answer = (run: () => void): void => {
        machine.outside(latencyOf(draw), run, process);
      };
      // What has been asked for is done, whatever becomes of whoever asked.
      machine.outside(latencyOf(draw) + (harm === "delay" ? (fault?.ms ?? 0) : 0), () => {
        const done = async (): Promise<void> => {
          if (harm === "refuse" || harm === "part") {
            if (harm === "part") await part?.();
            throw away();
          }
          const value = await whole();
          if (harm === "crash-after") crash(fault?.ms ?? 0);
          if (harm === "lose") throw away();
          answer(() => {
            resolve(value);
          });
        };
        done().catch((error: unknown) => {
          answer(() => {
            reject(error);
          });
        });
      });
    });

  const persistence = (real: Persisted): Persisted => ({
    ...real,
    read: (ids) => ask("read", { whole: () => real.read(ids) }),
    find: (query) => ask("read", { whole: () => real.find(query) }),
    pending: (before, limit) => ask("read", { whole: () => real.pending(before, limit) }),
    countBy: (path, where) => ask("read", { whole: () => real.countBy(path, where) }),
    scan: async function* (scan) {
      for await (const page of await ask("read", { whole: () => real.scan(scan) })) yield page;
    },
    write: (changes) =>
      ask("write", {
        whole: () => real.write(changes),
        part: () => real.write(changes.slice(0, Math.floor(changes.length / 2))),
      }),
    clear: (published) => ask("clear", { whole: () => real.clear(published) }),
    markSealed: (epoch, heads) => ask("clear", { whole: () => real.markSealed(epoch, heads) }),
  });

  const handler =
    (handle: BatchHandler): BatchHandler =>
    async (messages) => {
      const fault = faults.strike(service, "deliver");
      if (fault !== undefined) note(`! ${process.name} deliver ${fault.harm}`);
      if (fault?.harm === "crash-before") {
        crash(fault.ms);
        return new Promise(() => undefined);
      }
      await machine.wait(latencyOf(draw) + (fault?.harm === "delay" ? fault.ms : 0));
      const verdicts = await handle(messages);
      if (fault?.harm === "crash-after") {
        crash(fault.ms);
        return new Promise(() => undefined);
      }
      return fault?.harm === "lose" ? messages.map((): Verdict => ({ kind: "again", error: away() })) : verdicts;
    };

  const publish = (client: MemoryBus, messages: readonly OutMessage[]): Promise<void> => {
    const askedAt = machine.now();
    const send = (some: readonly OutMessage[]): Promise<void> =>
      machine.now() - askedAt > LINE_MS ? Promise.reject(away()) : client.publish(some);
    return ask("publish", {
      whole: () => send(messages),
      part: () => send(messages.slice(0, Math.floor(messages.length / 2))),
    });
  };

  const bus = (client: MemoryBus): Bus => ({
    ...client,
    publish: (messages) => publish(client, messages),
    consume: (options, handle) => client.consume(options, handler(handle)),
    read: (stream, options) => ask("read", { whole: () => client.read(stream, options) }),
    lastSequence: (stream) => ask("read", { whole: () => client.lastSequence(stream) }),
  });

  return { persistence, bus, ask };
};
export type Ports = ReturnType<typeof portsOf>;
