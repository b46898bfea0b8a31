import { CaseAssignedV1 } from "@wangge/contracts/events";
import { newId } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { as, ofBody, openStation, supervisor } from "./enforcement-platform.ts";

const BODY = "urban-management";
const officer = ofBody(BODY);

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await openStation();
});
afterEach(() => platform.stop());

const ordered = async (): Promise<string> => {
  const caseId = newId();
  const { worker: _worker, ...order } = CaseAssignedV1.data.parse(CaseAssignedV1.example);
  await platform.deliver(CaseAssignedV1, { ...order, department: BODY, caseId }, { sequence: 2 });
  return caseId;
};
const refusalsOf = (about: string, meta = supervisor) => platform.call("refusals", { about }, meta);

describe("a command about a lead that the rules refuse 被拒绝的操作", () => {
  it("leaves the lead as it is, and a trace of who tried what, without what he wrote", async () => {
    const caseId = await ordered();
    await platform.call("acceptLead", { caseId }, officer);
    const before = await platform.call("lead", { caseId }, supervisor);
    const conclude = platform.call("concludeLead", { caseId, outcome: "penalised" }, officer);
    await expect(conclude).rejects.toMatchObject({ code: "enforcement.lead.no_dossier" });
    expect(await platform.call("lead", { caseId }, supervisor)).toEqual(before);
    expect(await refusalsOf(caseId)).toMatchObject({
      refusals: [{ account: `officer-${BODY}`, asked: "concludeLead", code: "enforcement.lead.no_dossier" }],
    });
    const [record] = platform.documents("attempts") as readonly { history: readonly { link?: unknown }[] }[];
    expect(record?.history[0]?.link).toBeDefined();
  });

  it("is no trace where it was done, or where nobody may know that there is such a lead", async () => {
    const caseId = await ordered();
    await platform.call("acceptLead", { caseId }, officer);
    await expect(platform.call("acceptLead", { caseId: newId() }, officer)).rejects.toMatchObject({ kind: "missing" });
    expect(platform.documents("attempts")).toEqual([]);
  });

  it("is for those who look over the officers", async () => {
    const caseId = await ordered();
    await expect(refusalsOf(caseId, officer)).rejects.toMatchObject({ code: "auth.role_missing" });
    expect(await refusalsOf(caseId, as(["inspector"]))).toEqual({ refusals: [] });
  });
});
