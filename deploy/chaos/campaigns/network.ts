/** The line between each service and each engine, and between people and the window, is disturbed in every way. */
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineAddresses } from "../../local/engines.mjs";
import type { Apart } from "../../local/stack.mjs";
import type { Random } from "../../demo/data.ts";
import { between, pick, type Campaign, type Fault } from "../campaign.ts";
import { startProxy, type Proxy, type Trouble, type Way } from "../proxy.ts";

/** Some are over before anybody notices, some longer than a ping, a heartbeat and a request may take. */
const LONGEST_MS = 12_000;

const WAYS: readonly (readonly Way[])[] = [["up"], ["down"], ["up", "down"]];

/** Proxies on every line, each by what it connects: `dispatch-nats`. */
export interface Lines {
  readonly apart: (service: string, engines: EngineAddresses) => Promise<Apart>;
  readonly add: (name: string, port: number) => Promise<Proxy>;
  readonly all: ReadonlyMap<string, Proxy>;
  readonly heal: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const createLines = (): Lines => {
  const all = new Map<string, Proxy>();
  const add = async (name: string, port: number): Promise<Proxy> => {
    const proxy = await startProxy(port);
    all.set(name, proxy);
    return proxy;
  };
  return {
    all,
    add,
    apart: async (service, engines) => {
      const env: Record<string, string> = {};
      for (const [variable, address] of Object.entries(engines as unknown as Record<string, string>)) {
        const url = new URL(address);
        const { port } = await add(`${service}-${url.protocol.slice(0, -1)}`, Number(url.port));
        env[variable] = address.replace(`:${url.port}`, `:${String(port)}`);
      }
      return { env };
    },
    heal: () => {
      for (const proxy of all.values()) proxy.trouble(undefined);
      return Promise.resolve();
    },
    close: async () => {
      await Promise.all([...all.values()].map((proxy) => proxy.close()));
    },
  };
};

const lasting = (proxy: Proxy, name: string, trouble: Trouble, what: string, ms: number): Fault => ({
  kind: `${what} ${name}`,
  run: async () => {
    proxy.trouble(trouble);
    await sleep(ms);
    proxy.trouble(undefined);
    return true;
  },
});

export const networkFaults = (lines: Lines): ((random: Random) => Fault) => {
  /** One line has one trouble at a time. */
  const busy = new Set<string>();
  const onLine = (name: string, fault: Fault): Fault => ({
    ...fault,
    run: async () => {
      if (busy.has(name)) return false;
      busy.add(name);
      return fault.run().finally(() => busy.delete(name));
    },
  });
  return (random) => {
    const [name, proxy] = pick(random, [...lines.all]);
    const ms = between(random, 200, random() < 0.7 ? 3_000 : LONGEST_MS);
    const ways = pick(random, WAYS);
    const kinds: readonly (() => Fault)[] = [
      () => lasting(proxy, name, { kind: "blackhole", ways }, `blackhole ${ways.join("+")}`, ms),
      () => lasting(proxy, name, { kind: "latency", ms: between(random, 20, 1_500) }, "latency", ms),
      () =>
        lasting(proxy, name, { kind: "bandwidth", bytesPerSecond: between(random, 2_000, 60_000) }, "bandwidth", ms),
      () => {
        const refused = lasting(proxy, name, { kind: "refuse" }, "refuse", ms);
        const run = (): Promise<boolean> => {
          proxy.reset();
          return refused.run();
        };
        return { ...refused, run };
      },
      () => ({ kind: `reset ${name}`, run: () => Promise.resolve(proxy.reset() > 0) }),
      () => ({ kind: `half-open ${name}`, run: () => Promise.resolve(proxy.halfOpen() > 0) }),
    ];
    return onLine(name, pick(random, kinds)());
  };
};

export const network: Campaign = {
  name: "network",
  prepare: () => {
    const lines = createLines();
    return Promise.resolve({
      platform: { apart: lines.apart },
      begin: async (stack) => {
        const window = await lines.add("people-window", Number(new URL(stack.url).port));
        return {
          url: `http://127.0.0.1:${window.port}`,
          draw: networkFaults(lines),
          width: 3,
          restMs: 1_500,
          heal: lines.heal,
        };
      },
      close: lines.close,
    });
  },
};
