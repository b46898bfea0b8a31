import {
  CaseAssignedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseVerificationAskedV1,
  GridStaffedV1,
  ReportAcceptedV1,
} from "@wangge/contracts/events";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";
import type { CaseView } from "../src/view.ts";

const GRID = GridStaffedV1.example.grid;
const [FIRST = "", SECOND = ""] = GridStaffedV1.example.workers;

const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}${more.worker ?? ""}${more.department ?? ""}`, roles, ...more },
  external: true,
});
const supervisor = as(["supervisor"]);
const worker = (id: string): WireMeta => as(["gridWorker"], { worker: id });

let platform: MemoryPlatform;

beforeEach(async () => {
  const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  platform = await memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: seldom,
  });
  await platform.deliver(GridStaffedV1, GridStaffedV1.example);
});

afterEach(() => platform.stop());

const report = (data: Partial<ReportAcceptedV1> = {}): ReportAcceptedV1 => ({
  ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example),
  reportId: newId(),
  category: "event-0201",
  grid: GRID,
  ...data,
});

const opened = async (data: Partial<ReportAcceptedV1> = {}): Promise<string> => {
  const one = report(data);
  await platform.deliver(ReportAcceptedV1, one);
  return one.reportId;
};

const view = async (caseId: string): Promise<CaseView> =>
  (await platform.call("get", { caseId }, supervisor)) as CaseView;

const step = async (caseId: string, action: string, meta: WireMeta, input: object = {}): Promise<CaseView> =>
  (await platform.call(action, { caseId, ...input }, meta)) as CaseView;

describe("a report that was accepted", () => {
  it("becomes a case with a worker of its grid and a deadline, and the bus hears of both", async () => {
    const caseId = await opened();
    expect(await view(caseId)).toMatchObject({ status: "assigned", grid: GRID, worker: FIRST, attempts: 1 });
    expect(platform.published(CaseFiledV1).map((fact) => fact.caseId)).toEqual([caseId]);
    expect(platform.published(CaseAssignedV1).map((fact) => fact.worker)).toEqual([FIRST]);
  });

  it("is one case although it is told twice, under the same message id or another", async () => {
    const one = report();
    const id = await platform.deliver(ReportAcceptedV1, one);
    await platform.deliver(ReportAcceptedV1, one, { id });
    await platform.deliver(ReportAcceptedV1, one);
    expect(platform.documents("cases").length).toBe(1);
    expect(platform.published(CaseAssignedV1).length).toBe(1);
  });

  it("shares the work among the workers of the grid, within a batch and over batches", async () => {
    for (const batch of [3, 2, 5]) {
      await Promise.all(Array.from({ length: batch }, () => platform.publish(ReportAcceptedV1, report())));
      await platform.settle();
    }
    const workers = platform.published(CaseAssignedV1).map((fact) => fact.worker);
    expect(workers.filter((one) => one === FIRST).length).toBe(5);
    expect(workers.filter((one) => one === SECOND).length).toBe(5);
  });

  it("goes to the department where the standard says so, and where the grid has nobody", async () => {
    expect((await view(await opened({ category: "component-0137" }))).worker).toBeUndefined();
    expect(await view(await opened({ grid: "510108002001999" }))).toMatchObject({
      status: "assigned",
      department: "urban-management",
    });
  });

  it("is looked at first where the standard wants it, unless the grid's own people reported it", async () => {
    const caseId = await opened({ category: "event-0111", channel: "web" });
    expect((await view(caseId)).status).toBe("verifying");
    expect(platform.published(CaseVerificationAskedV1).map((fact) => fact.caseId)).toEqual([caseId]);
    expect((await view(await opened({ category: "event-0111", channel: "patrol" }))).status).toBe("assigned");
    expect((await step(caseId, "verify", supervisor, { confirmed: true })).status).toBe("assigned");
  });

  it("of a category without a filing standard goes to the dead letters and stops nobody", async () => {
    await platform.publish(ReportAcceptedV1, report({ category: "event-9998" }));
    const caseId = await opened();
    expect((await view(caseId)).status).toBe("assigned");
    expect(platform.deadLetters().map(({ code }) => code)).toEqual(["dispatch.category.no_standard"]);
  });
});

describe("the way of a case", () => {
  it("leads over accepting, handling and checking to the closing, by different people", async () => {
    const caseId = await opened();
    await step(caseId, "accept", worker(FIRST));
    await step(caseId, "handle", worker(FIRST));
    await expect(step(caseId, "check", worker(FIRST), { passed: true })).rejects.toMatchObject({
      code: "dispatch.case.checker_is_handler",
    });
    expect((await step(caseId, "check", worker(SECOND), { passed: true })).status).toBe("closed");
    await platform.settle();
    expect(platform.published(CaseClosedV1)).toMatchObject([{ caseId, overdue: false, attempts: 1 }]);
  });

  it("frees the worker, so that the next case is his", async () => {
    const first = await opened();
    await opened();
    await step(first, "handle", worker(FIRST));
    expect((await view(await opened())).worker).toBe(FIRST);
  });

  it("returns for rework to the same worker when the check fails", async () => {
    const caseId = await opened();
    await step(caseId, "handle", worker(FIRST));
    const again = await step(caseId, "check", supervisor, { passed: false, reason: "still there" });
    expect(again).toMatchObject({ status: "assigned", worker: FIRST, attempts: 2 });
  });

  it("is overdue when it is handled after its deadline, and says so for good", async () => {
    const caseId = await opened();
    const { dueAt = "" } = await view(caseId);
    platform.clock.set(new Date(Date.parse(dueAt) + 1).toISOString());
    expect((await view(caseId)).overdue).toBe(true);
    await step(caseId, "handle", worker(FIRST));
    expect((await step(caseId, "check", supervisor, { passed: true })).overdue).toBe(true);
  });

  it("may not be ordered to a worker of another grid or to a department that does not exist", async () => {
    const caseId = await opened();
    await step(caseId, "return", worker(FIRST), { reason: "not ours" });
    const order = (body: object): Promise<CaseView> => step(caseId, "assign", as(["dispatcher"]), body);
    await expect(order({ department: "housing", worker: "w-9999" })).rejects.toMatchObject({
      code: "dispatch.worker.not_of_grid",
    });
    await expect(order({ department: "nobody" })).rejects.toMatchObject({ code: "dispatch.department.unknown" });
    expect(await order({ department: "landscape" })).toMatchObject({ department: "landscape", returns: 1 });
  });

  it("can be read from its history", async () => {
    const caseId = await opened();
    await step(caseId, "return", worker(FIRST), { reason: "not ours" });
    const { entries } = (await platform.call("history", { caseId }, supervisor)) as {
      entries: { event: string; proof: string }[];
    };
    expect(entries.map(({ event }) => event)).toEqual(["CaseFiled", "CaseAssigned", "CaseReturned"]);
    expect(new Set(entries.map(({ proof }) => proof)).size).toBe(3);
  });
});

describe("lists", () => {
  it("come in pages, newest first, none twice and none missing", async () => {
    const all = await Promise.all(Array.from({ length: 25 }, () => opened()));
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = (await platform.call("list", { limit: 10, after }, supervisor)) as {
        cases: CaseView[];
        next?: string;
      };
      seen.push(...page.cases.map(({ caseId }) => caseId));
      after = page.next;
      if (after === undefined) break;
    }
    expect(seen).toEqual([...all].sort().reverse());
  });

  it("count what they list", async () => {
    const first = await opened();
    await opened({ category: "event-0111", channel: "web" });
    await step(first, "handle", worker(FIRST));
    const { byStatus, open } = (await platform.call("summary", {}, supervisor)) as {
      byStatus: Record<string, number>;
      open: number;
    };
    expect(byStatus).toMatchObject({ handled: 1, verifying: 1, closed: 0 });
    expect(open).toBe(2);
  });

  it("counts what is open and what is late, grid by grid", async () => {
    const first = await opened();
    const second = await opened();
    const { grid, dueAt } = (await platform.call("get", { caseId: second }, supervisor)) as {
      grid: string;
      dueAt: string;
    };
    const counts = (): Promise<unknown> => platform.call("byGrid", {}, supervisor);
    expect(await counts()).toEqual({ grids: [{ grid, open: 2, overdue: 0 }] });
    await step(first, "handle", worker(FIRST));
    platform.clock.set(new Date(Date.parse(dueAt) + 1).toISOString());
    expect(await counts()).toEqual({ grids: [{ grid, open: 2, overdue: 1 }] });
  });
});

describe("rights", () => {
  it.each([
    ["assign", as(["clerk"]), { department: "housing" }],
    ["accept", supervisor, {}],
    ["check", as(["citizen"]), { passed: true }],
    ["verify", as(["clerk"]), { confirmed: true }],
  ])("%s is not for everybody", async (action, meta, input) => {
    const caseId = await opened();
    await expect(step(caseId, action, meta, input)).rejects.toMatchObject({ code: "auth.role_missing" });
  });

  it("a private case is there for the office and for who works on it, and for nobody else", async () => {
    const [own, open] = [await opened({ visibility: "private" }), await opened()];
    const { worker: handler = "", department = "" } = await view(own);
    const other = as(["gridWorker"], { worker: handler === FIRST ? SECOND : FIRST });
    const listed = async (meta: WireMeta): Promise<readonly string[]> =>
      ((await platform.call("list", {}, meta)) as { cases: CaseView[] }).cases.map(({ caseId }) => caseId);
    for (const meta of [
      supervisor,
      as(["clerk"]),
      as(["dispatcher"]),
      worker(handler),
      as(["department"], { department }),
    ])
      expect(await listed(meta)).toEqual([open, own]);
    for (const meta of [other, as(["department"], { department: "housing" })]) {
      expect(await listed(meta)).toEqual([open]);
      for (const action of ["get", "history"])
        await expect(step(own, action, meta)).rejects.toMatchObject({ code: "dispatch.case.unknown" });
    }
  });

  it("a private report is known to the workers of its grid while they verify it", async () => {
    const caseId = await opened({ visibility: "private", category: "event-0111", channel: "web" });
    expect(await view(caseId)).toMatchObject({ status: "verifying" });
    expect(await step(caseId, "get", worker(SECOND))).toMatchObject({ caseId });
    await expect(step(caseId, "get", worker("w-9999"))).rejects.toMatchObject({ code: "dispatch.case.unknown" });
  });

  it("says to services whether a party works on a case", async () => {
    const caseId = await opened();
    const { worker: handler = "", department = "" } = await view(caseId);
    const handles = async (party: object): Promise<unknown> =>
      ((await platform.call("track", { caseId, party })) as { handles: boolean }).handles;
    expect([await handles({ worker: handler }), await handles({ department })]).toEqual([true, true]);
    expect([await handles({ worker: "w-9999" }), await handles({ department: "housing" })]).toEqual([false, false]);
  });

  it("no reason carries a number of a person", async () => {
    const caseId = await opened();
    const { worker: handler = "" } = await view(caseId);
    await expect(step(caseId, "return", worker(handler), { reason: "找 138-0000-0000" })).rejects.toMatchObject({
      code: "input.invalid",
    });
  });

  it("tracking is for services only", async () => {
    const caseId = await opened();
    await expect(platform.call("track", { caseId }, supervisor)).rejects.toMatchObject({ code: "auth.internal_only" });
    expect(await platform.call("track", { caseId })).toMatchObject({ progress: { status: "assigned" } });
  });
});
