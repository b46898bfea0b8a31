import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import { dayOf } from "@wangge/calendar";
import { reasonsAgainst, type Applicant, type PurchaseCommand } from "../src/domain/purchases/index.ts";
import {
  A,
  after,
  alike,
  alone,
  AMOUNTS,
  approve,
  as,
  ask,
  awarded,
  B,
  bid,
  bidden,
  bidder,
  C,
  call,
  called,
  CLOSES,
  contract,
  contracted,
  days,
  declare,
  deliver,
  historyOf,
  judge,
  judged,
  MEMBERS,
  name,
  need,
  offers,
  open,
  opened,
  pay,
  propose,
  proposed,
  publish,
  purchaseDecider,
  score,
  settled,
  sign,
  stated,
  T0,
  terms,
  wake,
} from "./purchases-builders.ts";

const given = specFor(purchaseDecider);
const when = (past: readonly PurchaseCommand[], command: PurchaseCommand) =>
  given(...historyOf(...past).events).when(command);

describe("a need", () => {
  it("is approved by another than who stated it", () => {
    when([stated()], ask("ApproveNeed", { compared: alone() }, as("officer-1"), T0)).thenRejects(
      "social.purchase.approver_stated_it",
    );
    expect(after(stated(), approve)).toMatchObject({ status: "approved", approvedBy: "approver", findings: [] });
  });

  it("takes an open tender from the threshold on", () => {
    const { openFrom } = terms.rulesAt(T0);
    when([], stated({ amount: openFrom })).thenRejects("social.purchase.open_tender_needed");
    expect(after(stated({ amount: openFrom - 1 }))).toMatchObject({ status: "stated" });
    expect(after(stated({ amount: openFrom, method: "openTender" }))).toMatchObject({ status: "stated" });
  });

  it("names a single source with its reason, and only there", () => {
    when([], stated({ method: "singleSource" })).thenRejects("social.purchase.single_source");
    when([], stated({ single: { supplier: A, why: "专有" } })).thenRejects("social.purchase.single_source");
  });
});

describe("what looks like a part of one purchase", () => {
  const other = alike({ purchase: "other", need: { ...need, amount: 150_000_000 } });
  const both = { own: alike({ purchase: "own" }), others: [other] };
  const found = ask("ApproveNeed", { compared: both }, as("approver"), days(0.1));
  const answer = (by: string): PurchaseCommand =>
    ask("AnswerFinding", { kind: "sameLine", answer: "budgetAdjusted", reason: "预算追加" }, as(by), days(0.5));
  const answerSubject = ask(
    "AnswerFinding",
    { kind: "sameSubject", answer: "otherwiseApproved", reason: "经批准" },
    as("approver"),
    days(0.5),
  );

  it("is found at the approval and answered before the call, by another than who stated it", () => {
    expect(after(stated(), found)).toMatchObject({
      findings: [{ kind: "sameLine", purchases: ["other"], sum: 240_000_000 }, { kind: "sameSubject" }],
    });
    when([stated(), found], publish).thenRejects("social.purchase.split_unanswered");
    when([stated(), found], answer("officer-1")).thenRejects("social.purchase.answerer_stated_it");
    when([stated(), found, answer("approver")], publish).thenRejects("social.purchase.split_unanswered");
    expect(after(stated(), found, answer("approver"), answerSubject, publish)).toMatchObject({ status: "published" });
  });

  it("that came after the approval is found instead of the call", () => {
    const late = ask("PublishCall", { call, compared: both }, as("officer-1"), days(1));
    expect(after(stated(), approve, late)).toMatchObject({ status: "approved", findings: [{}, {}] });
    expect(after(stated(), approve, late, answer("approver"), answerSubject, late)).toMatchObject({
      status: "published",
    });
  });
});

describe("a call", () => {
  const publishWith = (more: Partial<typeof call>): PurchaseCommand =>
    ask("PublishCall", { call: { ...call, ...more }, compared: alone() }, as("officer-1"), days(1));

  it("leaves bidders the time that the rules give them", () => {
    when([stated(), approve], publishWith({ closesAt: days(10.9) })).thenRejects("social.purchase.window_short");
    expect(after(stated(), approve, publishWith({ closesAt: days(11) }))).toMatchObject({ status: "published" });
  });

  it("weighs its criteria to 100, the price among them", () => {
    const [price, plan, team] = call.criteria;
    if (price === undefined || plan === undefined || team === undefined) throw new Error("three criteria");
    const refusals = [
      [[price, plan], "weights_not_100"],
      [[plan, { ...team, weight: 50 }], "price_weight"],
      [
        [
          { ...price, weight: 9 },
          { ...plan, weight: 91 },
        ],
        "price_weight",
      ],
      [
        [
          { ...price, weight: 31 },
          { ...plan, weight: 69 },
        ],
        "price_weight",
      ],
      [[price, plan, { ...plan, weight: 30 }], "criteria_twice"],
    ] as const;
    for (const [criteria, why] of refusals)
      when([stated(), approve], publishWith({ criteria })).thenRejects(`social.purchase.${why}`);
  });
});

describe("a bid", () => {
  it("is late from the instant on at which the call closes", () => {
    when(called, bid(A, CLOSES)).thenRejects("social.purchase.late");
    expect(after(...called, bid(A, days(20.99)))).toMatchObject({ bids: [{ organization: A }] });
  });

  it("is replaced and withdrawn until then", () => {
    const again = ask("HandInBid", { bid: "another", sealed: "new", against: [] }, bidder(A), days(6));
    expect(after(...called, bid(A), again)).toMatchObject({ bids: [{ id: "another", sealed: "new" }] });
    const withdraw = (at: string): PurchaseCommand => ask("WithdrawBid", {}, bidder(A), at);
    expect(after(...called, bid(A), withdraw(days(7)))).toMatchObject({ bids: [] });
    when([...called, bid(A)], withdraw(CLOSES)).thenRejects("social.purchase.late");
    when(called, withdraw(days(7))).thenRejects("social.purchase.no_bid");
  });

  it("comes from an organization that may bid", () => {
    const asked = ask("HandInBid", { bid: "x", sealed: "y", against: ["banned"] }, bidder(A), days(5));
    when(called, asked).thenRejects("social.purchase.not_eligible");
    when(called, { ...asked, by: as("acc") } as PurchaseCommand).thenRejects("social.purchase.no_organization");
  });
});

it("an organization may not bid where it is unknown, unregistered, banned, behind with reports, of another form or too young", () => {
  const well: Applicant = { status: "registered", form: "foundation", registeredOn: "2015-05-01", reportsMissing: [] };
  const rule = { forms: ["foundation"], yearsRegistered: 2 };
  const day = dayOf(T0);
  const against = (more: Partial<Applicant>): readonly string[] => reasonsAgainst({ ...well, ...more }, rule, day);
  expect(against({})).toEqual([]);
  expect(reasonsAgainst(undefined, rule, day)).toEqual(["unknown"]);
  expect(against({ status: "suspended" })).toEqual(["notRegistered"]);
  expect(against({ reportsMissing: [2016] })).toEqual(["reportMissing"]);
  expect(against({ ban: { from: "2016-01-01", until: day } })).toEqual(["banned"]);
  expect(against({ ban: { from: "2016-01-01", until: "2018-01-02" } })).toEqual([]);
  expect(against({ form: "association" })).toEqual(["form"]);
  expect(against({ registeredOn: "2016-01-04" })).toEqual(["tooYoung"]);
  expect(against({ registeredOn: "2016-01-03" })).toEqual([]);
});

describe("the opening", () => {
  it("waits for the closing and for two people without ties", () => {
    const attend = (by: string, at: string, tiedTo: readonly string[] = []): PurchaseCommand =>
      ask("AttendOpening", { opened: offers(AMOUNTS) }, as(by, { tiedTo }), at);
    when(bidden, attend("officer-1", days(20))).thenRejects("social.purchase.not_closed");
    when(bidden, attend("officer-1", CLOSES, [A])).thenRejects("social.purchase.interested");
    expect(after(...bidden, attend("officer-1", CLOSES), attend("officer-1", CLOSES))).toMatchObject({
      status: "published",
    });
    expect(after(...bidden, attend("officer-1", CLOSES), attend("officer-2", CLOSES))).toMatchObject({
      status: "opened",
    });
  });

  it("asks for another reading where a bid was saved meanwhile", () => {
    const [first, second] = open({ [A]: 1, [B]: 2 });
    if (first === undefined || second === undefined) throw new Error("two people");
    when([...bidden, first], second).thenRejects("social.purchase.bids_changed");
  });

  it("fails a purchase with too few bids that count, such as one above the budget", () => {
    expect(after(...bidden, ...open({ ...AMOUNTS, [C]: need.amount + 1 }))).toMatchObject({
      status: "failed",
      ended: { reason: "tooFewBids" },
      bids: [{}, {}, { fault: "overBudget" }],
    });
  });
});

describe("the committee", () => {
  it("is odd, large enough, and has nobody who stated the need or who names it", () => {
    when(opened, name(["m1"])).thenRejects("social.purchase.committee_size");
    when(opened, name(["m1", "m2", "m3", "m4"])).thenRejects("social.purchase.committee_size");
    when(opened, name(["m1", "m2", "officer-1"])).thenRejects("social.purchase.member_stated_it");
    when(opened, name(["m1", "m2", "officer-2"])).thenRejects("social.purchase.member_names_itself");
    when(opened, name(["m1", "m1", "m2"])).thenRejects("social.purchase.member_twice");
  });

  it("gives no points before the declaration, nor with a tie, said or on record", () => {
    when([...opened, name()], score("m1", A, 1, 1)).thenRejects("social.purchase.not_a_judge");
    when([...opened, name(), declare("m1", [A])], score("m1", A, 1, 1)).thenRejects("social.purchase.not_a_judge");
    when([...opened, name(), declare("m1", [], [A])], score("m1", A, 1, 1)).thenRejects("social.purchase.not_a_judge");
    when([...opened, name()], declare("other")).thenRejects("social.purchase.not_a_member");
  });

  it("is filled up again after a recusal, once for each, and never with the same person", () => {
    const replace = (member: string, by: string): PurchaseCommand =>
      ask("ReplaceMember", { member, by }, as("officer-2"), days(24));
    const recused = [...judged.slice(0, opened.length), name(), declare("m1", [A]), declare("m2"), declare("m3")];
    when(recused, propose).thenRejects("social.purchase.committee_size");
    when(recused, replace("m2", "m4")).thenRejects("social.purchase.member_at_work");
    when(recused, replace("m1", "m1")).thenRejects("social.purchase.member_twice");
    when([...recused, replace("m1", "m4")], replace("m1", "m5")).thenRejects("social.purchase.no_member");
    when([...recused, replace("m1", "m4")], propose).thenRejects("social.purchase.not_scored");
  });

  it("loses the points of a member who learns of a tie later", () => {
    const replaced = ask("ReplaceMember", { member: "m1", by: "m4" }, as("officer-2"), days(24));
    const past = [...judged, score("m1", A, 100, 100), declare("m1", [A])];
    when(past, score("m1", A, 100, 100)).thenRejects("social.purchase.not_a_judge");
    when(past, propose).thenRejects("social.purchase.committee_size");
    const fourth = [
      declare("m4"),
      ...[A, B, C].map((one) => score("m4", one, one === B ? 90 : 70, one === B ? 85 : 75)),
    ];
    expect(after(...past, replaced, ...fourth, propose)).toMatchObject({
      proposal: { ranking: [{ quality: 705_000 }, { quality: 575_000 }, { quality: 575_000 }] },
    });
  });

  it("judges every bid before there is a result", () => {
    when(judged.slice(0, -1), propose).thenRejects("social.purchase.not_scored");
    when(judged, { ...propose, by: as("m1") } as PurchaseCommand).thenRejects("social.purchase.proposer_judged");
    when(judged, ask("ScoreBid", { bid: `bid-${A}`, points: { plan: 1 } }, as("m1"), days(24))).thenRejects(
      "social.purchase.points_incomplete",
    );
  });
});

it("the lowest price has all its points, the others in proportion; the rest is the mean of the members", () => {
  expect(after(...proposed)).toMatchObject({
    proposal: {
      supplier: B,
      amount: 85_000_000,
      ranking: [
        // 20 × 80/85, and 50 × 90 % + 30 × 85 %
        { organization: B, price: 188_235, quality: 705_000, total: 893_235 },
        { organization: A, price: 200_000, quality: 575_000, total: 775_000 },
        { organization: C, price: 177_778, quality: 575_000, total: 752_778 },
      ],
    },
  });
});

describe("a proposed award", () => {
  const until = "2018-02-06T10:00:00.000Z";
  const challenge = (organization: string, at = days(26)): PurchaseCommand =>
    ask("MakeChallenge", { challenge: `c-${organization}`, grounds: "评分有误" }, bidder(organization), at);
  const answer = (upheld: boolean, by = as("inspector"), organization = A): PurchaseCommand =>
    ask("AnswerChallenge", { challenge: `c-${organization}`, upheld, reason: "复核" }, by, days(30));

  it("becomes the award by itself when its publicity is over", () => {
    expect(after(...proposed)).toMatchObject({ proposal: { publicityUntil: until }, wakeAt: until });
    when(proposed, wake(days(33))).thenNothing();
    expect(after(...proposed, wake(until))).toMatchObject({ status: "awarded", award: { supplier: B } });
  });

  it("waits for the answer to a challenge, which is late after its time", () => {
    when([...proposed, challenge(A)], wake(until)).thenNothing();
    const late = [...proposed, challenge(A), wake(days(50))];
    expect(after(...late)).toMatchObject({ status: "proposed", challenges: [{ late: true }] });
    expect(after(...late, answer(false), wake(days(51)))).toMatchObject({ status: "awarded" });
  });

  it("is challenged in time, by who bid, and answered by who had no part in it", () => {
    when(proposed, challenge("01JD6Z0Q8V4Y7R2K3M5N6P8T9Z")).thenRejects("social.purchase.no_bidder");
    when(proposed, challenge(A, days(40))).thenRejects("social.purchase.challenge_late");
    when([...proposed, challenge(A)], challenge(A)).thenRejects("social.purchase.challenge_open");
    for (const by of ["officer-1", "m1"])
      when([...proposed, challenge(A)], answer(true, as(by))).thenRejects("social.purchase.answerer_judged");
    when([...proposed, challenge(A)], answer(true, as("inspector", { tiedTo: [B] }))).thenRejects(
      "social.purchase.interested",
    );
  });

  it("falls when the challenge is upheld, and the purchase with it where too few bids are left", () => {
    expect(after(...proposed, challenge(A), answer(true))).toMatchObject({
      status: "failed",
      setAside: [{ supplier: B }],
    });
    const fourth = "01JD6Z0Q8V4Y7R2K3M5N6P8T9D";
    const more = [
      ...[...called, bid(A), bid(B), bid(C), bid(fourth)],
      ...open({ ...AMOUNTS, [fourth]: 88_000_000 }),
      ...[name(), ...MEMBERS.map((one) => declare(one))],
      ...MEMBERS.flatMap((member) => [A, B, C, fourth].map((one) => score(member, one, one === B ? 90 : 70, 70))),
    ];
    const fallen = [...more, propose, challenge(A), answer(true)];
    expect(after(...fallen)).toMatchObject({ status: "opened", bids: [{}, { fault: "excluded" }, {}, {}] });
    expect(after(...fallen, propose)).toMatchObject({ status: "proposed", proposal: { round: 2, supplier: A } });
  });

  it("waits where its supplier has pieces of the same purchase already", () => {
    const other = alike({
      purchase: "other",
      need: { ...need, budgetLine: "line-2", title: "社工站", amount: 150_000_000 },
      house: [B],
    });
    const found = ask(
      "ProposeAward",
      { compared: { own: alike({ purchase: "own" }), others: [other] }, houses: { [B]: [B] } },
      as("officer-1"),
      days(25),
    );
    const past = [...judged, found];
    expect(after(...past)).toMatchObject({ findings: [{ kind: "sameHouse" }] });
    when(past, wake(days(60))).thenNothing();
    const answered = ask(
      "AnswerFinding",
      { kind: "sameHouse", answer: "otherSubject", reason: "内容不同" },
      as("approver"),
      days(40),
    );
    expect(after(...past, answered, wake(days(60)))).toMatchObject({ status: "awarded" });
  });
});

describe("a single source", () => {
  const single = stated({ method: "singleSource", single: { supplier: A, why: "专利" } });
  const notice = (amount: number, more = {}): PurchaseCommand =>
    ask("NoticeSingle", { amount, against: [], compared: alone(), ...more }, as("officer-1"), days(1));

  it("has a notice with a price, which any organization may challenge", () => {
    when([single, approve], publish).thenRejects("social.purchase.single_source");
    when([stated(), approve], notice(1)).thenRejects("social.purchase.competition");
    when([single, approve], notice(need.amount + 1)).thenRejects("social.purchase.over_budget");
    when([single, approve], notice(1, { against: ["banned"] })).thenRejects("social.purchase.not_eligible");
    const noticed = [single, approve, notice(need.amount)];
    expect(after(...noticed, wake(days(9)))).toMatchObject({ status: "awarded", award: { supplier: A } });
    const challenge = ask("MakeChallenge", { challenge: "c", grounds: "我们也能" }, bidder(C), days(2));
    const answer = ask("AnswerChallenge", { challenge: "c", upheld: true, reason: "属实" }, as("inspector"), days(3));
    expect(after(...noticed, challenge, answer)).toMatchObject({
      status: "failed",
      ended: { reason: "challengeUpheld" },
    });
  });
});

describe("a contract", () => {
  const signWith = (more: object, at = days(62)): PurchaseCommand =>
    ask("SignContract", { ...contract, isManagerTied: false, ...more }, as("officer-1"), at);

  it("is not above the award, comes to its milestones, and gives a reason where it is late", () => {
    when(awarded, signWith({ amount: contract.amount + 1 })).thenRejects("social.purchase.over_award");
    when(awarded, signWith({ amount: contract.amount - 1 })).thenRejects("social.purchase.milestones_sum");
    when(awarded, signWith({ until: "2018-06-01" })).thenRejects("social.purchase.milestone_outside");
    when(awarded, signWith({ isManagerTied: true })).thenRejects("social.purchase.manager_interested");
    when(awarded, signWith({}, days(91))).thenRejects("social.purchase.contract_late");
    expect(after(...awarded, signWith({ lateReason: "洪水" }, days(91)))).toMatchObject({ status: "contracted" });
    expect(after(...awarded, sign)).toMatchObject({ status: "contracted" });
  });

  it("grows by a tenth in all, and not at the word of who manages it", () => {
    const add = (id: string, amount: number, by = "supervisor"): PurchaseCommand =>
      ask(
        "AddToContract",
        { milestone: { id, title: "增加", amount, due: "2018-12-01" }, reason: "扩面" },
        as(by),
        days(90),
      );
    when(contracted, add("x", 8_500_001)).thenRejects("social.purchase.addition_too_large");
    when([...contracted, add("x", 8_000_000)], add("y", 500_001)).thenRejects("social.purchase.addition_too_large");
    when(contracted, add("x", 1, "manager")).thenRejects("social.purchase.manager_alone");
    expect(after(...contracted, add("x", 8_000_000), add("y", 500_000))).toMatchObject({
      contract: { additions: [{}, {}] },
    });
  });

  it("is accepted by another than its manager, and paid by another than who asked", () => {
    when(contracted, ask("DeliverMilestone", { milestone: "half" }, bidder(A), days(200))).thenRejects(
      "social.purchase.not_the_supplier",
    );
    when([...contracted, deliver("half")], judge("half", as("manager"))).thenRejects("social.purchase.manager_alone");
    when([...contracted, deliver("half")], judge("half", as("x", { tiedTo: [B] }))).thenRejects(
      "social.purchase.interested",
    );
    when(contracted, judge("half")).thenRejects("social.purchase.not_delivered");
    const [asked] = pay("half");
    if (asked === undefined) throw new Error("asked");
    when([...contracted, deliver("half"), judge("half", as("i"), false)], asked).thenRejects(
      "social.purchase.not_accepted",
    );
    const past = [...contracted, deliver("half"), judge("half"), asked];
    when(past, asked).thenRejects("social.purchase.payment_there");
    const decide = (by: string, tiedTo: readonly string[] = []): PurchaseCommand =>
      ask("DecidePayment", { payment: "pay-half", paid: true }, as(by, { tiedTo }), days(203));
    when(past, decide("officer-1")).thenRejects("social.purchase.payer_asked");
    when(past, decide("finance", [B])).thenRejects("social.purchase.interested");
    when([...past, decide("finance")], decide("finance")).thenNothing();
    when([...past, decide("finance")], decide("finance-2")).thenRejects("social.purchase.payment_decided");
  });

  it("closes when all of it is paid, and pays what was accepted when it is terminated", () => {
    const close = ask("ClosePurchase", { grade: 92, note: "良好" }, as("officer-2"), days(400));
    when([...contracted, deliver("half"), judge("half"), ...pay("half")], close).thenRejects(
      "social.purchase.not_settled",
    );
    when(settled, { ...close, by: as("manager") } as PurchaseCommand).thenRejects("social.purchase.manager_alone");
    expect(after(...settled, close)).toMatchObject({ status: "closed", evaluation: { grade: 92 } });
    const terminate = ask("TerminateContract", { reason: "违约" }, as("officer-1"), days(201));
    const ended = [...contracted, deliver("half"), judge("half"), terminate];
    expect(after(...ended, ...pay("half"))).toMatchObject({ status: "terminated", payments: [{ status: "paid" }] });
    when(ended, deliver("end")).thenRejects("social.purchase.not_now");
  });
});
