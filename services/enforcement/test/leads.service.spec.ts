import {
  CaseAssignedV1,
  CaseAssistFinishedV1,
  CaseExtendedV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseResumedV1,
  CaseReturnedV1,
  CaseSuspendedV1,
  DossierDecidedV1,
  DossierFiledV1,
  LeadAcceptedV1,
  LeadConcludedV1,
  LeadDeclinedV1,
  LeadOverdueV1,
} from "@wangge/contracts/events";
import { newId } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import { eventually } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { as, ofBody, openStation, supervisor } from "./enforcement-platform.ts";

const BODY = "urban-management";
const officer = ofBody(BODY);
const police = ofBody("traffic-police");

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await openStation();
});
afterEach(() => platform.stop());

const example = CaseAssignedV1.data.parse(CaseAssignedV1.example);
const order = (caseId: string, more: Partial<CaseAssignedV1> = {}): CaseAssignedV1 => {
  const { worker: _worker, ...rest } = example;
  return { ...rest, department: BODY, caseId, ...more };
};
const ordered = async (more: Partial<CaseAssignedV1> = {}): Promise<string> => {
  const caseId = newId();
  await platform.deliver(CaseAssignedV1, order(caseId, more), { sequence: 2 });
  return caseId;
};
const ask = async (action: string, input: object, meta = officer): Promise<Record<string, unknown>> =>
  (await platform.call(action, input, meta)) as Record<string, unknown>;
const statusOf = async (caseId: string): Promise<unknown> => (await ask("lead", { caseId }, supervisor))["status"];

const about = (caseId: string, dossierId: string) => ({
  ...DossierFiledV1.data.parse(DossierFiledV1.example),
  ...{ dossierId, caseId, body: BODY },
});

describe("a case that dispatch orders to a body", () => {
  it("is a lead of that body, once, however often it is told", async () => {
    const caseId = newId();
    const id = newId();
    for (const again of [id, id, newId()])
      await platform.deliver(CaseAssignedV1, order(caseId), { id: again, sequence: 2 });
    const { leads } = await ask("leads", {});
    expect(leads).toMatchObject([{ caseId, status: "open", department: BODY, attempt: 1 }]);
    expect(await ask("leads", {}, police)).toEqual({ leads: [] });
    expect(await ask("leads", { department: BODY, status: "open" }, supervisor)).toMatchObject({ leads: [{ caseId }] });
  });

  it("is none where the department punishes nobody", async () => {
    const caseId = await ordered({ department: "landscape" });
    await expect(ask("lead", { caseId }, supervisor)).rejects.toMatchObject({ code: "enforcement.lead.unknown" });
    expect(platform.documents("leads")).toEqual([]);
  });

  it("is none of another body's business where it is private, nor anybody's who is signed in as something else", async () => {
    const caseId = await ordered({ visibility: "private" });
    await expect(ask("lead", { caseId }, police)).rejects.toMatchObject({ code: "enforcement.lead.unknown" });
    await expect(ask("acceptLead", { caseId }, police)).rejects.toMatchObject({ code: "enforcement.lead.unknown" });
    await expect(ask("lead", { caseId }, as(["citizen"]))).rejects.toMatchObject({ code: "auth.role_missing" });
    await expect(ask("acceptLead", { caseId }, supervisor)).rejects.toMatchObject({ code: "auth.role_missing" });
  });

  it("that was merged before its order was heard is no open lead", async () => {
    const caseId = newId();
    const merged = { ...CaseMergedV1.data.parse(CaseMergedV1.example), caseId };
    await platform.deliver(CaseMergedV1, merged, { sequence: 3 });
    expect(await ask("leads", {}, supervisor)).toEqual({ leads: [] });
    await platform.deliver(CaseAssignedV1, order(caseId), { sequence: 2 });
    expect(await statusOf(caseId)).toBe("away");
  });
});

it("a lead's last day is that of its case: extended, stopped, taken up again, whichever is heard first", async () => {
  const caseId = newId();
  const clockOf = async () => {
    const { dueAt, suspendedUntil } = await ask("lead", { caseId });
    return { dueAt, suspendedUntil };
  };
  const about = { caseId, department: BODY };
  const extended = { ...CaseExtendedV1.data.parse(CaseExtendedV1.example), ...about };
  const suspended = { ...CaseSuspendedV1.data.parse(CaseSuspendedV1.example), ...about };
  const resumed = { ...CaseResumedV1.data.parse(CaseResumedV1.example), ...about, dueAt: "2018-02-01T06:00:00.000Z" };
  await platform.deliver(CaseExtendedV1, extended, { sequence: 4 });
  await platform.deliver(CaseAssignedV1, order(caseId), { sequence: 2 });
  expect(await clockOf()).toEqual({ dueAt: extended.dueAt, suspendedUntil: undefined });
  await platform.deliver(CaseSuspendedV1, suspended, { sequence: 5 });
  expect(await clockOf()).toEqual({ dueAt: undefined, suspendedUntil: suspended.until });
  await platform.deliver(CaseResumedV1, resumed, { sequence: 6 });
  await platform.deliver(CaseExtendedV1, extended, { sequence: 4 });
  expect(await clockOf()).toEqual({ dueAt: resumed.dueAt, suspendedUntil: undefined });
  await platform.deliver(CaseExtendedV1, { ...extended, department: "landscape", caseId: newId() }, { sequence: 4 });
  expect(platform.documents("leads").length).toBe(1);
});

describe("what the body answers", () => {
  it("is told to dispatch with the order that it is about", async () => {
    const [taken, given] = [await ordered(), await ordered({ attempt: 2 })];
    await ask("acceptLead", { caseId: taken });
    await ask("concludeLead", { caseId: taken, outcome: "corrected" });
    await ask("declineLead", { caseId: given, reason: "otherBody" });
    await platform.settle();
    expect(platform.published(LeadAcceptedV1)).toMatchObject([{ caseId: taken, department: BODY, attempt: 1 }]);
    expect(platform.published(LeadConcludedV1)).toMatchObject([{ caseId: taken, outcome: "corrected", dossiers: [] }]);
    expect(platform.published(LeadDeclinedV1)).toMatchObject([{ caseId: given, attempt: 2, reason: "otherBody" }]);
    const department = BODY;
    const handled = { ...CaseHandledV1.data.parse(CaseHandledV1.example), caseId: taken, department };
    await platform.deliver(CaseHandledV1, handled, { sequence: 4 });
    const returned = { ...CaseReturnedV1.data.parse(CaseReturnedV1.example), caseId: given, department };
    await platform.deliver(CaseReturnedV1, returned, { sequence: 4 });
    expect(await ask("lead", { caseId: taken })).toMatchObject({ status: "concluded", handled: true });
    expect(await ask("lead", { caseId: given })).toMatchObject({ status: "declined", handled: false });
  });

  it("changes nothing where it is refused", async () => {
    const caseId = await ordered({ ruled: true });
    const before = JSON.stringify(platform.documents("leads"));
    await expect(ask("declineLead", { caseId, reason: "otherBody" })).rejects.toMatchObject({
      code: "enforcement.lead.ruled",
    });
    await expect(ask("concludeLead", { caseId, outcome: "corrected" })).rejects.toMatchObject({
      code: "enforcement.lead.not_now",
    });
    expect(JSON.stringify(platform.documents("leads"))).toBe(before);
  });

  it("is told again when an assisting body has finished, as long as the case was not handled", async () => {
    const caseId = await ordered();
    await ask("acceptLead", { caseId });
    await ask("concludeLead", { caseId, outcome: "corrected" });
    const finished = { ...CaseAssistFinishedV1.data.parse(CaseAssistFinishedV1.example), caseId };
    await platform.deliver(CaseAssistFinishedV1, finished, { sequence: 5 });
    const [first, second] = platform.published(LeadConcludedV1);
    expect(second).toEqual(first);
  });

  it("comes from its dossier: filed it is taken up, decided it answers the case", async () => {
    const caseId = await ordered();
    const dossierId = newId();
    await platform.deliver(DossierFiledV1, about(caseId, dossierId), { actor: "acc-filer" });
    expect(await ask("lead", { caseId })).toMatchObject({ status: "accepted", acceptedBy: "acc-filer" });
    const decided = { ...DossierDecidedV1.data.parse(DossierDecidedV1.example), ...about(caseId, dossierId) };
    await platform.deliver(DossierDecidedV1, DossierDecidedV1.data.parse(decided));
    expect(platform.published(LeadConcludedV1)).toMatchObject([
      { caseId, outcome: "penalised", dossiers: [dossierId] },
    ]);
  });

  it("comes from its dossier although the decision is heard before the filing", async () => {
    const caseId = await ordered();
    const dossierId = newId();
    const decided = { ...DossierDecidedV1.data.parse(DossierDecidedV1.example), ...about(caseId, dossierId) };
    await platform.publish(DossierDecidedV1, DossierDecidedV1.data.parse(decided));
    await platform.deliver(DossierFiledV1, about(caseId, dossierId));
    await eventually(async () => {
      await platform.settle();
      expect(platform.published(LeadConcludedV1).length).toBe(1);
    });
    expect(platform.deadLetters()).toEqual([]);
  });
});

it("says once that nobody has taken it up in time, and not of one that was", async () => {
  await platform.stop();
  platform = await openStation(20);
  platform.clock.set("2017-12-27T01:00:00.000Z");
  const [late, taken] = [await ordered(), await ordered()];
  await ask("acceptLead", { caseId: taken });
  platform.clock.set("2017-12-27T03:00:00.000Z");
  await eventually(async () => {
    await platform.settle();
    expect(platform.published(LeadOverdueV1).map(({ caseId }) => caseId)).toEqual([late]);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await platform.settle();
  expect(platform.published(LeadOverdueV1).length).toBe(1);
  expect(await ask("lead", { caseId: late })).toMatchObject({ status: "open", overdue: true });
});
