import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import {
  competenceOf,
  officerDecider,
  powerItemDecider,
  unfitFor,
  type CompetenceQuestion,
  type Delegation,
  type OfficerState,
  type PowerItemCommand,
  type PowerItemEvent,
} from "../src/domain/authority/index.ts";
import {
  admin,
  asked,
  AT,
  certificate,
  content,
  DEPARTMENT,
  item,
  lead,
  officer,
  OTHER_STREET,
  posting,
  register,
  registered,
  STREET,
  TODAY,
} from "./authority-builders.ts";

const givenOfficer = specFor(officerDecider);
const givenItem = specFor(powerItemDecider);
const LATER = "2021-10-01";

describe("an officer on record 执法人员", () => {
  it("is registered with posting and certificate by a leader of the body", () => {
    givenOfficer()
      .when(register())
      .then(...registered);
  });

  it("is registered by nobody from another body, and never by himself", () => {
    givenOfficer()
      .when(register({ by: { account: "acc-other", body: "fire-rescue" } }))
      .thenRejects("enforcement.officer.other_body");
    givenOfficer()
      .when(register({ account: "acc-lead" }))
      .thenRejects("enforcement.officer.own_record");
    givenOfficer()
      .when(register({ account: "acc-admin", by: admin }))
      .thenRejects("enforcement.officer.own_record");
  });

  it("is registered once", () => {
    givenOfficer(...registered)
      .when(register())
      .thenRejects("enforcement.officer.already");
  });

  it("is posted from today on, not before and not between", () => {
    givenOfficer()
      .when(register({ posting: posting({ from: "2021-08-31" }) }))
      .thenRejects("enforcement.officer.back_dated");
    givenOfficer(...registered)
      .when({ type: "PostOfficer", posting: posting(), ...asked })
      .thenRejects("enforcement.officer.out_of_order");
    const next = posting({ from: LATER, areas: [OTHER_STREET] });
    givenOfficer(...registered)
      .when({ type: "PostOfficer", posting: next, ...asked })
      .then({ type: "OfficerPosted", data: { posting: next, by: "acc-lead", at: AT } });
  });

  it("moves to another body only by the administrator", () => {
    const moved = posting({ from: LATER, body: "fire-rescue", force: "fire" });
    givenOfficer(...registered)
      .when({ type: "PostOfficer", posting: moved, ...asked })
      .thenRejects("enforcement.officer.other_body");
    givenOfficer(...registered)
      .when({ type: "PostOfficer", posting: moved, ...asked, by: admin })
      .then({ type: "OfficerPosted", data: { posting: moved, by: "acc-admin", at: AT } });
  });

  it("has certificates that are issued and that end after their issue; the same one twice is said once", () => {
    givenOfficer(...registered)
      .when({ type: "IssueCertificate", certificate: certificate({ issuedOn: LATER }), ...asked })
      .thenRejects("enforcement.officer.certificate_not_issued");
    givenOfficer(...registered)
      .when({ type: "IssueCertificate", certificate: certificate({ expiresOn: "2019-12-31" }), ...asked })
      .thenRejects("enforcement.officer.certificate_ends_before");
    givenOfficer(...registered)
      .when({ type: "IssueCertificate", certificate: certificate(), ...asked })
      .thenNothing();
  });

  it("is suspended, resumed, and revoked for good", () => {
    const suspended = {
      type: "OfficerSuspended",
      data: { from: TODAY, reason: "complaint", by: "acc-lead", at: AT },
    } as const;
    const revoked = { type: "OfficerRevoked", data: { from: TODAY, reason: "left", by: "acc-lead", at: AT } } as const;
    givenOfficer(...registered)
      .when({ type: "SuspendOfficer", reason: "complaint", ...asked })
      .then(suspended);
    givenOfficer(...registered, suspended)
      .when({ type: "SuspendOfficer", reason: "again", ...asked })
      .thenRejects("enforcement.officer.suspended");
    givenOfficer(...registered, suspended)
      .when({ type: "ResumeOfficer", ...asked, on: LATER })
      .then({ type: "OfficerResumed", data: { from: LATER, by: "acc-lead", at: AT } });
    givenOfficer(...registered)
      .when({ type: "ResumeOfficer", ...asked })
      .thenRejects("enforcement.officer.not_suspended");
    givenOfficer(...registered)
      .when({ type: "SuspendOfficer", reason: "complaint", until: TODAY, ...asked })
      .thenRejects("enforcement.officer.suspension_ends_before");
    givenOfficer(...registered)
      .when({ type: "RevokeOfficer", reason: "left", ...asked })
      .then(revoked);
    givenOfficer(...registered, revoked)
      .when({ type: "IssueCertificate", certificate: certificate(), ...asked })
      .thenRejects("enforcement.officer.revoked");
    givenOfficer()
      .when({ type: "ResumeOfficer", ...asked })
      .thenRejects("enforcement.officer.unknown");
  });

  it("is qualified for legal review from a day on", () => {
    givenOfficer(...registered)
      .when({ type: "RecordLegalQualification", from: "2019-03-01", ...asked })
      .then({ type: "LegalQualificationRecorded", data: { from: "2019-03-01", by: "acc-lead", at: AT } });
  });
});

describe("a power item 权责事项", () => {
  const of = { code: "power-0001", by: lead, on: TODAY, at: AT } as const;
  const another = { account: "acc-second", body: DEPARTMENT };
  const hash = "b".repeat(64);
  const draft = (more: Partial<Extract<PowerItemCommand, { type: "DraftPowerItem" }>> = {}): PowerItemCommand => ({
    type: "DraftPowerItem",
    content: content(),
    hash,
    ...of,
    ...more,
  });
  const publish = (more: Partial<Extract<PowerItemCommand, { type: "PublishPowerItem" }>> = {}): PowerItemCommand => ({
    type: "PublishPowerItem",
    hash,
    effectiveFrom: TODAY,
    ...of,
    by: another,
    ...more,
  });
  const drafted: PowerItemEvent = {
    type: "PowerItemDrafted",
    data: { code: "power-0001", content: content(), hash, by: "acc-lead", at: AT },
  };
  const published: PowerItemEvent = {
    type: "PowerItemPublished",
    data: {
      version: {
        id: "power-0001@1",
        content: content(),
        hash,
        effectiveFrom: TODAY,
        draftedBy: "acc-lead",
        publishedBy: "acc-second",
        publishedAt: AT,
      },
    },
  };

  it("is drafted by one person of the body and published by another, as it was read", () => {
    givenItem().when(draft()).then(drafted);
    givenItem(drafted).when(draft()).thenNothing();
    givenItem(drafted).when(publish()).then(published);
    givenItem(drafted)
      .when(publish({ by: lead }))
      .thenRejects("enforcement.power_item.same_person");
    givenItem(drafted)
      .when(publish({ hash: "c".repeat(64) }))
      .thenRejects("enforcement.power_item.draft_changed");
    givenItem(drafted)
      .when(publish({ by: { account: "acc-x", body: "fire-rescue" } }))
      .thenRejects("enforcement.power_item.other_body");
    givenItem().when(publish()).thenRejects("enforcement.power_item.unknown");
    givenItem(drafted, published).when(publish()).thenRejects("enforcement.power_item.no_draft");
  });

  it("is not published for yesterday, nor before the version that holds", () => {
    givenItem(drafted)
      .when(publish({ effectiveFrom: "2021-08-31" }))
      .thenRejects("enforcement.power_item.back_dated");
    const second = draft({ hash: "c".repeat(64), content: content({ areas: [STREET] }) });
    const again = powerItemDecider.decide(
      second,
      [drafted, published].reduce(powerItemDecider.evolve, powerItemDecider.initial),
    );
    givenItem(drafted, published, ...again)
      .when(publish({ hash: "c".repeat(64) }))
      .thenRejects("enforcement.power_item.out_of_order");
    givenItem(drafted, published).when(draft()).thenRejects("enforcement.power_item.unchanged");
  });

  it.each([
    ["forces_of_other_family", { forces: ["urbanManagement", "traffic"] }],
    ["police_penalty", { norms: [{ code: "n", title: "t", article: "a", penalties: ["detention"] }] }],
    [
      "fine_out_of_order",
      { norms: [{ code: "n", title: "t", article: "a", penalties: ["fine"], fine: { least: 2, most: 1 } }] },
    ],
    [
      "delegated_to_itself",
      { delegation: { kind: "entrustment", to: DEPARTMENT, decision: { title: "t" }, from: TODAY } },
    ],
    [
      "delegation_ends_before",
      { delegation: { kind: "entrustment", to: "x", decision: { title: "t" }, from: TODAY, until: "2020-01-01" } },
    ],
  ] as const)("is not drafted with %s", (reason, of) => {
    givenItem()
      .when(draft({ content: content(of) }))
      .thenRejects(`enforcement.power_item.${reason}`);
  });

  it("is withdrawn for good", () => {
    const withdraw: PowerItemCommand = { type: "WithdrawPowerItem", from: LATER, reason: "law repealed", ...of };
    const withdrawn: PowerItemEvent = {
      type: "PowerItemWithdrawn",
      data: { from: LATER, reason: "law repealed", by: "acc-lead", at: AT },
    };
    givenItem(drafted, published).when(withdraw).then(withdrawn);
    givenItem(drafted).when(withdraw).thenRejects("enforcement.power_item.unknown");
    givenItem(drafted, published)
      .when({ ...withdraw, from: "2021-08-31" })
      .thenRejects("enforcement.power_item.back_dated");
    givenItem(drafted, published, withdrawn).when(withdraw).thenRejects("enforcement.power_item.withdrawn");
    givenItem(drafted, published, withdrawn).when(draft()).thenRejects("enforcement.power_item.withdrawn");
  });
});

describe("competence 执法资格", () => {
  const ask = (more: Partial<CompetenceQuestion> = {}) =>
    competenceOf({ officer: officer(), item: item(), step: "investigate", area: STREET, on: TODAY, ...more });
  const why = (more: Partial<CompetenceQuestion>) => {
    const answer = ask(more);
    return answer.ok ? [] : answer.reasons;
  };

  it("is a fact with officer, certificate, item version and deciding body", () => {
    expect(ask()).toEqual({
      ok: true,
      officer: "acc-officer",
      force: "urbanManagement",
      body: DEPARTMENT,
      step: "investigate",
      area: STREET,
      on: TODAY,
      certificate: { hash: "1.kvX3", issuedOn: "2020-01-01", expiresOn: "2024-12-31" },
      powers: ["power-0001"],
      item: "power-0001@1",
      itemHash: "a".repeat(64),
      decidingBody: DEPARTMENT,
    });
  });

  it("says every reason against it", () => {
    expect(why({ officer: undefined, item: undefined })).toEqual(["not_registered", "item_not_in_force"]);
    expect(why({ on: "2021-08-31" })).toEqual(["not_posted"]);
    expect(why({ officer: officer({ certificates: [] }) })).toEqual(["no_certificate"]);
    expect(why({ on: "2025-01-01" })).toEqual(["certificate_expired"]);
    expect(why({ officer: officer({ suspensions: [{ from: TODAY, until: LATER, reason: "x" }] }) })).toEqual([
      "suspended",
    ]);
    expect(why({ officer: officer({ suspensions: [{ from: TODAY, until: LATER, reason: "x" }] }), on: LATER })).toEqual(
      [],
    );
    expect(why({ officer: officer({ revokedFrom: TODAY }) })).toEqual(["revoked"]);
    expect(why({ step: "decide" })).toEqual(["step_not_held"]);
    expect(why({ step: "seize" })).toEqual(["step_not_held", "step_not_allowed"]);
    expect(why({ area: OTHER_STREET })).toEqual(["outside_area"]);
    expect(why({ item: item({ areas: [OTHER_STREET] }) })).toEqual(["item_outside_area"]);
    expect(why({ item: item({}, { withdrawnFrom: TODAY }) })).toEqual(["item_not_in_force"]);
    expect(why({ officer: officer({ postings: [posting({ powers: [] })] }) })).toEqual(["power_not_held"]);
    expect(why({ officer: officer({ postings: [posting({ body: "fire-rescue" })] }) })).toEqual(["other_body"]);
    expect(why({ officer: officer({ postings: [posting({ force: "governance" })] }) })).toEqual(["wrong_force"]);
  });

  it("keeps police powers with the police, and the police with theirs 城管不行使公安职权", () => {
    const police = item({ family: "police", forces: ["traffic"] });
    expect(why({ item: police })).toEqual(["police_power"]);
    expect(why({ officer: officer({ postings: [posting({ force: "traffic" })] }) })).toEqual(["not_police_work"]);
    expect(why({ officer: officer({ postings: [posting({ force: "criminal" })] }), item: police })).toEqual([
      "wrong_force",
    ]);
  });

  it("of a street comes from a delegation that is published and in force, and says who decides", () => {
    const delegation = (more: Partial<Delegation> = {}): Delegation => ({
      kind: "authorisation",
      to: STREET,
      decision: { title: "赋权决定", publishedOn: "2021-08-01" },
      from: "2021-08-15",
      until: "2021-12-31",
      ...more,
    });
    const ofStreet = officer({ postings: [posting({ body: STREET })] });
    const by = (more: Partial<Delegation>, on = TODAY) =>
      ask({ officer: ofStreet, item: item({ delegation: delegation(more) }), on });
    expect(by({})).toMatchObject({
      ok: true,
      decidingBody: STREET,
      body: STREET,
      delegation: { kind: "authorisation" },
    });
    expect(by({ kind: "entrustment" })).toMatchObject({ ok: true, decidingBody: DEPARTMENT, body: STREET });
    expect(by({ decision: { title: "t" } })).toMatchObject({ reasons: ["delegation_not_published"] });
    expect(by({ from: LATER })).toMatchObject({ reasons: ["delegation_not_begun"] });
    expect(by({ until: "2021-08-31" })).toMatchObject({ reasons: ["delegation_expired"] });
    expect(by({ steps: ["summary"] })).toMatchObject({ reasons: ["step_not_delegated"] });
    expect(ask({ item: item({ delegation: delegation() }) })).toMatchObject({ ok: true, decidingBody: DEPARTMENT });
  });

  it("for legal review is a qualification and not a certificate", () => {
    const reviewer = {
      postings: [posting({ steps: ["review"], powers: [], force: "governance" as const })],
      certificates: [],
    };
    expect(why({ officer: officer(reviewer), step: "review" })).toEqual(["no_legal_qualification"]);
    expect(ask({ officer: officer({ ...reviewer, legalQualificationFrom: TODAY }), step: "review" })).toMatchObject({
      ok: true,
    });
  });
});

describe("a place in a street's team 入队资格", () => {
  const unfit = (of: OfficerState | undefined, more: object = {}) =>
    unfitFor(of, { force: "urbanManagement", area: STREET, on: TODAY, ...more });

  it("takes a certificate, a posting of that force and that area, and no single power", () => {
    expect(unfit(officer({ postings: [posting({ powers: [], steps: [] })] }))).toEqual([]);
  });

  it("is closed to whose record does not hold on the day, with every reason", () => {
    expect(unfit(undefined)).toEqual(["not_registered"]);
    expect(unfit({ status: "none" })).toEqual(["not_registered"]);
    expect(unfit(officer(), { on: "2021-08-31" })).toEqual(["not_posted"]);
    expect(unfit(officer(), { on: "2024-12-31" })).toEqual([]);
    expect(unfit(officer(), { on: "2025-01-01" })).toEqual(["certificate_expired"]);
    expect(unfit(officer(), { force: "patrol", area: OTHER_STREET })).toEqual(["outside_area", "wrong_force"]);
    const gone = officer({ certificates: [], revokedFrom: TODAY, suspensions: [{ from: TODAY, reason: "x" }] });
    expect(unfit(gone)).toEqual(["revoked", "suspended", "no_certificate"]);
  });
});
