import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A folder of its own, removed by `remove`. */
export function place() {
  const dir = mkdtempSync(join(tmpdir(), "wangge-local-"));
  return {
    dir,
    remove: () => {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Looks again until it is so; fails after a while with the last value seen. */
export async function eventually<T>(look: () => T | Promise<T>, isSo: (value: T) => boolean, timeoutMs = 15_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    if (Date.now() > end) throw new Error(`never so; last seen: ${JSON.stringify(value)}`);
    await sleep(25);
  }
}

export function isAlive(pid: number) {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${String(pid)}/stat`, "utf8").split(") ")[1]?.[0] !== "Z";
  } catch {
    return false;
  }
}

/** Runs a script of these lines in another Node, and gives its first line of output, read as JSON. */
export async function otherNode<T>(file: string, lines: string, env: NodeJS.ProcessEnv = process.env) {
  writeFileSync(file, lines);
  const child: ChildProcess = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout?.on("data", (data: Buffer) => (out += data.toString()));
  await eventually(
    () => out.includes("\n") || child.exitCode !== null,
    (isOver) => isOver,
    40_000,
  );
  return { child, said: JSON.parse(out.split("\n")[0] ?? "") as T };
}

const provisioning = `
import { readFileSync } from "node:fs";
const [command, , file] = process.argv.slice(2);
const users = Object.entries(JSON.parse(readFileSync(file, "utf8")));
const text = users.map(([user, password]) => \`{ user: \${user}, password: "\${password}" }\`).join(", ");
if (command === "nats-conf") console.log(\`authorization { users: [ \${text} ] }\`);
else if (process.env.NATS_USER !== "admin" || !process.env.NATS_PASSWORD) process.exit(1);
`;

/** Ready at once; on SIGTERM notes its turn and ends. `CRASH` makes it end at start. */
const service = `
import { createServer } from "node:http";
import { appendFileSync } from "node:fs";
const { HEALTH_PORT, PORT, NODE_ID, NATS_USER, MONGO_DB, DATA_DIR, CRASH } = process.env;
if (CRASH === NODE_ID) throw new Error("the register is missing");
const answer = JSON.stringify({ NODE_ID, NATS_USER, MONGO_DB });
for (const port of [HEALTH_PORT, PORT]) if (port) createServer((_, out) => out.end(answer)).listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => {
  appendFileSync(DATA_DIR + "/../drained.txt", NODE_ID + "\\n");
  process.exit(0);
});
`;

/** A clone in little: services that only say they are ready, and a provisioning step that lets everybody in. */
export function littleClone(dir: string, services: readonly string[]) {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };
  const exports = { "./telemetry-register": "./register.mjs" };
  write("node_modules/@wangge/kit/package.json", JSON.stringify({ name: "@wangge/kit", type: "module", exports }));
  write("node_modules/@wangge/kit/register.mjs", "");
  write("package.json", JSON.stringify({ type: "module" }));
  write("deploy/provision/main.ts", provisioning);
  for (const name of services) write(`services/${name}/src/main.ts`, service);
  return dir;
}

export const contentOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : "");
