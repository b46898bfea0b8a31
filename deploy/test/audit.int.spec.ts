/** The audit trail on real engines: two replicas that seal at once, one that is killed in the middle, and somebody in the store. */
import { spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineManifest, keptBy, publishSubject, schemaUrn } from "@wangge/contracts";
import {
  GridStaffedV1,
  LeadAcceptedV1,
  ReportAcceptedV1,
  ReportMergedV1,
  ReportReopenedV1,
} from "@wangge/contracts/events";
import { aggregates as dispatchAggregates } from "@wangge/dispatch";
import { manifest as dispatch } from "@wangge/dispatch/manifest";
import { aggregates as registryAggregates, compose as composeRegistry } from "@wangge/registry";
import { manifest as registry } from "@wangge/registry/manifest";
import {
  chainOf,
  newId,
  signingKeyOf,
  startService,
  type ChainHead,
  type SignedHead,
  type StoredDocument,
} from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine } from "../doctor/examine.ts";
import { root } from "../local/stack.mjs";
import { configOf, startDispatch, type Places, type Replica } from "./audit-replica.ts";

const intake = defineManifest({
  name: "intake",
  publishes: [ReportAcceptedV1, ReportMergedV1, ReportReopenedV1],
  subscribes: [],
  calls: [],
});
const enforcement = defineManifest({ name: "enforcement", publishes: [LeadAcceptedV1], subscribes: [], calls: [] });
/** All whose heads the registry keeps: its durables want their streams. */
const sealing = keptBy("registry")
  .filter(({ service }) => service !== "dispatch")
  .map(({ service, sealed }) => {
    const { publishes } = [intake, enforcement].find(({ name }) => name === service) ?? { publishes: [] };
    return defineManifest({ name: service, publishes: [...publishes, sealed], subscribes: [], calls: [] });
  });
const manifests = [dispatch, registry, ...sealing];
const auditKey = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const thumbprint = signingKeyOf(auditKey).publicJwk.kid;

let nats: RealBus;
let stores: { readonly dispatch: RealMongo; readonly registry: RealMongo };
let anchoring: Replica;
let replicas: Replica[] = [];
const folder = mkdtempSync(join(tmpdir(), "wangge-audit-"));

const placesOf = (service: "dispatch" | "registry"): Places => ({
  natsUrl: nats.url,
  user: nats.user,
  password: nats.password,
  mongoUrl: stores[service].url,
  database: stores[service].database,
  auditKey,
});

beforeAll(async () => {
  nats = await realBus(manifests);
  stores = { dispatch: await realMongo(), registry: await realMongo() };
  let call: Replica["call"] | undefined;
  const running = await startService({
    config: { ...configOf("registry", placesOf("registry")), REGISTER_SEED: "none" as const },
    manifest: registry,
    compose: (parts) => {
      call = parts.call;
      return composeRegistry(parts);
    },
  });
  if (call === undefined) throw new Error("no calls");
  anchoring = { ...running, call };
  replicas = [await startDispatch(placesOf("dispatch")), await startDispatch(placesOf("dispatch"))];
});

afterAll(async () => {
  await Promise.all([...replicas, anchoring].map((one) => one.stop()));
  await Promise.all([stores.dispatch.stop(), stores.registry.stop(), nats.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const report = async (count: number): Promise<readonly string[]> => {
  const ids = Array.from({ length: count }, () => newId());
  const { grid } = GridStaffedV1.example;
  await nats.bus.publish(
    ids.map((reportId, nth) => {
      const data = {
        ...ReportAcceptedV1.example,
        reportId,
        category: "event-0201",
        grid: `${grid.slice(0, 13)}${10 + (nth % 8)}`,
      };
      const { subject: type } = ReportAcceptedV1;
      const id = newId();
      const envelope = {
        specversion: "1.0",
        id,
        source: "intake",
        type,
        subject: reportId,
        time: new Date().toISOString(),
      };
      const body = { ...envelope, datacontenttype: "application/json", dataschema: schemaUrn(type), data };
      return { id, subject: publishSubject(type, data.grid), body: JSON.stringify(body) };
    }),
  );
  return ids;
};

type CaseDocument = StoredDocument<unknown, { readonly type: string; readonly data: Record<string, unknown> }>;
const cases = () => stores.dispatch.db.collection<CaseDocument>("cases");
const filed = (ids: readonly string[]) =>
  eventually(async () => (await cases().countDocuments({ _id: { $in: [...ids] } })) === ids.length, {
    timeoutMs: 20_000,
  });

interface EpochDocument {
  readonly _id: string;
  readonly history: readonly [
    { readonly event: { readonly data: SignedHead & { readonly cases: readonly ChainHead[] } } },
  ];
}
const epochs = async () => {
  const stored = await stores.dispatch.db.collection<EpochDocument>("audit").find().sort({ _id: 1 }).toArray();
  return stored.map(({ history }) => history[0].event.data);
};
const anchorsOf = async () =>
  ((await anchoring.call("registry.anchors", { limit: 5000 })) as { anchors: { epoch: number; signature: string }[] })
    .anchors;
const anchored = (count: number) => eventually(async () => (await anchorsOf()).length === count, { timeoutMs: 20_000 });
const seal = (replica: Replica | undefined): Promise<unknown> =>
  replica === undefined ? Promise.reject(new Error("no replica")) : replica.call("dispatch.seal", {});
const unsealed = () => cases().countDocuments({ unsealed: 1 } as never);

const doctor = async (): Promise<readonly string[]> => {
  const { problems } = await examine({
    natsUrl: nats.url,
    user: nats.user,
    password: nats.password,
    mongoUrl: stores.dispatch.url,
    manifests: [dispatch, registry],
    aggregates: [...dispatchAggregates, ...registryAggregates],
    waitMs: 10_000,
    // Appraisal, which would keep the heads of the registry, is not there.
    databaseOf: (service) => (service === "dispatch" ? stores.dispatch : stores.registry).database,
  });
  // Intake is not there: nobody has the reports.
  return problems.map(({ check, subject }) => `${check} ${subject}`);
};

/** `npm run verify`, as an auditor runs it. */
const verified = async (ids: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> => {
  const files = { export: join(folder, "export.json"), anchors: join(folder, "anchors.json") };
  writeFileSync(files.export, JSON.stringify(await replicas[0]?.call("dispatch.exportAudit", { caseIds: ids })));
  writeFileSync(files.anchors, JSON.stringify(await anchoring.call("registry.anchors", { limit: 5000 })));
  const script = join(root, "deploy/verify/verify-audit.mjs");
  const args = [script, files.export, "--anchors", files.anchors, "--thumbprint", thumbprint];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { code: status, output: stdout + stderr };
};

describe("the audit trail", () => {
  it("has exactly one head for each epoch, though two replicas seal while cases come in", async () => {
    const ids: string[] = [];
    const sealing: Promise<unknown>[] = [];
    for (let round = 0; round < 8; round += 1) {
      ids.push(...(await report(40)));
      sealing.push(...replicas.map(seal));
    }
    await filed(ids);
    await Promise.all([...sealing, ...replicas.map(seal)]);
    await seal(replicas[0]);

    const heads = await epochs();
    expect(heads.map(({ head }) => head.epoch)).toEqual(heads.map((_, index) => index + 1));
    const covered = heads.flatMap(({ cases: of }) => of.map(({ id, version }) => `${id} ${version}`));
    expect(new Set(covered).size).toBe(covered.length);
    expect(new Set(covered.map((one) => one.slice(0, 26)))).toEqual(new Set(ids));
    expect(await unsealed()).toBe(0);
    await anchored(heads.length);
    expect((await anchorsOf()).map(({ signature }) => signature)).toEqual(heads.map(({ signature }) => signature));
    expect(await doctor()).toEqual([]);
    const { code, output } = await verified(ids.slice(0, 60));
    expect(output).toContain("INTACT");
    expect(code, output).toBe(0);
  });

  it("loses no head and makes none twice when its process is killed between sealing and anchoring", async () => {
    const before = await epochs();
    const ids = await report(30);
    await filed(ids);
    await Promise.all(replicas.map((one) => one.stop()));
    replicas = [];
    const script = join(root, "deploy/test/audit-replica.ts");
    const child = spawn(process.execPath, [script, JSON.stringify(placesOf("dispatch"))], {
      cwd: root,
      stdio: "inherit",
    });
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await eventually(async () => (await epochs()).length === before.length + 1, { timeoutMs: 30_000 });
    child.kill("SIGKILL");
    await gone;
    expect(await unsealed()).toBe(30);
    expect((await anchorsOf()).length).toBe(before.length);

    replicas = [await startDispatch(placesOf("dispatch")), await startDispatch(placesOf("dispatch"))];
    await anchored(before.length + 1);
    await Promise.all(replicas.map(seal));
    const heads = await epochs();
    expect(heads.length).toBe(before.length + 1);
    expect(heads.at(-1)?.cases.map(({ id }) => id)).toEqual([...ids].sort());
    expect(await unsealed()).toBe(0);
    expect(await doctor()).toEqual([]);
    expect((await verified(ids)).code).toBe(0);
  });

  it("finds what somebody altered in the store, and a history that he wrote and chained anew", async () => {
    const [altered = "", rewritten = "", sound = ""] = await report(3);
    await filed([altered, rewritten, sound]);
    await seal(replicas[0]);
    await anchored((await epochs()).length);

    await cases().updateOne({ _id: altered }, { $set: { "history.1.by": "somebody-else" } });
    const document = await cases().findOne({ _id: rewritten });
    const history = (document?.history ?? []).map(({ event, by }) => ({
      event: { ...event, data: { ...event.data, at: "2017-12-20T01:00:00.000Z" } },
      ...(by === undefined ? {} : { by }),
    }));
    const at = document?.history[0]?.link?.at ?? 0;
    const { added } = chainOf("dispatch.case").extend(rewritten, [], history, at);
    await cases().updateOne({ _id: rewritten }, { $set: { history: added } } as never);

    const { code, output } = await verified([altered, rewritten, sound]);
    expect(code).toBe(1);
    expect(output).toContain(`WRONG: case ${altered}, entry 2: it was altered`);
    expect(output).toContain(`WRONG: case ${rewritten}, entry 2: head`);
    expect(output).not.toContain(sound);
    const found = await doctor();
    expect(found).toContain(`chain dispatch/cases/${altered}`);
    expect(found).toContain(`seal dispatch/cases/${rewritten}`);
    expect(found.filter((one) => one.includes(sound))).toEqual([]);
  });

  it("finds heads that were made anew with the key, by what the registry keeps", async () => {
    const [first] = await epochs();
    const audit = stores.dispatch.db.collection<EpochDocument>("audit");
    const signature = (await epochs())[1]?.signature;
    await audit.updateOne({ _id: "0000000001" }, { $set: { "history.0.event.data.signature": signature } });
    expect(await doctor()).toContain("anchor dispatch/audit/0000000001");
    await audit.updateOne({ _id: "0000000001" }, { $set: { "history.0.event.data": first } });
  });
});
