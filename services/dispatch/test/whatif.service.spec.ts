import { CaseEscalatedV1, GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import type { ComparisonView } from "../src/edge/whatif-actions.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";
import type { z } from "zod";

const GRID = GridStaffedV1.example.grid;

const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}`, roles, ...more },
  external: true,
});
const supervisor = as(["supervisor"]);

let platform: MemoryPlatform;

beforeEach(async () => {
  const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  platform = await memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: seldom,
    calls: {
      "registry.superiors": ({ grids }: { readonly grids: readonly string[] }) =>
        Promise.resolve({
          at: "2017-12-27T01:00:00.000Z",
          lines: grids.map(() => [{ post: "gridResponsible", person: "w-9001" }]),
        }),
    },
  });
  await platform.deliver(GridStaffedV1, GridStaffedV1.example);
});

afterEach(() => platform.stop());

const opened = async (data: Partial<ReportAcceptedV1> = {}): Promise<string> => {
  const reportId = newId();
  await platform.deliver(ReportAcceptedV1, {
    ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example),
    reportId,
    category: "event-0201",
    acceptedAt: platform.clock.now(),
    grid: GRID,
    ...data,
  });
  return reportId;
};

const done = async (caseId: string): Promise<void> => {
  const { worker } = (await platform.call("get", { caseId }, supervisor)) as { readonly worker?: string };
  const of = as(["gridWorker"], { worker: worker ?? "" });
  await platform.call("accept", { caseId }, of);
  platform.clock.set("2017-12-27T04:00:00.000Z");
  await platform.call("handle", { caseId }, of);
  await platform.call("check", { caseId, passed: true }, supervisor);
};

const span = { from: "2017-12-26T16:00:00.000Z", to: "2017-12-27T16:00:00.000Z" };
const shorter = {
  standards: { standards: [{ id: "event-0201-1", limit: { amount: 1, kind: "urgentHour" } }] },
};
const ask = async (rules: object, meta = supervisor): Promise<z.infer<typeof ComparisonView>> =>
  (await platform.call("whatIf", { ...span, rules }, meta)) as z.infer<typeof ComparisonView>;

describe("asking what a changed rule would have made of a day", () => {
  it("answers from the service's own cases, proves that it replays them, and writes and publishes nothing", async () => {
    const caseId = await opened();
    await done(caseId);
    const before = JSON.stringify(platform.documents("cases"));
    const answer = await ask(shorter);
    expect(answer).toMatchObject({ cases: 1, proof: { same: 1, different: [] }, rules: ["standards.event-0201-1"] });
    expect(answer.assumptions.length).toBeGreaterThan(3);
    expect(answer.total.was).toMatchObject({ late: 0, missed: 0 });
    expect(answer.total.is).toMatchObject({ late: 1, missed: 1 });
    expect(answer.changed).toMatchObject([{ caseId, rules: ["standards.event-0201-1"] }]);
    expect(JSON.stringify(platform.documents("cases"))).toBe(before);
    expect(platform.published(CaseEscalatedV1)).toEqual([]);
  });

  it("is a supervisor's question, about the span that he names", async () => {
    await done(await opened());
    await expect(ask(shorter, as(["dispatcher"]))).rejects.toMatchObject({ kind: "forbidden" });
    const other = { from: "2017-12-20T16:00:00.000Z", to: "2017-12-21T16:00:00.000Z", rules: shorter };
    expect(await platform.call("whatIf", other, supervisor)).toMatchObject({ cases: 0, changed: [] });
  });

  it("refuses rules that could not be published", async () => {
    await expect(ask({ routing: [{ department: "nobody" }] })).rejects.toMatchObject({
      code: "dispatch.whatif.department_unknown",
    });
    await expect(ask({ unknown: 1 })).rejects.toMatchObject({ kind: "invalid" });
  });

  it("answers one at a time", async () => {
    await done(await opened());
    const [first, second] = await Promise.allSettled([ask(shorter), ask(shorter)]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "dispatch.whatif.busy" } });
  });
});
