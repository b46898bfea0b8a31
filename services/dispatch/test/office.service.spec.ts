/** What the office does around a case: requests, rulings, parts of others, orders from above, and what time does by itself. */
import {
  CaseAssistAskedV1,
  CaseEscalatedV1,
  CaseExemptedV1,
  CaseExtendedV1,
  CaseHandedOnV1,
  CaseLadderExhaustedV1,
  CaseResumedV1,
  CaseSupervisedV1,
  CaseSuspendedV1,
  CaseVoidedV1,
  GridStaffedV1,
  ReportAcceptedV1,
} from "@wangge/contracts/events";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { eventually, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";
import type { CaseView } from "../src/view.ts";

const GRID = GridStaffedV1.example.grid;
const [FIRST = "", SECOND = ""] = GridStaffedV1.example.workers;
const LINE = [
  { post: "gridResponsible", person: "w-9001" },
  { post: "communitySecretary" },
  { post: "streetDirector", person: "w-9003" },
];

const as = (id: string, roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id, roles, ...more },
  external: true,
});
const supervisor = as("acc-s", ["supervisor"]);
const dispatcher = as("acc-p", ["dispatcher"]);
const clerk = as("acc-c", ["clerk"]);
const worker = (id: string): WireMeta => as(`acc-${id}`, ["gridWorker"], { worker: id });
const departmentOf = (department: string): WireMeta => as(`acc-${department}`, ["department"], { department });

let platform: MemoryPlatform;
let registryIsThere = true;

beforeEach(async () => {
  registryIsThere = true;
  const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  platform = await memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: { ...seldom, SWEEP_MS: 20 },
    calls: {
      "registry.superiors": ({ grids }: { readonly grids: readonly string[] }) => {
        if (!registryIsThere) throw new Error("away");
        return { lines: grids.map(() => LINE) };
      },
    },
  });
  await platform.deliver(GridStaffedV1, GridStaffedV1.example);
});

afterEach(() => platform.stop());

const opened = async (data: Partial<ReportAcceptedV1> = {}): Promise<string> => {
  const reportId = newId();
  const example = ReportAcceptedV1.data.parse(ReportAcceptedV1.example);
  await platform.deliver(ReportAcceptedV1, { ...example, reportId, category: "event-0201", grid: GRID, ...data });
  return reportId;
};
const step = async (caseId: string, action: string, meta: WireMeta, input: object = {}): Promise<CaseView> =>
  (await platform.call(action, { caseId, ...input }, meta)) as CaseView;
const view = (caseId: string): Promise<CaseView> => step(caseId, "get", supervisor);
const at = (instant: string | undefined, minutes = 0): void => {
  platform.clock.set(new Date(Date.parse(instant ?? "") + minutes * 60_000).toISOString());
};

const accepted = async (): Promise<CaseView> => {
  const caseId = await opened();
  return step(caseId, "accept", worker((await view(caseId)).worker ?? ""));
};

describe("requests 延期与挂账", () => {
  it("an extension goes through the department and the dispatcher, and the bus hears the new deadline", async () => {
    const { caseId, department = "", worker: own = "", dueAt = "" } = await accepted();
    expect(await step(caseId, "request", worker(own), { kind: "extension", reason: "下雨" })).toMatchObject({
      request: { kind: "extension", turn: "department" },
    });
    await step(caseId, "decideRequest", departmentOf(department), { granted: true });
    const granted = await step(caseId, "decideRequest", dispatcher, { granted: true });
    expect(granted.extensions).toBe(1);
    expect((granted.dueAt ?? "") > dueAt).toBe(true);
    await platform.settle();
    expect(platform.published(CaseExtendedV1)).toMatchObject([{ caseId, dueAt: granted.dueAt, extensions: 1 }]);
  });

  it("a suspension hides the deadline, ends by itself, and both are told", async () => {
    const { caseId, department = "", dueAt = "" } = await accepted();
    const until = "2018-01-15T01:00:00.000Z";
    const asked = { kind: "suspension", reason: "冰冻", until, cause: "weather" };
    await step(caseId, "request", departmentOf(department), asked);
    const suspended = await step(caseId, "decideRequest", dispatcher, { granted: true });
    expect(suspended).toMatchObject({ status: "suspended", suspendedUntil: until });
    expect(suspended.dueAt).toBeUndefined();
    at(until, 1);
    await eventually(async () => {
      expect((await view(caseId)).status).toBe("accepted");
    });
    await platform.settle();
    expect((await view(caseId)).dueAt?.localeCompare(dueAt)).toBe(1);
    expect(platform.published(CaseSuspendedV1)).toMatchObject([{ caseId, until, cause: "weather" }]);
    expect(JSON.stringify(platform.published(CaseSuspendedV1))).not.toContain("冰冻");
    expect(platform.published(CaseResumedV1)).toMatchObject([{ caseId, because: "ended" }]);
  });

  it("no reason carries a number of a person", async () => {
    const { caseId, department = "" } = await accepted();
    await expect(
      step(caseId, "request", departmentOf(department), { kind: "extension", reason: "打 138-0000-0000" }),
    ).rejects.toMatchObject({ code: "input.invalid" });
  });

  it("an appeal against being late exempts, and the fact stays in view", async () => {
    const { caseId, department = "", worker: own = "", dueAt } = await accepted();
    at(dueAt, 10);
    await step(caseId, "handle", worker(own));
    await step(caseId, "check", supervisor, { passed: true });
    await step(caseId, "appeal", departmentOf(department), { reason: "停电" });
    await step(caseId, "reviewAppeal", dispatcher, { granted: true });
    expect(await step(caseId, "reviewAppeal", clerk, { granted: true })).toMatchObject({
      overdue: true,
      exempted: true,
      appeal: "exempted",
    });
    await platform.settle();
    expect(platform.published(CaseExemptedV1)).toMatchObject([{ caseId }]);
  });
});

describe("orders 派遣单", () => {
  it("after three returns only a ruling assigns it", async () => {
    const caseId = await opened();
    await step(caseId, "return", worker((await view(caseId)).worker ?? ""), { reason: "not ours" });
    for (const department of ["landscape", "housing"]) {
      await step(caseId, "assign", dispatcher, { department });
      await step(caseId, "return", departmentOf(department), { reason: "not ours" });
    }
    await expect(step(caseId, "assign", dispatcher, { department: "landscape" })).rejects.toMatchObject({
      code: "dispatch.case.ruling_needed",
    });
    await step(caseId, "rule", supervisor, { department: "landscape", reason: "it is a tree" });
    await expect(step(caseId, "return", departmentOf("landscape"), { reason: "no" })).rejects.toMatchObject({
      code: "dispatch.case.ruled",
    });
  });

  it("another condition of the category gives another limit", async () => {
    const caseId = await opened({ category: "component-0101" });
    const order = await view(caseId);
    await step(caseId, "return", departmentOf(order.department ?? ""), { reason: "which cover?" });
    await expect(step(caseId, "chooseStandard", dispatcher, { standard: "component-0101-2" })).rejects.toMatchObject({
      code: "dispatch.case.standard_settled",
    });
    await expect(step(caseId, "chooseStandard", dispatcher, { standard: "event-0110-1" })).rejects.toMatchObject({
      code: "dispatch.standard.other_category",
    });
  });

  it("a worker on patrol has put it right: filed and closed at once, told apart", async () => {
    const caseId = await opened({ channel: "patrol", selfHandledBy: FIRST });
    expect(await view(caseId)).toMatchObject({ status: "closed", selfHandled: true, worker: FIRST });
  });

  it("voided it is over, and the bus knows why", async () => {
    const caseId = await opened();
    await step(caseId, "void", dispatcher, { reason: "outsideDistrict" });
    await platform.settle();
    expect(platform.published(CaseVoidedV1)).toMatchObject([{ caseId, reason: "outsideDistrict" }]);
  });
});

describe("others 协办与督办", () => {
  it("a part of another department has its own clock and holds the handling back", async () => {
    const { caseId, worker: own = "" } = await accepted();
    const limit = { amount: 1, kind: "urgentHour" };
    await step(caseId, "assist", dispatcher, { department: "traffic-police", task: "封道", limit });
    await expect(step(caseId, "handle", worker(own))).rejects.toMatchObject({ code: "dispatch.case.assists_open" });
    // Whoever has a part sees the case.
    expect((await step(caseId, "get", departmentOf("traffic-police"))).assists).toMatchObject([{ overdue: false }]);
    await step(caseId, "finishAssist", departmentOf("traffic-police"), { department: "traffic-police" });
    expect((await step(caseId, "handle", worker(own))).status).toBe("handled");
    expect(platform.published(CaseAssistAskedV1).length).toBe(1);
  });

  it("an order from above is answered by whoever has the case; asked twice with one key it is one order", async () => {
    const { caseId, department = "" } = await accepted();
    const ask = (): Promise<CaseView> =>
      step(caseId, "supervise", { ...supervisor, idempotencyKey: "k1" }, { reason: "leader", text: "为何未办" });
    await ask();
    const { supervisions = [] } = await ask();
    expect(supervisions.length).toBe(1);
    const order = supervisions[0]?.id ?? "";
    const replied = await step(caseId, "replySupervision", departmentOf(department), { order, text: "今日办结" });
    expect(replied.supervisions).toMatchObject([{ id: order, repliedAt: expect.any(String) as string }]);
    await platform.settle();
    expect(platform.published(CaseSupervisedV1).length).toBe(1);
  });

  it("a word beside a private case is for those who may know of it", async () => {
    const caseId = await opened({ visibility: "private" });
    await expect(step(caseId, "note", departmentOf("housing"), { text: "seen" })).rejects.toMatchObject({
      code: "dispatch.case.unknown",
    });
    await step(caseId, "note", clerk, { text: "seen" });
  });
});

describe("what time does", () => {
  it("an order that nobody takes on goes to the next of the grid, then to the department", async () => {
    const caseId = await opened();
    const { worker: first = "", acceptBy, dueAt } = await view(caseId);
    at(acceptBy, 1);
    await eventually(async () => {
      expect((await view(caseId)).worker).toBe(first === FIRST ? SECOND : FIRST);
    });
    at((await view(caseId)).acceptBy, 1);
    await eventually(async () => {
      expect((await view(caseId)).worker).toBeUndefined();
    });
    expect((await view(caseId)).dueAt).toBe(dueAt);
    await platform.settle();
    expect(platform.published(CaseHandedOnV1).map(({ because }) => because)).toEqual(["notAccepted", "notAccepted"]);
  });

  it("a missed deadline goes up the line, past a vacant post, to one last alarm", async () => {
    const { caseId, dueAt } = await accepted();
    at(dueAt, 60 * 24 * 14);
    await eventually(() => {
      expect(platform.published(CaseLadderExhaustedV1)).toMatchObject([
        { caseId, about: "handling", breachedAt: dueAt },
      ]);
    });
    expect(platform.published(CaseEscalatedV1).map(({ level, person }) => [level, person])).toEqual([
      [1, "w-9001"],
      [2, undefined],
      [3, "w-9003"],
    ]);
    // Looked at again and again, it says nothing more.
    at(dueAt, 60 * 24 * 30);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(platform.published(CaseEscalatedV1).length).toBe(3);
  });

  it("without the registry escalation waits, and nothing else does", async () => {
    registryIsThere = false;
    const { dueAt } = await accepted();
    const other = await opened();
    const { worker: first } = await view(other);
    at(dueAt, 30);
    await eventually(async () => {
      expect((await view(other)).worker).not.toBe(first);
    });
    expect(platform.published(CaseEscalatedV1)).toEqual([]);
    registryIsThere = true;
    await eventually(() => {
      expect(platform.published(CaseEscalatedV1).length).toBeGreaterThan(0);
    });
    expect(platform.published(CaseEscalatedV1)[0]?.dueAt).toBe(dueAt);
  });

  it("a case that nobody was assigned escalates as well", async () => {
    const caseId = await opened();
    await step(caseId, "revoke", dispatcher, { reason: "storm" });
    at(platform.clock.now(), 16);
    await eventually(() => {
      expect(platform.published(CaseEscalatedV1)).toMatchObject([{ caseId, about: "dispatch", level: 1 }]);
    });
  });
});
