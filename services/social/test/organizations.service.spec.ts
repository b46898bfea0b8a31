import { dayAfter } from "@wangge/calendar";
import { PlaceNames, PlacesByCode } from "@wangge/contracts/calls";
import {
  IncubationBegunV1,
  IncubationEndedV1,
  OrganizationBanLiftedV1,
  OrganizationBannedV1,
  OrganizationRegisteredV1,
  OrganizationReportMissedV1,
  OrganizationStatusChangedV1,
  VolunteerHoursConfirmedV1,
} from "@wangge/contracts/events";
import type { Actor, WireMeta } from "@wangge/kit";
import { eventually, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyVolunteer } from "../../../deploy/verify/verify-volunteer.mjs";
import { createOrganizations } from "../src/app/organizations/organizations.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";
import { neighbours } from "./grants-platform.ts";
import { CODE, codeOf, COMMUNITY, on, STREET } from "./organizations-builders.ts";
import { hearing } from "./slice-manifest.ts";

const CERTIFICATE_KEY = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** The register of places, with one street, its communities and one courtyard; other codes it does not know. */
const calls = {
  [PlaceNames.name]: () => ({
    version: "1",
    places: [COMMUNITY, "510108002003"].map((code) => ({
      id: `c-${code.slice(-4)}`,
      kind: "community",
      name: code,
      code,
      aliases: [],
    })),
  }),
  [PlacesByCode.name]: ({ codes }: { codes: readonly string[] }) => ({
    places: codes.map((code) => {
      if (code === "c-0001") return { kind: "courtyard", street: STREET, community: COMMUNITY, courtyard: code };
      if (!/^51010800[24]/.test(code)) return null;
      const street = code.slice(0, 9);
      return code.length === 9 ? { kind: "street", street } : { kind: "community", street, community: code };
    }),
  }),
};

let platform: MemoryPlatform;
let port: Awaited<ReturnType<typeof createOrganizations>>["port"];
const open = async (config: object = {}): Promise<void> => {
  platform = await memoryPlatform({
    manifests: [manifest, ...neighbours],
    compose,
    config: { ...testConfig, CERTIFICATE_KEY, ...config },
    calls,
  });
};
beforeEach(() => open());
afterEach(() => platform.stop());

const as = (id: string, roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id, roles, ...more },
  external: true,
});
const maker = as("acc-maker", ["socialOfficer"]);
const checker = as("acc-checker", ["socialOfficer"]);
const community = as("acc-community", ["communityOfficer"]);
const resident = (id = "acc-resident"): WireMeta => as(id, ["citizen"]);
const of = (organization: unknown, id = "acc-secretary"): WireMeta =>
  as(id, ["organization"], { organization: String(organization) });

type Answer = Record<string, unknown>;
const ask = async (action: string, input: object, meta?: WireMeta): Promise<Answer> =>
  (await platform.call(action, input, meta ?? { external: true })) as Answer;
const refused = async (action: string, input: object, meta: WireMeta | undefined, code: string): Promise<void> => {
  await expect(ask(action, input, meta)).rejects.toMatchObject({ code });
};

const profile = (more: object = {}): object => ({
  name: "猛追湾环保协会",
  form: "association",
  supervisor: "environment",
  scope: "社区环境保护",
  place: STREET,
  members: { individuals: 60, units: 0 },
  ...more,
});
const group = (more: object = {}): object => {
  const { supervisor: _supervisor, ...rest } = profile({ form: "group", place: COMMUNITY, ...more }) as Answer;
  return rest;
};
const apply = async (more: object = {}): Promise<unknown> =>
  (await ask("applyForRegistration", profile(more), maker))["organizationId"];
const registered = async (code = CODE, more: object = {}): Promise<unknown> => {
  const organizationId = await apply(more);
  await ask("registerOrganization", { organizationId, code }, checker);
  return organizationId;
};
const recorded = async (more: object = {}): Promise<unknown> =>
  (await ask("recordGroup", group(more), maker))["organizationId"];

describe("the register", () => {
  it("shows nobody an application, and everybody who is registered, without names or accounts", async () => {
    const organizationId = await apply();
    expect(await ask("organizations", {})).toEqual({ organizations: [] });
    await refused("organization", { organizationId }, undefined, "social.organization.unknown");
    await ask("registerOrganization", { organizationId, code: CODE }, checker);
    const shown = await ask("organization", { organizationId });
    expect(shown).toMatchObject({ status: "registered", code: CODE, registeredOn: "2017-12-27", reportsMissing: [] });
    expect(JSON.stringify(shown)).not.toMatch(/acc-|people|members/);
    await platform.settle();
    expect(platform.published(OrganizationRegisteredV1)).toEqual([
      { organizationId, form: "association", code: CODE, registeredOn: "2017-12-27", street: STREET },
    ]);
  });

  it("registers nothing twice under one code, and gives a code back that came to nothing", async () => {
    await registered();
    const other = await apply();
    await refused(
      "registerOrganization",
      { organizationId: other, code: CODE },
      checker,
      "social.organization.code_taken",
    );
    const free = codeOf("51", "50001009");
    await refused(
      "registerOrganization",
      { organizationId: other, code: free },
      maker,
      "social.organization.same_person",
    );
    const third = await apply();
    await ask("registerOrganization", { organizationId: third, code: free }, checker);
    expect(await ask("organizationRecord", { organizationId: other }, maker)).toMatchObject({
      status: "applied",
      application: {
        enteredBy: "acc-maker",
        decideBy: "2018-02-25",
        profile: { members: { individuals: 60, units: 0 } },
      },
    });
  });

  it("makes one of what is asked twice with one key", async () => {
    const key = { ...maker, idempotencyKey: "key-1" };
    const [one, two] = [
      await ask("applyForRegistration", profile(), key),
      await ask("applyForRegistration", profile(), key),
    ];
    expect(two["organizationId"]).toBe(one["organizationId"]);
    expect(platform.documents("organizations")).toHaveLength(1);
  });

  it("knows the place that something is at home in, or refuses it", async () => {
    await refused("recordGroup", group({ place: "510108099" }), community, "social.place.unknown");
    const organizationId = await recorded({ place: "c-0001" });
    expect(await ask("organization", { organizationId })).toMatchObject({
      place: { street: STREET, community: COMMUNITY, courtyard: "c-0001" },
    });
  });

  it("keeps the names of people sealed, and opens them for the registrar and the organization itself", async () => {
    const organizationId = await registered();
    const people = [{ account: "acc-chair", office: "legalRepresentative", name: "李四光" }];
    await refused("setOrganizationPeople", { organizationId, people }, of("other"), "social.organization.not_yours");
    await ask("setOrganizationPeople", { organizationId, people }, of(organizationId));
    expect(JSON.stringify(platform.documents("organizations"))).not.toContain("李四光");
    for (const meta of [maker, of(organizationId)])
      expect(await ask("organizationRecord", { organizationId }, meta)).toMatchObject({ people });
    const supervisor = as("acc-super", ["supervisor"]);
    const seen = await ask("organizationRecord", { organizationId }, supervisor);
    expect(seen["people"]).toEqual([{ account: "acc-chair", office: "legalRepresentative" }]);
    await refused("organizationRecord", { organizationId }, of("other"), "social.organization.not_yours");
    await refused("organizationRecord", { organizationId }, resident(), "auth.role_missing");
    await ask("setOrganizationPeople", { organizationId, people: [{ ...people[0], name: "王五" }] }, maker);
    expect(await ask("organizationRecord", { organizationId }, maker)).toMatchObject({ people: [{ name: "王五" }] });
  });

  it("says by the day what it was, and lists by street and status, page by page", async () => {
    const first = await registered();
    const second = await recorded();
    platform.clock.set(on("2018-02-01"));
    await ask("suspendOrganization", { organizationId: first, reason: "noActivity" }, maker);
    expect(await ask("organization", { organizationId: first, on: "2018-01-31" })).toMatchObject({
      status: "registered",
    });
    await refused(
      "organization",
      { organizationId: first, on: "2017-12-26" },
      undefined,
      "social.organization.unknown",
    );
    const page = await ask("organizations", { street: STREET, limit: 1 });
    expect(page).toMatchObject({ organizations: [{ organizationId: second }], next: second });
    expect(await ask("organizations", { street: STREET, limit: 1, after: page["next"] })).toMatchObject({
      organizations: [{ organizationId: first, status: "suspended" }],
    });
    expect(await ask("organizations", { status: "forming" })).toMatchObject({
      organizations: [{ organizationId: second }],
    });
    await platform.settle();
    expect(platform.published(OrganizationStatusChangedV1)).toMatchObject([
      { organizationId: second, status: "forming" },
      { organizationId: first, status: "suspended", from: "2018-02-01", reason: "noActivity" },
    ]);
  });

  it("is kept by its officers alone", async () => {
    const organizationId = await registered();
    for (const [action, input] of [
      ["applyForRegistration", profile()],
      ["registerOrganization", { organizationId, code: CODE }],
      ["amendOrganization", { organizationId, ...profile() }],
      ["deregisterOrganization", { organizationId, reason: "dissolved" }],
      ["banOrganization", { organizationId, reason: "breach" }],
    ] as const)
      await refused(action, input, of(organizationId), "auth.role_missing");
  });
});

describe("annual reports", () => {
  it("go to the supervisor, and by him to the registrar; a missing one is said once, by whoever looks", async () => {
    await platform.stop();
    await open({ SWEEP_MS: 100 });
    const organizationId = await registered();
    const digest = "a".repeat(64);
    platform.clock.set(on("2018-02-01"));
    await ask("submitAnnualReport", { organizationId, year: 2017, digest }, of(organizationId));
    const forward = { organizationId, year: 2017 };
    const department = (name: string) => as("acc-department", ["department"], { department: name });
    await refused("forwardAnnualReport", forward, department("landscape"), "social.organization.not_supervised");
    await ask("forwardAnnualReport", forward, department("environment"));
    platform.clock.set(on("2019-06-01"));
    await eventually(async () => {
      await platform.settle();
      expect(platform.published(OrganizationReportMissedV1)).toEqual([
        { organizationId, year: 2018, to: "supervisor", lastDay: "2019-03-31" },
        { organizationId, year: 2018, to: "registrar", lastDay: "2019-05-31" },
      ]);
    });
    expect(await ask("organization", { organizationId })).toMatchObject({ reportsMissing: [2018] });
  });
});

describe("bans", () => {
  it("last as long as the rules say, are public with their reason, and are lifted by another", async () => {
    const organizationId = await registered();
    const record = await ask("banOrganization", { organizationId, reason: "breach", about: "grant-1" }, maker);
    const [ban] = record["bans"] as { banId: string }[];
    expect(await ask("organizations", { banned: true })).toMatchObject({
      organizations: [{ organizationId, ban: { from: "2017-12-27", until: "2020-12-26", reason: "breach" } }],
    });
    const lift = { organizationId, banId: ban?.banId, reason: "settled" };
    await refused("liftOrganizationBan", lift, maker, "social.organization.same_person");
    await ask("liftOrganizationBan", lift, checker);
    expect(await ask("organizations", { banned: true })).toEqual({ organizations: [] });
    await platform.settle();
    expect(platform.published(OrganizationBannedV1)).toMatchObject([
      { organizationId, until: "2020-12-26", about: "grant-1" },
    ]);
    expect(platform.published(OrganizationBanLiftedV1)).toMatchObject([{ banId: ban?.banId, reason: "settled" }]);
  });
});

describe("the tree of a street", () => {
  it("is read by everybody, who holds an office by who has to know", async () => {
    const federation = await recorded({ place: STREET });
    const committee = await recorded();
    const seat = { street: STREET, organizationId: federation };
    await ask("joinSelfGovernance", { ...seat, kind: "federation" }, maker);
    const under = { street: STREET, organizationId: committee, kind: "environmentCommittee" };
    await refused("joinSelfGovernance", under, maker, "social.tree.needs_parent");
    await ask("joinSelfGovernance", { ...under, parent: federation }, maker);
    const term = { ...seat, office: "chair", account: "acc-chair", from: "2017-12-27", until: "2019-12-26" };
    await ask("electToOffice", term, maker);
    const tree = await ask("selfGovernance", { street: STREET });
    expect(tree).toMatchObject({
      seats: [
        { organizationId: federation, kind: "federation", offices: [{ office: "chair", until: "2019-12-26" }] },
        { organizationId: committee, parent: federation, status: "forming" },
      ],
    });
    expect(JSON.stringify(tree)).not.toContain("acc-chair");
    expect(JSON.stringify(await ask("selfGovernance", { street: STREET }, community))).toContain("acc-chair");
    expect(await ask("selfGovernance", { street: STREET, on: "2017-12-26" })).toMatchObject({ seats: [] });
    await refused(
      "deregisterOrganization",
      { organizationId: committee, reason: "dissolved" },
      maker,
      "social.organization.has_seat",
    );
    await refused("leaveSelfGovernance", seat, maker, "social.tree.has_members");
  });
});

describe("an officer of one community", () => {
  const OTHER_COMMUNITY = "510108002003";
  const own = as("acc-officer", ["communityOfficer"]);
  const other = as("acc-other", ["communityOfficer"]);
  const NOT_YOURS = "social.community.not_yours";
  const termsOf = async (): Promise<string[]> => {
    const { seats } = (await ask("selfGovernance", { street: STREET })) as {
      seats: { offices: { termId: string }[] }[];
    };
    return seats.flatMap(({ offices }) => offices.map(({ termId }) => termId));
  };

  beforeEach(async () => {
    await ask("formCouncil", { community: COMMUNITY, officers: ["acc-officer"] }, maker);
    await ask("formCouncil", { community: OTHER_COMMUNITY, officers: ["acc-other"] }, maker);
  });

  it("records groups of it and its courtyards, and none of another, of a street, or of one that has no council", async () => {
    for (const place of [COMMUNITY, "c-0001"])
      expect(await ask("recordGroup", group({ place }), own)).toMatchObject({ status: "forming" });
    for (const place of [OTHER_COMMUNITY, STREET, "510108002009"])
      await refused("recordGroup", group({ place }), own, NOT_YOURS);
    await refused("recordGroup", group(), community, NOT_YOURS);
    expect((await ask("organizations", { limit: 200 }))["organizations"]).toHaveLength(2);
  });

  it("gives seats and terms to what lies in it, moves and ends them, and another's officer does nothing of it", async () => {
    const federation = await recorded({ place: STREET });
    const organizationId = await recorded();
    const club = await recorded({ place: "c-0001" });
    const at = { street: STREET, organizationId };
    const top = { street: STREET, organizationId: federation, kind: "federation" };
    await refused("joinSelfGovernance", top, own, NOT_YOURS);
    await ask("joinSelfGovernance", top, maker);
    const seat = { ...at, kind: "environmentCommittee", parent: federation };
    const term = { ...at, office: "chair", account: "acc-chair", from: "2017-12-27", until: "2019-12-26" };
    await refused("joinSelfGovernance", seat, other, NOT_YOURS);
    await ask("joinSelfGovernance", seat, own);
    await refused("electToOffice", term, other, NOT_YOURS);
    await ask("electToOffice", term, own);
    const [termId] = await termsOf();
    const ending = { street: STREET, termId, on: "2018-06-30" };
    await refused("endOfficeTerm", ending, other, NOT_YOURS);
    await ask("endOfficeTerm", ending, own);
    await refused("moveInSelfGovernance", { ...at, parent: federation }, other, NOT_YOURS);
    await ask("moveInSelfGovernance", { ...at, parent: federation }, own);
    await refused("leaveSelfGovernance", at, other, NOT_YOURS);
    await ask("leaveSelfGovernance", at, own);
    // Of what has no seat nobody but registrars learns even that.
    await refused("leaveSelfGovernance", { street: STREET, organizationId: club }, own, NOT_YOURS);
    await refused("endOfficeTerm", { ...ending, termId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W" }, own, NOT_YOURS);
    expect(await ask("selfGovernance", { street: STREET })).toMatchObject({
      seats: [{ organizationId: federation }],
    });
  });
});

describe("a hub", () => {
  const begin = async () => {
    const hub = await registered();
    const organizationId = await recorded();
    const offer = { organizationId, hub, from: "2017-12-27", until: "2018-12-26" };
    await refused("proposeIncubation", offer, of(hub), "social.incubation.no_hub");
    await ask("designateHub", { organizationId: hub, hub: true }, maker);
    await ask("proposeIncubation", offer, of(hub, "acc-hub"));
    await refused("acceptIncubation", { organizationId }, of(hub), "social.organization.not_yours");
    await ask("acceptIncubation", { organizationId }, of(organizationId));
    return { hub, organizationId };
  };

  it("mentors a group until it is registered; both sign, and the public learns of beginning and end", async () => {
    const { hub, organizationId } = await begin();
    const record = { organizationId, on: "2017-12-27", minutes: 700, subject: "registration" };
    const noted = await ask("recordMentoring", record, of(hub, "acc-hub"));
    const [{ records }] = noted["agreements"] as [{ records: { recordId: string }[] }];
    const sign = { organizationId, recordId: records[0]?.recordId };
    await refused("signMentoring", sign, of(hub, "acc-hub-2"), "social.incubation.own_record");
    await ask("signMentoring", sign, of(organizationId));
    await refused("graduateGroup", { organizationId }, of(organizationId), "social.incubation.not_yours");
    await refused("graduateGroup", { organizationId }, of(hub), "social.incubation.not_registered");
    await ask("applyAgain", { organizationId, ...profile({ form: "socialService" }) }, maker);
    await ask("registerOrganization", { organizationId, code: codeOf("52", "50001003") }, checker);
    await ask("graduateGroup", { organizationId }, of(hub));
    await platform.settle();
    expect(platform.published(IncubationBegunV1)).toMatchObject([{ organizationId, hub }]);
    expect(platform.published(IncubationEndedV1)).toMatchObject([
      { organizationId, hub, outcome: "graduated", minutes: 700 },
    ]);
    await refused("incubation", { organizationId }, of("other"), "social.incubation.not_yours");
    expect(await ask("incubations", { hub }, of(hub))).toMatchObject({ incubations: [{ organizationId }] });
  });
});

const AT_NEED = { from: "2018-01-02T01:00:00.000Z", to: "2018-01-02T03:00:00.000Z" };
const need = async (more: object = {}): Promise<unknown> =>
  (
    await ask(
      "putUpVolunteerNeed",
      { title: "分类指导", community: COMMUNITY, ...AT_NEED, skills: ["environment"], wanted: 1, ...more },
      community,
    )
  )["needId"];
const enrol = async (account = "acc-resident", more: object = {}): Promise<unknown> =>
  (
    await ask(
      "enrolVolunteer",
      {
        name: "赵六",
        phone: "13800000000",
        skills: ["environment"],
        community: COMMUNITY,
        slots: [{ weekday: 2, from: "08:00", to: "12:00" }],
        ...more,
      },
      resident(account),
    )
  )["volunteerId"];

describe("a volunteer", () => {
  it("finds what fits, signs up, and has his hours confirmed by who put the need up", async () => {
    const volunteerId = await enrol();
    const needId = await need();
    expect(await ask("needsForVolunteer", {}, resident())).toMatchObject({
      matches: [{ need: { needId }, fit: { fits: true, against: [] } }],
    });
    expect(await ask("volunteersForNeed", { needId }, community)).toMatchObject({
      matches: [{ volunteerId, fit: { fits: true } }],
    });
    const hours = { needId, volunteerId, ...AT_NEED };
    platform.clock.set("2018-01-01T00:00:00.000Z");
    await refused("confirmHours", hours, community, "social.need.not_signed_up");
    await ask("signUpForNeed", { needId }, resident());
    platform.clock.set("2018-01-02T04:00:00.000Z");
    await refused(
      "confirmHours",
      hours,
      as("acc-resident", ["communityOfficer", "citizen"]),
      "social.volunteer.own_hours",
    );
    const answer = await ask("confirmHours", hours, community);
    const [entry] = answer["hours"] as { entryId: string }[];
    const fix = {
      volunteerId,
      entryId: entry?.entryId,
      from: AT_NEED.from,
      to: "2018-01-02T02:00:00.000Z",
      reason: "wrongTime",
    };
    await refused("correctHours", fix, of("other"), "social.need.not_yours");
    await ask("correctHours", fix, community);
    expect(await ask("ownVolunteering", {}, resident())).toMatchObject({
      name: "赵六",
      totalMinutes: 60,
      hours: [{ minutes: 60, before: [{ to: AT_NEED.to, reason: "wrongTime" }] }],
    });
    await platform.settle();
    expect(platform.published(VolunteerHoursConfirmedV1)).toMatchObject([
      { volunteerId, needId, minutes: 120, on: "2018-01-02", corrects: false },
      { volunteerId, needId, minutes: 60, corrects: true },
    ]);
  });

  it("is known by name to nobody but himself and who he has signed up with; no account stands in his record", async () => {
    await enrol("acc-of-resident");
    const needId = await need();
    await ask("signUpForNeed", { needId }, resident("acc-of-resident"));
    expect(JSON.stringify([platform.documents("volunteers"), platform.documents("volunteerNeeds")])).not.toMatch(
      /赵六|13800000000|acc-of-resident/,
    );
    expect(JSON.stringify(await ask("volunteersForNeed", { needId }, community))).not.toContain("赵六");
    expect(await ask("signedUpVolunteers", { needId }, community)).toMatchObject({
      volunteers: [{ name: "赵六", phone: "13800000000" }],
    });
    await refused("signedUpVolunteers", { needId }, of("other"), "social.need.not_yours");
    await refused("signUpForNeed", { needId }, resident("acc-2"), "social.volunteer.unknown");
  });

  it("leaves when he likes: the hours stay, everything else goes", async () => {
    const volunteerId = await enrol();
    const [done, planned] = [
      await need(),
      await need({ from: "2018-03-06T01:00:00.000Z", to: "2018-03-06T03:00:00.000Z" }),
    ];
    for (const needId of [done, planned]) await ask("signUpForNeed", { needId }, resident());
    platform.clock.set("2018-01-02T04:00:00.000Z");
    await ask("confirmHours", { needId: done, volunteerId, ...AT_NEED }, community);
    const gone = await ask("eraseVolunteer", {}, resident());
    expect(gone).toEqual({
      volunteerId,
      status: "erased",
      profile: { skills: [], slots: [] },
      totalMinutes: 120,
      hours: [expect.objectContaining({ minutes: 120 })],
    });
    expect(await ask("volunteerNeed", { needId: planned })).toMatchObject({ signedUp: 0 });
    await refused("signUpForNeed", { needId: planned }, resident(), "social.volunteer.unknown");
  });

  it("gets a certificate of what others have confirmed, which shows when anything in it was changed", async () => {
    const volunteerId = await enrol();
    const needId = await need();
    await ask("signUpForNeed", { needId }, resident());
    platform.clock.set("2018-01-02T04:00:00.000Z");
    await ask("confirmHours", { needId, volunteerId, ...AT_NEED }, community);
    const certificate = await ask("volunteerCertificate", {}, resident());
    expect(certificate).toMatchObject({
      volunteerId,
      name: "赵六",
      totalMinutes: 120,
      entries: [{ needId, minutes: 120 }],
    });
    const problemsOf = (said: object): readonly string[] => verifyVolunteer(said).problems.map(({ code }) => code);
    expect(problemsOf(certificate)).toEqual([]);
    const { kid } = certificate["key"] as { kid: string };
    expect(verifyVolunteer(certificate, { thumbprints: [kid] }).problems).toEqual([]);
    expect(verifyVolunteer(certificate, { thumbprints: ["another"] }).problems).toHaveLength(1);
    expect(problemsOf({ ...certificate, name: "钱七" })).toEqual(["signature"]);
    expect(problemsOf({ ...certificate, totalMinutes: 121 })).toEqual(["total", "signature"]);
    const [entry] = certificate["entries"] as object[];
    expect(problemsOf({ ...certificate, totalMinutes: 240, entries: [entry, entry] })).toEqual([
      "overlap",
      "signature",
    ]);
    expect(problemsOf({ ...certificate, entries: [{ ...entry, minutes: 120, to: AT_NEED.from }] })).toEqual([
      "minutes",
      "signature",
    ]);
    expect(problemsOf({ ...certificate, entries: undefined })).toEqual(["damaged"]);
  });
});

describe("what other parts ask", () => {
  beforeEach(async () => {
    await platform.stop();
    platform = await memoryPlatform({
      manifests: [hearing()],
      compose: async (parts) => {
        const slice = await createOrganizations({ ...parts, serves: () => Promise.resolve(false) });
        ({ port } = slice);
        return { manifest: hearing(), actions: slice.actions, subscriptions: [] };
      },
      config: testConfig,
      calls,
    });
  });

  it("is how an organization stands on a day, with its ban and its missing reports", async () => {
    const organizationId = String(await registered());
    const ban = {
      id: "grant-1",
      from: "2018-02-01",
      until: "2021-01-31",
      reason: "breach",
      about: "grant-1",
      by: "acc-payer",
    };
    await port.ban(organizationId, ban);
    await port.ban(organizationId, ban);
    expect(await port.standing(organizationId, "2017-12-26")).toBeUndefined();
    expect(await port.standing(organizationId, "2018-01-31")).toEqual({
      organization: organizationId,
      name: "猛追湾环保协会",
      status: "registered",
      form: "association",
      registeredOn: "2017-12-27",
      reportsMissing: [],
    });
    const { id: _id, by: _by, ...shown } = ban;
    expect(await port.standing(organizationId, "2019-06-01")).toMatchObject({
      ban: shown,
      reportsMissing: [2017, 2018],
    });
    expect(await port.standing(String(await apply()), dayAfter("2017-12-27", 1))).toBeUndefined();
    await expect(port.ban("01JD6Z0Q8V4Y7R2K3M5N6P8T9W", ban)).rejects.toMatchObject({
      code: "social.organization.unknown",
    });
  });

  it("is who is party with it: its people, the federation above and below, its hub and whom it mentors", async () => {
    const hub = String(await registered());
    const [federation, committee, other] = [await recorded({ place: STREET }), await recorded(), await recorded()].map(
      String,
    );
    await ask("designateHub", { organizationId: hub, hub: true }, maker);
    const offer = { organizationId: committee, hub, from: "2017-12-27", until: "2018-12-26" };
    await ask("proposeIncubation", offer, of(hub));
    await ask("joinSelfGovernance", { street: STREET, organizationId: federation, kind: "federation" }, maker);
    for (const [organizationId, kind] of [
      [committee, "environmentCommittee"],
      [other, "mediationCommittee"],
    ])
      await ask("joinSelfGovernance", { street: STREET, organizationId, kind, parent: federation }, maker);
    expect(await port.related(committee ?? "")).toEqual([federation]);
    await ask("acceptIncubation", { organizationId: committee }, of(committee));
    expect(await port.related(committee ?? "")).toEqual([federation, hub].sort());
    expect(await port.related(hub)).toEqual([committee]);
    expect(await port.related(federation ?? "")).toEqual([committee, other].sort());
    const people = ["legalRepresentative", "board"].map((office) => ({ account: "acc-1", office, name: "李四" }));
    await ask("setOrganizationPeople", { organizationId: hub, people }, maker);
    expect(await port.people(hub)).toEqual(["acc-1"]);
  });
});

describe("an empty register", () => {
  it("gets stand-in data through the same doors, once", async () => {
    await platform.stop();
    await open({ SOCIAL_SEED: "chenghua", SWEEP_MS: 100 });
    await eventually(async () => {
      expect(await ask("volunteerNeeds", {})).toMatchObject({ needs: [{}, {}] });
    });
    const { organizations } = (await ask("organizations", { limit: 200 })) as {
      organizations: { status: string; hub: boolean }[];
    };
    const count = (status: string): number => organizations.filter((one) => one.status === status).length;
    expect([count("forming"), count("registered"), organizations.filter(({ hub }) => hub).length]).toEqual([10, 4, 1]);
    const { seats } = (await ask("selfGovernance", { street: STREET })) as { seats: unknown[] };
    expect(seats).toHaveLength(5);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(platform.documents("organizations")).toHaveLength(14);
  });
});
