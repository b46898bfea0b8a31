/** Passwords of the bus change under load, as k8s/README.md says: three servers, the container `reload` beside each, services that are replaced as a rollout replaces them. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect as connectPlain } from "node:net";
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from "node:tls";
import { promisify } from "node:util";
import { connect } from "@nats-io/transport-node";
import { publishSubject, type Manifest } from "@wangge/contracts";
import {
  action,
  baseConfig,
  connectNats,
  defineService,
  done,
  jetstreamBus,
  load,
  newId,
  silentLog,
  startService,
  topologyOf,
  type Call,
  type Running,
} from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { manifest as appraisal } from "@wangge/appraisal/manifest";
import { manifest as dispatch } from "@wangge/dispatch/manifest";
import { manifest as gateway } from "@wangge/gateway/manifest";
import { manifest as registry } from "@wangge/registry/manifest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { root } from "../../local/stack.mjs";
import { authorityOf, newAuthority } from "../authority.ts";
import { ownersIn, renewed, retired, type Values } from "../credentials.ts";
import { busUsers, passwordVariable, usersOf } from "../permissions.ts";
import { complete } from "../secrets.ts";
import { askMonitor, startBus, type TestBus } from "./bus.ts";

const pair = newAuthority();
const authority = authorityOf(pair);
const needed = [
  ...busUsers.flatMap(usersOf).map((user) => `nats/${passwordVariable(user)}`),
  "nats/users.conf",
  "provision/NATS_CREDS",
];
const before = complete(needed, {}, authority);
const owners = ownersIn(needed);
const between = complete(needed, renewed(before.kept, owners), authority);
const after = complete(needed, retired(between.kept, owners), authority);

let bus: TestBus;
const reloaders: ChildProcess[] = [];
const ending: (() => Promise<unknown>)[] = [];

const replaced = (file: string, text: string): void => {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};
const credsOf = (name: string): string => join(bus.dir, "creds", name);
/** What a pod of each name has mounted. */
const mountCredentials = (values: Values): void => {
  for (const owner of [...owners, "provision"]) replaced(credsOf(owner), values[`${owner}/NATS_CREDS`] ?? "");
};

/** The container of the manifest, with the places of one server here, and less patience. */
const startReloader = (pidFile: string): ChildProcess => {
  const Set = z.looseObject({
    spec: z.looseObject({
      template: z.looseObject({
        spec: z.looseObject({ initContainers: z.object({ name: z.string(), command: z.string().array() }).array() }),
      }),
    }),
  });
  const [document] = parseAllDocuments(readFileSync(join(root, "k8s/base/nats/statefulset.yaml"), "utf8"));
  const { initContainers } = Set.parse(document?.toJS()).spec.template.spec;
  const [shell = "", ...args] = initContainers.find(({ name }) => name === "reload")?.command ?? [];
  const here = args.map((arg) =>
    arg
      .replace("/users/users.conf", join(bus.dir, "users/users.conf"))
      .replace("/tls/*", join(bus.dir, "tls/*"))
      .replace("/tmp/nats.pid", pidFile)
      .replace("sleep 10", "sleep 0.5"),
  );
  expect(here).not.toEqual(args);
  const env = { ...process.env, PATH: `${join(bus.dir, "bin")}:${process.env["PATH"] ?? ""}` };
  return spawn(shell, here, { env, stdio: "ignore", detached: true });
};

const url = (): string => bus.servers.map(({ client }) => `tls://localhost:${String(client)}`).join(",");
const configOf = (node: string) =>
  load(baseConfig, {
    NODE_ID: node,
    NATS_URL: url(),
    NATS_CREDS: credsOf(node.split(".")[0] ?? ""),
    LOG_LEVEL: "silent",
  });

/** They ask and answer here, and read nothing. */
const silent = (manifest: Manifest): Manifest => ({ ...manifest, subscribes: [] });

const Echo = z.object({ number: z.number() });
const startRegistry = (instance: string): Promise<Running> =>
  startService({
    config: configOf(`registry.${instance}`),
    manifest: silent(registry),
    compose: () =>
      defineService({
        manifest: silent(registry),
        subscriptions: [],
        actions: {
          echo: action({
            summary: "for the test",
            access: "service",
            idempotent: false,
            input: Echo,
            output: Echo,
            run: (input) => Promise.resolve(input),
          }),
        },
      }),
  });

interface Asker {
  readonly call: Call;
  readonly running: Running;
}
const startGateway = async (instance: string): Promise<Asker> => {
  const found = Promise.withResolvers<Call>();
  const running = await startService({
    config: configOf(`gateway.${instance}`),
    manifest: silent(gateway),
    compose: ({ call }) => {
      found.resolve(call);
      return defineService({ manifest: silent(gateway), subscriptions: [], actions: {} });
    },
  });
  return { call: await found.promise, running };
};

/** Users of the connections that the servers have, but for those of the server itself. */
const connectedUsers = async (): Promise<readonly string[]> => {
  const Connections = z.object({ connections: z.object({ authorized_user: z.string().optional() }).array() });
  const lists = await Promise.all(
    bus.servers.map(async ({ monitor }) =>
      Connections.parse(JSON.parse((await askMonitor(monitor, "/connz?auth=1")) ?? "")),
    ),
  );
  return lists.flatMap(({ connections }) => connections.flatMap(({ authorized_user: user }) => user ?? []));
};

const isAdmitted = (user: string, pass: string | undefined, client: number): Promise<boolean> =>
  connect({
    servers: `tls://localhost:${String(client)}`,
    ...{ user, pass: pass ?? "", tls: { ca: pair.certificate }, reconnect: false, timeout: 5_000 },
  }).then(
    async (connection) => (await connection.close(), true),
    () => false,
  );
const passwordIn = (values: Values, user: string): string | undefined => values[`nats/${passwordVariable(user)}`];

/** The name in the certificate that a server shows to a client, after it has said who it is in clear. */
const shownAt = (port: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const line = connectPlain(port, "127.0.0.1").once("error", reject);
    line.once("data", () => {
      const socket = connectTls({ socket: line, servername: "localhost", ca: pair.certificate }, () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      }).once("error", reject);
    });
  });

beforeAll(async () => {
  setDefaultCACertificates([...getCACertificates("default"), pair.certificate]);
  bus = await startBus(pair, before.values["nats/users.conf"] ?? "");
  for (const folder of ["creds", "bin"]) mkdirSync(join(bus.dir, folder));
  symlinkSync(bus.program, join(bus.dir, "bin/nats-server"));
  mountCredentials(before.values);
  for (const { pidFile } of bus.servers) reloaders.push(startReloader(pidFile));
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: join(bus.dir, "tls/ca.crt"),
    NATS_URL: url(),
    NATS_CREDS: credsOf("provision"),
  };
  const apply = ["deploy/provision/main.ts", "apply", "--replicas", "3"];
  await eventually(() => promisify(execFile)(process.execPath, apply, { cwd: root, env }), {
    timeoutMs: 60_000,
    everyMs: 1_000,
  });
}, 120_000);

afterAll(async () => {
  await Promise.allSettled(ending.map((end) => end()));
  for (const { pid } of reloaders) if (pid !== undefined) process.kill(-pid, "SIGKILL");
  await bus.stop();
}, 30_000);

describe("new passwords of the bus, in two steps", () => {
  it("change while services ask each other and publish: nothing is lost, and no old one opens anything", async () => {
    const first = await startRegistry("1");
    ending.push(() => first.stop());
    let asker = await startGateway("1");
    ending.push(() => asker.running.stop());
    await eventually(() => asker.call("registry.echo", { number: 0 }), { timeoutMs: 20_000 });

    // What is published is kept until it is taken, as a relay keeps it; what is read is counted once.
    const open = (name: string) =>
      connectNats({ url: url(), credentialsFile: credsOf(name), name: `${name} test`, log: silentLog });
    const publishing = jetstreamBus(await open("dispatch"), silentLog);
    const reading = jetstreamBus(await open("appraisal"), silentLog);
    ending.push(
      () => publishing.close(),
      () => reading.close(),
    );
    const event = appraisal.subscribes.find(({ event }) => event.subject.startsWith("dispatch.case."))?.event;
    const consumer = topologyOf([appraisal]).consumers.find(({ filter }) => filter.includes(event?.subject ?? "none"));
    if (event === undefined || consumer === undefined) throw new Error("appraisal reads no case");
    expect(dispatch.publishes).toContain(event);
    const read = new Set<string>();
    const { stream, name, mode } = consumer;
    const consumption = await reading.consume({ stream, consumer: name, mode }, (messages) =>
      Promise.resolve(messages.map(({ id }) => (read.add(id), done))),
    );
    ending.unshift(() => consumption.stop());

    const failures: unknown[] = [];
    const published: string[] = [];
    let asked = 0;
    let isOver = false;
    const work = async (step: () => Promise<unknown>): Promise<void> => {
      for (; !isOver; await new Promise((resolve) => setTimeout(resolve, 5))) await step();
    };
    const working = Promise.all([
      ...Array.from({ length: 4 }, () =>
        work(async () => {
          const number = (asked += 1);
          await asker.call("registry.echo", { number }).then(
            (answer) => expect(answer).toEqual({ number }),
            (error: unknown) => failures.push(error),
          );
        }),
      ),
      work(async () => {
        const id = newId();
        const fact = {
          id,
          subject: publishSubject(event.subject, "510108001"),
          body: JSON.stringify({ id, data: {} }),
        };
        await eventually(() => publishing.publish([fact]), { timeoutMs: 30_000 });
        published.push(id);
      }),
    ]);
    await eventually(() => asked > 200, { timeoutMs: 20_000 });

    // First step: every Secret of who signs in says the other user; no server is touched.
    expect(between.values["nats/users.conf"]).toBe(before.values["nats/users.conf"]);
    mountCredentials(between.values);
    const second = await startRegistry("2");
    ending.push(() => second.stop());
    const next = await startGateway("2");
    await eventually(() => next.call("registry.echo", { number: 0 }), { timeoutMs: 20_000 });
    const left = asker.running;
    asker = next;
    await left.stop();
    await first.stop();
    const asOf = (user: string) => async () => {
      const users = await connectedUsers();
      expect(users).toContain(`${user}.2`);
      expect(users).not.toContain(user);
    };
    await eventually(asOf("registry"));
    await eventually(asOf("gateway"));
    const early = asked;
    await eventually(() => asked > early + 200, { timeoutMs: 20_000 });

    // Second step: who is left gets a new password, and each server is told by its own container.
    const stale = await connect({
      servers: url().split(","),
      ...{ user: "intake", pass: passwordIn(before.values, "intake") ?? "", reconnect: false },
    });
    let isCutOff = false;
    void stale.closed().then(() => (isCutOff = true));
    replaced(join(bus.dir, "users/users.conf"), after.values["nats/users.conf"] ?? "");
    await eventually(() => isCutOff, { timeoutMs: 20_000 });
    for (const { client } of bus.servers)
      for (const user of busUsers) {
        const was = passwordIn(before.values, user);
        await eventually(async () => !(await isAdmitted(user, was, client)), { timeoutMs: 20_000 });
        expect(await isAdmitted(`${user}.2`, was, client), user).toBe(false);
        expect(await isAdmitted(user, passwordIn(after.values, user), client), user).toBe(true);
        expect(await isAdmitted(`${user}.2`, passwordIn(after.values, `${user}.2`), client), user).toBe(true);
      }
    const late = asked;
    await eventually(() => asked > late + 200, { timeoutMs: 20_000 });
    isOver = true;
    await working;

    expect(failures).toEqual([]);
    // Whoever has not been replaced was cut off, has read its file again, and is back.
    await eventually(asOf("dispatch"), { timeoutMs: 10_000 });
    await eventually(() => published.every((id) => read.has(id)), { timeoutMs: 60_000 });
  }, 240_000);
});

it("a new certificate of the bus is shown to whoever comes next, and nobody is sent away for it", async () => {
  const staying = await connectNats({ url: url(), credentialsFile: credsOf("intake"), name: "test", log: silentLog });
  ending.push(() => staying.close());
  let isAway = false;
  void (async () => {
    for await (const { type } of staying.status()) isAway ||= type === "disconnect";
  })();
  const { certificate, key } = authority.sign("renewed", ["localhost"]);
  replaced(join(bus.dir, "tls/tls.key"), key);
  replaced(join(bus.dir, "tls/tls.crt"), certificate);
  for (const { client } of bus.servers)
    await eventually(async () => expect(await shownAt(client)).toBe("renewed"), { timeoutMs: 20_000 });
  await staying.flush();
  expect(isAway).toBe(false);
}, 60_000);
