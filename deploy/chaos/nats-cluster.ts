/** Three NATS servers that are one bus, on loopback; what they say to each other goes through lines that can be disturbed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Child } from "../local/child.mjs";
import { natsProgram } from "../local/programs.mjs";
import { freePort } from "../local/wire.mjs";
import { startProxy, type Proxy } from "./proxy.ts";

export interface Server {
  readonly name: string;
  readonly child: Child;
  /** Between it and the two others, whoever called whom. */
  readonly lines: readonly Proxy[];
}

export interface NatsCluster {
  /** Of all of them, as `NATS_URL`. */
  readonly url: string;
  readonly servers: readonly Server[];
  readonly stop: () => Promise<void>;
}

interface Ports {
  readonly client: number;
  readonly route: number;
  readonly monitor: number;
}

const SERVERS = 3;
const READY_MS = 60_000;

const configOf = (dir: string, name: string, { client, route, monitor }: Ports, routes: readonly number[]): string => `
server_name: ${name}
listen: "127.0.0.1:${client}"
http: "127.0.0.1:${monitor}"
max_payload: 8MB
jetstream { store_dir: ${JSON.stringify(join(dir, "store"))}, sync_interval: always, max_file_store: 1TB }
cluster {
  name: wangge
  listen: "127.0.0.1:${route}"
  no_advertise: true # they know each other only by the lines between them
  routes: [${routes.map((port) => `"nats-route://127.0.0.1:${port}"`).join(", ")}]
}
include "../auth.conf"
`;

const hasLeader = async (monitor: number): Promise<boolean> => {
  try {
    const seen = (await (await fetch(`http://127.0.0.1:${monitor}/jsz`)).json()) as {
      readonly meta_cluster?: { readonly leader?: string };
    };
    return (seen.meta_cluster?.leader ?? "") !== "";
  } catch {
    return false;
  }
};

/** @param auth NATS configuration text of the users */
export const startNatsCluster = async (dir: string, auth: string): Promise<NatsCluster> => {
  const { command, args } = await natsProgram(() => undefined);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "auth.conf"), auth, { mode: 0o600 });
  const ports: Ports[] = [];
  while (ports.length < SERVERS)
    ports.push({ client: await freePort(), route: await freePort(), monitor: await freePort() });

  const lines = new Map<string, Proxy>();
  for (const from of ports.keys())
    for (const [to, { route }] of ports.entries()) if (from !== to) lines.set(`${from}-${to}`, await startProxy(route));
  const linesOf = (own: number, which: (ends: readonly string[]) => boolean): readonly Proxy[] =>
    [...lines].filter(([name]) => name.includes(String(own)) && which(name.split("-"))).map(([, line]) => line);

  const servers = ports.map((own, index): Server => {
    const name = `nats-${index}`;
    const folder = join(dir, name);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "nats.conf");
    const outgoing = linesOf(index, ([from]) => from === String(index));
    writeFileSync(
      file,
      configOf(
        folder,
        name,
        own,
        outgoing.map(({ port }) => port),
      ),
    );
    const options = { command, args: [...args, "-c", file], env: process.env, deathSignal: "KILL" } as const;
    return {
      name,
      child: new Child({ ...options, name, logFile: join(dir, `${name}.log`) }),
      lines: linesOf(index, () => true),
    };
  });
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(({ child }) => child.stop({ graceMs: 5_000 })));
    await Promise.all([...lines.values()].map((line) => line.close()));
  };
  for (const end = Date.now() + READY_MS; !(await hasLeader(ports[0]?.monitor ?? 0));) {
    if (Date.now() > end) {
      await stop();
      throw new Error("three NATS servers do not choose a leader");
    }
    await sleep(100);
  }
  return { url: ports.map(({ client }) => `nats://127.0.0.1:${client}`).join(","), servers, stop };
};
