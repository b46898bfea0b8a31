import { chinaCalendar } from "@wangge/calendar";
import { createSecretKey } from "node:crypto";
import { blindIndex, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authorityAggregates } from "../src/app/authority/authority.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { content, DEPARTMENT, OTHER_STREET, STREET } from "./authority-builders.ts";
import { testConfig } from "./config.ts";

const TODAY = "2021-09-01";
const NUMBER = "川0108-4417";
const CERTIFICATE = { number: "510108-44170117", issuedOn: "2020-01-01", expiresOn: "2024-12-31" };

let platform: MemoryPlatform;

beforeEach(async () => {
  platform = await memoryPlatform({
    manifests: [manifest],
    compose,
    config: testConfig,
    at: `${TODAY}T01:00:00.000Z`,
  });
});
afterEach(() => platform.stop());

const as = (roles: Actor["roles"], department?: string, id = `acc-${roles.join()}-${department ?? ""}`): WireMeta => ({
  actor: { id, roles, ...(department === undefined ? {} : { department }) },
  external: true,
});
const lead = as(["enforcementLead"], DEPARTMENT);
const second = as(["enforcementLead"], DEPARTMENT, "acc-second");
const stranger = as(["enforcementLead"], "fire-rescue");
const inspector = as(["inspector"]);
const anybody: WireMeta = { external: true };
const refused = (code: string) => expect.objectContaining({ code }) as Error;

type Answer = Readonly<Record<string, unknown>>;
const ask = async (action: string, input: object, meta: WireMeta = lead): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;

const draft = (code = "power-0001", of: Parameters<typeof content>[0] = {}) =>
  ask("draftPowerItem", { code, content: content(of) });
const publish = async (code = "power-0001", of: Parameters<typeof content>[0] = {}): Promise<Answer> => {
  const { hash } = (await draft(code, of)).draft as { readonly hash: string };
  return ask("publishPowerItem", { code, hash, effectiveFrom: TODAY }, second);
};
const POSTING = {
  from: TODAY,
  force: "urbanManagement",
  body: DEPARTMENT,
  areas: [STREET],
  powers: ["power-0001"],
  steps: ["investigate", "inform"],
};
const register = (more: object = {}, meta: WireMeta = lead) =>
  ask("registerOfficer", { account: "acc-officer", posting: POSTING, certificate: CERTIFICATE, ...more }, meta);
const competence = (more: object = {}, meta: WireMeta = inspector) =>
  ask("competence", { officer: "acc-officer", item: "power-0001", step: "investigate", area: STREET, ...more }, meta);
/** All that the store has. */
const everything = () => JSON.stringify(["officers", "powerItems"].map((name) => platform.documents(name)));

describe("the register of power items 权责清单", () => {
  it("is drafted by one leader, published by another, and read by everybody", async () => {
    await publish();
    expect(await ask("powerItems", {}, anybody)).toMatchObject({
      total: 1,
      items: [{ code: "power-0001", version: "power-0001@1", effectiveFrom: TODAY, content: { body: DEPARTMENT } }],
    });
    await expect(ask("powerItem", { code: "power-0001", on: "2021-08-31" }, anybody)).rejects.toThrow(
      refused("enforcement.power_item.unknown"),
    );
  });

  it("leaves the item as it was where it refuses", async () => {
    const { draft: drafted } = (await draft()) as { readonly draft: { readonly hash: string } };
    const before = everything();
    const publishing = { code: "power-0001", hash: drafted.hash, effectiveFrom: TODAY };
    await expect(ask("publishPowerItem", publishing)).rejects.toThrow(refused("enforcement.power_item.same_person"));
    await expect(ask("publishPowerItem", publishing, stranger)).rejects.toThrow(
      refused("enforcement.power_item.other_body"),
    );
    await expect(ask("publishPowerItem", { ...publishing, hash: "0".repeat(64) }, second)).rejects.toThrow(
      refused("enforcement.power_item.draft_changed"),
    );
    await expect(ask("publishPowerItem", publishing, as(["officer"], DEPARTMENT))).rejects.toThrow(
      refused("auth.role_missing"),
    );
    await expect(ask("publishPowerItem", publishing, as(["enforcementLead"]))).rejects.toThrow(
      refused("enforcement.registrar.no_body"),
    );
    expect(everything()).toBe(before);
  });

  it("keeps what an old version said, and withdraws an item for good", async () => {
    await publish();
    platform.clock.set("2021-10-08T01:00:00.000Z");
    const { draft: drafted } = (await draft("power-0001", { areas: [STREET] })) as { readonly draft: { hash: string } };
    await ask("publishPowerItem", { code: "power-0001", hash: drafted.hash, effectiveFrom: "2021-10-09" }, second);
    await ask("withdrawPowerItem", { code: "power-0001", from: "2021-11-01", reason: "条例已废止" });
    const on = async (day: string) => (await ask("powerItem", { code: "power-0001", on: day }, anybody)).version;
    expect([await on("2021-10-08"), await on("2021-10-31")]).toEqual(["power-0001@1", "power-0001@2"]);
    await expect(on("2021-11-01")).rejects.toThrow(refused("enforcement.power_item.unknown"));
    expect(await ask("powerItemVersions", { code: "power-0001" })).toMatchObject({ status: "withdrawn" });
  });

  it("is read page by page", async () => {
    for (const code of ["power-0001", "power-0002", "power-0003"]) await publish(code);
    const first = await ask("powerItems", { limit: 2 }, anybody);
    expect(first).toMatchObject({ total: 3, next: "power-0002" });
    expect(await ask("powerItems", { limit: 2, after: first.next }, anybody)).toMatchObject({
      items: [{ code: "power-0003" }],
    });
  });
});

describe("the register of officers 执法人员名册", () => {
  it("keeps the certificate as a keyed hash, and shows its last four", async () => {
    await publish();
    expect(await register()).toMatchObject({ certificates: [{ last4: "0117", expiresOn: "2024-12-31" }] });
    expect(everything()).not.toContain(CERTIFICATE.number);
    const keyed = blindIndex(createSecretKey(Buffer.from(testConfig.PERSONAL_INDEX_KEY, "base64")));
    expect(everything()).toContain(keyed.of("officerCertificate", CERTIFICATE.number));
  });

  it("has one officer to a certificate, and none with powers that are not there", async () => {
    await expect(register()).rejects.toThrow(refused("enforcement.officer.unknown_power"));
    await publish();
    await register();
    await expect(register({ account: "acc-other" })).rejects.toThrow(refused("enforcement.officer.certificate_taken"));
    await expect(register({ account: "acc-enforcementLead-urban-management" })).rejects.toThrow(
      refused("enforcement.officer.certificate_taken"),
    );
    await expect(register({ account: "acc-enforcementLead-urban-management", certificate: undefined })).rejects.toThrow(
      refused("enforcement.officer.own_record"),
    );
    await expect(register({ account: "acc-x", certificate: { ...CERTIFICATE, number: NUMBER } })).rejects.toThrow(
      refused("input.invalid"),
    );
  });

  it("is seen by the officer himself, by his body, and by who looks after all", async () => {
    await publish();
    await register();
    const own = as(["officer"], "fire-rescue", "acc-officer");
    for (const meta of [own, lead, inspector, as(["admin"])])
      expect(await ask("officer", { account: "acc-officer" }, meta)).toMatchObject({
        posting: { force: "urbanManagement" },
      });
    await expect(ask("officer", { account: "acc-officer" }, stranger)).rejects.toThrow(
      refused("enforcement.officer.unknown"),
    );
    expect(await ask("officers", {}, stranger)).toMatchObject({ total: 0, officers: [] });
    expect(await ask("officers", { body: DEPARTMENT }, inspector)).toMatchObject({ total: 1 });
    await expect(ask("officers", {}, as(["citizen"]))).rejects.toThrow(refused("auth.role_missing"));
  });
});

describe("competence, asked of the registers 执法资格", () => {
  beforeEach(async () => {
    await publish();
    await register();
  });

  it("is a fact, or every reason against it in words", async () => {
    expect(await competence()).toMatchObject({ ok: true, item: "power-0001@1", decidingBody: DEPARTMENT });
    expect(await competence({ step: "decide", area: OTHER_STREET })).toMatchObject({
      ok: false,
      reasons: [{ code: "outside_area" }, { code: "step_not_held", text: { zh: "本人无权办理此环节" } }],
    });
    expect(await competence({ officer: "nobody", item: "power-0009" })).toMatchObject({
      reasons: [{ code: "not_registered" }, { code: "item_not_in_force" }],
    });
  });

  it("ends with a suspension on that day, and begins again", async () => {
    platform.clock.set("2021-09-10T01:00:00.000Z");
    await ask("suspendOfficer", { account: "acc-officer", reason: "complaint" });
    platform.clock.set("2021-09-20T01:00:00.000Z");
    await ask("resumeOfficer", { account: "acc-officer" });
    const on = async (day: string) => (await competence({ on: day })).ok;
    expect([await on("2021-09-09"), await on("2021-09-10"), await on("2021-09-19"), await on("2021-09-20")]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    await ask("revokeOfficer", { account: "acc-officer", reason: "transferred" });
    expect(await competence({ on: "2021-09-20" })).toMatchObject({ reasons: [{ code: "revoked" }] });
  });

  it("goes on with a renewed certificate and another posting", async () => {
    expect(await competence({ on: "2025-01-01" })).toMatchObject({ reasons: [{ code: "certificate_expired" }] });
    await ask("issueCertificate", {
      account: "acc-officer",
      certificate: { ...CERTIFICATE, issuedOn: "2021-09-01", expiresOn: "2026-08-31" },
    });
    await ask("postOfficer", {
      account: "acc-officer",
      posting: { ...POSTING, from: "2024-01-01", areas: [OTHER_STREET] },
    });
    expect(await competence({ on: "2025-01-01" })).toMatchObject({ reasons: [{ code: "outside_area" }] });
    expect(await competence({ on: "2025-01-01", area: OTHER_STREET })).toMatchObject({ ok: true });
  });

  it("comes out the same from the histories, for the doctor", () => {
    for (const { collection, decider } of authorityAggregates)
      for (const { history, state } of platform.documents(collection)) {
        const again = history.reduce((before: unknown, { event }) => decider.evolve(before, event), decider.initial);
        expect(JSON.stringify(again)).toBe(JSON.stringify(state));
      }
  });
});

describe("the law, to be asked 法律参数", () => {
  it("says an edition with its articles, and what is supposed", async () => {
    const { edition } = (await ask("statute", { statute: "penalty", on: "2013-06-01" }, anybody)) as {
      readonly edition: { readonly version: string; readonly figures: Readonly<Record<string, object>> };
    };
    expect(edition.version).toBe("penalty@2009");
    expect(edition.figures).toMatchObject({
      summaryCitizen: { value: 5_000, article: "第三十三条" },
      summaryOfficers: { value: 1, assumed: true },
    });
    expect(await ask("statute", { statute: "penalty" }, anybody)).toMatchObject({
      edition: { version: "penalty@2021" },
    });
  });

  it("counts days, with rests", async () => {
    const asked = { from: "2021-09-15", amount: "5", unit: "workingDay" };
    expect(await ask("lastDay", asked, anybody)).toEqual({
      lastDay: "2021-09-23",
      calendar: chinaCalendar.version,
      assumed: false,
    });
    const { assumedFrom } = chinaCalendar;
    if (assumedFrom !== undefined)
      expect(await ask("lastDay", { ...asked, from: assumedFrom }, anybody)).toMatchObject({ assumed: true });
    expect(await ask("lastDay", { ...asked, pauses: "2021-09-16/2021-09-17" }, anybody)).toMatchObject({
      lastDay: "2021-09-24",
    });
    expect(await ask("lastDay", { ...asked, pauses: "2021-09-17/" }, anybody)).not.toHaveProperty("lastDay");
    await expect(ask("lastDay", { ...asked, pauses: "soon" }, anybody)).rejects.toThrow(refused("input.invalid"));
    for (const from of [`${String(chinaCalendar.lastYear + 1)}-01-01`, "0020-02-29"])
      await expect(ask("lastDay", { ...asked, from }, anybody)).rejects.toMatchObject({
        code: "enforcement.law.year_not_counted",
        kind: "rule",
      });
  });

  it("says what the benchmark makes of an act", async () => {
    const asked = { norm: "norm-0001", facts: { squareMetres: 4, timesBefore: 0 }, committedOn: "2021-08-30" };
    expect(await ask("askBenchmark", asked, anybody)).toMatchObject({
      benchmark: "benchmark@2021",
      standIn: true,
      proposed: 700_000,
    });
    await expect(ask("askBenchmark", { ...asked, endedOn: "2021-08-01" }, anybody)).rejects.toThrow(
      refused("input.invalid"),
    );
    expect(await ask("benchmark", { on: "2014-01-01" }, anybody)).toMatchObject({
      benchmark: { version: "benchmark@2013", standIn: true },
    });
  });
});
