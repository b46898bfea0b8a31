import { ResultPublishedV1 } from "@wangge/contracts/events";
import { newId, type WireMeta } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyAppraisal } from "../../../deploy/verify/verify-appraisal.mjs";
import {
  as,
  deliver,
  economist,
  government,
  lifeOf,
  officer,
  openService,
  street,
  STREETS,
  type Told,
} from "./appraisal-platform.ts";

const [FIRST, SECOND, THIRD] = STREETS;
const QUARTER = { card: "street", from: "2018-01-01", until: "2018-04-01" };

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await openService();
});
afterEach(() => platform.stop());

type Answer = Readonly<Record<string, unknown>>;
const ask = async (action: string, input: object, meta: WireMeta = officer): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const refused = (code: string) => expect.objectContaining({ code }) as Error;

/** Ten cases of the first street, one late; ten of the second, two late and one not done; three of the third. */
const quarter = (): readonly Told[] =>
  [
    ...Array.from({ length: 9 }, () => lifeOf({ street: FIRST, reportedAt: "2018-01-10T02:00:00.000Z", handled: 5 })),
    lifeOf({ street: FIRST, reportedAt: "2018-01-10T02:00:00.000Z", handled: 30 }),
    ...Array.from({ length: 7 }, () => lifeOf({ street: SECOND, reportedAt: "2018-02-10T02:00:00.000Z", handled: 5 })),
    ...Array.from({ length: 2 }, () => lifeOf({ street: SECOND, reportedAt: "2018-02-10T02:00:00.000Z", handled: 30 })),
    lifeOf({ street: SECOND, reportedAt: "2018-02-10T02:00:00.000Z" }),
    ...Array.from({ length: 3 }, () => lifeOf({ street: THIRD, reportedAt: "2018-03-10T02:00:00.000Z", handled: 5 })),
  ].flat();

const placesOf = ({ results }: Answer): unknown =>
  (results as readonly { subject: string; rank?: number; shown?: string }[]).map(({ subject, rank, shown }) => [
    subject,
    rank,
    shown,
  ]);

describe("standings", () => {
  it("come from what the bus told, whatever came twice and in whatever order", async () => {
    const told = quarter();
    await deliver(platform, told);
    const expected = await ask("standings", QUARTER);
    expect(placesOf(expected)).toEqual([
      [FIRST, 1, "92.00"],
      [SECOND, 2, "68.00"],
      [THIRD, undefined, undefined],
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...told], { minLength: told.length }),
        fc.subarray([...told]),
        async (shuffled, again) => {
          const other = await openService();
          await deliver(other, [...shuffled, ...again]);
          expect(await other.call("standings", QUARTER, officer)).toEqual(expected);
          await other.stop();
        },
      ),
      { numRuns: 5 },
    );
  });

  it("have as many cases behind each number as the number says, page by page", async () => {
    await deliver(platform, quarter());
    const { results } = await ask("standings", QUARTER);
    const [first] = results as readonly { items: readonly { counters: Record<string, string> }[] }[];
    const counted = Number(first?.items[1]?.counters["closedInTime"]);
    const pages: string[] = [];
    for (let after: unknown; ;) {
      const page = await ask("casesBehind", {
        ...QUARTER,
        subject: FIRST,
        counter: "closedInTime",
        limit: 4,
        ...(after === undefined ? {} : { after }),
      });
      expect(page["total"]).toBe(counted);
      pages.push(...(page["facts"] as string[]));
      after = page["next"];
      if (after === undefined) break;
    }
    expect(new Set(pages).size).toBe(counted);
    expect(counted).toBe(9);
    await expect(ask("casesBehind", { ...QUARTER, subject: FIRST, counter: "investment" })).rejects.toThrow(
      refused("appraisal.counter.unknown"),
    );
  });

  it("are asked as of an instant, and do not know what was said later", async () => {
    platform.clock.set("2018-04-02T01:00:00.000Z");
    await deliver(platform, lifeOf({ street: FIRST, reportedAt: "2018-01-10T02:00:00.000Z", handled: 5 }));
    const { results } = await ask("standings", { ...QUARTER, asOf: "2018-01-05T00:00:00.000Z" });
    expect(
      (results as readonly { items: readonly { counters: object }[] }[]).map(({ items }) => items[0]?.counters),
    ).toEqual(STREETS.map(() => ({ closed: "0", due: "0" })));
  });

  it("show those appraised their own row, others a reason, and nobody the other side", async () => {
    await deliver(platform, quarter());
    const own = await ask("standings", QUARTER, street(SECOND));
    expect(own["of"]).toBe(3);
    expect(placesOf(own)).toEqual([[SECOND, 2, "68.00"]]);
    await expect(ask("standings", QUARTER, economist)).rejects.toMatchObject({
      code: "appraisal.standing.not_yours",
      details: { because: "otherSide" },
    });
    await expect(ask("standings", { ...QUARTER, card: "sub-centre" })).rejects.toMatchObject({
      details: { because: "otherSide" },
    });
    await expect(ask("standings", QUARTER, as(["department"], { department: "housing" }))).rejects.toMatchObject({
      details: { because: "notAppraised" },
    });
    await expect(ask("standings", QUARTER, as(["citizen"]))).rejects.toThrow(refused("auth.role_missing"));
  });

  it("stand beside the period before and the same days a year ago", async () => {
    const month = { card: "street", subject: FIRST, from: "2018-02-01", until: "2018-03-01" };
    const five = (reportedAt: string, handled: number) =>
      Array.from({ length: 5 }, () => lifeOf({ street: FIRST, reportedAt, handled }));
    const years = [
      ...five("2018-02-10T02:00:00.000Z", 5),
      ...five("2018-01-10T02:00:00.000Z", 30),
      ...five("2017-02-10T02:00:00.000Z", 5),
      ...five("2017-02-11T02:00:00.000Z", 30),
    ];
    await deliver(platform, years.flat());
    const { before, yearAgo, indicators } = await ask("comparison", month);
    expect({ before, yearAgo }).toEqual({
      before: { from: "2018-01-04", until: "2018-02-01" },
      yearAgo: { from: "2017-02-01", until: "2017-03-01" },
    });
    expect(indicators).toContainEqual({
      indicator: "closingInTimeRate",
      ...{ now: "1", before: "0", yearAgo: "1/2", onBefore: "1", onYearAgo: "1/2" },
    });
    expect(indicators).toContainEqual({ indicator: "satisfaction" });
  });

  it("come with findings for who runs them, and nobody else", async () => {
    await deliver(platform, quarter());
    expect(await ask("findings", { from: QUARTER.from, until: QUARTER.until })).toEqual({ findings: [], names: {} });
    await expect(ask("findings", { from: QUARTER.from, until: QUARTER.until }, street(FIRST))).rejects.toThrow(
      refused("auth.role_missing"),
    );
  });

  it("say what would have moved a street up", async () => {
    await deliver(platform, quarter());
    const { changes, above } = await ask("whatWouldMove", { ...QUARTER, subject: SECOND });
    expect(above).toBe("92");
    expect(changes).toEqual([]);
    const first = await ask("whatWouldMove", { ...QUARTER, subject: FIRST });
    expect(first).toEqual({ rank: 1, changes: [] });
  });
});

/** From an open period to a draft that is noticed. @returns the appraisal's id */
const noticed = async (told = quarter()): Promise<string> => {
  await deliver(platform, told);
  const { appraisalId } = await ask("openAppraisal", QUARTER);
  platform.clock.set("2018-04-10T01:00:00.000Z");
  await ask("freezeAppraisal", { appraisalId });
  await ask("makeEdition", { appraisalId });
  await ask("noticeAppraisal", { appraisalId });
  return String(appraisalId);
};

const final = async (appraisalId: string): Promise<void> => {
  platform.clock.set("2018-05-10T01:00:00.000Z");
  await ask("finaliseAppraisal", { appraisalId }, government);
};

describe("the procedure", () => {
  it("waits for late facts: three working days, and Qingming lies between", async () => {
    const { appraisalId } = await ask("openAppraisal", QUARTER);
    // 2018-04-02 to 04-04 are worked, 04-05 to 04-07 are Qingming, 04-08 is worked instead.
    platform.clock.set("2018-04-04T15:59:59.000Z");
    await expect(ask("freezeAppraisal", { appraisalId })).rejects.toMatchObject({
      code: "appraisal.period.too_early",
      details: { notBefore: "2018-04-04T16:00:00.000Z" },
    });
    platform.clock.set("2018-04-04T16:00:00.000Z");
    expect(await ask("freezeAppraisal", { appraisalId })).toMatchObject({
      status: "frozen",
      asOf: "2018-04-04T16:00:00.000Z",
    });
  });

  it("shows a draft to those appraised when it is noticed, and says why not before", async () => {
    await deliver(platform, quarter());
    const { appraisalId } = await ask("openAppraisal", QUARTER);
    const hidden = async (meta: WireMeta) => (await ask("appraisal", { appraisalId }, meta))["hidden"];
    expect(await hidden(officer)).toBe("notYetMade");
    platform.clock.set("2018-04-10T01:00:00.000Z");
    await ask("freezeAppraisal", { appraisalId });
    await ask("makeEdition", { appraisalId });
    expect([
      await hidden(officer),
      await hidden(street(FIRST)),
      await hidden(economist),
      await hidden(as(["citizen"])),
    ]).toEqual([undefined, "notYetNoticed", "otherSide", "notYetPublished"]);
    for (const meta of [street(FIRST), economist, as(["citizen"])])
      await expect(ask("appraisalResults", { appraisalId }, meta)).rejects.toThrow(refused("appraisal.period.unknown"));
    await ask("noticeAppraisal", { appraisalId });
    expect(placesOf(await ask("appraisalResults", { appraisalId }, street(FIRST)))).toEqual([
      [FIRST, 1, "92.00"],
      [SECOND, 2, "68.00"],
      [THIRD, undefined, undefined],
    ]);
    for (const meta of [economist, as(["citizen"])])
      await expect(ask("appraisalResults", { appraisalId }, meta)).rejects.toThrow(refused("appraisal.period.unknown"));
  });

  it("is run by nobody of the other side, who hears no more than of one that is not there", async () => {
    const appraisalId = await noticed();
    const unknown = refused("appraisal.period.unknown");
    for (const action of ["freezeAppraisal", "makeEdition", "noticeAppraisal", "publishAppraisal"])
      await expect(ask(action, { appraisalId }, economist)).rejects.toThrow(unknown);
    await expect(ask("makeEdition", { appraisalId: newId() }, economist)).rejects.toThrow(unknown);
    await expect(ask("openAppraisal", { ...QUARTER, card: "sub-centre" })).rejects.toThrow(
      refused("appraisal.card.unknown"),
    );
  });

  it("exempts by an objection: the case leaves the count, the fact stays, and the diff says who moved", async () => {
    const told = quarter();
    const appraisalId = await noticed(told);
    const { facts } = await ask("casesBehind", { ...QUARTER, subject: FIRST, counter: "due" });
    const { facts: inTime } = await ask("casesBehind", { ...QUARTER, subject: FIRST, counter: "closedInTime" });
    const late = (facts as string[]).find((id) => !(inTime as string[]).includes(id)) ?? "";
    const objectionId = newId();
    await ask(
      "objectToAppraisal",
      { appraisalId, objectionId, cases: [late], reason: "the road was closed" },
      street(FIRST),
    );
    await expect(
      ask("answerObjection", { appraisalId, objectionId, upheld: true, answer: "so it was", exempted: [newId()] }),
    ).rejects.toThrow(refused("appraisal.period.not_its_case"));
    await ask("answerObjection", { appraisalId, objectionId, upheld: true, answer: "so it was", exempted: [late] });
    platform.clock.set("2018-05-10T01:00:00.000Z");
    await expect(ask("finaliseAppraisal", { appraisalId }, government)).rejects.toThrow(
      refused("appraisal.period.stale"),
    );
    await expect(ask("makeEdition", { appraisalId })).rejects.toThrow(refused("appraisal.period.without_reason"));
    await ask("makeEdition", { appraisalId, because: "an objection was upheld" });
    expect(await ask("appraisalDiff", { appraisalId, from: 1, to: 2 })).toEqual({
      because: "an objection was upheld",
      changes: [
        {
          subject: FIRST,
          rank: { from: 1, to: 1 },
          score: "8",
          indicators: ["closingRate", "closingInTimeRate", "reworkRate"],
        },
      ],
    });
    const { results } = await ask("standings", QUARTER);
    expect(JSON.stringify(results)).toContain('"closedInTime":"9","due":"10"');
    await ask("finaliseAppraisal", { appraisalId }, government);
  });

  it("takes no objection for another, none after its time, and decides every one before it is final", async () => {
    const appraisalId = await noticed();
    const object = (meta: WireMeta) =>
      ask("objectToAppraisal", { appraisalId, cases: [], reason: "we think otherwise" }, meta);
    await expect(object(as(["department"], { department: "housing" }))).rejects.toThrow(
      refused("appraisal.period.unknown"),
    );
    const objectionId = newId();
    await ask(
      "objectToAppraisal",
      { appraisalId, objectionId, cases: [], reason: "we think otherwise" },
      street(FIRST),
    );
    expect((await ask("appraisal", { appraisalId }, street(SECOND)))["objections"]).toEqual([]);
    platform.clock.set("2018-04-17T16:00:00.000Z");
    await expect(object(street(SECOND))).rejects.toThrow(refused("appraisal.period.too_late"));
    await expect(ask("finaliseAppraisal", { appraisalId }, government)).rejects.toThrow(
      refused("appraisal.period.objections"),
    );
    await ask("answerObjection", { appraisalId, objectionId, upheld: false, answer: "no", exempted: [] });
    await expect(ask("finaliseAppraisal", { appraisalId }, government)).rejects.toThrow(
      refused("appraisal.period.objections"),
    );
    await expect(ask("appealObjection", { appraisalId, objectionId }, street(SECOND))).rejects.toThrow(
      refused("appraisal.period.unknown"),
    );
    await ask("appealObjection", { appraisalId, objectionId }, street(FIRST));
    await expect(
      ask("decideAppraisalAppeal", { appraisalId, objectionId, upheld: false, answer: "no", exempted: [] }),
    ).rejects.toThrow(refused("auth.role_missing"));
    await ask(
      "decideAppraisalAppeal",
      { appraisalId, objectionId, upheld: false, answer: "no", exempted: [] },
      government,
    );
    await expect(ask("appealObjection", { appraisalId, objectionId }, street(FIRST))).rejects.toThrow(
      refused("appraisal.period.no_appeal"),
    );
    expect(await ask("finaliseAppraisal", { appraisalId }, government)).toMatchObject({ status: "final" });
  });
});

const published = async (appraisalId: string) => {
  const signed = (await ask("appraisalSnapshot", { appraisalId }, as(["citizen"]))) as Parameters<
    typeof verifyAppraisal
  >[0];
  const { content } = await ask("appraisalFacts", { appraisalId }, as(["citizen"]));
  return { signed, facts: Buffer.from(String(content), "base64").toString("utf8") };
};

describe("what is published", () => {
  it("is made again from the published facts by a program that shares no code, and any change is found", async () => {
    const appraisalId = await noticed();
    await expect(ask("publishAppraisal", { appraisalId })).rejects.toThrow(refused("appraisal.period.not_now"));
    await final(appraisalId);
    await ask("publishAppraisal", { appraisalId });
    const { signed, facts } = await published(appraisalId);
    expect(verifyAppraisal(signed, facts)).toEqual({ problems: [], counts: { facts: 23, subjects: 3 } });
    const { content } = await ask("appraisalTable", { appraisalId }, as(["citizen"]));
    expect(Buffer.from(String(content), "base64").toString("utf8")).toContain(
      `\r\n${FIRST},1,92.000000,A,1.000000,0.900000,`,
    );
    await platform.settle();
    const events = platform.published(ResultPublishedV1);
    expect(events).toMatchObject([{ appraisalId, card: "street", edition: 1 }]);

    expect(
      verifyAppraisal(signed, facts.replace('"late":true', '"late":false')).problems.map(({ code }) => code),
    ).toContain("facts");
    const better = { ...signed, snapshot: signed.snapshot.replace('"rank":2', '"rank":1') };
    expect(new Set(verifyAppraisal(better, facts).problems.map(({ code }) => code))).toEqual(
      new Set(["signature", "result"]),
    );
    expect(verifyAppraisal(signed, facts, { thumbprints: ["other"] }).problems).toHaveLength(1);
    for (const part of ["closedAt", "dueAt"]) expect(facts).toContain(part);
    expect(facts).not.toMatch(/"case"|trackingNumber|"grid"/);
  });

  it("stays as it is when it is corrected: the next edition goes the whole way and names the one before", async () => {
    const appraisalId = await noticed();
    await final(appraisalId);
    await ask("publishAppraisal", { appraisalId });
    const first = await published(appraisalId);
    await ask("correctAppraisal", { appraisalId, reason: "a source was wrong" }, government);
    expect((await published(appraisalId)).signed).toEqual(first.signed);
    await ask("makeEdition", { appraisalId, because: "a source was wrong" });
    await ask("noticeAppraisal", { appraisalId });
    platform.clock.set("2018-06-10T01:00:00.000Z");
    await ask("finaliseAppraisal", { appraisalId }, government);
    await ask("publishAppraisal", { appraisalId });
    const second = await published(appraisalId);
    expect(verifyAppraisal(second.signed, second.facts, { previous: first.signed }).problems).toEqual([]);
    expect(
      verifyAppraisal(second.signed, second.facts, { previous: second.signed }).problems.map(({ code }) => code),
    ).toEqual(["chain"]);
    const { snapshots } = await ask("publishedOf", { card: "street" }, as(["citizen"]));
    expect(snapshots).toMatchObject([
      { appraisalId, edition: 1 },
      { appraisalId, edition: 2 },
    ]);
    const old = (await ask("appraisalSnapshot", { appraisalId, edition: 1 }, as(["citizen"]))) as typeof first.signed;
    expect(old.snapshot).toBe(first.signed.snapshot);
  });
});

describe("readings", () => {
  const reading = { measure: "enterprise-visit", subject: FIRST, amount: 1, at: "2018-01-10T02:00:00.000Z" };

  it("of the economy come from who answers for it, and change no street", async () => {
    await deliver(platform, quarter());
    const before = await ask("standings", QUARTER);
    await expect(ask("recordeconomy", reading)).rejects.toThrow(refused("auth.role_missing"));
    await expect(ask("recordsurveys", reading, economist)).rejects.toThrow(refused("auth.role_missing"));
    for (let count = 0; count < 30; count += 1) await ask("recordeconomy", reading, economist);
    expect(await ask("standings", QUARTER)).toEqual(before);
    expect(placesOf(await ask("standings", { ...QUARTER, card: "sub-centre" }, economist))).toEqual([
      [FIRST, 1, "14.29"],
      [SECOND, 2, "0.00"],
      [THIRD, 2, "0.00"],
    ]);
  });

  it("are withdrawn by somebody else, and never altered", async () => {
    const readingId = newId();
    await ask("recordeconomy", { ...reading, readingId }, economist);
    await expect(ask("recordeconomy", { ...reading, readingId, amount: 2 }, economist)).rejects.toThrow(
      refused("appraisal.reading.there_already"),
    );
    await expect(ask("withdraweconomy", { readingId, reason: "wrong" }, economist)).rejects.toThrow(
      refused("appraisal.reading.own"),
    );
    const other = as(["economyOfficer"], { department: "commerce" });
    expect(await ask("withdraweconomy", { readingId, reason: "wrong" }, other)).toMatchObject({ status: "withdrawn" });
    expect(placesOf(await ask("standings", { ...QUARTER, card: "sub-centre" }, economist))).toEqual([
      [FIRST, 1, "0.00"],
      [SECOND, 1, "0.00"],
      [THIRD, 1, "0.00"],
    ]);
  });
});
