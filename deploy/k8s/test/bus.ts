/** Three servers of the bus, from the files of k8s/base/nats as pods mount them. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@wangge/kit/testing";
import { natsProgram } from "../../local/programs.mjs";
import { root } from "../../local/stack.mjs";
import { freePort } from "../../local/wire.mjs";
import { authorityOf, type KeyPair } from "../authority.ts";

export interface BusServer {
  readonly client: number;
  readonly monitor: number;
  readonly process: ChildProcess;
  /** Where it writes its number. */
  readonly pidFile: string;
}

export interface TestBus {
  /** With `tls`, `users` and a folder for each server. */
  readonly dir: string;
  readonly program: string;
  readonly servers: readonly BusServer[];
  readonly stop: () => Promise<void>;
}

const gone = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) =>
    child.exitCode === null && child.signalCode === null
      ? child.once("exit", resolve).kill("SIGKILL")
      : resolve(undefined),
  );

/** What a server answers at its port for figures; nothing where that is no success. It is asked as a kubelet asks: whoever it may be. */
export const askMonitor = (monitor: number, path: string): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    get({ port: monitor, path, rejectUnauthorized: false, agent: false }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.once("end", () => resolve(response.statusCode === 200 ? text : undefined));
    }).once("error", reject);
  });

/** @param users what `users.conf` says of passwords */
export const startBus = async (pair: KeyPair, users: string): Promise<TestBus> => {
  const dir = mkdtempSync(join(tmpdir(), "wangge-bus-"));
  for (const folder of ["tls", "users"]) mkdirSync(join(dir, folder));
  const { certificate, key } = authorityOf(pair).sign("nats", ["localhost"]);
  for (const [name, text] of Object.entries({ "tls.crt": certificate, "tls.key": key, "ca.crt": pair.certificate }))
    writeFileSync(join(dir, "tls", name), text);
  writeFileSync(join(dir, "users/users.conf"), users);
  const { command } = await natsProgram(() => {});
  const ports: { readonly client: number; readonly route: number; readonly monitor: number }[] = [];
  for (let at = 0; at < 3; at++)
    ports.push({ client: await freePort(), route: await freePort(), monitor: await freePort() });

  // But for places and ports: three servers stand on one machine here.
  const configured = (name: string, file: string, own: (typeof ports)[number]): string => {
    let at = 0;
    return readFileSync(join(root, "k8s/base/nats", file), "utf8")
      .replaceAll('"/tls/', `"${dir}/tls/`)
      .replace('"/data"', `"${dir}/${name}/data"`)
      .replace('"/tmp/nats.pid"', `"${dir}/${name}/pid"`)
      .replace("0.0.0.0:4222", `127.0.0.1:${String(own.client)}`)
      .replace("0.0.0.0:6222", `127.0.0.1:${String(own.route)}`)
      .replace("0.0.0.0:8222", `127.0.0.1:${String(own.monitor)}`)
      .replaceAll(/nats-\d\.nats-servers:6222/g, () => `localhost:${String(ports[at++]?.route)}`);
  };
  const servers = ports.map((own, at): BusServer => {
    const name = `nats-${String(at)}`;
    mkdirSync(join(dir, name));
    for (const file of ["nats.conf", "cluster.conf", "permissions.conf"])
      writeFileSync(join(dir, name, file), configured(name, file, own));
    const env = { POD_NAME: name, MAX_FILE_STORE: "1GB" };
    const process = spawn(command, ["--config", join(dir, name, "nats.conf")], { env, stdio: "ignore" });
    return { ...own, process, pidFile: join(dir, name, "pid") };
  });
  for (const { monitor } of servers)
    await eventually(async () => (await askMonitor(monitor, "/healthz?js-server-only=true")) !== undefined, {
      timeoutMs: 30_000,
    });
  return {
    dir,
    program: command,
    servers,
    stop: async () => {
      await Promise.all(servers.map(({ process }) => gone(process)));
      rmSync(dir, { recursive: true });
    },
  };
};
