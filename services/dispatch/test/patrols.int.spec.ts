import { GridShapes } from "@wangge/contracts/calls";
import { startService, type Call, type Parts, type Running } from "@wangge/kit";
import { realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import type { Config } from "../src/config.ts";
import { manifest } from "../src/manifest.ts";
import { enforcement, replicaConfig } from "./replica.ts";
import { intake, registry, shape, supervisor } from "./field-builders.ts";

const GRIDS = 60;
const REPLICAS = 3;

let nats: RealBus;
let mongo: RealMongo;
const running: Running[] = [];

beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus([manifest, intake, registry, enforcement]), realMongo()]);
});
afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()));
  await Promise.all([nats.stop(), mongo.stop()]);
});

const neighbours: Readonly<Record<string, (input: never) => unknown>> = {
  [GridShapes.name]: ({ grids }: { readonly grids: readonly string[] }) => ({ shapes: grids.map((one) => shape(one)) }),
  "registry.version": () => ({ version: "1" }),
};

/** 10:00 of a working day, whenever the test runs. */
const at = "2017-12-27T02:00:00.000Z";

const startReplica = async (): Promise<Call> => {
  let call: Call | undefined;
  running.push(
    await startService({
      config: replicaConfig({ nats, mongo }),
      manifest,
      compose: (parts: Parts<Config>) => {
        ({ call } = parts);
        return compose({
          ...parts,
          clock: { now: () => at, ms: () => Date.parse(at) },
          call: async (name, input, meta) => neighbours[name]?.(input as never) ?? parts.call(name, input, meta),
        });
      },
    }),
  );
  if (call === undefined) throw new Error("no calls");
  return call;
};

it("the patrols of a day are there once, although several replicas plan them at the same time", async () => {
  const codes = Array.from({ length: GRIDS }, (_, place) => `510108002001${String(place + 1).padStart(3, "0")}`);
  await mongo.db.collection<{ _id: string }>("grids").insertMany(
    codes.map((code) => ({
      ...{ _id: code, version: 1, history: [], handled: [], savedAt: new Date() },
      state: { staffedAt: at, workers: ["w-00001"], responsible: "w-r0001" },
    })),
  );
  const calls = await Promise.all(Array.from({ length: REPLICAS }, startReplica));
  const counts = await Promise.all(
    calls.map(async (call) => ((await call("dispatch.planPatrols", {}, supervisor)) as { planned: number }).planned),
  );
  const all = await mongo.db.collection("patrols").find().toArray();
  // Twice a day, today and tomorrow.
  expect(all.length).toBe(GRIDS * 4);
  expect(counts.reduce((sum, planned) => sum + planned, 0)).toBe(GRIDS * 4);
  expect(new Set(all.map(({ version }) => version as number))).toEqual(new Set([1]));
});
