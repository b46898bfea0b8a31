/**
 * A service in a repository of its own, from an empty folder: made, installed from packed packages, checked, and on the bus with the rights
 * of its manifest, at the district's NATS and behind a leaf node of its own.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { publishSubject, schemaUrn, type Manifest } from "@wangge/contracts";
import { CaseAssignedV1 } from "@wangge/contracts/events";
import {
  authorizationOf,
  connectNats,
  jetstreamBus,
  newId,
  permissionsOf,
  provision,
  silentLog,
  topologyOf,
  type Bus,
} from "@wangge/kit";
import { realMongo, type RealMongo } from "@wangge/kit/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { root } from "../../local/stack.mjs";
import { natsProgram } from "../../local/tools.mjs";
import { manifests, principalsOf } from "../../provision/principals.ts";
import { freePort } from "../../local/wire.mjs";
import { until } from "../../test/stack.ts";

const scratch = mkdtempSync(join(tmpdir(), "wangge-elsewhere-"));
const folder = join(scratch, "noise");
const secrets = Object.fromEntries(
  ["admin", "dispatch", "noise"].map((user) => [user, randomBytes(12).toString("hex")]),
);

let natsUrl: string;
let district: ChildProcess;
let mongo: RealMongo;
let bus: Bus;
let dispatch: Bus;
let leafPort: number;
const running: ChildProcess[] = [];

const connect = (user: string, url: string, password = secrets[user]) =>
  connectNats({ url, user, password, name: user, log: silentLog });

beforeAll(async () => {
  const made = ["deploy/new-service/main.ts", "noise", "--into", folder];
  execFileSync(process.execPath, made, { cwd: root, stdio: "pipe" });
  const { manifest } = (await import(/* @vite-ignore */ pathToFileURL(join(folder, "src/manifest.ts")).href)) as {
    readonly manifest: Manifest;
  };
  const all = [...manifests, manifest];
  const rights = permissionsOf(manifest, all);
  const password = secrets["noise"] ?? "";
  const users = [...principalsOf(secrets), { user: "noise", password, permissions: rights }];
  const port = await freePort();
  natsUrl = `nats://127.0.0.1:${port}`;
  leafPort = await freePort();
  district = await startNats("district", [
    `server_name: district`,
    `listen: "127.0.0.1:${port}"`,
    `jetstream { store_dir: ${JSON.stringify(join(scratch, "jetstream"))} }`,
    `leafnodes { listen: "127.0.0.1:${leafPort}" }`,
    authorizationOf(users),
  ]);
  const admin = await connect("admin", natsUrl);
  await provision(admin, topologyOf(all), { replicas: 1 });
  bus = jetstreamBus(admin, silentLog);
  dispatch = jetstreamBus(await connect("dispatch", natsUrl), silentLog);
  mongo = await realMongo();
}, 600_000);

const startNats = async (name: string, lines: readonly string[]): Promise<ChildProcess> => {
  const file = join(scratch, `${name}.conf`);
  writeFileSync(file, lines.join("\n"));
  const { command } = await natsProgram(() => undefined);
  execFileSync(command, ["-t", "-c", file], { stdio: "pipe" }); // says what is wrong with it, where something is
  return spawn(command, ["-c", file], { stdio: "ignore" });
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await over;
};
afterEach(async () => {
  for (const child of running.splice(0).reverse()) await end(child);
}, 60_000);
afterAll(async () => {
  await dispatch.close();
  await bus.close();
  await mongo.stop();
  await end(district);
  rmSync(scratch, { recursive: true, force: true });
}, 60_000);

const startNoise = (url: string, password: string | undefined): void => {
  running.push(
    spawn(process.execPath, ["--import", "@wangge/kit/telemetry-register", "src/main.ts"], {
      cwd: folder,
      env: {
        ...process.env,
        NODE_ID: "noise.1",
        NATS_URL: url,
        NATS_USER: "noise",
        NATS_PASSWORD: password,
        MONGO_URL: mongo.url,
        MONGO_DB: mongo.database,
        HEALTH_PORT: "0",
        LOG_LEVEL: "warn",
      },
      stdio: "inherit",
    }),
  );
};

const assign = async (caseId: string): Promise<void> => {
  const id = newId();
  const { subject: type } = CaseAssignedV1;
  const data = { ...CaseAssignedV1.example, caseId, department: "urban-management" };
  const kind = { specversion: "1.0", datacontenttype: "application/json", dataschema: schemaUrn(type) };
  const envelope = { ...kind, id, source: "dispatch", type, subject: caseId, time: data.assignedAt, data };
  await dispatch.publish([{ id, subject: publishSubject(type, data.grid), body: JSON.stringify(envelope) }]);
};

/** Waits until the stream has what this is about. */
const said = (subject: string, about: string): Promise<true> =>
  until(
    async () => {
      const messages = await bus.read("EVT_NOISE", { limit: 100, subject });
      return messages.some(({ text }) => text.includes(about)) || undefined;
    },
    `${subject} about ${about}`,
    60_000,
  );
const BEGUN = "evt.noise.work.begun.v1.>";

it("is right as it was made: types and tests, with the installed packages alone", () => {
  const env = { ...process.env, NO_COLOR: "1" };
  const output = execFileSync("npm", ["run", "-s", "check"], { cwd: folder, encoding: "utf8", env });
  expect(output).toMatch(/Tests +12 passed/);
}, 240_000);

it("joins the bus with its own user: an order comes in, its fact goes out", async () => {
  const caseId = newId();
  startNoise(natsUrl, secrets["noise"]);
  await assign(caseId);
  await said(BEGUN, caseId);
}, 120_000);

it("joins behind a leaf node of its department, which can do what its user at the district may, and no more", async () => {
  const port = await freePort();
  const config = readFileSync(join(root, "deploy/examples/leaf.conf"), "utf8")
    .replace("127.0.0.1:4223", `127.0.0.1:${port}`)
    .replace("department:district-password@127.0.0.1:7422", `noise:${secrets["noise"] ?? ""}@127.0.0.1:${leafPort}`)
    .replace("user: department", "user: noise");
  running.push(await startNats("leaf", [config]));
  const url = `nats://127.0.0.1:${port}`;
  const inside = await connect("noise", url, "local-password");
  const durable = "$JS.API.CONSUMER.INFO.EVT_DISPATCH.noise--case-assigned-v1";
  const asked = () => inside.request(durable, "", { timeout: 2_000 }).catch(() => undefined);
  await until(asked, "the leaf's way to the district", 30_000);
  const caseId = newId();
  startNoise(url, "local-password");
  await assign(caseId);
  await said(BEGUN, caseId);

  const before = await bus.lastSequence("EVT_DISPATCH");
  inside.publish(publishSubject("dispatch.case.closed.v1", "510108002001001"), "not its own");
  inside.publish(publishSubject("noise.work.begun.v1", "510108002001001"), "its own");
  await inside.flush();
  await said(BEGUN, "its own");
  expect(await bus.lastSequence("EVT_DISPATCH")).toBe(before);
  await expect(inside.request("$JS.API.STREAM.INFO.EVT_DISPATCH", "", { timeout: 2_000 })).rejects.toThrow();
  await inside.close();
}, 120_000);
