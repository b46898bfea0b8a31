import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../local/stack.mjs";

interface Run {
  readonly code: number | null;
  readonly output: string;
}

const demo = (args: readonly string[]): Promise<Run> => {
  const data = mkdtempSync(join(tmpdir(), "wangge-faults-"));
  // The demo starts engines of its own, not those of the other tests.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NATS|MONGO|REDIS)_/.test(name)));
  const child = spawn(process.execPath, ["deploy/demo/main.ts", "--data", data, ...args], { cwd: root, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      rmSync(data, { recursive: true, force: true });
      resolve({ code, output });
    });
  });
};

it("kill -9 of each service and engine in the middle of the demo: every receipt has its case, and everything fits together", async () => {
  const victims = ["dispatch", "nats", "intake", "mongo", "gateway", "registry", "redis", "enforcement"];
  const kills = victims.flatMap((victim, index) => ["--kill", `${victim}@${String(3 + index * 4)}`]);
  const { code, output } = await demo(["--cases", "900", "--speed", "8000", ...kills]);
  for (const victim of victims) expect(output).toContain(`kill -9 ${victim}: done`);
  expect(output).toContain("doctor: 0 problems");
  expect(output).not.toContain("did not come to its end");
  expect(code, output.slice(-3000)).toBe(0);
}, 300_000);
