import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { jetstream } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { eventually } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { natsProgram } from "../../local/programs.mjs";
import { freePort } from "../../test/stack.ts";
import { authorityOf, newAuthority } from "../authority.ts";
import { busUsers, passwordVariable } from "../permissions.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const passwordOf = (user: string): string => `p-${user}`;
const pair = newAuthority();

interface Server {
  readonly client: number;
  readonly process: ChildProcess;
}
const servers: Server[] = [];
let dir = "";

/** The files as a pod mounts them, but for places and ports: three servers stand on one machine here. */
const configured = (
  name: string,
  from: string,
  ports: { client: number; route: number; monitor: number },
  routes: readonly number[],
): string => {
  let at = 0;
  return readFileSync(join(root, "k8s/base/nats", from), "utf8")
    .replaceAll('"/tls/', `"${dir}/tls/`)
    .replace('"/data"', `"${dir}/${name}/data"`)
    .replace('"/tmp/nats.pid"', `"${dir}/${name}/pid"`)
    .replace("0.0.0.0:4222", `127.0.0.1:${ports.client}`)
    .replace("0.0.0.0:6222", `127.0.0.1:${ports.route}`)
    .replace("0.0.0.0:8222", `127.0.0.1:${ports.monitor}`)
    .replaceAll(/nats-\d\.nats-servers:6222/g, () => `localhost:${routes[at++] ?? 0}`);
};

const as = (user: string, server: Server): Promise<NatsConnection> =>
  connect({
    servers: `tls://localhost:${server.client}`,
    user,
    pass: passwordOf(user),
    inboxPrefix: `_INBOX.${user}`,
    tls: { ca: pair.certificate },
    reconnect: false,
    timeout: 5_000,
  });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "wangge-bus-"));
  mkdirSync(join(dir, "tls"));
  const { certificate, key } = authorityOf(pair).sign("nats", ["localhost"]);
  for (const [name, text] of Object.entries({ "tls.crt": certificate, "tls.key": key, "ca.crt": pair.certificate }))
    writeFileSync(join(dir, "tls", name), text);
  const { command } = await natsProgram(() => {});
  const ports: { client: number; route: number; monitor: number }[] = [];
  for (let at = 0; at < 3; at++)
    ports.push({ client: await freePort(), route: await freePort(), monitor: await freePort() });
  const passwords = Object.fromEntries(busUsers.map((user) => [passwordVariable(user), passwordOf(user)]));
  for (const [at, own] of ports.entries()) {
    const name = `nats-${at}`;
    mkdirSync(join(dir, name));
    for (const file of ["nats.conf", "cluster.conf", "permissions.conf"])
      writeFileSync(
        join(dir, name, file),
        configured(
          name,
          file,
          own,
          ports.map(({ route }) => route),
        ),
      );
    const env = { ...passwords, POD_NAME: name, MAX_FILE_STORE: "1GB" };
    const process = spawn(command, ["--config", join(dir, name, "nats.conf")], { env, stdio: "ignore" });
    servers.push({ client: own.client, process });
  }
  for (const { monitor } of ports)
    await eventually(async () => (await fetch(`http://127.0.0.1:${monitor}/healthz?js-server-only=true`)).ok, {
      timeoutMs: 30_000,
    });
});

afterAll(async () => {
  await Promise.all(
    servers.map(
      ({ process }) =>
        new Promise((resolve) =>
          process.exitCode === null && process.signalCode === null
            ? process.once("exit", resolve).kill("SIGKILL")
            : resolve(0),
        ),
    ),
  );
  rmSync(dir, { recursive: true });
});

it("three servers of k8s/base/nats are one bus: provisioned thrice, each service within its rights, one server may go", async () => {
  const [first, second, third] = servers;
  if (first === undefined || second === undefined || third === undefined) throw new Error("no servers");

  // Written before the provisioning: the authority's certificate as a pod has it.
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: join(dir, "tls/ca.crt"),
    NATS_URL: `tls://localhost:${first.client}`,
    NATS_USER: "admin",
    NATS_PASSWORD: passwordOf("admin"),
  };
  const provision = () =>
    promisify(execFile)(process.execPath, ["deploy/provision/main.ts", "apply", "--replicas", "3"], { cwd: root, env });
  await eventually(provision, { timeoutMs: 40_000, everyMs: 1_000 });
  const admin = await as("admin", second);
  const { config, cluster } = await (await jetstream(admin).jetstreamManager()).streams.info("EVT_DISPATCH");
  expect(config.num_replicas).toBe(3);
  expect(cluster?.replicas).toHaveLength(2);

  const dispatch = await as("dispatch", second);
  const refused: string[] = [];
  void (async () => {
    for await (const status of dispatch.status()) if (status.type === "error") refused.push(String(status.error));
  })();
  dispatch.publish("evt.intake.report.accepted.v1.510108001", "{}");
  await eventually(() => refused.some((error) => error.includes("evt.intake.report.accepted")));

  await admin.close();
  third.process.kill("SIGKILL");
  const publish = () =>
    jetstream(dispatch, { checkAPI: false }).publish("evt.dispatch.case.assigned.v1.510108001", "{}", {
      timeout: 2_000,
    });
  expect(await eventually(publish, { timeoutMs: 20_000, everyMs: 200 })).toMatchObject({ stream: "EVT_DISPATCH" });
  await dispatch.close();
});

it("who does not know the authority, or speaks without TLS, is not let in", async () => {
  const [first] = servers;
  await expect(
    connect({ servers: `tls://localhost:${first?.client ?? 0}`, tls: {}, reconnect: false, timeout: 3_000 }),
  ).rejects.toThrow();
  await expect(
    connect({
      servers: `localhost:${first?.client ?? 0}`,
      user: "dispatch",
      pass: "wrong",
      tls: { ca: pair.certificate },
      reconnect: false,
    }),
  ).rejects.toThrow(/authorization/i);
});
