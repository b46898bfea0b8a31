import {
  CaseFiledV1,
  CaseVerificationAskedV1,
  DossierDecidedV1,
  DossierFiledV1,
  MatterAcceptedV1,
  MatterEndedV1,
  MatterReceivedV1,
  QuestionAnsweredV1,
  QuestionOverdueV1,
} from "@wangge/contracts/events";
import { newId, type WireMeta } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { as, economist, officer, openService, STREETS, type Told } from "./appraisal-platform.ts";

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await openService();
  platform.clock.set("2018-04-02T01:00:00.000Z");
});
afterEach(() => platform.stop());

type Answer = Readonly<Record<string, unknown>>;
const QUARTER = { from: "2018-01-01", until: "2018-04-01" };
const ask = async (action: string, input: object, meta: WireMeta = officer): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const tell = async (event: Told["event"], data: object, sequence: number, actor?: string): Promise<void> => {
  await platform.deliver(event, { ...(event.example as object), ...data }, { sequence, ...(actor ? { actor } : {}) });
};
type Row = { readonly subject: string; readonly shown?: string; readonly items: readonly { value?: string }[] };
const rowsOf = async (card: string): Promise<readonly unknown[]> =>
  ((await ask("standings", { card, ...QUARTER }))["results"] as readonly Row[]).map(({ subject, items }) => [
    subject,
    ...items.map(({ value }) => value),
  ]);

/** Received, accepted and ended; five of them make a rate. */
const matter = async (isLate: boolean, matterId = newId()): Promise<string> => {
  await tell(MatterEndedV1, { matterId, endedAt: "2018-02-20T01:00:00.000Z", isLate }, 3);
  await tell(
    MatterReceivedV1,
    { matterId, receivedAt: "2018-01-10T01:00:00.000Z", dueAt: "2018-01-12T01:00:00.000Z" },
    1,
  );
  await tell(MatterAcceptedV1, { matterId, department: "civil-affairs", dueAt: "2018-02-10T01:00:00.000Z" }, 2);
  return matterId;
};

describe("facts besides cases", () => {
  it("of matters appraise departments, each number with the matters behind it", async () => {
    const late = await matter(true);
    const inTime = [await matter(false), await matter(false), await matter(false), await matter(false)];
    expect(await rowsOf("matters")).toEqual([["civil-affairs", "4/5", undefined]]);
    const behind = async (counter: string) =>
      (await ask("casesBehind", { card: "matters", ...QUARTER, subject: "civil-affairs", counter }))["facts"];
    expect(await behind("mattersInTime")).toEqual(inTime.toSorted());
    expect(await behind("mattersDue")).toEqual([late, ...inTime].toSorted());
  });

  it("of dossiers appraise departments, of questions communities", async () => {
    for (let count = 0; count < 5; count += 1) {
      const dossierId = newId();
      await tell(DossierDecidedV1, { dossierId, decidedAt: "2018-03-01T01:00:00.000Z" }, 2);
      await tell(DossierFiledV1, { dossierId, filedAt: "2018-02-01T01:00:00.000Z" }, 1);
    }
    expect(await rowsOf("enforcement")).toEqual([["urban-management", "1", "1"]]);
    const community = `${STREETS[0]}001`;
    const answerBy = "2018-02-01T01:00:00.000Z";
    for (const late of [false, false, true]) {
      const about = { questionId: newId(), community, answerBy };
      if (late) await tell(QuestionOverdueV1, { ...about, overdueAt: answerBy }, 1);
      await tell(QuestionAnsweredV1, { ...about, answeredAt: late ? "2018-02-02T01:00:00.000Z" : answerBy }, 2);
    }
    expect((await rowsOf("co-governance"))[0]).toEqual([community, undefined, "2/3", undefined]);
  });

  it("of posts appraise who acted: each sees what he did himself", async () => {
    const actor = "acc-gridWorker-";
    for (let count = 0; count < 5; count += 1) {
      const about = { caseId: newId(), grid: `${STREETS[0]}001001` };
      const minutes = count === 0 ? "45" : "15";
      await tell(CaseFiledV1, { ...about, filedAt: `2018-01-10T01:${minutes}:00.000Z` }, 2, actor);
      await tell(CaseVerificationAskedV1, { ...about, askedAt: "2018-01-10T01:00:00.000Z" }, 1);
    }
    expect(await rowsOf("collector")).toEqual([[actor, undefined, "4/5", undefined]]);
    const own = await ask("standings", { card: "collector", ...QUARTER }, as(["gridWorker"]));
    expect(own["results"]).toHaveLength(1);
    const other = as(["gridWorker"], { department: "other" });
    expect((await ask("standings", { card: "collector", ...QUARTER }, other))["results"]).toEqual([]);
  });

  it("said after the instant that is asked of do not count", async () => {
    for (let count = 0; count < 5; count += 1) await matter(false);
    const asOf = "2018-01-01T00:00:00.000Z";
    expect((await ask("standings", { card: "matters", ...QUARTER, asOf }))["results"]).toEqual([]);
  });
});

describe("sub-centres and zones", () => {
  const reading = { at: "2018-02-10T02:00:00.000Z" };
  const ZONE = "z-0001";

  it("are appraised from readings that are given, each by its own officer", async () => {
    const visit = { ...reading, measure: "enterprise-visit", subject: STREETS[0], amount: 1 };
    for (let count = 0; count < 60; count += 1) await ask("recordeconomy", visit, economist);
    const money = { ...reading, measure: "investment-arrived", subject: STREETS[0], amount: 5_000_000_000 };
    await ask("recordeconomy", money, economist);
    const { results } = await ask("standings", { card: "sub-centre", ...QUARTER }, economist);
    expect((results as readonly Row[]).map(({ subject, shown }) => [subject, shown])).toEqual([
      [STREETS[0], "64.29"],
      [STREETS[1], "0.00"],
      [STREETS[2], "0.00"],
    ]);
    for (let count = 0; count < 30; count += 1)
      await ask("recordsurveys", {
        ...reading,
        measure: "residents-satisfied",
        subject: ZONE,
        amount: 70 + (count % 2),
      });
    expect(await rowsOf("zone")).toEqual([[ZONE, "141/2"]]);
    const zoneOffice = as(["department"], { department: `zone-${ZONE}` });
    expect((await ask("standings", { card: "zone", ...QUARTER }, zoneOffice))["results"]).toHaveLength(1);
    await expect(ask("standings", { card: "zone", ...QUARTER }, economist)).rejects.toMatchObject({
      details: { because: "otherSide" },
    });
  });
});
