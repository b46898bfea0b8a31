import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { servicesIn } from "../services.mjs";
import { root as own, startStack, type StackOptions } from "../stack.mjs";
import { contentOf, eventually, isAlive, littleClone, place } from "./places.ts";

const services = servicesIn(own);
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function start(more: Partial<StackOptions> = {}) {
  const { dir, remove } = place();
  undo.push(remove);
  const dataDir = join(dir, "data");
  const root = littleClone(join(dir, "clone"), services);
  const stack = await startStack({ dataDir, root, environment: {}, ...more });
  undo.push(() => stack.stop());
  return { stack, dataDir };
}

const answerOf = async (url: string) => (await (await fetch(url)).json()) as Record<string, string>;

describe("the stack", () => {
  it("gives every service its own node id, NATS user and database", async () => {
    const { stack, dataDir } = await start();
    await stack.waitReady();
    for (const [name, { port }] of stack.services) {
      const own = { NODE_ID: `${name}.1`, NATS_USER: name, MONGO_DB: `wangge_${name}` };
      expect(await answerOf(`http://127.0.0.1:${String(port)}/readyz`)).toEqual(own);
    }
    expect(await answerOf(stack.url)).toMatchObject({ NODE_ID: "gateway.1" });
    expect(statSync(join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it("drains from the window inwards", async () => {
    const { stack, dataDir } = await start();
    await stack.waitReady();
    const pids = [...stack.services.values()].map(({ pid }) => pid ?? 0);
    await stack.stop();
    expect(contentOf(join(dataDir, "drained.txt"))).toBe(
      services
        .toReversed()
        .map((name) => `${name}.1\n`)
        .join(""),
    );
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("starts a killed service again, on its port", async () => {
    const { stack } = await start();
    await stack.waitReady();
    const dispatch = stack.services.get("dispatch");
    const before = dispatch?.pid;
    expect(stack.kill("dispatch")).toBe(true);
    await eventually(
      () => dispatch?.restarts,
      (restarts) => restarts === 1,
    );
    await stack.waitReady();
    expect(dispatch?.pid).not.toBe(before);
  });

  it("leaves a killed service dead when told so", async () => {
    const { stack } = await start({ restart: false });
    await stack.waitReady();
    stack.kill("intake");
    await eventually(
      () => stack.services.get("intake")?.pid,
      (pid) => pid === undefined,
    );
    await expect(stack.waitReady({ timeoutMs: 2000 })).rejects.toThrow("intake does not become ready");
  });

  it("shows the end of the log of a service that cannot start", async () => {
    const { stack } = await start({ env: { CRASH: "registry.1" } });
    await expect(stack.waitReady()).rejects.toThrow("the register is missing");
  });
});
