import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openDataDir } from "../data-dir.mjs";
import { isAlive, place } from "./places.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function newPlace() {
  const { dir, remove } = place();
  undo.push(remove);
  return dir;
}

describe("a data folder", () => {
  it("is taken over from a process that is gone", async () => {
    const dir = newPlace();
    writeFileSync(join(dir, "lock"), JSON.stringify({ pid: process.pid, birth: "another life" }));
    const folder = await openDataDir(dir);
    folder.close();
    expect(existsSync(join(dir, "lock"))).toBe(false);
  });

  it("ends what a killed start has left, and nobody who got its process id since", async () => {
    const dir = newPlace();
    const stray = spawn("sleep", ["60"]);
    const stranger = spawn("sleep", ["60"]);
    await Promise.all([once(stray, "spawn"), once(stranger, "spawn")]);
    undo.push(() => stranger.kill());
    const killed = await openDataDir(dir);
    killed.remember("nats", stray.pid ?? 0);
    killed.remember("mongo", stranger.pid ?? 0);
    const reused = killed.state.children.mongo;
    if (reused) reused.birth = "another life";
    killed.save();
    writeFileSync(join(dir, "lock"), JSON.stringify({ pid: process.pid, birth: "another life" }));

    const folder = await openDataDir(dir);
    expect(isAlive(stray.pid ?? 0)).toBe(false);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    folder.close();
  });

  it("remembers a port, and takes another one while it is in use", async () => {
    const dir = newPlace();
    const first = await openDataDir(dir);
    const port = await first.port("nats");
    first.close();
    const second = await openDataDir(dir);
    expect(await second.port("nats")).toBe(port);
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    undo.push(() => server.close());
    expect(await second.port("nats")).not.toBe(port);
    second.close();
  });

  it("keeps passwords and adds those that are missing", async () => {
    const dir = newPlace();
    const folder = await openDataDir(dir);
    const { secrets, file } = folder.secrets(["admin"]);
    const more = folder.secrets(["admin", "demo"]).secrets;
    expect(more.admin).toBe(secrets.admin);
    expect(more.demo).toHaveLength(32);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(more);
    folder.close();
  });
});
