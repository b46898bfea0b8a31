import { describe, expect, it } from "vitest";
import {
  decider,
  decision,
  direct,
  filed,
  fineOf,
  handover,
  holds,
  informedOf,
  investigated,
  morning,
  norm,
  nothing,
  onSpot,
  opened,
  pair,
  proposal,
  refusalOf,
  rules,
  told,
  caller,
  competent,
  discretionOf,
  type Told,
} from "./dossier-builders.ts";
import { firstLawBook } from "../src/domain/law/index.ts";
import { checkDossierData } from "../src/app/dossier/data.ts";
import {
  firstProcess,
  guardNames,
  owedOn,
  problemsOfProcess,
  refundableOn,
  type CommandData,
  type Handover,
  type REFUSALS,
} from "../src/domain/dossier/index.ts";

const of = (reason: keyof typeof REFUSALS): string => `enforcement.dossier.${reason}`;
const lastDayOf = ({ state }: Told, purpose: string): string | undefined =>
  state.deadlines.findLast((one) => one.purpose === purpose)?.lastDay;

/** A Thursday; the law of 2021 is in force since July. */
const DAY = "2021-09-09";

it("the process names guards, refusals, limits and statuses that there are, and needs every guard", () => {
  checkDossierData(firstLawBook);
  const used = new Set(firstProcess.steps.flatMap(({ guards }) => guards));
  expect([...guardNames].filter((name) => !used.has(name))).toEqual([]);
  const wrong = { ...firstProcess, terms: { payment: { statute: "penalty" as const, figure: "nothing" } } };
  expect(
    problemsOfProcess(wrong, {
      guards: new Set(),
      refusals: new Set(),
      districtPeriods: new Set(),
      figures: () => new Set(["payWithin"]),
    }),
  ).toContain("term payment stands nowhere");
});

describe("filing 立案", () => {
  it("takes an officer to ask, another to grant it, and two who are competent to investigate", () => {
    const { state } = filed(DAY);
    expect(state).toMatchObject({ status: "investigating", filedOn: DAY, filedBy: "acc-lead" });
    expect(state.investigators.map(({ account }) => account)).toEqual(["acc-1", "acc-2"]);
    expect(lastDayOf(filed(DAY), "decision")).toBe("2021-12-08");
    const start = told().then(DAY, "acc-1", "OpenDossier", opened(DAY));
    const file = { ...pair("investigate", DAY, "acc-1", "acc-2"), acts: holds };
    const asOpener = { roles: ["enforcementLead"] };
    expect(refusalOf(() => start.then(DAY, "acc-1", "FileDossier", file, asOpener))).toBe(of("opener_approves"));
    expect(
      refusalOf(() =>
        start.then(DAY, "acc-lead", "FileDossier", { ...pair("investigate", DAY, "acc-1"), acts: holds }),
      ),
    ).toBe(of("too_few_officers"));
    const ofOthers = { competence: competent("acc-lead", "file", DAY, { decidingBody: "traffic-police" }) };
    expect(refusalOf(() => start.then(DAY, "acc-lead", "FileDossier", file, ofOthers))).toBe(of("competence_stale"));
    const raise = { with: "fire", other: "dossier-2" };
    expect(refusalOf(() => start.then(DAY, "acc-lead", "RaiseDispute", raise, { body: "traffic-police" }))).toBe(
      of("other_body"),
    );
    expect(
      refusalOf(() => start.then(DAY, "acc-lead", "FileDossier", { ...file, acts: { ...holds, holds: false } })),
    ).toBe(of("filed_elsewhere"));
    expect(refusalOf(() => start.then(DAY, "acc-1", "FileDossier", file))).toBe("auth.role_missing");
  });

  it("has no deadline for the decision before the law of 2021", () => {
    expect(lastDayOf(filed("2013-09-09"), "decision")).toBeUndefined();
  });

  it("looks at the registers' answer of that day, step, place and item, not at another one", () => {
    const open = (competence: unknown) => () =>
      told().then(DAY, "acc-1", "OpenDossier", opened(DAY), { competence } as never);
    expect(refusalOf(open({ ok: false, reasons: ["certificate_expired"] }))).toBe(of("not_competent"));
    expect(refusalOf(open(undefined))).toBe(of("not_competent"));
    for (const more of [
      { on: "2021-09-08" },
      { step: "decide" },
      { area: "510108003" },
      { item: "power-0002@1" },
      { officer: "acc-9" },
    ])
      expect(refusalOf(open(competent("acc-1", "investigate", DAY, more as never)))).toBe(of("competence_stale"));
  });

  it("is refused after two years, or five where lives were harmed", () => {
    const act = { actId: "act-1", committedOn: "2019-09-01", foundOn: DAY, harmful: false };
    const open = (more: object) => () =>
      told().then(DAY, "acc-1", "OpenDossier", opened(DAY, { act: { ...act, ...more } }));
    expect(refusalOf(open({}))).toBe(of("limitation_passed"));
    expect(refusalOf(open({ endedOn: "2019-10-01" }))).toBe("done");
    // The law of the act did not know the five years: the later one is not milder.
    expect(refusalOf(open({ harmful: true }))).toBe(of("limitation_passed"));
    const later = { actId: "act-1", committedOn: "2021-08-01", foundOn: "2024-09-09", harmful: false };
    const openLater = (harmful: boolean) => () =>
      told().then("2024-09-09", "acc-1", "OpenDossier", opened("2024-09-09", { act: { ...later, harmful } }));
    expect(refusalOf(openLater(false))).toBe(of("limitation_passed"));
    expect(refusalOf(openLater(true))).toBe("done");
  });

  it("knows no officer who is related to the party", () => {
    const party = { kind: "citizen" as const, related: ["acc-1"] };
    expect(refusalOf(() => told().then(DAY, "acc-1", "OpenDossier", opened(DAY, { party })))).toBe(of("recused"));
  });
});

const seizing = { measureId: "m-1", evidence: ["ev-2"], basis: "norm-0001", handover };

describe("measures 保存与扣押", () => {
  const measureId = "m-1";
  it("preserve what was approved, for seven working days, and lapse by themselves", () => {
    const preserve = { ...pair("preserve", DAY), measureId, evidence: ["ev-2"] };
    expect(refusalOf(() => filed(DAY).then(DAY, "acc-1", "PreserveEvidence", preserve))).toBe(
      of("measure_not_approved"),
    );
    const held = filed(DAY)
      .then(DAY, "acc-lead", "ApproveMeasure", { measureId, kind: "preservation" })
      .then(DAY, "acc-1", "PreserveEvidence", preserve);
    // The mid-autumn festival and its Saturday of work lie between.
    expect(lastDayOf(held, "preservation")).toBe("2021-09-18");
    expect(held.state.wakeOn).toBe("2021-09-19");
    const lapsed = held.then("2021-09-19", "enforcement", "WakeDossier", {});
    expect(lapsed.state.measures).toMatchObject([{ status: "lapsed" }]);
    expect(lapsed.events.at(-1)).toMatchObject({
      type: "DeadlinePassed",
      data: { deadline: { purpose: "preservation" } },
    });
    expect(lapsed.then("2021-09-20", "enforcement", "WakeDossier", {}).events).toHaveLength(lapsed.events.length);
  });

  it("seize for thirty days, thirty more with consent, once and in time", () => {
    const seized = filed(DAY)
      .then(DAY, "acc-lead", "ApproveMeasure", { measureId, kind: "seizure" })
      .then(DAY, "acc-1", "SeizeProperty", {
        ...pair("seize", DAY),
        measureId,
        evidence: ["ev-2"],
        basis: "norm-0001",
        handover,
      });
    expect(lastDayOf(seized, "seizure")).toBe("2021-10-09");
    const extended = seized.then("2021-10-08", "acc-lead", "ExtendSeizure", { measureId, reason: "复杂" });
    expect(lastDayOf(extended, "seizure")).toBe("2021-11-08");
    expect(refusalOf(() => extended.then("2021-10-09", "acc-lead", "ExtendSeizure", { measureId, reason: "" }))).toBe(
      of("seizure_extended"),
    );
    expect(refusalOf(() => seized.then("2021-10-11", "acc-lead", "ExtendSeizure", { measureId, reason: "" }))).toBe(
      of("seizure_over"),
    );
    expect(refusalOf(() => seized.then(DAY, "acc-lead", "WithdrawDossier", { ground: "other", reason: "" }))).toBe(
      of("still_held"),
    );
  });

  it("that the body lets run out are missed by it, and still to be given back", () => {
    const lapsed = filed(DAY)
      .then(DAY, "acc-lead", "ApproveMeasure", { measureId, kind: "seizure" })
      .then(DAY, "acc-1", "SeizeProperty", { ...seizing, ...pair("seize", DAY) })
      .then("2021-10-10", "enforcement", "WakeDossier", {});
    expect(lapsed.events.at(-1)).toMatchObject({ type: "DeadlinePassed", data: { missedBy: "body" } });
    const withdraw = (told: Told) =>
      refusalOf(() => told.then("2021-10-11", "acc-lead", "WithdrawDossier", { ground: "other", reason: "x" }));
    expect(withdraw(lapsed)).toBe(of("still_held"));
    const lift = (receipt?: string) =>
      lapsed.then("2021-10-11", "acc-lead", "LiftSeizure", { measureId, measure: "returned", receipt });
    expect(refusalOf(() => lift())).toBe(of("release_unproved"));
    expect(withdraw(lift("ev-receipt"))).toBe("done");
  });

  it("hand over a list on the spot; an absent party has a witness", () => {
    const seize = (more: Partial<Handover>) =>
      refusalOf(() =>
        filed(DAY)
          .then(DAY, "acc-lead", "ApproveMeasure", { measureId, kind: "seizure" })
          .then(DAY, "acc-1", "SeizeProperty", {
            ...{ ...seizing, ...pair("seize", DAY) },
            handover: { ...handover, ...more },
          }),
      );
    expect(seize({ list: "" })).toBe(of("list_missing"));
    expect(seize({ signed: "absent" })).toBe(of("party_unwitnessed"));
    expect(seize({ signed: "absent", witnesses: ["ev-video"] })).toBe("done");
    expect(seize({ signed: "refused" })).toBe("done");
  });
});

describe("a seizure in an emergency 当场查封扣押", () => {
  const measureId = seizing.measureId;
  const urgent = { ...seizing, ...pair("seize", DAY), seizedAt: "2021-09-08T23:30:00Z", urgency: "易腐烂" };
  const asked = told().then(DAY, "acc-1", "OpenDossier", opened(DAY));
  const seized = asked.then(DAY, "acc-1", "SeizeUrgently", urgent);
  const decide = (of: Told, approved: boolean, day = DAY) =>
    of.then(day, "acc-lead", "DecideUrgentSeizure", { measureId, approved, ...(approved ? {} : { reason: "不必要" }) });
  /** Half past seven in the morning of the next day: the hours are over. */
  const BY = "2021-09-09T23:30:00.000Z";

  it("comes before the filing, by two officers, and waits for the lead for the hours that the law gives", () => {
    expect(seized.state.measures).toMatchObject([
      { status: "held", urgent: { by: BY, edition: "compulsion@2012", article: "第十九条" } },
    ]);
    expect([lastDayOf(seized, "seizure"), seized.state.wakeOn]).toEqual(["2021-10-09", "2021-09-10"]);
    const refused = (more: object) =>
      refusalOf(() => asked.then(DAY, "acc-1", "SeizeUrgently", { ...urgent, ...more }));
    expect(refused({ officers: [] })).toBe(of("too_few_officers"));
    expect(refused({ seizedAt: "2021-09-09T01:00:00.001Z" })).toBe(of("seizure_time"));
    expect(refused({ handover: { ...handover, list: "" } })).toBe(of("list_missing"));
    expect(refusalOf(() => seized.then(DAY, "acc-1", "SeizeUrgently", urgent))).toBe(of("measure_known"));
    expect(refusalOf(() => seized.then(DAY, "acc-lead", "RefuseFiling", { reason: "x" }))).toBe(of("still_held"));
    const extend = () => seized.then(DAY, "acc-lead", "ExtendSeizure", { measureId, reason: "x" });
    expect(refusalOf(extend)).toBe(of("not_under_investigation"));
  });

  it("goes on for the thirty days where he approves, and is decided once", () => {
    const approved = decide(seized, true);
    expect(approved.state.measures).toMatchObject([{ status: "held" }]);
    expect(approved.state.measures[0]?.urgent).toBeUndefined();
    expect(refusalOf(() => decide(approved, false))).toBe(of("nothing_urgent"));
    expect(approved.state.wakeOn).toBe("2021-10-10");
  });

  it("goes back the same day where he refuses, and nowhere else", () => {
    const refused = decide(seized, false);
    expect(refused.state.measures).toMatchObject([{ status: "refused" }]);
    expect(refused.state.deadlines.filter(({ status }) => status === "running")).toMatchObject([
      { purpose: "release", lastDay: DAY, article: "第十九条" },
    ]);
    const lift = (measure: "returned" | "confiscated") =>
      refused.then(DAY, "acc-lead", "LiftSeizure", { measureId, measure, receipt: "ev-receipt" });
    expect(refusalOf(() => lift("confiscated"))).toBe(of("only_returned"));
    expect(lift("returned").state.measures).toMatchObject([{ status: "ended" }]);
    expect(refusalOf(() => seized.then(DAY, "acc-lead", "DecideUrgentSeizure", { measureId, approved: false }))).toBe(
      of("reason_missing"),
    );
    const late = refused.then("2021-09-10", "enforcement", "WakeDossier", {});
    expect(late.events.at(-1)).toMatchObject({ data: { deadline: { purpose: "release" }, missedBy: "body" } });
  });

  it("that nobody decides is missed by the hour, once, and can still be decided", () => {
    const at = (instant: string, from: Told) => {
      const by = caller("enforcement", "service", "WakeDossier", instant);
      return [...decider.decide({ type: "WakeDossier", data: {}, by, at: instant }, from.state)];
    };
    expect(at(BY, seized)).toEqual([]);
    const [missed, ...rest] = at("2021-09-09T23:30:00.001Z", seized);
    expect([missed, rest]).toMatchObject([
      { type: "UrgentApprovalMissed", data: { measureId, approval: { by: BY } } },
      [],
    ]);
    const late = told([...seized.events, missed!]);
    expect(at("2021-09-10T12:00:00.000Z", late)).toEqual([]);
    expect(late.state.wakeOn).toBe("2021-10-10");
    expect(decide(late, true, "2021-09-10").state.measures[0]?.urgent).toBeUndefined();
  });
});

describe("what is proposed 拟处罚", () => {
  const propose = (more: Parameters<typeof proposal>[1], fine = 100_000) =>
    refusalOf(() => investigated(DAY).then(DAY, "acc-1", "ProposePenalty", proposal(fine, more)));

  it("rests on an investigation, on norms and on the benchmark", () => {
    expect(refusalOf(() => filed(DAY).then(DAY, "acc-1", "ProposePenalty", proposal(100)))).toBe(
      of("nothing_investigated"),
    );
    expect(propose({ norms: [] })).toBe(of("norm_missing"));
    expect(propose({ evidence: [] })).toBe(of("evidence_missing"));
    expect(propose({ discretion: undefined })).toBe(of("benchmark_missing"));
    expect(propose({ discretion: discretionOf(50) })).toBe(of("outside_benchmark"));
    expect(propose({}, 20_000_001)).toBe(of("fine_out_of_range"));
    expect(propose({ discretion: discretionOf(1_100) }, 999)).toBe(of("fine_out_of_range"));
    // 减轻: the benchmark itself leads below the least.
    expect(propose({}, 999)).toBe("done");
    expect(propose({ discretion: { ...discretionOf(100_000), outcome: "exempt" } })).toBe(of("exempt_by_law"));
    expect(propose({ discretion: { ...discretionOf(1), deviation: "减轻" } }, 999)).toBe("done");
    expect(propose({ penalty: fineOf(100_000, ["fine", "detention"]) })).toBe(of("norm_of_other_item"));
    expect(propose({ penalty: nothing })).toBe(of("penalty_empty"));
    expect(propose({ finding: "exempt" })).toBe(of("penalty_empty"));
    expect(propose({ finding: "exempt", penalty: nothing, norms: [] })).toBe("done");
  });

  it("goes by the higher fine where one act violates several norms", () => {
    const low = { ...norm, code: "norm-0002", fine: { least: 100, most: 10_000 } };
    const { state } = investigated(DAY).then(DAY, "acc-1", "ProposePenalty", proposal(100_000, { norms: [low, norm] }));
    expect(state.proposal?.norm?.code).toBe("norm-0001");
  });
});

describe("telling the party 告知", () => {
  it("issues the days to answer, and to ask for a hearing where there is the right to one", () => {
    expect(lastDayOf(informedOf(DAY, 100_000), "defence")).toBe("2021-09-14");
    expect(lastDayOf(informedOf(DAY, 100_000), "hearingRequest")).toBeUndefined();
    // 5 working days by the law of 2021; 3 days by the one before, the third of which is a Sunday.
    expect(lastDayOf(informedOf(DAY, 200_000), "hearingRequest")).toBe("2021-09-16");
    expect(lastDayOf(informedOf("2013-09-12", 200_000), "hearingRequest")).toBe("2013-09-16");
    const closing = { penalty: fineOf(1_000, ["fine", "stopBusiness"]) };
    expect(informedOf(DAY, 1_000, closing).state.informed?.hearing).toBe("open");
  });

  it("is proved, and has its rules for each way of delivery", () => {
    const inform = (delivery: object, before = (one: Told): Told => one) =>
      refusalOf(() =>
        before(investigated(DAY).then(DAY, "acc-1", "ProposePenalty", proposal(100_000))).then(
          "2021-09-10",
          "acc-1",
          "InformParty",
          {
            ...pair("inform", "2021-09-10"),
            delivery: { method: "direct", on: DAY, receipt: "ev-9", ...delivery } as never,
          },
        ),
      );
    expect(inform({ receipt: "" })).toBe(of("delivery_unproved"));
    expect(inform({ on: "2021-09-11" })).toBe(of("delivery_day"));
    expect(inform({ on: "2021-09-08" })).toBe(of("delivery_day"));
    expect(inform({ method: "left" })).toBe(of("witness_missing"));
    expect(inform({ method: "notice" })).toBe(of("notice_is_last"));
    expect(inform({ method: "electronic", consent: "ev-c" })).toBe(of("electronic_not_confirmed"));
    const agreed = (one: Told): Told => one.then(DAY, "acc-1", "ConfirmElectronicDelivery", { consent: "ev-c" });
    expect(inform({ method: "electronic", consent: "ev-c" }, (one) => one)).toBe(of("electronic_not_confirmed"));
    expect(refusalOf(() => agreed(investigated(DAY)))).toBe("done");
  });

  it("counts from the end of a public notice", () => {
    const delivery = {
      method: "notice" as const,
      on: DAY,
      receipt: "ev-9",
      failed: ["direct" as const, "mail" as const],
    };
    const informed = investigated(DAY)
      .then(DAY, "acc-1", "ProposePenalty", proposal(100_000))
      .then(DAY, "acc-1", "InformParty", { ...pair("inform", DAY), delivery });
    expect(informed.state.informed?.on).toBe("2021-11-08");
    expect(lastDayOf(informed, "defence")).toBe("2021-11-11");
  });
});

describe("the party is heard 陈述申辩与听证", () => {
  const heard = informedOf(DAY, 300_000);
  const request = { on: "2021-09-16", evidence: [] };
  const hearing = {
    on: "2021-10-09",
    noticeDeliveredOn: "2021-09-22",
    chair: "acc-chair",
    members: [],
    clerk: "acc-clerk",
    isPublic: true,
  };

  it("before anything is decided", () => {
    expect(refusalOf(() => heard.then("2021-09-14", "acc-lead", "Decide", decision(300_000)))).toBe(of("defence_open"));
    const defended = heard.then("2021-09-14", "acc-1", "ReceiveDefence", { channel: "written", evidence: ["ev-3"] });
    expect(refusalOf(() => defended.then("2021-09-17", "acc-lead", "Decide", decision(300_000)))).toBe(
      of("defence_not_considered"),
    );
    const considered = defended.then("2021-09-15", "acc-1", "ConsiderDefence", { adopted: "none", reasons: "不成立" });
    expect(refusalOf(() => considered.then("2021-09-16", "acc-lead", "Decide", decision(300_000)))).toBe(
      of("hearing_open"),
    );
    expect(considered.then("2021-09-17", "acc-lead", "Decide", decision(300_000)).state.status).toBe("decided");
  });

  it("and nothing gets heavier for it", () => {
    const defended = heard.then("2021-09-14", "acc-1", "ReceiveDefence", { channel: "oral", evidence: [] });
    const worse = { adopted: "none" as const, reasons: "", penalty: fineOf(300_001) };
    expect(refusalOf(() => defended.then("2021-09-15", "acc-1", "ConsiderDefence", worse))).toBe(of("aggravated"));
    const milder = defended.then("2021-09-15", "acc-1", "ConsiderDefence", {
      ...worse,
      adopted: "partly",
      penalty: fineOf(250_000),
    });
    expect(refusalOf(() => milder.then("2021-09-17", "acc-lead", "Decide", decision(300_000)))).toBe(of("aggravated"));
    expect(refusalOf(() => defended.then("2021-09-15", "acc-1", "ProposePenalty", proposal(400_000)))).toBe(
      of("aggravated"),
    );
    expect(
      refusalOf(() =>
        defended.then("2021-09-15", "acc-1", "ProposePenalty", proposal(400_000, { evidence: ["ev-new"] })),
      ),
    ).toBe("done");
  });

  it("in a hearing that was asked for in time, told of long enough before, and led by nobody who investigated", () => {
    expect(
      refusalOf(() => heard.then("2021-09-20", "acc-1", "RequestHearing", { on: "2021-09-17", evidence: [] })),
    ).toBe(of("hearing_request_late"));
    const posted = heard
      .then("2021-09-17", "enforcement", "WakeDossier", {})
      .then("2021-09-20", "acc-1", "RequestHearing", request);
    expect(posted.state.status).toBe("hearing");
    const schedule = (more: object) =>
      refusalOf(() => posted.then("2021-09-22", "acc-lead", "ScheduleHearing", { ...hearing, ...more }));
    expect(schedule({ on: "2021-09-30" })).toBe(of("hearing_notice_short"));
    expect(schedule({ chair: "acc-2" })).toBe(of("investigator_excluded"));
    expect(schedule({ members: ["acc-chair"] })).toBe(of("investigator_excluded"));
    expect(schedule({ isPublic: false })).toBe(of("hearing_not_public"));
    expect(refusalOf(() => informedOf(DAY, 100).then(DAY, "acc-1", "RequestHearing", request))).not.toBe("done");
  });

  it("whose record the decision rests on, and which makes the legal review necessary", () => {
    const held = heard
      .then("2021-09-16", "acc-1", "RequestHearing", request)
      .then("2021-09-22", "acc-lead", "ScheduleHearing", hearing);
    const record = { record: "ev-record", signed: "signed" as const, opinion: "维持" };
    expect(refusalOf(() => held.then("2021-10-08", "acc-chair", "HoldHearing", record))).toBe(of("not_hearing_day"));
    expect(refusalOf(() => held.then("2021-10-09", "acc-review", "HoldHearing", record))).toBe(of("not_chair"));
    const done = held.then("2021-10-09", "acc-chair", "HoldHearing", record);
    expect(refusalOf(() => done.then("2021-10-11", "acc-lead", "Decide", decision(300_000)))).toBe(
      of("hearing_record_missing"),
    );
    const resting = decision(300_000, { evidence: ["ev-1", "ev-record"] });
    expect(refusalOf(() => done.then("2021-10-11", "acc-lead", "Decide", resting))).toBe(of("review_missing"));
    const failed = done.then("2021-10-11", "acc-review", "ReviewLegally", { passed: false, opinion: "证据不足" });
    expect(refusalOf(() => failed.then("2021-10-11", "acc-lead", "Decide", resting))).toBe(of("review_failed"));
    const passed = done.then("2021-10-11", "acc-review", "ReviewLegally", { passed: true, opinion: "同意" });
    expect(passed.then("2021-10-11", "acc-lead", "Decide", resting).state.status).toBe("decided");
  });
});

describe("deciding 决定", () => {
  const ready = informedOf(DAY, 100_000).then("2021-09-15", "enforcement", "WakeDossier", {});
  const decide = (more: Parameters<typeof decision>[1], from = ready) =>
    refusalOf(() => from.then("2021-09-15", "acc-lead", "Decide", decision(100_000, more)));

  it("is complete, and the act is fined once", () => {
    expect(ready.state.informed?.defence).toBe("lapsed");
    expect(decide({ hasPartyData: false })).toBe(of("content_missing"));
    expect(decide({ payee: undefined })).toBe(of("content_missing"));
    expect(decide({ isSealed: false })).toBe(of("content_missing"));
    expect(decide({ acts: { ...holds, finedIn: "dossier-2" } })).toBe(of("fined_already"));
    expect(decide({ acts: { holds: false, holder: "dossier-2" } })).toBe(of("filed_elsewhere"));
    expect(decide({ finding: "exempt", penalty: nothing, payee: undefined })).toBe("done");
    expect(decide({ finding: "crime", penalty: nothing })).toBe(of("finding_differs"));
    expect(decide({})).toBe("done");
    const proposed = investigated(DAY).then(DAY, "acc-1", "ProposePenalty", proposal(100_000));
    expect(decide({}, proposed)).toBe(of("party_not_informed"));
  });

  it("is another's than the investigators', and waits for a dispute of jurisdiction", () => {
    const asInvestigator = { roles: ["enforcementLead"] };
    expect(refusalOf(() => ready.then("2021-09-15", "acc-1", "Decide", decision(100_000), asInvestigator))).toBe(
      of("investigator_excluded"),
    );
    const disputed = ready.then("2021-09-15", "acc-lead", "RaiseDispute", { with: "fire", other: "dossier-2" });
    expect(decide({}, disputed)).toBe(of("dispute_open"));
    const designate = { by: "designation" as const, body: "fire", superior: "district-government", document: "1" };
    expect(
      refusalOf(() =>
        disputed.then("2021-09-15", "acc-gov", "SettleDispute", { ...designate, superior: "fire" }, { body: "fire" }),
      ),
    ).toBe(of("superior_missing"));
    const settled = disputed.then("2021-09-15", "acc-gov", "SettleDispute", designate, { body: "district-government" });
    expect(decide({}, settled)).toBe(of("no_jurisdiction"));
    const over = settled.then("2021-09-15", "acc-lead", "HandOver", { body: "fire", receipt: "ev-9" });
    expect(over.state).toMatchObject({ status: "handedOver" });
    expect(over.state.wakeOn).toBeUndefined();
  });

  it("is discussed by three or more who did not investigate, where it is major", () => {
    const major = informedOf(DAY, 10_000_000, { isMajor: true }).then("2021-09-17", "enforcement", "WakeDossier", {});
    expect(refusalOf(() => major.then("2021-09-17", "acc-lead", "Decide", decision(10_000_000)))).toBe(
      of("discussion_missing"),
    );
    const discuss = { members: ["acc-4", "acc-5", "acc-6"], inFavour: 2, against: 1, minutes: "ev-minutes" };
    expect(
      refusalOf(() =>
        major.then("2021-09-17", "acc-lead", "DiscussCollectively", { ...discuss, members: ["acc-4", "acc-5"] }),
      ),
    ).toBe(of("too_few_members"));
    expect(
      refusalOf(() =>
        major.then("2021-09-17", "acc-lead", "DiscussCollectively", {
          ...discuss,
          members: ["acc-4", "acc-5", "acc-1"],
        }),
      ),
    ).toBe(of("investigator_excluded"));
    expect(
      refusalOf(() => major.then("2021-09-17", "acc-lead", "DiscussCollectively", { ...discuss, inFavour: 3 })),
    ).toBe(of("votes_wrong"));
    const failed = major.then("2021-09-17", "acc-lead", "DiscussCollectively", { ...discuss, inFavour: 1, against: 2 });
    expect(refusalOf(() => failed.then("2021-09-17", "acc-lead", "Decide", decision(10_000_000)))).toBe(
      of("discussion_failed"),
    );
    const carried = major.then("2021-09-17", "acc-lead", "DiscussCollectively", discuss);
    expect(carried.then("2021-09-17", "acc-lead", "Decide", decision(10_000_000)).state.status).toBe("decided");
  });

  it("is due in ninety days, and an alarm where it is late; the time may be extended once before", () => {
    const late = filed(DAY).then("2021-12-09", "enforcement", "WakeDossier", {});
    expect(late.events.at(-1)).toMatchObject({
      type: "DeadlinePassed",
      data: { missedBy: "body", deadline: { purpose: "decision" } },
    });
    expect(refusalOf(() => late.then("2021-12-09", "acc-lead", "ExtendDecision", { reason: "" }))).toBe(
      of("decision_overdue"),
    );
    const extended = filed(DAY).then("2021-12-08", "acc-lead", "ExtendDecision", { reason: "复杂" });
    expect(lastDayOf(extended, "decision")).toBe("2022-01-07");
    expect(refusalOf(() => extended.then("2021-12-08", "acc-lead", "ExtendDecision", { reason: "" }))).toBe(
      of("extension_used"),
    );
  });

  it("says by which law it is judged: that of the act, or a later one that is milder with these circumstances", () => {
    const act = { actId: "act-1", committedOn: "2021-06-01", foundOn: DAY, harmful: false };
    const judged = (circumstances: readonly string[], more = {}) =>
      investigated(DAY, { act, ...more })
        .then(
          DAY,
          "acc-1",
          "ProposePenalty",
          proposal(100_000, { discretion: { ...discretionOf(100_000), circumstances } }),
        )
        .then(DAY, "acc-1", "InformParty", { ...pair("inform", DAY), delivery: direct(DAY) })
        .then("2021-09-15", "acc-lead", "Decide", decision(100_000)).state.decision?.law;
    expect(judged([])).toMatchObject({ edition: "penalty@2017", why: "actDay" });
    expect(judged(["firstSlight"])).toMatchObject({ edition: "penalty@2021", why: "milderLater" });
    expect(judged([], { act: { ...act, committedOn: DAY } })).toMatchObject({ why: "sameEdition" });
  });
});

/** Decided on a Wednesday and delivered on the same day. */
const delivered = (fine = 100_000): Told =>
  informedOf(DAY, fine)
    .then("2021-09-15", "acc-lead", "Decide", decision(fine))
    .then("2021-09-15", "acc-1", "DeliverDecision", {
      ...pair("deliver", "2021-09-15"),
      delivery: direct("2021-09-15"),
    });

describe("after the decision 送达与执行", () => {
  it("the days of payment and remedies run from its delivery", () => {
    const one = delivered();
    expect(lastDayOf(one, "payment")).toBe("2021-09-30");
    expect(lastDayOf(one, "reconsideration")).toBe("2021-11-15");
    expect(lastDayOf(one, "suit")).toBe("2022-03-15");
  });

  it("late money costs three in a hundred a day, and never more than the fine", () => {
    const one = delivered();
    const pay = (day: string, amount: number) =>
      one.then(day, "acc-1", "RecordPayment", { paymentId: "p-1", amount, on: day, receipt: "r" });
    expect(refusalOf(() => pay("2021-09-30", 100_001))).toBe(of("amount_wrong"));
    expect(pay("2021-09-30", 100_000).then("2021-09-30", "acc-lead", "CloseDossier", { report: "" }).state.status).toBe(
      "closed",
    );
    expect(refusalOf(() => pay("2021-10-02", 106_001))).toBe(of("amount_wrong"));
    expect(
      refusalOf(() => pay("2021-10-02", 100_000).then("2021-10-02", "acc-lead", "CloseDossier", { report: "" })),
    ).toBe(of("not_done"));
    expect(pay("2021-10-02", 106_000).then("2021-10-02", "acc-lead", "CloseDossier", { report: "" }).state.status).toBe(
      "closed",
    );
    expect(refusalOf(() => pay("2022-09-01", 200_001))).toBe(of("amount_wrong"));
    expect(pay("2022-09-01", 200_000).then("2022-09-01", "acc-lead", "CloseDossier", { report: "" }).state.status).toBe(
      "closed",
    );
  });

  it("it becomes final when no remedy is open, and the court is asked after urging, within three months", () => {
    const final = delivered().then("2022-03-16", "enforcement", "WakeDossier", {});
    expect(final.state.decision?.finalOn).toBe("2022-03-15");
    expect(lastDayOf(final, "courtApplication")).toBe("2022-06-15");
    const apply = { on: "2022-03-20", reference: "1" };
    expect(refusalOf(() => final.then("2022-03-20", "acc-lead", "ApplyToCourt", apply))).toBe(of("not_urged"));
    const urged = final.then("2022-03-21", "acc-1", "UrgeParty", {
      ...pair("urge", "2022-03-21"),
      delivery: direct("2022-03-21"),
    });
    expect(refusalOf(() => urged.then("2022-04-02", "acc-lead", "ApplyToCourt", apply))).toBe(of("not_urged"));
    const applied = urged.then("2022-04-07", "acc-lead", "ApplyToCourt", apply);
    const done = applied
      .then("2022-06-01", "acc-lead", "RecordCourt", { outcome: "executed", on: "2022-06-01" })
      .then("2022-06-01", "acc-lead", "CloseDossier", { report: "" });
    expect(done.state.status).toBe("closed");
    expect(refusalOf(() => urged.then("2022-06-16", "acc-lead", "ApplyToCourt", apply))).toBe(
      of("court_application_late"),
    );
    // Urged while a remedy was still open: not on its last day, but on the one after.
    const early = { ...pair("urge", "2022-02-25"), delivery: direct("2022-02-25") };
    const waiting = delivered().then("2022-02-25", "acc-1", "UrgeParty", early);
    const applyOn = (on: string) => refusalOf(() => waiting.then(on, "acc-lead", "ApplyToCourt", { ...apply, on }));
    expect([applyOn("2022-03-15"), applyOn("2022-03-16")]).toEqual([of("not_final"), "done"]);
    expect(refusalOf(() => delivered().then("2021-10-20", "acc-lead", "ApplyToCourt", apply))).toBe(of("not_final"));
  });

  it("a remedy keeps it from becoming final; after reconsideration fifteen days are left to sue", () => {
    const asked = delivered().then("2021-11-15", "acc-lead", "RecordRemedy", {
      kind: "reconsideration",
      on: "2021-11-15",
    });
    expect(asked.then("2022-03-16", "enforcement", "WakeDossier", {}).state.decision?.finalOn).toBeUndefined();
    const ended = asked.then("2022-01-10", "acc-lead", "EndRemedy", {
      outcome: "upheld",
      deliveredOn: "2022-01-10",
      document: "复议1号",
    });
    expect(lastDayOf(ended, "suitAfterReconsideration")).toBe("2022-01-25");
    expect(ended.then("2022-01-26", "enforcement", "WakeDossier", {}).state.decision?.finalOn).toBe("2022-01-25");
    expect(
      refusalOf(() =>
        delivered().then("2021-11-16", "acc-lead", "RecordRemedy", { kind: "reconsideration", on: "2021-11-16" }),
      ),
    ).toBe(of("remedy_late"));
  });

  it("is annulled with its publicity, and begun again where it is to be", () => {
    const published = delivered().then("2021-09-16", "acc-lead", "PublishDecision", { where: "website" });
    const annulled = published.then("2021-10-11", "acc-lead", "AnnulDecision", {
      on: "ownReview",
      redo: true,
      reason: "",
    });
    expect(annulled.state).toMatchObject({ status: "investigating", decision: { annulled: true } });
    expect(lastDayOf(annulled, "publicityWithdrawal")).toBe("2021-10-14");
    const late = annulled.then("2021-10-15", "enforcement", "WakeDossier", {});
    expect(late.events.at(-1)).toMatchObject({
      data: { missedBy: "body", deadline: { purpose: "publicityWithdrawal" } },
    });
    expect(annulled.then("2021-10-14", "acc-lead", "WithdrawPublicity", { reason: "" }).state.publicity).toBe(
      "withdrawn",
    );
  });

  it("may be paid in parts, each with its own last day", () => {
    const instalments = [
      { amount: 40_000, payBy: "2021-10-31" },
      { amount: 60_000, payBy: "2021-11-30" },
    ];
    const deferred = delivered().then("2021-09-28", "acc-lead", "GrantDeferral", { instalments });
    const paid = deferred.then("2021-11-30", "acc-1", "RecordPayment", {
      paymentId: "p-1",
      amount: 100_000,
      on: "2021-11-30",
      receipt: "r",
    });
    // 30 days of 3 % on 40,000 fen.
    expect(
      refusalOf(() =>
        paid.then("2021-11-30", "acc-1", "RecordPayment", {
          paymentId: "p-2",
          amount: 36_001,
          on: "2021-11-30",
          receipt: "r",
        }),
      ),
    ).toBe(of("amount_wrong"));
    expect(
      refusalOf(() =>
        paid.then("2021-11-30", "acc-1", "RecordPayment", {
          paymentId: "p-2",
          amount: 36_000,
          on: "2021-11-30",
          receipt: "r",
        }),
      ),
    ).toBe("done");
    expect(
      refusalOf(() =>
        delivered().then("2021-09-28", "acc-lead", "GrantDeferral", { instalments: instalments.slice(1) }),
      ),
    ).toBe(of("instalments_wrong"));
  });
});

describe("what a reconsideration or a court says 复议与诉讼的结果", () => {
  const [BROUGHT, ENDED] = ["2021-09-20", "2021-10-20"];
  /** Published, and the fine of 100,000 fen paid. */
  const paid = delivered()
    .then("2021-09-16", "acc-lead", "PublishDecision", { where: "website" })
    .then("2021-09-17", "acc-1", "RecordPayment", {
      paymentId: "p-1",
      amount: 100_000,
      on: "2021-09-17",
      receipt: "r",
    });
  const brought = (kind: "reconsideration" | "suit", from = paid) =>
    from.then(BROUGHT, "acc-lead", "RecordRemedy", { kind, on: BROUGHT });
  const ended = (from: Told, outcome: CommandData["EndRemedy"]["outcome"], more: object = {}) =>
    from.then(ENDED, "acc-lead", "EndRemedy", { outcome, deliveredOn: ENDED, document: "复议1号", ...more });
  const owes = ({ state }: Told, on = ENDED) => refundableOn(state, on, rules.law);

  it("annulled: the decision is gone, its publicity has three working days, and all that was paid goes back", () => {
    const gone = ended(brought("reconsideration"), "annulled");
    expect(gone.state).toMatchObject({ status: "annulled", decision: { annulled: true } });
    expect(gone.events.at(-1)).toMatchObject({
      type: "DecisionAnnulled",
      data: { on: "reconsideration", redo: false },
    });
    expect([lastDayOf(gone, "publicityWithdrawal"), owes(gone)]).toEqual(["2021-10-25", 100_000]);
  });

  it("ordered anew: it is investigated again, with a clock of its own", () => {
    const again = ended(brought("suit"), "ordered");
    expect(again.state).toMatchObject({ status: "investigating", procedure: "ordinary" });
    expect(again.events.at(-1)).toMatchObject({ data: { on: "judgment", redo: true } });
    expect(lastDayOf(again, "decision")).toBe("2022-01-18");
  });

  it("changed: the fine is what it says, never heavier where the law forbids that, and the rest goes back", () => {
    const change = (fine: number, kind: "reconsideration" | "suit" = "suit") =>
      ended(brought(kind), "changed", { penalty: fineOf(fine) });
    const milder = change(60_000);
    expect(milder.state).toMatchObject({ status: "delivered", decision: { penalty: { fine: 60_000 } } });
    expect([owes(milder), lastDayOf(milder, "publicityWithdrawal")]).toEqual([40_000, "2021-10-25"]);
    expect(refusalOf(() => change(100_001))).toBe(of("aggravated"));
    // Of 2021 the law on reconsideration is that of 1999, whose text has no such words.
    expect(refusalOf(() => change(100_001, "reconsideration"))).toBe("done");
    expect(lastDayOf(change(60_000, "reconsideration"), "suitAfterReconsideration")).toBe("2021-11-04");
    expect(refusalOf(() => ended(brought("suit"), "changed"))).toBe(of("change_unclear"));
    expect(refusalOf(() => ended(brought("suit"), "upheld", { penalty: fineOf(1) }))).toBe(of("change_unclear"));
    expect(refusalOf(() => ended(brought("suit"), "upheld", { document: "" }))).toBe(of("outcome_unproved"));
    const final = milder.then("2021-10-21", "enforcement", "WakeDossier", {});
    expect(final.state.decision?.finalOn).toBe(ENDED);
  });

  it("a smaller fine takes the last parts of a deferral away", () => {
    const instalments = [
      { amount: 40_000, payBy: "2021-10-31" },
      { amount: 60_000, payBy: "2021-11-30" },
    ];
    const deferred = delivered().then("2021-09-18", "acc-lead", "GrantDeferral", { instalments });
    const { state } = ended(brought("suit", deferred), "changed", { penalty: fineOf(50_000) });
    expect(state.execution.instalments).toEqual([instalments[0], { amount: 10_000, payBy: "2021-11-30" }]);
  });

  describe("a refund 退款", () => {
    const milder = ended(brought("suit"), "changed", { penalty: fineOf(60_000) });
    const propose = (amount: number, from = milder, refundId = "rf-1") =>
      from.then(ENDED, "acc-1", "ProposeRefund", { refundId, amount });
    const asked = propose(40_000);
    const decide = (approved: boolean, account = "acc-lead", from = asked) =>
      from.then(ENDED, account, "DecideRefund", { refundId: "rf-1", approved });
    const record = (from: Told) =>
      from.then(ENDED, "acc-1", "RecordRefund", { refundId: "rf-1", on: ENDED, receipt: "r" });

    it("is of no more than is not owed, asked by one, approved by another, and then paid", () => {
      expect(refusalOf(() => propose(40_001))).toBe(of("refund_wrong"));
      expect(refusalOf(() => propose(1, asked, "rf-2"))).toBe(of("refund_wrong"));
      expect(refusalOf(() => record(asked))).toBe(of("no_refund"));
      const own = milder.then(ENDED, "acc-lead", "ProposeRefund", { refundId: "rf-1", amount: 40_000 });
      expect(refusalOf(() => decide(true, "acc-lead", own))).toBe(of("proposer_approves"));
      const done = record(decide(true));
      expect(done.state.execution.refunds).toMatchObject([
        { amount: 40_000, proposedBy: "acc-1", decidedBy: "acc-lead", status: "paid", paidOn: ENDED },
      ]);
      expect([owes(done), owedOn(done.state, ENDED, rules.law)]).toMatchObject([0, { paid: 60_000, left: 0 }]);
      expect(refusalOf(() => record(done))).toBe(of("no_refund"));
    });

    it("that was refused may be asked for again, and keeps the dossier open", () => {
      const refused = decide(false);
      expect(owes(refused)).toBe(40_000);
      const close = (from: Told) => refusalOf(() => from.then(ENDED, "acc-lead", "CloseDossier", { report: "x" }));
      expect([close(refused), close(asked), close(record(decide(true)))]).toEqual([
        of("not_done"),
        of("not_done"),
        "done",
      ]);
    });
  });
});

describe("an agreement on execution 执行协议", () => {
  const [URGED, AGREED] = ["2022-03-21", "2022-03-25"];
  const urged = delivered()
    .then("2022-03-16", "enforcement", "WakeDossier", {})
    .then(URGED, "acc-1", "UrgeParty", { ...pair("urge", URGED), delivery: direct(URGED) });
  const parts = (...amounts: readonly number[]) =>
    amounts.map((amount, index) => ({ amount, payBy: ["2022-04-29", "2022-05-31"][index] ?? "" }));
  const agree = (more: Partial<CommandData["AgreeExecution"]> = {}, from = urged) =>
    from.then(AGREED, "acc-lead", "AgreeExecution", {
      ...{ document: "协议1号", instalments: parts(50_000, 50_000), letOff: 100_000, remedied: ["ev-1"], ...more },
    });
  const pay = (from: Told, on: string, amount: number) =>
    from.then(on, "acc-1", "RecordPayment", { paymentId: `p-${on}`, amount, on, receipt: "r" });

  it("comes after the urging, covers what is owed, and lets off only of the surcharge where the party has made good", () => {
    // By then the surcharge has grown to its cap: as much as the fine.
    expect(owedOn(urged.state, AGREED, rules.law)).toMatchObject({ surcharge: 100_000, left: 200_000 });
    expect(refusalOf(() => agree())).toBe("done");
    expect(refusalOf(() => agree({ remedied: [] }))).toBe(of("let_off_wrong"));
    expect(refusalOf(() => agree({ letOff: 100_001 }))).toBe(of("let_off_wrong"));
    expect(refusalOf(() => agree({ letOff: 0 }))).toBe(of("instalments_wrong"));
    expect(refusalOf(() => agree({}, delivered()))).toBe(of("not_urged"));
    expect(refusalOf(() => agree({}, agree()))).toBe(of("agreement_known"));
  });

  it("that is kept keeps the court away and ends what is owed", () => {
    const half = pay(agree(), "2022-04-20", 50_000);
    const apply = () => half.then("2022-05-10", "acc-lead", "ApplyToCourt", { on: "2022-05-10", reference: "1" });
    expect(refusalOf(apply)).toBe(of("agreement_running"));
    const whole = pay(half, "2022-05-31", 50_000);
    expect(owedOn(whole.state, "2022-06-10", rules.law)).toMatchObject({ surcharge: 0, left: 0 });
    expect(whole.then("2022-06-10", "acc-lead", "CloseDossier", { report: "x" }).state.status).toBe("closed");
  });

  it("that is broken is so from the next day on, once: all is owed again, and the court may be asked", () => {
    const half = pay(agree(), "2022-04-29", 49_999);
    const breaches = ({ events }: Told) => events.filter(({ type }) => type === "AgreementBroken").length;
    expect(breaches(half.then("2022-04-29", "enforcement", "WakeDossier", {}))).toBe(0);
    const broken = half.then("2022-04-30", "enforcement", "WakeDossier", {});
    expect(broken.events.find(({ type }) => type === "AgreementBroken")).toMatchObject({
      data: { document: "协议1号", due: 50_000, paid: 49_999, lastDay: "2022-04-29" },
    });
    expect(breaches(broken.then("2022-06-02", "enforcement", "WakeDossier", {}))).toBe(1);
    expect(owedOn(broken.state, "2022-05-10", rules.law)).toMatchObject({ surcharge: 100_000, left: 150_001 });
    const apply = { on: "2022-05-10", reference: "1" };
    expect(broken.then("2022-05-10", "acc-lead", "ApplyToCourt", apply).state.status).toBe("applied");
  });
});

describe("suspected crime 移送司法", () => {
  const away = investigated(DAY).then("2021-09-20", "acc-lead", "TransferToJustice", {
    to: "public-security",
    suspected: "",
    evidence: ["ev-1"],
  });
  it("goes to the judicial organs and comes back, with the clock of the decision stopped meanwhile", () => {
    expect(away.state.status).toBe("transferred");
    expect(away.state.wakeOn).toBeUndefined();
    const back = away
      .then("2021-09-24", "acc-lead", "AcknowledgeTransfer", { receipt: "ev-9", accepted: true })
      .then("2021-10-20", "acc-lead", "ReturnFromJustice", { outcome: "noCrime", on: "2021-10-20", receipt: "ev-10" });
    expect(back.state.status).toBe("investigating");
    // 90 days from filing, and 30 away.
    expect(lastDayOf(back, "decision")).toBe("2022-01-07");
  });
});

describe("on the spot 简易程序", () => {
  const decide = (day: string, fine: number, more: Parameters<typeof onSpot>[2] = {}) =>
    told().then(day, "acc-1", "DecideOnSpot", onSpot(day, fine, more));

  it("up to what the law of the day allows, for a citizen and an organization", () => {
    expect(decide(DAY, 20_000).state).toMatchObject({ status: "delivered", procedure: "summary" });
    expect(refusalOf(() => decide(DAY, 20_001))).toBe(of("summary_not_allowed"));
    expect(decide(DAY, 300_000, { party: { kind: "organization", related: [] } }).state.status).toBe("delivered");
    expect(refusalOf(() => decide("2013-09-09", 5_001))).toBe(of("summary_not_allowed"));
    expect(decide("2013-09-09", 5_000, { officers: [] }).state.status).toBe("delivered");
    expect(refusalOf(() => decide(DAY, 20_000, { officers: [] }))).toBe(of("too_few_officers"));
    expect(refusalOf(() => decide(DAY, 20_000, { factsAreCertain: false }))).toBe(of("facts_uncertain"));
    expect(refusalOf(() => decide(DAY, 20_000, { certificatesShown: false }))).toBe(of("certificates_not_shown"));
    expect(refusalOf(() => decide(DAY, 20_000, { formNumber: "" }))).toBe(of("content_missing"));
    expect(refusalOf(() => decide(DAY, 20_000, { acts: { ...holds, finedIn: "dossier-2" } }))).toBe(
      of("fined_already"),
    );
  });

  it("small money is collected there, handed in and banked in two working days each", () => {
    const collect = {
      ...pair("collect", DAY),
      paymentId: "p-1",
      amount: 10_000,
      receipt: "r-1",
      ground: "small" as const,
    };
    expect(refusalOf(() => decide(DAY, 10_001).then(DAY, "acc-1", "CollectOnSpot", collect))).toBe(
      of("on_spot_not_allowed"),
    );
    const collected = decide(DAY, 10_000).then(DAY, "acc-1", "CollectOnSpot", collect);
    expect(lastDayOf(collected, "handIn")).toBe("2021-09-13");
    const close = (one: Told) => refusalOf(() => one.then("2021-09-14", "acc-lead", "CloseDossier", { report: "" }));
    expect(close(collected)).toBe(of("not_done"));
    const banked = collected
      .then("2021-09-13", "acc-1", "HandIn", { paymentId: "p-1", on: "2021-09-13" })
      .then("2021-09-14", "acc-lead", "BankIn", { paymentId: "p-1", on: "2021-09-14" });
    expect(close(banked)).toBe(of("not_done"));
    expect(close(banked.then("2021-09-14", "acc-lead", "RecordSummary", { on: "2021-09-14" }))).toBe("done");
  });
});

it("a command to a dossier that is not there finds nothing", () => {
  const at = morning(DAY);
  const by = caller("acc-lead", "enforcementLead", "CloseDossier", at);
  expect(
    refusalOf(() => decider.decide({ type: "CloseDossier", data: { report: "" }, by, at }, { status: "none" })),
  ).toBe("enforcement.dossier.unknown");
  expect(rules.processOf("2026.1").version).toBe("2026.1");
});
