import {
  CaseAcceptedV1,
  CaseHandledV1,
  CaseReturnedV1,
  GridStaffedV1,
  LeadAcceptedV1,
  LeadConcludedV1,
  LeadDeclinedV1,
  ReportAcceptedV1,
} from "@wangge/contracts/events";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import type { CaseView } from "../src/view.ts";
import { seldom } from "./builders.ts";

const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}${more.department ?? ""}`, roles, ...more },
  external: true,
});
const dispatcher = as(["dispatcher"]);
const supervisor = as(["supervisor"]);
const DEPARTMENT = "urban-management";
const department = as(["department"], { department: DEPARTMENT });
const others = as(["department"], { department: "landscape" });
const officer = "acc-officer";

let platform: MemoryPlatform;
beforeEach(async () => {
  const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  const enforcement = { name: "enforcement", publishes: [LeadAcceptedV1], subscribes: [], calls: [] };
  platform = await memoryPlatform({ manifests: [manifest, registry, intake, enforcement], compose, config: seldom });
});
afterEach(() => platform.stop());

const view = async (caseId: string): Promise<CaseView> =>
  (await platform.call("get", { caseId }, supervisor)) as CaseView;
const step = (caseId: string, action: string, meta: WireMeta, input: object = {}): Promise<unknown> =>
  platform.call(action, { caseId, ...input }, meta);

/** Ordered to the body: in a grid that has nobody. */
const ordered = async (): Promise<string> => {
  const example = ReportAcceptedV1.data.parse(ReportAcceptedV1.example);
  const reportId = newId();
  await platform.deliver(ReportAcceptedV1, { ...example, reportId, category: "event-0201" });
  const { status, department: held, worker } = await view(reportId);
  expect([status, held, worker]).toEqual(["assigned", DEPARTMENT, undefined]);
  return reportId;
};

const about = (caseId: string, attempt = 1) => ({ caseId, department: DEPARTMENT, attempt });
const says = {
  accepted: (caseId: string, attempt?: number, id?: string) =>
    platform.deliver(
      LeadAcceptedV1,
      { ...about(caseId, attempt), acceptedAt: platform.clock.now() },
      { actor: officer, ...(id === undefined ? {} : { id }) },
    ),
  declined: (caseId: string, attempt?: number) =>
    platform.deliver(
      LeadDeclinedV1,
      { ...about(caseId, attempt), reason: "otherBody", declinedAt: platform.clock.now() },
      { actor: officer },
    ),
  concluded: (caseId: string, attempt?: number, id?: string) =>
    platform.deliver(
      LeadConcludedV1,
      { ...about(caseId, attempt), outcome: "corrected", dossiers: [], concludedAt: platform.clock.now() },
      { actor: officer, ...(id === undefined ? {} : { id }) },
    ),
};

describe("what a body of enforcement says of its order", () => {
  it("takes the order on, and reports it as handled: somebody else checks and closes", async () => {
    const caseId = await ordered();
    await says.accepted(caseId);
    expect((await view(caseId)).status).toBe("accepted");
    await says.concluded(caseId);
    expect(await view(caseId)).toMatchObject({ status: "handled" });
    await expect(
      step(caseId, "check", as(["supervisor"], { department: DEPARTMENT }), { passed: true }),
    ).rejects.toThrow();
    await step(caseId, "check", supervisor, { passed: true });
    expect((await view(caseId)).status).toBe("closed");
    const history = platform.documents("cases")[0]?.history as { event: { type: string; data: { by?: unknown } } }[];
    const handled = history.find(({ event }) => event.type === "CaseHandled");
    expect(handled?.event.data.by).toEqual({ account: officer, department: DEPARTMENT });
  });

  it("happens once, whether the same message comes twice or the fact is told again", async () => {
    const caseId = await ordered();
    const [one, other] = [newId(), newId()];
    for (const id of [one, one]) await says.accepted(caseId, 1, id);
    for (const id of [other, other]) await says.concluded(caseId, 1, id);
    await says.concluded(caseId);
    expect(platform.published(CaseAcceptedV1).length).toBe(1);
    expect(platform.published(CaseHandledV1).length).toBe(1);
  });

  it("comes to the same in the wrong order: the result first", async () => {
    const caseId = await ordered();
    await says.concluded(caseId);
    await says.accepted(caseId);
    expect((await view(caseId)).status).toBe("handled");
    expect(platform.deadLetters()).toEqual([]);
  });

  it("gives the order back, so that another body is found", async () => {
    const caseId = await ordered();
    await says.accepted(caseId);
    await says.declined(caseId);
    expect((await view(caseId)).status).toBe("filed");
    expect(platform.published(CaseReturnedV1)).toMatchObject([{ department: DEPARTMENT, returns: 1 }]);
  });

  it("is about one order: said of the one before, it does nothing to the next", async () => {
    const caseId = await ordered();
    await says.declined(caseId);
    await step(caseId, "assign", dispatcher, { department: DEPARTMENT });
    for (const say of [says.accepted, says.declined, says.concluded]) await say(caseId, 1);
    expect(await view(caseId)).toMatchObject({ status: "assigned", attempts: 2 });
    await step(caseId, "revoke", dispatcher, { reason: "other body" });
    await step(caseId, "assign", dispatcher, { department: "landscape" });
    await says.concluded(caseId, 3);
    expect(await view(caseId)).toMatchObject({ status: "assigned", department: "landscape" });
    expect(platform.deadLetters()).toEqual([]);
  });

  it("does nothing where the department was quicker by hand", async () => {
    const caseId = await ordered();
    await step(caseId, "accept", department);
    await step(caseId, "handle", department);
    await says.accepted(caseId);
    await says.concluded(caseId);
    expect((await view(caseId)).status).toBe("handled");
    expect(platform.published(CaseHandledV1).length).toBe(1);
    expect(platform.deadLetters()).toEqual([]);
  });

  it("ends a suspension: what it waited for is there", async () => {
    const caseId = await ordered();
    await step(caseId, "accept", department);
    const until = new Date(platform.clock.ms() + 3 * 86_400_000).toISOString();
    await step(caseId, "request", department, { kind: "suspension", reason: "owner is away", until });
    await step(caseId, "decideRequest", dispatcher, { granted: true });
    expect((await view(caseId)).status).toBe("suspended");
    await says.concluded(caseId);
    expect((await view(caseId)).status).toBe("handled");
  });

  it("waits while others have not finished their part, until it is told again", async () => {
    const caseId = await ordered();
    await says.accepted(caseId);
    await step(caseId, "assist", dispatcher, {
      department: "landscape",
      task: "saw it off",
      limit: { amount: 1, kind: "workingDay" },
    });
    await says.concluded(caseId);
    expect((await view(caseId)).status).toBe("accepted");
    await step(caseId, "finishAssist", others, { department: "landscape" });
    await says.concluded(caseId);
    expect((await view(caseId)).status).toBe("handled");
    expect(platform.deadLetters()).toEqual([]);
  });

  it("of a case that there is not goes to the dead letters", async () => {
    await says.accepted(newId());
    expect(platform.deadLetters()).toMatchObject([{ code: "dispatch.case.unknown" }]);
  });
});
