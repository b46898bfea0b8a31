/**
 * A benchmark, not a test: `node test/resolve.bench.ts` prints one JSON line, questions per second for the grids of places
 * with and without what is kept, in one run. Over a NATS server of its own, to a registry that answers without looking;
 * both sides share this process, so each call bears the cost of both.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineManifest } from "@wangge/contracts";
import { CurrentVersion, ResolvePlaces, type Place } from "@wangge/contracts/calls";
import { action, connectNats, createBroker, defineService, silentLog as log } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { startEngines } from "../../../deploy/local/engines.mjs";
import { gridsOf } from "../src/adapters/neighbours.ts";

const PLACES = 5_000;
const SIDE_BY_SIDE = 64;
const ROUND_MS = 1_000;

let asked = 0;
const registry = defineService({
  manifest: defineManifest({ name: "registry", publishes: [], subscribes: [], calls: [] }),
  actions: {
    resolve: action({
      ...ResolvePlaces,
      summary: "The same grid for every place",
      access: "service",
      run: ({ places }) => {
        asked += places.length;
        return Promise.resolve({ grids: places.map(() => "510108001001001") });
      },
    }),
    version: action({
      ...CurrentVersion,
      summary: "Never changes",
      access: "service",
      run: () => Promise.resolve({ version: "1" }),
    }),
  },
  subscriptions: [],
});

const dataDir = mkdtempSync(join(tmpdir(), "wangge-bench-"));
const engines = await startEngines({ dataDir, environment: { MONGO_URL: "none", REDIS_URL: "none" } });
const brokerOf = async (nodeId: string, definition: typeof registry | undefined) => {
  const connection = await connectNats({ url: engines.env.NATS_URL, name: nodeId, log });
  const broker = createBroker({ nodeId, connection, requestTimeoutMs: 5_000, log, definition });
  await broker.start();
  await broker.open();
  return { ...broker, close: () => connection.close() };
};
const brokers = [await brokerOf("registry.bench", registry), await brokerOf("intake.bench", undefined)];
const call = brokers[1]!.call;
await eventually(() => call(CurrentVersion.name, {}));

const place = (): Place => ({ point: { lng: 104 + Math.floor(Math.random() * PLACES) / 1e5, lat: 30.66 } });
type Resolve = (places: readonly Place[]) => Promise<unknown>;
const without: Resolve = async (places) =>
  ResolvePlaces.output.parse(await call(ResolvePlaces.name, { places })).grids.map((grid) => grid ?? undefined);
const kept: Resolve = gridsOf(call);

const perSecond = async (resolve: Resolve, batch: number, forMs = ROUND_MS): Promise<number> => {
  const started = performance.now();
  let count = 0;
  const ask = async (): Promise<void> => {
    while (performance.now() - started < forMs) {
      await resolve(Array.from({ length: batch }, place));
      // A kept answer needs no turn of the event loop: without this nothing else would have one.
      if (++count % SIDE_BY_SIDE === 0) await new Promise((resume) => setImmediate(resume));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, ask));
  return Math.round(count / ((performance.now() - started) / 1000));
};

const runs = [];
for (const batch of [1, 100]) {
  await perSecond(kept, batch, 3 * ROUND_MS);
  const rates = { without: 0, kept: 0 };
  let missed = 0;
  for (let round = 0; round < 3; round++) {
    rates.without = Math.max(rates.without, await perSecond(without, batch));
    // The lease has run out meanwhile.
    await perSecond(kept, batch, 100);
    asked = 0;
    const rate = await perSecond(kept, batch);
    if (rate < rates.kept) continue;
    rates.kept = rate;
    missed = asked / (rate * batch * (ROUND_MS / 1000));
  }
  runs.push({ batch, ...rates, ratio: +(rates.kept / rates.without).toFixed(1), missed: +missed.toFixed(4) });
}
console.log(JSON.stringify({ bench: "intake.resolve", places: PLACES, runs }));

await Promise.all(brokers.map((broker) => broker.stop()));
await Promise.all(brokers.map((broker) => broker.close()));
await engines.stop();
rmSync(dataDir, { recursive: true, force: true });
