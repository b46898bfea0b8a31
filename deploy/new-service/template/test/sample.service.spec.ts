import { generateKeyPairSync } from "node:crypto";
import { CaseAssignedV1 } from "@wangge/contracts/events";
import { defineManifest } from "@wangge/contracts/manifest";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { SampleLogSealedV1, SampleWorkBegunV1, SampleWorkFinishedV1 } from "../src/contract/index.ts";
import { manifest } from "../src/manifest.ts";

const dispatch = defineManifest({ name: "dispatch", publishes: [CaseAssignedV1], subscribes: [], calls: [] });
const order = { ...CaseAssignedV1.example, department: "urban-management" };
const { caseId, grid, dueAt } = order;
const officerOf = (department: string) => ({ actor: { id: "officer-1", roles: ["department" as const], department } });
const officer = officerOf("urban-management");

const supervisor = { actor: { id: "supervisor-1", roles: ["supervisor" as const] } };

let platform: MemoryPlatform;
beforeEach(async () => {
  const config = { SAMPLE_DEPARTMENT: "urban-management" };
  platform = await memoryPlatform({ manifests: [manifest, dispatch], compose, config });
});
afterEach(() => platform.stop());

it("begins work on a case of its own department, once, though the order comes twice", async () => {
  const id = await platform.deliver(CaseAssignedV1, order);
  await platform.deliver(CaseAssignedV1, order, { id });
  await platform.deliver(CaseAssignedV1, { ...order, caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X", department: "housing" });
  expect(platform.published(SampleWorkBegunV1)).toEqual([{ caseId, grid, dueAt, begunAt: platform.clock.now() }]);
});

it("lists what is begun, and tells the district when it is finished", async () => {
  await platform.deliver(CaseAssignedV1, order);
  expect(await platform.call("list", {}, officer)).toMatchObject({ works: [{ caseId, status: "begun" }] });
  expect(await platform.call("finish", { caseId }, officer)).toMatchObject({ status: "finished", isOverdue: false });
  await platform.settle();
  const finishedAt = platform.clock.now();
  expect(platform.published(SampleWorkFinishedV1)).toEqual([{ caseId, grid, finishedAt, isOverdue: false }]);
  expect(await platform.call("list", {}, officer)).toEqual({ works: [] });
  expect(await platform.call("get", { caseId }, officer)).toMatchObject({ status: "finished" });
});

it("refuses people of another department, whatever they ask", async () => {
  await platform.deliver(CaseAssignedV1, order);
  const other = { code: "sample.department.other" };
  await expect(platform.call("list", {}, officerOf("housing"))).rejects.toMatchObject(other);
  await expect(platform.call("get", { caseId }, officerOf("housing"))).rejects.toMatchObject(other);
  await expect(platform.call("finish", { caseId }, officerOf("housing"))).rejects.toMatchObject(other);
  expect(await platform.call("get", { caseId }, supervisor)).toMatchObject({ status: "begun" });
});

it("refuses who is not of a department, and a case that it does not have", async () => {
  const citizen = { actor: { id: "citizen-1", roles: ["citizen" as const] } };
  await expect(platform.call("finish", { caseId }, citizen)).rejects.toMatchObject({ code: "auth.role_missing" });
  await expect(platform.call("get", { caseId }, officer)).rejects.toMatchObject({ code: "sample.work.missing" });
  await expect(platform.call("finish", { caseId }, officer)).rejects.toMatchObject({ code: "sample.work.not_begun" });
});

it("has no event log where nobody asked for one", async () => {
  await expect(platform.call("evidence", { sequences: [1] }, supervisor)).rejects.toThrow();
});

it("proves what it has said, where the deployment keeps an event log", async () => {
  await platform.stop();
  const AUDIT_KEY = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  platform = await memoryPlatform({
    manifests: [manifest, dispatch],
    compose,
    config: { SAMPLE_DEPARTMENT: "urban-management", AUDIT_KEY, EVENT_LOG: "signed" as const },
    // Who keeps the heads answers with what was said of them.
    calls: { "registry.anchors": () => ({ anchors: platform.published(SampleLogSealedV1) }) },
  });
  await platform.deliver(CaseAssignedV1, order);
  await platform.settle();
  const evidence = platform.call("evidence", { sequences: [1] }, supervisor);
  await expect(evidence).resolves.toMatchObject({ service: "sample", stream: "EVT_SAMPLE", events: [{ sequence: 1 }] });
  expect(platform.published(SampleLogSealedV1)).not.toHaveLength(0);
  await expect(platform.call("evidence", { sequences: [1] }, officer)).rejects.toMatchObject({ kind: "forbidden" });
});
