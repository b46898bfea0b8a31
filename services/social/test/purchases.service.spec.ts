import {
  PurchaseAwardedV1,
  PurchaseClosedV1,
  PurchaseContractedV1,
  PurchasePaidV1,
  PurchasePublishedV1,
} from "@wangge/contracts/events";
import type { WireMeta } from "@wangge/kit";
import { eventually, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { A, B, C, call, CLOSES, contract, days, need } from "./purchases-builders.ts";
import {
  anybody,
  as,
  BANNED,
  BIDDERS,
  finance,
  HOUSEMATE,
  inspector,
  member,
  officer,
  ofOrganization,
  openOffice,
  second,
  supervisor,
} from "./purchases-platform.ts";

type Answer = Record<string, unknown>;

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await openOffice();
});
afterEach(() => platform.stop());

const ask = async (action: string, input: object, meta: WireMeta): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const refused = async (action: string, input: object, meta: WireMeta, code: string): Promise<void> => {
  const before = JSON.stringify(platform.documents("purchases"));
  await expect(ask(action, input, meta)).rejects.toMatchObject({ code });
  expect(JSON.stringify(platform.documents("purchases"))).toBe(before);
};

const approved = async (more: object = {}): Promise<string> => {
  const { purchaseId } = await ask("statePurchaseNeed", { ...need, ...more }, officer);
  await ask("approvePurchaseNeed", { purchaseId }, supervisor);
  return purchaseId as string;
};
const published = async (more: object = {}): Promise<string> => {
  const purchaseId = await approved(more);
  await ask("publishPurchaseCall", { purchaseId, ...call }, officer);
  return purchaseId;
};
it("what is bought has a class with a name in both languages, for everybody", async () => {
  const { classes } = await ask("serviceClasses", {}, anybody);
  expect(classes).toContainEqual({ code: "elderly-care", name: { zh: "养老服务", en: "Care for the elderly" } });
});

const AMOUNTS: Readonly<Record<string, number>> = { [A]: 80_000_000, [B]: 85_000_000, [C]: 90_000_000 };
const bid = (purchaseId: string, organization: string, amount = AMOUNTS[organization] ?? 70_000_000): Promise<Answer> =>
  ask("handInPurchaseBid", { purchaseId, amount, plan: `方案 of ${organization}` }, ofOrganization(organization));

const opened = async (bidders: readonly string[] = BIDDERS): Promise<string> => {
  const purchaseId = await published();
  for (const one of bidders) await bid(purchaseId, one);
  platform.clock.set(CLOSES);
  await ask("attendPurchaseOpening", { purchaseId }, officer);
  await ask("attendPurchaseOpening", { purchaseId }, inspector);
  return purchaseId;
};

const judged = async (): Promise<string> => {
  const purchaseId = await opened();
  const members = ["m1", "m2", "m3"];
  await ask("namePurchaseCommittee", { purchaseId, members }, second);
  for (const one of members) {
    await ask("declarePurchaseTies", { purchaseId, organizations: [] }, member(one));
    const { bids } = (await ask("purchaseBids", { purchaseId }, member(one))) as {
      bids: { bid: string; organization: string }[];
    };
    for (const { bid: id, organization } of bids) {
      const points = organization === B ? { plan: 90, team: 85 } : { plan: 70, team: 75 };
      await ask("scorePurchaseBid", { purchaseId, bid: id, points }, member(one));
    }
  }
  await ask("proposePurchaseAward", { purchaseId }, second);
  return purchaseId;
};

describe("a need", () => {
  it("is one however often it is asked with one key, and nobody outside finds it", async () => {
    const asked = { ...officer, idempotencyKey: "k-1" };
    const first = await ask("statePurchaseNeed", need, asked);
    const again = await ask("statePurchaseNeed", need, asked);
    expect(again["purchaseId"]).toBe(first["purchaseId"]);
    const { purchaseId } = first;
    for (const meta of [anybody, ofOrganization(A), member("m1"), as("department", "other", { department: "x" })])
      await refused("purchase", { purchaseId }, meta, "social.purchase.unknown");
    expect(await ask("purchases", {}, anybody)).toEqual({ purchases: [] });
    expect(await ask("purchases", {}, officer)).toMatchObject({ purchases: [{ purchaseId }] });
    await refused(
      "handInPurchaseBid",
      { purchaseId, amount: 1, plan: "x" },
      ofOrganization(A),
      "social.purchase.unknown",
    );
    await refused("purchaseOcds", { purchaseId }, anybody, "social.purchase.unknown");
  });

  it("is of a class of services that there is", async () => {
    await refused(
      "statePurchaseNeed",
      { ...need, serviceClass: "no-such" },
      officer,
      "social.purchase.service_class_unknown",
    );
  });

  it("that is cut in pieces is found among the other purchases of its buyer", async () => {
    await published({ amount: 150_000_000 });
    const purchaseId = await approved({ title: "青年驿站" });
    await refused("publishPurchaseCall", { purchaseId, ...call }, officer, "social.purchase.split_unanswered");
    const answer = { purchaseId, kind: "sameLine", answer: "budgetAdjusted", reason: "预算追加" };
    await ask("answerPurchaseFinding", answer, supervisor);
    expect(await ask("publishPurchaseCall", { purchaseId, ...call }, officer)).toMatchObject({ status: "published" });
    const elsewhere = await approved({ buyer: { kind: "street", code: "510108002" }, amount: 150_000_000 });
    expect(await ask("purchase", { purchaseId: elsewhere }, officer)).toMatchObject({ inside: { findings: [] } });
  });
});

describe("a sealed bid", () => {
  it("is read by its organization alone, and not even counted, until two people open it", async () => {
    const purchaseId = await published();
    const before = await ask("purchase", { purchaseId }, officer);
    expect(await bid(purchaseId, A)).toMatchObject({ ownBid: { amount: AMOUNTS[A] } });
    await bid(purchaseId, B);
    for (const meta of [officer, supervisor, inspector, as("admin", "root")]) {
      expect(await ask("purchase", { purchaseId }, meta)).toMatchObject({ status: "published" });
      await expect(ask("purchaseBids", { purchaseId }, meta)).rejects.toMatchObject({ code: "social.purchase.sealed" });
    }
    expect(await ask("purchase", { purchaseId }, officer)).toEqual(before);
    expect(await ask("purchase", { purchaseId }, ofOrganization(C))).not.toHaveProperty("ownBid");
    const stored = JSON.stringify(platform.documents("purchases"));
    expect(stored).not.toContain(String(AMOUNTS[A]));
    expect(stored).not.toContain("方案 of");
    const ocds = JSON.stringify(await ask("purchaseOcds", { purchaseId }, anybody));
    expect(ocds).not.toContain(A);
    await refused("attendPurchaseOpening", { purchaseId }, officer, "social.purchase.not_closed");
    platform.clock.set(CLOSES);
    await refused("handInPurchaseBid", { purchaseId, amount: 1, plan: "x" }, ofOrganization(C), "social.purchase.late");
    expect(await ask("attendPurchaseOpening", { purchaseId }, officer)).toEqual(before);
    await refused(
      "attendPurchaseOpening",
      { purchaseId },
      as("socialOfficer", "officer-tied"),
      "social.purchase.interested",
    );
  });

  it("does not count beside another of the same house; a banned organization does not come to bid", async () => {
    const purchaseId = await published();
    await refused(
      "handInPurchaseBid",
      { purchaseId, amount: 1, plan: "x" },
      ofOrganization(BANNED),
      "social.purchase.not_eligible",
    );
    for (const one of [...BIDDERS, HOUSEMATE]) await bid(purchaseId, one);
    platform.clock.set(CLOSES);
    await ask("attendPurchaseOpening", { purchaseId }, officer);
    expect(await ask("attendPurchaseOpening", { purchaseId }, inspector)).toMatchObject({
      status: "failed",
      bidders: [...BIDDERS, HOUSEMATE],
    });
    expect(await ask("purchase", { purchaseId }, ofOrganization(HOUSEMATE))).toMatchObject({
      ownBid: { fault: "sameHouse" },
    });
    await platform.settle();
    expect(platform.published(PurchaseClosedV1)).toMatchObject([{ purchaseId, outcome: "failed", paidInAll: 0 }]);
  });
});

describe("the committee", () => {
  it("sees no bid before its declaration, and a member with a tie on record none at all", async () => {
    const purchaseId = await opened();
    await ask("namePurchaseCommittee", { purchaseId, members: ["m1", "m2", "member-tied"] }, second);
    for (const one of ["m1", "other"])
      await refused("purchaseBids", { purchaseId }, member(one), "social.purchase.bids_not_yours");
    await ask("declarePurchaseTies", { purchaseId, organizations: [] }, member("m1"));
    expect(await ask("purchaseBids", { purchaseId }, member("m1"))).toMatchObject({ bids: [{}, {}, { scores: [] }] });
    const own = await ask("declarePurchaseTies", { purchaseId, organizations: [] }, member("member-tied"));
    expect(own).toMatchObject({ standing: "recused" });
    await refused("purchaseBids", { purchaseId }, member("member-tied"), "social.purchase.bids_not_yours");
    expect(await ask("purchase", { purchaseId }, officer)).not.toHaveProperty("inside.committee");
  });
});

it("a purchase goes from the call to its closing, and tells others at each step that is theirs", async () => {
  await platform.stop();
  platform = await openOffice(20);
  const purchaseId = await judged();
  expect(await ask("purchase", { purchaseId }, anybody)).toMatchObject({
    status: "proposed",
    proposal: { supplier: B, ranking: [{ organization: B }, { organization: A }, { organization: C }] },
  });
  await ask("challengePurchase", { purchaseId, grounds: "评分有误" }, ofOrganization(A));
  const { challenges } = (await ask("purchase", { purchaseId }, ofOrganization(A))) as { challenges: { id: string }[] };
  expect(challenges).toMatchObject([{ grounds: "评分有误" }]);
  expect(await ask("purchase", { purchaseId }, ofOrganization(B))).not.toHaveProperty("challenges.0.grounds");
  const answer = { purchaseId, challenge: challenges[0]?.id, upheld: false, reason: "复核无误" };
  await refused("answerPurchaseChallenge", answer, officer, "auth.role_missing");
  await ask("answerPurchaseChallenge", answer, inspector);

  platform.clock.set(days(50));
  await eventually(async () => {
    const award = { supplier: B, amount: AMOUNTS[B] };
    expect(await ask("purchase", { purchaseId }, anybody)).toMatchObject({ status: "awarded", award });
  });

  await refused(
    "signPurchaseContract",
    { purchaseId, ...contract, amount: 85_000_001 },
    officer,
    "social.purchase.over_award",
  );
  await refused(
    "signPurchaseContract",
    { purchaseId, ...contract, manager: "member-tied" },
    officer,
    "social.purchase.manager_interested",
  );
  await ask("signPurchaseContract", { purchaseId, ...contract }, officer);
  for (const { id: milestone } of contract.milestones) {
    await refused(
      "deliverPurchaseMilestone",
      { purchaseId, milestone },
      ofOrganization(A),
      "social.purchase.not_the_supplier",
    );
    await ask("deliverPurchaseMilestone", { purchaseId, milestone }, ofOrganization(B));
    const judge = { purchaseId, milestone, accepted: true, reason: "按合同" };
    await refused(
      "judgePurchaseMilestone",
      judge,
      as("socialOfficer", contract.manager),
      "social.purchase.manager_alone",
    );
    await ask("judgePurchaseMilestone", judge, as("communityOfficer", "community-1"));
    const { inside } = (await ask("askPurchasePayment", { purchaseId, milestone }, officer)) as {
      inside: { payments: { id: string }[] };
    };
    const decide = { purchaseId, payment: inside.payments.at(-1)?.id, paid: true };
    await refused("decidePurchasePayment", decide, officer, "auth.role_missing");
    await refused("decidePurchasePayment", decide, as("financeOfficer", "officer-1"), "social.purchase.payer_asked");
    await refused("decidePurchasePayment", decide, as("financeOfficer", "member-tied"), "social.purchase.interested");
    await ask("decidePurchasePayment", decide, finance);
    await ask("decidePurchasePayment", decide, finance);
  }
  await ask("closePurchase", { purchaseId, grade: 92, note: "良好" }, second);
  await platform.settle();
  const about = { purchaseId, buyer: need.buyer, serviceClass: need.serviceClass };
  expect(platform.published(PurchasePublishedV1)).toMatchObject([{ ...about, closesAt: CLOSES, budget: need.amount }]);
  expect(platform.published(PurchaseAwardedV1)).toMatchObject([{ ...about, supplier: B, amount: AMOUNTS[B] }]);
  expect(platform.published(PurchaseContractedV1)).toMatchObject([{ ...about, amount: contract.amount }]);
  expect(platform.published(PurchasePaidV1)).toMatchObject([{ paidInAll: 40_000_000 }, { paidInAll: 85_000_000 }]);
  expect(platform.published(PurchaseClosedV1)).toMatchObject([{ outcome: "fulfilled", supplier: B, grade: 92 }]);

  const view = await ask("purchase", { purchaseId }, anybody);
  expect(view).toMatchObject({ status: "closed", paidInAll: 85_000_000, grade: 92 });
  expect(JSON.stringify(view)).not.toMatch(/officer-|manager|"m1"/);
  const { releases, compiledRelease } = await ask("purchaseOcds", { purchaseId }, anybody);
  expect((releases as { tag: string[] }[]).flatMap(({ tag }) => tag)).toEqual([
    ...["tender", "tenderUpdate", "award", "awardUpdate", "awardUpdate", "contract"],
    ...["implementation", "implementation", "implementation", "implementation", "implementationUpdate"],
  ]);
  expect(compiledRelease).toMatchObject({
    tag: ["compiled"],
    contracts: [{ value: { amount: 850_000, currency: "CNY" } }],
  });
});
