/** Every stream on three servers: one is killed, stands still, or is cut off from the others; sometimes two of them. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import { authorizationOf, connectNats, silentLog } from "@wangge/kit";
import type { Random } from "../../demo/data.ts";
import type { Problem } from "../../doctor/problem.ts";
import { openDataDir } from "../../local/data-dir.mjs";
import type { Stack } from "../../local/stack.mjs";
import { principalsOf } from "../../provision/principals.ts";
import { busUsers } from "../../k8s/permissions.ts";
import { between, pick, type Campaign, type Fault } from "../campaign.ts";
import { startNatsCluster, type NatsCluster, type Server } from "../nats-cluster.ts";
import { platformDir } from "../platform.ts";
import type { Way } from "../proxy.ts";

const REPLICAS = 3;
const LONGEST_MS = 10_000;
const SETTLE_MS = 60_000;
const WAYS: readonly (readonly Way[])[] = [["up"], ["down"], ["up", "down"]];

/** One of them may go without anybody noticing much; two stop the bus, and must lose nothing either. */
const harmed = (random: Random, servers: readonly Server[]): readonly Server[] => {
  const first = pick(random, servers);
  return random() < 0.2
    ? [
        first,
        pick(
          random,
          servers.filter((other) => other !== first),
        ),
      ]
    : [first];
};

export const clusterFaults =
  ({ servers }: NatsCluster) =>
  (random: Random): Fault => {
    const hurt = harmed(random, servers);
    const names = hurt.map(({ name }) => name).join("+");
    const ms = between(random, 500, LONGEST_MS);
    const ways = pick(random, WAYS);
    const during = async (begin: (server: Server) => unknown, end: (server: Server) => unknown): Promise<boolean> => {
      hurt.forEach(begin);
      await sleep(ms);
      hurt.forEach(end);
      return true;
    };
    const kinds: readonly (() => Fault)[] = [
      () => ({
        kind: `kill ${names}`,
        run: () => Promise.resolve(hurt.filter(({ child }) => child.kill("SIGKILL")).length > 0),
      }),
      () => ({
        kind: `pause ${names}`,
        run: () =>
          during(
            ({ child }) => child.kill("SIGSTOP"),
            ({ child }) => child.kill("SIGCONT"),
          ),
      }),
      () => ({
        kind: `partition ${ways.join("+")} ${names}`,
        run: () =>
          during(
            ({ lines }) => {
              for (const line of lines) line.trouble({ kind: "blackhole", ways });
            },
            ({ lines }) => {
              for (const line of lines) line.trouble(undefined);
            },
          ),
      }),
    ];
    return pick(random, kinds)();
  };

/** Every copy of every stream has all that its leader has. */
const copiesBehind = async ({ env }: Stack): Promise<readonly Problem[]> => {
  const { NATS_URL: url, NATS_PASSWORD: password } = env;
  const connection = await connectNats({ url, user: "admin", password, name: "chaos", log: silentLog });
  try {
    const manager = await jetstreamManager(connection);
    for (const end = Date.now() + SETTLE_MS; ;) {
      const problems: Problem[] = [];
      for await (const { config, cluster } of manager.streams.list())
        for (const { name, current, lag = 0 } of cluster?.replicas ?? [])
          if (!current || lag > 0)
            problems.push({ check: "lag", subject: `${config.name} on ${name}`, detail: `${lag} behind` });
      if (problems.length === 0 || Date.now() > end) return problems;
      await sleep(500);
    }
  } finally {
    await connection.close();
  }
};

export const cluster: Campaign = {
  name: "cluster",
  prepare: async ({ dir }) => {
    const folder = await openDataDir(platformDir(dir));
    const { secrets } = folder.secrets([...busUsers, "demo", "examples"]);
    folder.close();
    const bus = await startNatsCluster(join(dir, "nats"), authorizationOf(principalsOf(secrets)));
    return {
      platform: { environment: { NATS_URL: bus.url }, replicas: REPLICAS },
      begin: (stack) =>
        Promise.resolve({
          draw: clusterFaults(bus),
          width: 1,
          restMs: 4_000,
          heal: () => Promise.resolve(),
          examine: () => copiesBehind(stack),
        }),
      close: bus.stop,
    };
  },
};
