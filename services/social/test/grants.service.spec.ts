import {
  CaseClosedV1,
  CaseFiledV1,
  CaseReopenedV1,
  CaseVoidedV1,
  AllocationPublicizedV1,
  FundDepositedV1,
  GrantAgreedV1,
  GrantClawedBackV1,
  GrantClosedV1,
  GrantDeterminedV1,
  GrantFirstTrancheLateV1,
  GrantMilestoneVerifiedV1,
  GrantTranchePaidV1,
  GridStaffedV1,
} from "@wangge/contracts/events";
import type { DataOf, EventContract } from "@wangge/contracts";
import { idFrom, type WireMeta } from "@wangge/kit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grantIdOf } from "../src/app/grants/treasury.ts";
import {
  applicationId,
  as,
  candidate,
  checker,
  citizen,
  government,
  inspector,
  last,
  maker,
  ofOrganization,
  openGrants,
  organizationId,
  payer,
  reviewer,
  type GrantPlatform,
  type Told,
} from "./grants-platform.ts";

const supervisor = as("acc-supervisor", ["supervisor"]);
const ROUND = "01JD6Z0Q8V4Y7R2K3M5N6P8T9R";
const BOOK = "welfare-lottery-20170101";
const GRID = "510108002001001";

let platform: GrantPlatform;
const ask = async (action: string, input: object, who: WireMeta = maker): Promise<Told> =>
  (await platform.call(action, input, who)) as Told;
const refused = (action: string, input: object, who: WireMeta, code: string) =>
  expect(ask(action, input, who)).rejects.toMatchObject({ code });
/** What is on the bus of it, when all that was saved is there. */
const told = async <Contract extends EventContract>(contract: Contract): Promise<readonly DataOf<Contract>[]> => {
  await platform.settle();
  return platform.published(contract);
};
const book = () => ask("fund", { book: BOOK }, checker);

/** A fund with so much in it, and a round with these applicants. */
const begin = async (names: readonly string[], envelope = 60_000_000, deposit = 100_000_000): Promise<void> => {
  const fund = { fund: "welfare-lottery", title: "福彩公益金", source: "welfareLottery" };
  await ask(
    "openFund",
    { ...fund, period: { from: "2017-01-01", until: "2017-12-31" }, envelope: 300_000_000 },
    checker,
  );
  const { deposits } = await ask("proposeDeposit", { book: BOOK, amount: deposit, reference: "T-1" });
  await ask("judgeDeposit", { book: BOOK, deposit: deposits[0]!.id, approved: true }, checker);
  const candidates = names.map((name, rank) => candidate(name, { score: 1_000_000 - rank }));
  platform.world.rounds.set(ROUND, { fund: "welfare-lottery", programme: "elderly", envelope, title: "第一批" });
  platform.world.candidates.set(ROUND, candidates);
  for (const name of names) platform.world.standings.set(organizationId(name), {});
};

const decideAll = async (findings: Told["findings"]): Promise<void> => {
  const decisions = findings.map(({ id: finding }) => ({ finding, duplicate: false, reason: "另一批老人" }));
  if (decisions.length > 0) await ask("decideFindings", { round: ROUND, decisions });
};

/** The round is worked out, determined, publicized and final. */
const conclude = async (): Promise<void> => {
  const { hash, findings } = await ask("runAllocation", { round: ROUND });
  await decideAll(findings);
  await ask("determineAllocation", { round: ROUND, hash, reasons: "同意" }, government);
  platform.clock.set("2017-03-15T01:00:00.000Z");
  await platform.sweep();
};

const agreed = async (name: string, conditions: object = {}): Promise<string> => {
  const grantId = grantIdOf(ROUND, applicationId(name));
  await ask("draftAgreement", { grantId, ...conditions });
  await ask("signAgreement", { grantId }, ofOrganization(organizationId(name)));
  await ask("signAgreement", { grantId });
  return grantId;
};

const pay = async (grantId: string, tranche: number): Promise<Told> => {
  await ask("requestTranche", { grantId, tranche });
  await ask("approveTranche", { grantId, tranche }, checker);
  return ask("payTranche", { grantId, tranche, reference: `B-${tranche}` }, payer);
};

const milestone = async (grantId: string, number: number, organization: string): Promise<void> => {
  await ask("reportMilestone", { grantId, milestone: number }, ofOrganization(organization));
  await ask("verifyMilestone", { grantId, milestone: number, passed: true, reason: "现场看过" }, reviewer);
};

const receipt = async (
  grantId: string,
  number: string,
  amount: number,
  organization: string,
  more = {},
): Promise<void> => {
  const given = { grantId, number, amount, category: "activity", on: "2017-05-01", ...more };
  const { receipts } = await ask("addReceipt", given, ofOrganization(organization));
  await ask("judgeReceipt", { grantId, receipt: last(receipts).id, accepted: true, reason: "相符" });
};

beforeEach(async () => {
  platform = await openGrants();
});
afterEach(() => platform.stop());

describe("a fund", () => {
  it("takes money in by two people, and never more than its envelope", async () => {
    await begin([]);
    await refused("proposeDeposit", { book: BOOK, amount: 1, reference: "T-1" }, maker, "social.fund.deposit_twice");
    const { deposits } = await ask("proposeDeposit", { book: BOOK, amount: 250_000_000, reference: "T-2" }, checker);
    const deposit = deposits[1]!.id;
    await refused("judgeDeposit", { book: BOOK, deposit, approved: true }, checker, "social.fund.own_deposit");
    await refused("judgeDeposit", { book: BOOK, deposit, approved: true }, payer, "social.fund.over_envelope");
    expect((await book()).balances).toEqual({ cash: 100_000_000, free: 100_000_000 });
    expect(await told(FundDepositedV1)).toMatchObject([{ book: BOOK, amount: 100_000_000 }]);
    expect(await platform.funds().free("welfare-lottery")).toBe(100_000_000);
    expect(await platform.funds().free("nothing")).toBeUndefined();
  });

  it("is not promised to two rounds at once, however they race", async () => {
    await begin(["a"], 60_000_000);
    platform.world.rounds.set("round-2", {
      fund: "welfare-lottery",
      programme: "youth",
      envelope: 60_000_000,
      title: "第二批",
    });
    const outcomes = await Promise.allSettled([ROUND, "round-2"].map((round) => ask("runAllocation", { round })));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "social.ledger.overdrawn" },
    });
    expect((await book()).balances).toMatchObject({ free: 40_000_000 });
  });

  it("gives back what an abandoned round had reserved, to the earmark it came from", async () => {
    await begin(["a"]);
    await ask("earmarkFund", { book: BOOK, programme: "elderly", amount: 20_000_000 }, checker);
    await ask("runAllocation", { round: ROUND });
    expect((await book()).balances).toMatchObject({ free: 40_000_000, [`reserved:${ROUND}`]: 60_000_000 });
    await ask("abandonAllocation", { round: ROUND, reason: "重新征集" }, government);
    expect((await book()).balances).toEqual({
      cash: 100_000_000,
      free: 80_000_000,
      "earmarked:elderly": 20_000_000,
    });
  });

  it("shows its entries page by page, each balanced", async () => {
    await begin(["a"]);
    await ask("runAllocation", { round: ROUND });
    const first = await ask("fundEntries", { book: BOOK, limit: 1 }, checker);
    const second = await ask("fundEntries", { book: BOOK, limit: 1, after: first.next }, checker);
    const entries = [...first.entries, ...second.entries];
    expect(entries.map(({ type }) => type)).toEqual(["DepositApproved", "RoundReserved"]);
    for (const { lines } of entries) expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  });
});

describe("a round", () => {
  it("is worked out by one and determined by another, and comes out the same byte by byte", async () => {
    await begin(["a", "b", "c", "d"], 50_000_000);
    const { hash, lines } = await ask("runAllocation", { round: ROUND });
    expect(lines.map(({ outcome, granted }) => [outcome, granted])).toEqual([
      ["whole", 18_000_000],
      ["whole", 18_000_000],
      ["part", 10_000_000],
      ["none", 0],
    ]);
    expect((await ask("runAllocation", { round: ROUND })).hash).toBe(hash);
    expect(await ask("recomputeAllocation", { round: ROUND }, inspector)).toMatchObject({
      hash,
      recomputed: hash,
      identical: true,
    });
    await refused("allocation", { round: ROUND }, citizen, "social.allocation.unknown");
    const both = as("acc-maker", ["districtGovernment"]);
    const findings = (await ask("allocation", { round: ROUND })).findings;
    if (findings.length > 0)
      await refused(
        "determineAllocation",
        { round: ROUND, hash, reasons: "同意" },
        government,
        "social.allocation.findings_open",
      );
    await decideAll(findings);
    const now = (await ask("allocation", { round: ROUND })).hash;
    await refused(
      "determineAllocation",
      { round: ROUND, hash: now, reasons: "同意" },
      both,
      "social.allocation.own_run",
    );
    await refused(
      "determineAllocation",
      { round: ROUND, hash: "0".repeat(64), reasons: "同意" },
      government,
      "social.allocation.changed",
    );
    await ask("determineAllocation", { round: ROUND, hash: now, reasons: "同意" }, government);
    expect(await told(AllocationPublicizedV1)).toMatchObject([
      { round: ROUND, edition: 1, granted: 46_000_000, grants: 3 },
    ]);
    const seen = await ask("allocation", { round: ROUND }, citizen);
    expect(seen.editions[0]?.by).toBeUndefined();
    expect(seen.findings).toBeUndefined();
  });

  it("gives nothing to who is barred, missing a report, or not registered", async () => {
    await begin(["a", "b", "c", "d"]);
    platform.world.standings.set(organizationId("a"), {
      ban: { from: "2016-01-01", until: "2018-12-31", reason: "违约" },
    });
    platform.world.standings.set(organizationId("b"), { reportsMissing: [2016] });
    platform.world.standings.set(organizationId("c"), { status: "forming" });
    platform.world.standings.delete(organizationId("d"));
    const { bars, lines } = await ask("runAllocation", { round: ROUND });
    expect(bars.map(({ why }) => why)).toEqual(["banned", "reportMissing", "notRegistered", "noStanding"]);
    expect(lines.every(({ granted, reason }) => granted === 0 && reason === "barred")).toBe(true);
  });

  it("shows what is paid for already, and moves up who stands behind a duplicate", async () => {
    await begin(["a", "b"], 18_000_000);
    platform.world.candidates.set(ROUND, [
      candidate("a", { title: "二仙桥社区老年助餐服务项目", score: 2 }),
      candidate("b", { title: "青少年课后托管", score: 1 }),
    ]);
    platform.world.houses.set(organizationId("a"), [organizationId("hub")]);
    const other = {
      kind: "purchase",
      id: "p-1",
      organization: organizationId("hub"),
      title: "老年助餐服务（2017年）二仙桥社区",
    } as const;
    platform.world.others.push({
      ...other,
      from: "2017-01-01",
      until: "2017-12-31",
      grids: [GRID],
      costs: [],
      amount: 1,
    });
    const { findings, lines } = await ask("runAllocation", { round: ROUND });
    expect(findings).toMatchObject([
      {
        application: applicationId("a"),
        with: { kind: "purchase", id: "p-1" },
        reasons: ["relatedOrganization", "period", "place", "title"],
      },
    ]);
    expect(lines.map(({ granted }) => granted)).toEqual([18_000_000, 0]);
    const decided = await ask("decideFindings", {
      round: ROUND,
      decisions: [{ finding: findings[0]!.id, duplicate: true, reason: "同一项目" }],
    });
    expect(decided.lines.map(({ granted }) => granted)).toEqual([0, 18_000_000]);
    expect((await ask("runAllocation", { round: ROUND })).lines).toEqual(decided.lines);
  });

  it("is objected to, answered by somebody else, appealed against once, and changed by a new edition only", async () => {
    await begin(["a", "b"]);
    const { hash } = await ask("runAllocation", { round: ROUND });
    await ask("determineAllocation", { round: ROUND, hash, reasons: "同意" }, government);
    const { objections } = await ask("object", { round: ROUND, about: applicationId("a"), text: "场地不符" }, citizen);
    const objection = objections[0]!.id;
    expect((await ask("allocation", { round: ROUND }, ofOrganization("x"))).objections[0]?.text).toBeUndefined();
    const answer = { round: ROUND, objection, upheld: false, reason: "场地已核实" };
    await refused("answerObjection", answer, government, "social.allocation.own_determination");
    await ask("answerObjection", answer, inspector);
    await refused(
      "appealObjection",
      { round: ROUND, objection, text: "不服" },
      reviewer,
      "social.allocation.not_yours",
    );
    await ask("appealObjection", { round: ROUND, objection, text: "不服" }, citizen);
    platform.clock.set("2017-03-20T01:00:00.000Z");
    await platform.sweep();
    expect((await ask("allocation", { round: ROUND })).status).toBe("determined");
    const changes = [{ application: applicationId("a"), granted: 10_000_000, reason: "只资助第一期" }];
    const decision = { round: ROUND, objection, upheld: true, reason: "部分成立", changes };
    await refused("decideAppeal", decision, inspector, "social.allocation.own_determination");
    const after = await ask("decideAppeal", decision, as("acc-second", ["districtGovernment"]));
    expect(after.editions[1]).toMatchObject({
      number: 2,
      because: objection,
      differences: [{ application: applicationId("a"), before: 18_000_000, after: 10_000_000 }],
    });
    expect((await told(AllocationPublicizedV1)).map(({ edition, changed }) => [edition, changed])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    platform.clock.set("2017-04-20T01:00:00.000Z");
    await platform.sweep();
    expect(
      platform
        .published(GrantDeterminedV1)
        .map(({ amount }) => amount)
        .toSorted(),
    ).toEqual([10_000_000, 18_000_000]);
    await refused("object", { round: ROUND, text: "太晚" }, citizen, "social.allocation.not_now");
  });
});

describe("a grant", () => {
  it("goes from its agreement to the last fen, and the books follow it", async () => {
    await begin(["a"]);
    await conclude();
    expect((await book()).balances).toMatchObject({ free: 82_000_000 });
    const organization = organizationId("a");
    const grantId = await agreed("a");
    expect(await told(GrantAgreedV1)).toMatchObject([{ grantId, amount: 18_000_000, own: 12_000_000, tranches: 3 }]);
    expect((await pay(grantId, 1)).money).toMatchObject({ paid: 9_000_000 });
    await refused("requestTranche", { grantId, tranche: 2 }, maker, "social.grant.gate_shut");
    await milestone(grantId, 1, organization);
    await refused("requestTranche", { grantId, tranche: 2 }, maker, "social.grant.gate_shut");
    await ask("evaluateGrant", { grantId, kind: "midTerm", result: "qualified", reason: "进度正常" }, reviewer);
    await pay(grantId, 2);
    await milestone(grantId, 2, organization);
    await receipt(grantId, "F-1", 17_500_000, organization);
    await ask("evaluateGrant", { grantId, kind: "final", result: "qualified", reason: "完成" }, reviewer);
    expect((await pay(grantId, 3)).money).toMatchObject({ paid: 17_500_000 });
    await ask("proveOwn", { grantId, reference: "O-1", amount: 11_000_000 });
    const closed = await ask("closeGrant", { grantId }, checker);
    expect(closed).toMatchObject({ status: "closed", outcome: "completed", money: { paid: 17_500_000, repaid: 0 } });
    expect((await book()).balances).toEqual({ cash: 82_500_000, free: 82_500_000 });
    expect((await told(GrantTranchePaidV1)).map(({ tranche, amount }) => [tranche, amount])).toEqual([
      [1, 9_000_000],
      [2, 7_200_000],
      [3, 1_300_000],
    ]);
    expect((await told(GrantMilestoneVerifiedV1)).length).toBe(2);
    expect(await told(GrantClosedV1)).toMatchObject([{ grantId, outcome: "completed", used: 17_500_000 }]);
  });

  it("is another organization's neither to find nor to sign, decline, report or prove, whatever else it may", async () => {
    await begin(["a", "b"]);
    await conclude();
    const organization = organizationId("b");
    const stranger = ofOrganization(organization);
    /** Walks a grid too, and therefore finds every grant. */
    const walker = as("acc-walker", ["organization", "gridWorker"], { organization });
    const isRefused = async (action: string, input: object): Promise<void> => {
      await refused(action, input, stranger, "social.grant.unknown");
      await refused(action, input, walker, "social.grant.not_yours");
    };
    const offered = { grantId: grantIdOf(ROUND, applicationId("a")) };
    await ask("draftAgreement", offered);
    await isRefused("signAgreement", offered);
    await isRefused("declineGrant", offered);
    const grantId = await agreed("a");
    const before = await ask("grant", { grantId }, checker);
    await isRefused("reportMilestone", { grantId, milestone: 1 });
    await isRefused("addReceipt", { grantId, number: "F-9", amount: 1, category: "activity", on: "2017-05-01" });
    await isRefused("readIndicator", { grantId, indicator: "i1", value: 1, grid: GRID, on: "2017-03-15" });
    await refused("outcome", { grantId }, stranger, "social.grant.unknown");
    expect(await ask("grant", { grantId }, checker)).toEqual(before);
    const listed = async (who: WireMeta) => JSON.stringify(await ask("grants", {}, who)).includes(grantId);
    expect([await listed(stranger), await listed(ofOrganization(organizationId("a")))]).toEqual([false, true]);
  });

  it("is paid by nobody who asked for it or has ties to who gets it", async () => {
    await begin(["a"]);
    await conclude();
    const grantId = await agreed("a");
    platform.world.people.set(organizationId("a"), ["acc-payer", "acc-insider"]);
    const insider = as("acc-insider", ["socialOfficer", "financeOfficer"]);
    await refused("requestTranche", { grantId, tranche: 1 }, insider, "social.grant.own_organization");
    const both = as("acc-both", ["socialOfficer", "financeOfficer"]);
    await ask("requestTranche", { grantId, tranche: 1 }, both);
    await refused("approveTranche", { grantId, tranche: 1 }, both, "social.grant.own_request");
    await refused("approveTranche", { grantId, tranche: 1 }, insider, "social.grant.own_organization");
    await ask("approveTranche", { grantId, tranche: 1 }, checker);
    await refused("payTranche", { grantId, tranche: 1, reference: "B" }, both, "social.grant.own_request");
    await refused("payTranche", { grantId, tranche: 1, reference: "B" }, payer, "social.grant.own_organization");
    await refused(
      "payTranche",
      { grantId, tranche: 1, reference: "B" },
      ofOrganization(organizationId("a")),
      "auth.role_missing",
    );
    await ask("payTranche", { grantId, tranche: 1, reference: "B" }, checker);
    await ask("payTranche", { grantId, tranche: 1, reference: "B" }, checker);
    expect((await told(GrantTranchePaidV1)).length).toBe(1);
    expect(await ask("grant", { grantId }, ofOrganization(organizationId("a")))).not.toHaveProperty([
      "tranches",
      0,
      "maker",
    ]);
    await refused("grant", { grantId }, ofOrganization(organizationId("b")), "social.grant.unknown");
  });

  it("is verified and evaluated by nobody who has ties to who gets it", async () => {
    await begin(["a"]);
    await conclude();
    const grantId = await agreed("a");
    platform.world.people.set(organizationId("a"), ["acc-insider"]);
    const insider = as("acc-insider", ["reviewer", "inspector", "socialOfficer"]);
    await ask("reportMilestone", { grantId, milestone: 1 }, ofOrganization(organizationId("a")));
    const verified = { grantId, milestone: 1, passed: true, reason: "现场看过" };
    await refused("verifyMilestone", verified, insider, "social.grant.own_organization");
    await ask("verifyMilestone", verified, reviewer);
    const evaluated = { grantId, kind: "midTerm", result: "qualified", reason: "正常" };
    await refused("evaluateGrant", evaluated, insider, "social.grant.own_organization");
    await ask("evaluateGrant", evaluated, reviewer);
  });

  it("stops where its mid-term evaluation is not qualified: no second tranche, what is not proven comes back, or the organization is out for three years", async () => {
    await begin(["a"]);
    await conclude();
    const organization = organizationId("a");
    const grantId = await agreed("a");
    await pay(grantId, 1);
    await receipt(grantId, "F-1", 4_000_000, organization);
    await milestone(grantId, 1, organization);
    await ask("evaluateGrant", { grantId, kind: "midTerm", result: "unqualified", reason: "没有开展" }, reviewer);
    await refused("requestTranche", { grantId, tranche: 2 }, maker, "social.grant.no_more");
    await ask("demandRepayment", { grantId }, checker);
    expect(await told(GrantClawedBackV1)).toMatchObject([{ grantId, because: "unqualified", amount: 5_000_000 }]);
    await refused("closeGrant", { grantId }, checker, "social.grant.money_out");
    await ask("recordRepayment", { grantId, reference: "R-1", amount: 2_000_000 }, checker);
    await ask("recordRepayment", { grantId, reference: "R-1", amount: 2_000_000 }, checker);
    await refused(
      "recordRepayment",
      { grantId, reference: "R-2", amount: 3_000_001 },
      checker,
      "social.grant.repaid_too_much",
    );
    platform.clock.set("2017-05-15T01:00:00.000Z");
    await platform.sweep();
    expect(await ask("grant", { grantId })).toMatchObject({
      outcome: "breached",
      ban: { from: "2017-05-15", until: "2020-05-15" },
    });
    expect([...platform.world.bans.values()]).toMatchObject([{ organization, id: grantId }]);
    await ask("demandRepayment", { grantId }, checker);
    await ask("recordRepayment", { grantId, reference: "R-3", amount: 7_000_000 }, checker);
    await ask("closeGrant", { grantId }, checker);
    expect((await book()).balances).toEqual({ cash: 100_000_000, free: 100_000_000 });
  });

  it("lapses where nobody signs, and alarms where its first tranche is not paid in time", async () => {
    await begin(["a", "b"]);
    await conclude();
    const grantId = await agreed("b");
    platform.clock.set("2017-04-30T01:00:00.000Z");
    await platform.sweep();
    await platform.sweep();
    expect((await told(GrantFirstTrancheLateV1)).map((event) => event.grantId)).toEqual([grantId]);
    expect(await told(GrantClosedV1)).toMatchObject([{ outcome: "lapsed", paid: 0 }]);
    expect((await book()).balances).toMatchObject({ free: 82_000_000, [`payable:${grantId}`]: 18_000_000 });
  });

  it("is no way to pay dividends: wages within their limits, each invoice once in whatever grant", async () => {
    await begin(["a", "b"]);
    await conclude();
    const [one, other] = [await agreed("a"), await agreed("b")];
    platform.world.people.set(organizationId("a"), ["acc-director"]);
    const who = ofOrganization(organizationId("a"));
    const given = { grantId: one, number: "F-1", amount: 400_000, on: "2017-05-01" };
    await refused(
      "addReceipt",
      { ...given, category: "activity", person: "acc-director" },
      who,
      "social.grant.distribution",
    );
    await refused("addReceipt", { ...given, category: "dividend" }, who, "social.grant.no_category");
    await ask("addReceipt", { ...given, category: "personnel", person: "acc-director" }, who);
    await refused(
      "addReceipt",
      { ...given, number: "F-2", category: "personnel", person: "acc-director" },
      who,
      "social.grant.distribution",
    );
    await refused("addReceipt", { ...given, category: "activity" }, who, "social.grant.receipt_twice");
    await refused(
      "addReceipt",
      { ...given, grantId: other, category: "activity" },
      ofOrganization(organizationId("b")),
      "social.grant.receipt_elsewhere",
    );
    await refused(
      "addReceipt",
      { ...given, number: "F-3", category: "activity" },
      ofOrganization(organizationId("b")),
      "social.grant.unknown",
    );
    // What it may be for is in the grant, for who has to choose.
    expect((await ask("grant", { grantId: one }, who))["costs"]).toContainEqual({
      category: "personnel",
      ofPeople: true,
    });
    await receipt(one, "F-4", 5_200_000, organizationId("a"), { category: "personnel" });
    const { receipts } = await ask("addReceipt", { ...given, number: "F-5", category: "personnel" }, who);
    await refused(
      "judgeReceipt",
      { grantId: one, receipt: last(receipts).id, accepted: true, reason: "相符" },
      maker,
      "social.grant.over_ratio",
    );
  });
});

describe("impact", () => {
  const indicator = { id: "meals", title: "助餐人次", unit: "人次", better: "more", baseline: 100, target: 300 };
  const walker = as("acc-walker", ["gridWorker"], { worker: "w-00001" });

  it("is what a worker of the grid finds, and opens the tranche that waits for it", async () => {
    await begin(["a"]);
    await conclude();
    const staffed = { ...GridStaffedV1.data.parse(GridStaffedV1.example), grid: GRID, workers: ["w-00001"] };
    await platform.deliver(GridStaffedV1, staffed);
    const grantId = await agreed("a", {
      indicators: [indicator],
      gates: [{ tranche: 2, indicator: "meals", value: 200 }],
    });
    const organization = organizationId("a");
    await pay(grantId, 1);
    await milestone(grantId, 1, organization);
    await ask("evaluateGrant", { grantId, kind: "midTerm", result: "qualified", reason: "正常" }, reviewer);
    const given = { grantId, indicator: "meals", value: 250, grid: GRID, on: "2017-06-01" };
    const { readings } = await ask("readIndicator", given, ofOrganization(organization));
    await refused("requestTranche", { grantId, tranche: 2 }, maker, "social.grant.gate_shut");
    const check = { grantId, reading: readings[0]!.id, confirmed: false, value: 180 };
    await refused(
      "checkReading",
      check,
      as("acc-far", ["gridWorker"], { worker: "w-00009" }),
      "social.grant.not_your_grid",
    );
    await refused("checkReading", { ...check, confirmed: true }, walker, "social.grant.value_differs");
    const seen = await ask("checkReading", check, walker);
    expect(seen.readings[0]?.check).toEqual({ confirmed: false, value: 180, difference: -70 });
    expect(seen.money).toBeUndefined();
    await refused("requestTranche", { grantId, tranche: 2 }, maker, "social.grant.gate_shut");
    const again = await ask("readIndicator", { ...given, value: 220, on: "2017-06-15" }, ofOrganization(organization));
    await ask("checkReading", { grantId, reading: again.readings[1]!.id, confirmed: true, value: 220 }, walker);
    expect((await pay(grantId, 2)).money.paid).toBe(16_200_000);
  });

  const formula = {
    grids: [GRID],
    category: "event-0110",
    baseline: { from: "2017-03-01", until: "2017-03-10" },
    span: { from: "2017-04-01", until: "2017-04-10" },
    step: 2,
    perStep: 500_000,
    cap: 2_000_000,
  };
  const filed = async (name: string, filedAt: string, grid = GRID, category = "event-0110"): Promise<void> => {
    const data = {
      ...CaseFiledV1.data.parse(CaseFiledV1.example),
      caseId: idFrom("case", name),
      grid,
      category,
      filedAt,
    };
    await platform.deliver(CaseFiledV1, data, { id: idFrom("message", name) });
    await platform.deliver(CaseFiledV1, data, { id: idFrom("message", name) });
  };

  it("earns a tranche by case data, which can be counted again case by case", async () => {
    await begin(["a"]);
    await conclude();
    const voided = { ...CaseVoidedV1.data.parse(CaseVoidedV1.example), caseId: idFrom("case", "b7"), grid: GRID };
    await platform.deliver(CaseVoidedV1, voided);
    for (let place = 1; place <= 8; place += 1) await filed(`b${place}`, `2017-03-0${place}T01:00:00.000Z`);
    await filed("elsewhere", "2017-03-02T01:00:00.000Z", "510108002001002");
    await filed("other class", "2017-03-02T01:00:00.000Z", GRID, "event-0201");
    // Late in the evening of 10 March by UTC it is the eleventh in Chengdu.
    await filed("next day", "2017-03-10T17:00:00.000Z");
    await filed("s1", "2017-04-03T01:00:00.000Z");
    await filed("s2", "2017-04-04T01:00:00.000Z");
    const closed = { ...CaseClosedV1.data.parse(CaseClosedV1.example), caseId: idFrom("case", "s1"), grid: GRID };
    await platform.deliver(CaseClosedV1, closed);
    await platform.deliver(CaseReopenedV1, {
      caseId: idFrom("case", "s1"),
      grid: GRID,
      reopenedAt: "2017-04-09T01:00:00.000Z",
    });
    const grantId = await agreed("a", { outcome: formula });
    await refused("measureOutcome", { grantId }, maker, "social.grant.too_early");
    platform.clock.set("2017-04-11T01:00:00.000Z");
    await refused("requestTranche", { grantId, tranche: 4 }, maker, "social.grant.gate_shut");
    const { measured } = await ask("measureOutcome", { grantId });
    expect(measured).toMatchObject({ before: 7, after: 2, earned: 1_000_000 });
    const { now } = await ask("outcome", { grantId }, inspector);
    expect(now).toEqual({ before: 7, after: 2, earned: 1_000_000, cases: measured.cases });
    const first = await ask("outcomeCases", { grantId, of: "baseline", limit: 5 }, supervisor);
    const rest = await ask("outcomeCases", { grantId, of: "baseline", limit: 5, after: first.next }, supervisor);
    expect(first.cases.length + rest.cases.length).toBe(measured.before);
    await refused("outcomeCases", { grantId, of: "span" }, inspector, "auth.role_missing");
    expect((await ask("outcomeCases", { grantId, of: "span" }, supervisor)).cases).toMatchObject([{}, {}]);
    expect((await pay(grantId, 4)).money.paid).toBe(1_000_000);
  });

  it("ends a project that can go on without it: what was bought goes to a registered organization, not to people", async () => {
    await begin(["a"]);
    await conclude();
    const grantId = await agreed("a");
    await pay(grantId, 1);
    await receipt(grantId, "F-1", 9_000_000, organizationId("a"));
    const exit = { grantId, kind: "selfSustaining", assetsTo: organizationId("heir"), purpose: "继续用于老年助餐" };
    await refused("exitGrant", exit, government, "social.grant.no_heir");
    platform.world.standings.set(organizationId("heir"), {});
    await ask("exitGrant", exit, government);
    await ask("closeGrant", { grantId }, checker);
    expect((await book()).balances).toEqual({ cash: 91_000_000, free: 91_000_000 });
    expect(await told(GrantClosedV1)).toMatchObject([{ outcome: "exited", used: 9_000_000 }]);
  });

  it("is followed by another grant only where it was completed and reached its targets, as somebody found on site", async () => {
    await begin(["a"], 40_000_000);
    await conclude();
    const organization = organizationId("a");
    await platform.deliver(GridStaffedV1, {
      ...GridStaffedV1.data.parse(GridStaffedV1.example),
      grid: GRID,
      workers: ["w-00001"],
    });
    const grantId = await agreed("a", { indicators: [{ ...indicator, target: 200 }] });
    const again = async (more: object): Promise<unknown> => {
      const round = `follow-${platform.world.rounds.size}`;
      platform.world.rounds.set(round, { fund: "welfare-lottery", programme: "elderly", envelope: 100, title: round });
      const next = candidate(round, { organization, follows: grantId, title: "新一轮", ...more });
      platform.world.candidates.set(round, [next]);
      return (await ask("runAllocation", { round })).bars.map(({ why }) => why);
    };
    expect(await again({})).toEqual(["followsUnfinished"]);
    const read = async (value: number, on: string): Promise<void> => {
      const given = { grantId, indicator: "meals", value, grid: GRID, on };
      const { readings } = await ask("readIndicator", given, ofOrganization(organization));
      await ask("checkReading", { grantId, reading: last(readings).id, confirmed: true, value }, walker);
    };
    await read(210, "2017-05-01");
    for (const number of [1, 2]) await milestone(grantId, number, organization);
    await ask("evaluateGrant", { grantId, kind: "final", result: "qualified", reason: "完成" }, reviewer);
    expect(await again({})).toEqual([]);
    expect(await again({ asked: 36_000_001 })).toEqual(["followsTooMuch"]);
    expect(await again({ follows: applicationId("none") })).toEqual(["followsNothing"]);
    platform.world.standings.set(organizationId("b"), {});
    expect(await again({ organization: organizationId("b") })).toEqual(["followsNothing"]);
  });

  it("does not count for a follow-on where the target was missed on site", async () => {
    await begin(["a"], 40_000_000);
    await conclude();
    const organization = organizationId("a");
    const grantId = await agreed("a", { indicators: [indicator] });
    for (const number of [1, 2]) await milestone(grantId, number, organization);
    await ask("evaluateGrant", { grantId, kind: "final", result: "qualified", reason: "完成" }, reviewer);
    platform.world.rounds.set("next", { fund: "welfare-lottery", programme: "elderly", envelope: 100, title: "next" });
    platform.world.candidates.set("next", [candidate("n", { organization, follows: grantId })]);
    expect((await ask("runAllocation", { round: "next" })).bars).toMatchObject([{ why: "followsMissedTargets" }]);
  });
});
