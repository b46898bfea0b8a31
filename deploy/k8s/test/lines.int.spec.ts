/** Stores and Redis as k8s/base has them: TLS alone, by the authority of the installation, with the addresses that `k8s:secrets` makes. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, type SecureVersion } from "node:tls";
import { eventually } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mongoProgram, redisProgram } from "../../local/programs.mjs";
import { root } from "../../local/stack.mjs";
import { freePort } from "../../local/wire.mjs";
import { authorityOf, newAuthority } from "../authority.ts";
import { renewed } from "../credentials.ts";
import { complete } from "../secrets.ts";

const log = (): void => undefined;
const redis = await redisProgram(log);
const store = await mongoProgram(log, undefined);
const pair = newAuthority();
const { values, kept } = complete(["intake/REDIS_URL", "redis/USERS"], {}, authorityOf(pair));

let dir: string;
const ports = { store: 0, redis: 0 };
const children: ChildProcess[] = [];

const isOpen = (port: number): Promise<void> =>
  eventually(
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connectPlain(port, "127.0.0.1", () => {
          socket.destroy();
          resolve();
        }).once("error", reject);
      }),
    { timeoutMs: 30_000 },
  );

/** The configuration as a pod mounts it, but for places and port. */
const redisConf = (): string =>
  readFileSync(join(root, "k8s/base/redis/redis.conf"), "utf8")
    .replace("tls-port 6379", `tls-port ${String(ports.redis)}`)
    .replaceAll("/tls/", `${dir}/tls/`)
    .replace("dir /tmp", `dir ${dir}`)
    .replace("/secrets/USERS", join(dir, "users"));

/** What stands in for MongoDB takes the same certificate by words of its own, as on the nodes of `test:cluster`. */
const storeArgs = (): readonly string[] => [
  ...["--config", join(dir, "store.toml"), "--tls-cert-file", join(dir, "tls/tls.crt")],
  ...["--tls-key-file", join(dir, "tls/tls.key"), "--host", "127.0.0.1", "--port", String(ports.store)],
  ...["--storage-path", join(dir, "store"), "--sync-on-commit", "--cache-size", "256M", "--log-level", "WARNING"],
];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "wangge-lines-"));
  for (const folder of ["tls", "store"]) mkdirSync(join(dir, folder));
  const { certificate, key } = authorityOf(pair).sign("engine", ["localhost"]);
  for (const [name, text] of Object.entries({ "tls.crt": certificate, "tls.key": key, "ca.crt": pair.certificate }))
    writeFileSync(join(dir, "tls", name), text);
  writeFileSync(join(dir, "users"), values["redis/USERS"] ?? "");
  writeFileSync(join(dir, "store.toml"), "");
  ports.store = await freePort();
  ports.redis = await freePort();
  writeFileSync(join(dir, "redis.conf"), redisConf());
  const start = (command: string, args: readonly string[], env: object): void => {
    children.push(spawn(command, args, { env: { ...process.env, ...env }, stdio: "ignore" }));
  };
  if (redis !== undefined) start(redis.command, [...redis.args, join(dir, "redis.conf")], redis.env);
  if (store.kind === "fast") start(store.command, [...store.args, ...storeArgs()], store.env);
  if (redis !== undefined) await isOpen(ports.redis);
  if (store.kind === "fast") await isOpen(ports.store);
}, 60_000);

afterAll(async () => {
  await Promise.all(
    children.map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) resolve();
          else child.once("exit", () => resolve()).kill("SIGKILL");
        }),
    ),
  );
  rmSync(dir, { recursive: true, force: true });
});

/** What a process of ours, started with these variables, says of the engines they name. */
const asked = (env: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve) => {
    const { PATH, HOME } = process.env;
    const options = { cwd: root, env: { PATH, HOME, ...env } };
    execFile(process.execPath, ["deploy/k8s/test/line.ts"], options, (_failed, stdout) => resolve(stdout));
  });
const trusting = (): Readonly<Record<string, string>> => ({ NODE_EXTRA_CA_CERTS: join(dir, "tls/ca.crt") });

const speaks = (port: number, version: SecureVersion): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTls(
      // Old versions are off in Node's own list of ciphers: the server is to refuse, not we.
      {
        port,
        host: "127.0.0.1",
        servername: "localhost",
        ca: pair.certificate,
        minVersion: version,
        maxVersion: version,
        ciphers: "DEFAULT@SECLEVEL=0",
      },
      () => {
        resolve(socket.getProtocol() === version);
        socket.destroy();
      },
    ).once("error", () => resolve(false));
  });

const engines = [
  {
    name: "a store",
    key: "MONGO_URL",
    there: store.kind === "fast",
    port: () => ports.store,
    // By this name alone: it calls itself by its number, which no certificate has.
    url: () => `mongodb://localhost:${String(ports.store)}/?directConnection=true&tls=true`,
  },
  {
    name: "Redis",
    key: "REDIS_URL",
    there: redis !== undefined,
    port: () => ports.redis,
    url: () => (values["intake/REDIS_URL"] ?? "").replace("redis:6379", `localhost:${String(ports.redis)}`),
  },
] as const;

describe.each(engines)("$name", ({ key, there, port, url }) => {
  it.skipIf(!there)("is reached over TLS by who trusts the installation's authority", async () => {
    expect(await asked({ ...trusting(), [key]: url() })).toBe("ok");
  });

  it.skipIf(!there)("is not reached by who does not know that authority", async () => {
    expect(await asked({ [key]: url() })).toMatch(/unable to (verify|get)|self-signed/);
  });

  it.skipIf(!there)("is not reached without TLS", async () => {
    const plain = url().replace("&tls=true", "").replace("rediss://", "redis://");
    expect(plain).not.toBe(url());
    expect(await asked({ ...trusting(), [key]: plain })).not.toBe("ok");
  });

  it.skipIf(!there)("speaks TLS 1.3 and 1.2, and nothing older", async () => {
    expect(await speaks(port(), "TLSv1.3")).toBe(true);
    expect(await speaks(port(), "TLSv1.2")).toBe(true);
    expect(await speaks(port(), "TLSv1.1")).toBe(false);
  });
});

it.skipIf(redis === undefined)("Redis knows the user that is not in use too: services may go over to it", async () => {
  const { values: next } = complete(["intake/REDIS_URL"], renewed(kept, ["redis"]), authorityOf(pair));
  const url = (next["intake/REDIS_URL"] ?? "").replace("redis:6379", `localhost:${String(ports.redis)}`);
  expect(url).toContain("//wangge.2:");
  expect(await asked({ ...trusting(), REDIS_URL: url })).toBe("ok");
});

it.skipIf(redis === undefined)("Redis is not asked by who has another password", async () => {
  const url = (values["intake/REDIS_URL"] ?? "").replace("redis:6379", `localhost:${String(ports.redis)}`);
  expect(await asked({ ...trusting(), REDIS_URL: url.replace(/:[0-9a-f]+@/, ":wrong@") })).toMatch(/WRONGPASS|NOAUTH/);
});
