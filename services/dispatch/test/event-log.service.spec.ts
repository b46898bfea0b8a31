import { GridStaffedV1, ReportAcceptedV1, AuditSealedV1 } from "@wangge/contracts/events";
import { newId } from "@wangge/kit";
import { eventually, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";

const AUDIT_KEY = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
const supervisor = { actor: { id: "acc-supervisor", roles: ["supervisor" as const] }, external: true };

let isAway = false;
let platform: MemoryPlatform;
const start = async (config: object): Promise<void> => {
  isAway = false;
  platform = await memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: { ...seldom, AUDIT_KEY, EVENT_LOG: "signed" as const, EVENT_LOG_MS: 20, ...config },
    calls: {
      "registry.anchors": ({ after }: { readonly after: number }) => {
        if (isAway) throw new Error("away");
        return { anchors: platform.published(AuditSealedV1).filter(({ epoch }) => epoch > after) };
      },
    },
  });
};
afterEach(() => platform.stop());

const opened = async (): Promise<string> => {
  const report = { ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example), reportId: newId() };
  await platform.deliver(ReportAcceptedV1, { ...report, category: "event-0201", grid: GridStaffedV1.example.grid });
  return report.reportId;
};
const supervise = (caseId: string): Promise<unknown> =>
  platform.call("supervise", { caseId, reason: "important", text: "看一下" }, supervisor).then(
    () => "done",
    (error: unknown) => (error as { readonly code: string }).code,
  );
const REFUSED = "dispatch.event_log.not_anchored";

describe("the event log 事件日志", () => {
  it("covers every event once, block after block, and comes to rest", async () => {
    await start({});
    for (let nth = 0; nth < 3; nth += 1) {
      await opened();
      await eventually(() => {
        const blocks = platform.documents("event-log").map(({ state }) => (state as { block: { last: number } }).block);
        const events = platform.bus.stored("EVT_DISPATCH").filter(({ subject }) => !subject.includes("audit.sealed"));
        return (blocks.at(-1)?.last ?? 0) >= (events.at(-1)?.sequence ?? 1);
      });
    }
    const blocks = platform
      .documents("event-log")
      .map(({ state }) => (state as { block: { number: number; first: number; last: number; count: number } }).block);
    expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, index) => index + 1));
    let next = 1;
    for (const { first, last, count } of blocks) {
      expect(first).toBe(next);
      expect(count).toBe(last - first + 1);
      next = last + 1;
    }
    await eventually(() => platform.documents("event-log").every((document) => document.unsealed === undefined));
    const before = platform.bus.stored("EVT_DISPATCH").length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(platform.bus.stored("EVT_DISPATCH").length).toBe(before);
  });

  it("refuses to change anything while events have waited too long for an anchor, and goes on when they have one", async () => {
    await start({ EVENT_LOG_REFUSE_AFTER_MS: 300 });
    const caseId = await opened();
    await eventually(async () => (await supervise(caseId)) !== REFUSED);
    isAway = true;
    await opened();
    await eventually(async () => (await supervise(caseId)) === REFUSED);
    await expect(platform.call("get", { caseId }, supervisor)).resolves.toMatchObject({ caseId });
    await expect(platform.call("seal", {}, supervisor)).resolves.toBeDefined();
    isAway = false;
    await eventually(async () => (await supervise(caseId)) !== REFUSED);
  });

  it("refuses nothing where the deployment bears it for ever", async () => {
    await start({});
    const caseId = await opened();
    isAway = true;
    await opened();
    expect(await supervise(caseId)).not.toBe(REFUSED);
  });
});
