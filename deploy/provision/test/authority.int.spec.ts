import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { authorizationOf, connectNats, planBus, provision, silentLog } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { afterEach, describe, expect, it } from "vitest";
import type { Authority } from "../authority.ts";
import { configAuthority, reloadBySignal } from "../config-file.ts";
import { operatorAuthority, serverConfig } from "../operator.ts";
import { principalsOf } from "../principals.ts";
import { compiledWith, reader } from "./district.ts";
import { ownServer } from "./server.ts";

/** What revocation and rotation promise. */
const PROMISE_MS = 5_000;

const compiled = compiledWith();
const wider = compiledWith({
  hotline: reader({ reads: [{ event: "dispatch.case.closed.v1" }, { event: "dispatch.case.filed.v1" }] }),
});
const FILED = "$JS.API.CONSUMER.INFO.EVT_DISPATCH.hotline--case-filed-v1";
const CLOSED = "$JS.API.CONSUMER.INFO.EVT_DISPATCH.hotline--case-closed-v1";

interface Setup {
  readonly url: string;
  readonly authority: Authority;
  /** Where provisioning keeps the credentials of a principal. */
  readonly fileOf: (principal: string) => string;
  /** Files that only their owner may read. */
  readonly privateFiles: () => readonly string[];
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const byConfiguration = async (): Promise<Setup> => {
  const secrets = { admin: "first" };
  const server = await ownServer(() => authorizationOf(principalsOf(secrets, compiled)));
  undo.push(server.stop);
  const credentialsDir = join(server.dir, "creds");
  const secretsFile = join(server.dir, "secrets.json");
  const authority = configAuthority({
    ...{ secretsFile, confFile: server.confFile, credentialsDir },
    reload: () => reloadBySignal(server.pid()),
  });
  const fileOf = (principal: string) => join(credentialsDir, `${principal}.json`);
  return { url: server.url, authority, fileOf, privateFiles: () => [secretsFile, server.confFile, fileOf("dispatch")] };
};

const byOperator = async (): Promise<Setup> => {
  let keys = "";
  const server = await ownServer((dir) => {
    keys = join(dir, "keys");
    return serverConfig(compiled, keys, join(dir, "resolver"));
  });
  undo.push(server.stop);
  const fileOf = (principal: string) => join(keys, "creds", `${principal}.creds`);
  const system = await server.connect({ credentialsFile: fileOf("sys") });
  undo.push(() => system.close());
  const privateFiles = () => [join(keys, "operator.nk"), join(keys, "accounts/BUS.nk"), fileOf("dispatch")];
  return { url: server.url, authority: operatorAuthority(keys, system), fileOf, privateFiles };
};

const open = async (url: string, credentialsFile: string): Promise<NatsConnection> => {
  const connection = await connectNats({ url, credentialsFile, name: "test", log: silentLog });
  undo.push(() => connection.close());
  return connection;
};

const isAnswered = async (connection: NatsConnection, subject: string): Promise<boolean> =>
  connection.request(subject, "", { timeout: 500 }).then(
    (answer) => answer.string().includes("num_pending"),
    () => false,
  );

const isAdmitted = async (url: string, credentialsFile: string): Promise<boolean> => {
  const opening = connect({ servers: url, authenticator: await authenticatorOf(credentialsFile), reconnect: false });
  return opening.then(
    async (connection) => (await connection.close(), true),
    () => false,
  );
};

const authenticatorOf = async (file: string) => {
  const { credsAuthenticator } = await import("@nats-io/transport-node");
  const text = readFileSync(file, "utf8");
  if (!text.startsWith("{")) return credsAuthenticator(new TextEncoder().encode(text));
  const { user, password } = JSON.parse(text) as { readonly user: string; readonly password: string };
  return () => ({ user, pass: password });
};

/** Ms until it is so. */
const timeUntil = async (isSo: () => boolean | Promise<boolean>): Promise<number> => {
  const started = performance.now();
  await eventually(isSo);
  return performance.now() - started;
};

describe.each([
  ["a configuration file", byConfiguration],
  ["an operator that signs", byOperator],
])("principals by %s", (_, setUp) => {
  it("are let in as the file says, and again changes nothing", { timeout: 90_000 }, async () => {
    const { url, authority, fileOf, privateFiles } = await setUp();
    await authority.apply(compiled);
    await eventually(() => isAdmitted(url, fileOf("admin")));
    const admin = await open(url, fileOf("admin"));
    await provision(admin, compiled.topology, { replicas: 1 });
    expect(await authority.plan(compiled)).toEqual([]);
    expect(await planBus(admin, compiled.topology, { replicas: 1 })).toEqual([]);
    for (const file of privateFiles()) expect(statSync(file).mode & 0o077, file).toBe(0);

    const hotline = await open(url, fileOf("hotline"));
    expect(await isAnswered(hotline, CLOSED)).toBe(true);
    expect(await isAnswered(hotline, FILED)).toBe(false);

    // More to read, at once and with the credentials it has.
    const [more, ...rest] = await authority.plan(wider);
    expect(rest).toEqual([]);
    expect(more).toMatchObject({ action: "change", kind: "principal", name: "hotline" });
    expect(more?.detail).toContain("+ publish BUS.API.CONSUMER.MSG.NEXT.EVT_DISPATCH.hotline--case-filed-v1");
    await authority.apply(wider);
    await provision(admin, wider.topology, { replicas: 1 });
    expect(await timeUntil(() => isAnswered(hotline, FILED))).toBeLessThan(PROMISE_MS);

    // Out of the file, out of the bus.
    const without = compiledWith({});
    expect(await authority.plan(without)).toMatchObject([{ action: "remove", name: "hotline" }]);
    await authority.apply(without);
    expect(await timeUntil(async () => !(await isAnswered(hotline, CLOSED)))).toBeLessThan(PROMISE_MS);
  });

  it("change their credentials while they run, and the old ones end", { timeout: 90_000 }, async () => {
    const { url, authority, fileOf } = await setUp();
    await authority.apply(compiled);
    await eventually(() => isAdmitted(url, fileOf("admin")));
    await provision(await open(url, fileOf("admin")), compiled.topology, { replicas: 1 });
    const running = await open(url, fileOf("hotline"));
    const before = await authenticatorOf(fileOf("hotline"));
    const isOldAdmitted = () =>
      connect({ servers: url, authenticator: before, reconnect: false }).then(
        async (connection) => (await connection.close(), true),
        () => false,
      );

    const old = await authority.renew("hotline", compiled);
    expect(await timeUntil(() => isAdmitted(url, fileOf("hotline")))).toBeLessThan(PROMISE_MS);
    expect(await isOldAdmitted()).toBe(true);
    expect(await isAnswered(running, CLOSED)).toBe(true);

    await authority.retire("hotline", old, compiled);
    expect(await timeUntil(async () => !(await isOldAdmitted()))).toBeLessThan(PROMISE_MS);
    // It was cut off, read its file again, and is back: nobody started it anew.
    expect(await timeUntil(() => isAnswered(running, CLOSED))).toBeLessThan(PROMISE_MS);
    expect(await authority.plan(compiled)).toEqual([]);
  });

  it(
    "that are revoked are cut off within 5 s and stay out until they get new credentials",
    { timeout: 90_000 },
    async () => {
      const { url, authority, fileOf } = await setUp();
      await authority.apply(compiled);
      await eventually(() => isAdmitted(url, fileOf("admin")));
      await provision(await open(url, fileOf("admin")), compiled.topology, { replicas: 1 });
      const before = await authenticatorOf(fileOf("hotline"));
      const live = await connect({ servers: url, authenticator: before, reconnect: false });
      let isCutOff = false;
      void live.closed().then(() => (isCutOff = true));

      const cutOff = timeUntil(() => isCutOff);
      await authority.revoke("hotline", compiled);
      expect(await cutOff).toBeLessThan(PROMISE_MS);
      await authority.apply(compiled);
      await expect(connect({ servers: url, authenticator: before, reconnect: false })).rejects.toThrow();

      await authority.renew("hotline", compiled);
      expect(await timeUntil(() => isAdmitted(url, fileOf("hotline")))).toBeLessThan(PROMISE_MS);
    },
  );
});
