import {
  AuditSealedV1,
  CaseReturnedV1,
  CaseReworkedV1,
  GridStaffedV1,
  ReportAcceptedV1,
} from "@wangge/contracts/events";
import {
  headProblem,
  newId,
  REDACTED,
  type Actor,
  type AuditExport,
  type SignedHead,
  type WireMeta,
} from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";

const as = (role: Actor["roles"][number], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${role}`, roles: [role], ...more },
  external: true,
});
const supervisor = as("supervisor");
const AUDIT_KEY = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
const [FIRST = ""] = GridStaffedV1.example.workers;

const start = (config: object = { AUDIT_KEY }): Promise<MemoryPlatform> =>
  memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: { ...seldom, ...config },
  });

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await start();
  await platform.deliver(GridStaffedV1, GridStaffedV1.example);
});
afterEach(() => platform.stop());

const opened = async (): Promise<string> => {
  const report = { ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example), reportId: newId() };
  await platform.deliver(ReportAcceptedV1, { ...report, category: "event-0201", grid: GridStaffedV1.example.grid });
  return report.reportId;
};
const worker = as("gridWorker", { worker: FIRST });
const returned = (caseId: string, reason: string) => platform.call("return", { caseId, reason }, worker);
const seal = () => platform.call("seal", {}, supervisor);
const exported = async (input: object): Promise<AuditExport> =>
  (await platform.call("exportAudit", input, supervisor)) as AuditExport;

describe("sealing 封存", () => {
  it("puts what changed under one signed head after the other, each once, and says so on the bus", async () => {
    expect(await seal()).toEqual({ head: null });
    const cases = [await opened(), await opened()];
    await Promise.all([seal(), seal()]);
    expect(await seal()).toMatchObject({ head: { epoch: 1, size: 2, previous: null, complete: true } });
    await returned(cases[0] ?? "", "不归我们管");
    expect(await seal()).toMatchObject({ head: { epoch: 2, size: 1 } });
    await platform.settle();

    const heads: SignedHead[] = platform
      .published(AuditSealedV1)
      .map(({ signature, ...head }) => ({ head, signature }));
    expect(heads.map(({ head }) => head.epoch)).toEqual([1, 2]);
    const leaves = platform
      .documents("audit")
      .map(({ history }) => (history[0]?.event as { data: { cases: [] } }).data.cases);
    expect(headProblem(heads[0]!, leaves[0] ?? [], undefined)).toBeUndefined();
    expect(headProblem(heads[1]!, leaves[1] ?? [], heads[0]?.head)).toBeUndefined();
    expect(headProblem(heads[1]!, leaves[0] ?? [], heads[0]?.head)).toBe("its root is not that of its leaves");
    expect(headProblem(heads[1]!, leaves[1] ?? [], undefined)).toBe("heads before it are missing");
    expect(await platform.call("heads", {}, supervisor)).toMatchObject({ heads: [{ epoch: 1 }, { epoch: 2 }] });
  });

  it("is refused where there is no key", async () => {
    const keyless = await start({});
    await expect(keyless.call("seal", {}, supervisor)).rejects.toMatchObject({ code: "dispatch.audit.no_key" });
    await expect(keyless.call("exportAudit", { caseIds: [newId()] }, supervisor)).rejects.toMatchObject({
      code: "dispatch.audit.no_key",
    });
    await keyless.stop();
  });

  it("is the supervisor's to ask for", async () => {
    for (const action of ["seal", "heads", "exportAudit", "redact"])
      await expect(platform.call(action, {}, as("dispatcher"))).rejects.toMatchObject({ code: "auth.role_missing" });
  });
});

describe("an export 审计导出", () => {
  it("seals first, so that every entry stands under a head", async () => {
    const [one, other] = [await opened(), await opened()];
    await returned(one, "不归我们管");
    const { cases, heads, key } = await exported({ caseIds: [other, one, newId()] });
    expect(cases.map(({ id, entries, proofs }) => [id, entries.length, proofs.map(({ version }) => version)])).toEqual([
      [one, 3, [3]],
      [other, 2, [2]],
    ]);
    expect(heads.map(({ head }) => [head.epoch, head.key])).toEqual([[1, key.x]]);
    expect(cases[0]?.entries[2]).toMatchObject({ event: { data: { reason: "不归我们管" } }, by: "acc-gridWorker" });
  });

  it("gives the cases of a time, a page at a time", async () => {
    const ids = [await opened(), await opened(), await opened()];
    const { reportedAt = "" } = (await platform.call("get", { caseId: ids[0] ?? "" }, supervisor)) as {
      reportedAt?: string;
    };
    const range = { from: reportedAt, to: new Date(Date.parse(reportedAt) + 1).toISOString(), limit: 2 };
    const first = (await exported(range)) as AuditExport & { next?: string };
    const second = await exported({ ...range, after: first.next });
    expect([...first.cases, ...second.cases].map(({ id }) => id)).toEqual(ids);
    expect((await exported({ from: range.to, to: "2030-01-01T00:00:00Z" })).cases).toEqual([]);
  });
});

describe("removal by order 依法删除", () => {
  const order = { basis: "《个人信息保护法》第四十七条", order: "成华网信〔2018〕3号" };

  it("takes the words out of history and store, says who ordered it, and the case goes on", async () => {
    const caseId = await opened();
    await returned(caseId, "那家住户的私事");
    await seal();
    await platform.call("redact", { caseId, sequence: 3, path: "data.reason", ...order }, supervisor);
    const { entries } = (await platform.call("history", { caseId }, supervisor)) as { entries: object[] };
    expect(entries[2]).toMatchObject({ event: "CaseReturned", data: { reason: REDACTED } });
    expect(entries[3]).toMatchObject({
      event: "FieldRedacted",
      by: "acc-supervisor",
      data: { sequence: 3, path: "data.reason", ...order },
    });
    await platform.settle();
    expect(JSON.stringify(platform.documents("cases"))).not.toContain("私事");
    const department = "environmental-sanitation";
    await platform.call("assign", { caseId, department }, as("dispatcher"));
    expect((await exported({ caseIds: [caseId] })).cases[0]?.entries.length).toBe(5);
    expect(platform.published(CaseReturnedV1).length).toBe(1);
    expect(platform.published(CaseReworkedV1).length).toBe(0);
  });

  it("is refused for anything else", async () => {
    const caseId = await opened();
    const redact = (input: object) => platform.call("redact", { caseId, ...order, ...input }, supervisor);
    await expect(redact({ sequence: 1, path: "data.grid" })).rejects.toMatchObject({
      code: "dispatch.case.redaction.not_allowed",
    });
    await expect(redact({ sequence: 9, path: "data.reason" })).rejects.toMatchObject({
      code: "dispatch.case.redaction.no_entry",
    });
    await expect(redact({ caseId: newId(), sequence: 1, path: "data.reason" })).rejects.toMatchObject({
      code: "dispatch.case.unknown",
    });
    await expect(redact({ sequence: 1, path: "data.reason", order: "致电 13800000000" })).rejects.toMatchObject({
      kind: "invalid",
    });
  });
});
