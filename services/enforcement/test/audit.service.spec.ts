import { generateKeyPairSync } from "node:crypto";
import { CaseAssignedV1, HistoriesSealedV1 } from "@wangge/contracts/events";
import { newId, REDACTED, type AuditExport } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyAudit } from "../../../deploy/verify/verify-audit.mjs";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";
import { as, dispatch, ofBody, supervisor } from "./enforcement-platform.ts";
import { desk, planInput } from "./joint-builders.ts";

const AUDIT_KEY = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const BODY = "urban-management";

const start = (config: object = { AUDIT_KEY }): Promise<MemoryPlatform> =>
  memoryPlatform({ manifests: [manifest, dispatch], compose, config: { ...testConfig, ...config } });

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await start();
});
afterEach(() => platform.stop());

/** A lead that its body declines. */
const declined = async (): Promise<string> => {
  const caseId = newId();
  const order = { ...CaseAssignedV1.example, caseId, department: BODY, attempt: 1, worker: undefined };
  await platform.deliver(CaseAssignedV1, CaseAssignedV1.data.parse(order), { sequence: 2 });
  await platform.call("declineLead", { caseId, reason: "notOurPower" }, ofBody(BODY));
  return caseId;
};
/** Refused, and so noted among the attempts under the same id. */
const tooLate = (caseId: string) => platform.call("acceptLead", { caseId }, ofBody(BODY)).catch(() => undefined);

const exported = (input: object) => platform.call("exportAudit", input, supervisor) as Promise<AuditExport>;
const anchors = () =>
  platform.published(HistoriesSealedV1).map((head) => ({ ...head, keptAt: head.sealedAt, contradictions: [] }));
const codesOf = (page: AuditExport) =>
  verifyAudit([page], { anchors: anchors() }).problems.map(({ code, where }) => `${code} ${where}`);

describe("sealing 封存", () => {
  it("puts histories of every kind under one head, each with the collection it lies in", async () => {
    const caseId = await declined();
    await tooLate(caseId);
    expect(await platform.call("seal", {}, supervisor)).toMatchObject({ head: { epoch: 1, complete: true } });
    await platform.settle();
    expect(platform.published(HistoriesSealedV1).map(({ epoch }) => epoch)).toEqual([1]);
    const [epoch] = platform.documents("audit");
    const { cases } = (epoch?.history[0]?.event as { data: { cases: { id: string; collection: string }[] } }).data;
    expect(cases.filter(({ id }) => id === caseId).map(({ collection }) => collection)).toEqual(["attempts", "leads"]);
    for (const { id, collection } of cases)
      expect(platform.documents(collection).find(({ _id }) => _id === id)?.unsealed).toBeUndefined();
  });

  it("is refused where there is no key, and to everybody but the supervisor", async () => {
    const keyless = await start({});
    const none = { code: "enforcement.audit.no_key" };
    await expect(keyless.call("seal", {}, supervisor)).rejects.toMatchObject(none);
    await expect(keyless.call("exportAudit", { kind: "leads", ids: [newId()] }, supervisor)).rejects.toMatchObject(
      none,
    );
    await keyless.stop();
    for (const action of ["seal", "heads", "exportAudit", "redact"])
      await expect(platform.call(action, {}, as(["officer", "inspector"]))).rejects.toMatchObject({
        code: "auth.role_missing",
      });
  });
});

describe("an export 审计导出", () => {
  it("is proven against the anchors, also where two kinds have the same id", async () => {
    const caseId = await declined();
    await tooLate(caseId);
    for (const kind of ["leads", "attempts"]) {
      const page = await exported({ kind, ids: [caseId] });
      await platform.settle();
      expect(page.cases.map(({ id, proofs }) => [id, proofs.length])).toEqual([[caseId, 1]]);
      expect(codesOf(page)).toEqual([]);
    }
    const page = await exported({ kind: "leads", ids: [caseId] });
    const altered = JSON.parse(JSON.stringify(page).replace(BODY, "housing")) as AuditExport;
    expect(codesOf(altered)[0]).toBe(`entry lead ${caseId}, entry 1`);
    const other = await exported({ kind: "attempts", ids: [caseId] });
    expect(codesOf({ ...other, kind: "enforcement.lead" })).toContain(`entry lead ${caseId}, entry 1`);
  });

  it("gives all of a kind, a page at a time", async () => {
    const ids = [await declined(), await declined(), await declined()].sort();
    const first = (await exported({ kind: "leads", limit: 2 })) as AuditExport & { next?: string };
    const second = await exported({ kind: "leads", limit: 2, after: first.next });
    expect([...first.cases, ...second.cases].map(({ id }) => id)).toEqual(ids);
    await expect(exported({ kind: "units" })).rejects.toMatchObject({ kind: "invalid" });
  });
});

describe("removal by order 依法删除", () => {
  const order = { basis: "《个人信息保护法》第四十七条", order: "成华网信〔2021〕3号" };

  it("takes words out of a history that can be checked as before", async () => {
    const plan = planInput({ safety: "那家住户的私事" });
    const { operationId: id } = (await platform.call("planOperation", plan, desk)) as { operationId: string };
    await exported({ kind: "operations", ids: [id] });
    const redact = (path: string) =>
      platform.call("redact", { kind: "operations", id, sequence: 1, path, ...order }, supervisor);
    expect(await redact("data.plan.safety")).toMatchObject({ id, version: 2, changed: true });
    expect(await redact("data.plan.safety")).toMatchObject({ version: 2, changed: false });
    await platform.settle();
    expect(JSON.stringify(platform.documents("operations"))).not.toContain("私事");
    const page = await exported({ kind: "operations", ids: [id] });
    await platform.settle();
    expect(page.cases[0]?.entries[0]?.event).toMatchObject({ data: { plan: { safety: REDACTED } } });
    const { problems, notes } = verifyAudit([page], { anchors: anchors() });
    expect(problems).toEqual([]);
    expect(notes.join()).toContain("was removed by order 成华网信〔2021〕3号");
    await expect(redact("data.plan.street")).rejects.toMatchObject({
      code: "enforcement.operation.redaction.not_allowed",
    });
  });
});
