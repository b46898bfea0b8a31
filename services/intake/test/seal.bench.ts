/**
 * A benchmark, not a test: `node test/seal.bench.ts` prints one JSON line, microseconds of CPU for each report of a bulk, in
 * memory: as a whole, with and without a reporter, and what sealing costs of it beside the hash that there was before.
 */
import { createHash } from "node:crypto";
import { personalDataKeys } from "@wangge/kit";
import { memoryPlatform } from "@wangge/kit/testing";
import { createVault } from "../src/app/vault.ts";
import { compose } from "../src/compose.ts";
import { manifests, testConfig } from "./builders.ts";

const BATCH = 500;
const BATCHES = 40;
const GRID = "510108002001001";
const description = "小区门口的路灯坏了三天，晚上看不清路，请尽快派人维修。";
const reporter = { name: "张三", phone: "13800000000", identityNumber: "510108189901010010" };

const platform = await memoryPlatform({
  manifests,
  compose,
  config: testConfig,
  calls: {
    "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
    "registry.version": () => ({ version: "1" }),
  },
});
const clerk = { actor: { id: "acc-1", roles: ["clerk" as const] }, external: true };
const good = { category: "event-0201", channel: "window", description, grid: GRID };

const microseconds = async (count: number, work: () => unknown): Promise<number> => {
  await work();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return +((user + system) / count).toFixed(1);
};

const bulk = (row: object) => async (): Promise<void> => {
  const items = Array.from({ length: BATCH }, () => row);
  for (let batch = 0; batch < BATCHES; batch += 1) await platform.call("acceptMany", { items }, clerk);
};
const many = (work: (index: number) => unknown) => (): void => {
  for (let index = 0; index < BATCH * BATCHES; index += 1) work(index);
};

const vault = createVault(personalDataKeys(testConfig));
const values = [good.category, description, good.channel, GRID];
const count = BATCH * BATCHES;
const anonymous = await microseconds(count, bulk(good));
const named = await microseconds(count, bulk({ ...good, reporter }));
const hashed = await microseconds(
  count,
  many(() => createHash("sha256").update(JSON.stringify(values)).digest("base64url")),
);
const sealed = await microseconds(
  count,
  many((index) => [vault.sealWords(String(index), { description }), vault.fingerprint(values)]),
);
const share = +((sealed - hashed) / anonymous).toFixed(2);
console.log(JSON.stringify({ bench: "intake.seal", anonymous, named, hashed, sealed, share }));
await platform.stop();
