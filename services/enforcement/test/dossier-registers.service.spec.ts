/** A dossier by the registers as they are: who may, may; who may not any more, does not. */
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import type { Actor } from "@wangge/kit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { aggregates } from "../src/index.ts";
import { manifest } from "../src/manifest.ts";
import { content, DEPARTMENT, OTHER_STREET, STREET } from "./authority-builders.ts";
import { testConfig } from "./config.ts";

const DAY = "2021-09-09";
const STEPS = ["file", "investigate", "inform", "summary", "decide", "deliver", "collect", "close", "withdraw"];

let platform: MemoryPlatform;
const ask = async (id: string, role: Actor["roles"][number], action: string, input: object) =>
  (await platform.call(action, input, {
    actor: { id, roles: [role], department: DEPARTMENT },
    external: true,
  })) as Readonly<Record<string, unknown>>;
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (error: unknown) => (error as { readonly code?: string }).code,
  );

const register = (account: string, more: object = {}) =>
  ask("acc-admin", "admin", "registerOfficer", {
    account,
    posting: {
      from: DAY,
      force: "urbanManagement",
      body: DEPARTMENT,
      areas: [STREET],
      powers: ["power-0001"],
      steps: STEPS,
    },
    certificate: { number: `CERT-${account}`, issuedOn: "2020-01-01", expiresOn: "2021-09-30" },
    ...more,
  });

beforeEach(async () => {
  platform = await memoryPlatform({
    manifests: [manifest],
    compose,
    config: testConfig,
    at: `${DAY}T01:00:00.000Z`,
  });
  const item = content({ steps: STEPS as never });
  const { draft } = await ask("acc-lead", "enforcementLead", "draftPowerItem", { code: "power-0001", content: item });
  const { hash } = draft as { readonly hash: string };
  const publication = { code: "power-0001", hash, effectiveFrom: DAY };
  await ask("acc-head", "enforcementLead", "publishPowerItem", publication);
  for (const account of ["acc-1", "acc-2", "acc-chief"]) await register(account);
});
afterEach(() => platform.stop());

const open = (more: object = {}) => ({
  source: { kind: "inspection" },
  item: "power-0001",
  area: STREET,
  party: { kind: "citizen", name: "王小明", address: "成华区某路1号" },
  act: { committedOn: DAY, foundOn: DAY },
  facts: "占道经营",
  ...more,
});
const onSpot = (fine: number, more: object = {}) =>
  open({
    officers: ["acc-2"],
    formNumber: "0001",
    norms: ["norm-0001"],
    penalty: { kinds: ["fine"], fine, confiscated: 0 },
    discretion: { facts: { squareMetres: 1, timesBefore: 0 } },
    factsAreCertain: true,
    certificatesShown: true,
    reasons: "违反条例",
    defence: "heard",
    signed: "signed",
    payee: "某银行",
    ...more,
  });

it("is opened and filed by those who are competent on that day, in that place, for that step", async () => {
  const { dossierId } = await ask("acc-1", "officer", "openDossier", open());
  const file = (officers: readonly string[]) =>
    ask("acc-chief", "enforcementLead", "fileDossier", { dossierId, officers });
  expect(await codeOf(file(["acc-1", "acc-nobody"]))).toBe("enforcement.dossier.not_competent");
  expect(await file(["acc-1", "acc-2"])).toMatchObject({ status: "investigating", item: "power-0001@1" });
  expect(await codeOf(ask("acc-1", "officer", "openDossier", open({ area: OTHER_STREET })))).toBe(
    "enforcement.dossier.not_competent",
  );
  platform.clock.set("2021-10-08T01:00:00.000Z");
  const late = { officers: ["acc-2"], kind: "inspection", certificatesShown: true, records: ["ev-1"], recording: [] };
  expect(await codeOf(ask("acc-1", "officer", "recordInvestigation", { dossierId, ...late }))).toBe(
    "enforcement.dossier.not_competent",
  );
  const { refusals } = await ask("acc-chief", "enforcementLead", "dossierHistory", { dossierId });
  expect(refusals).toMatchObject([{ asked: "FileDossier" }, { asked: "RecordInvestigation" }]);
});

it("is fined within what the benchmark makes of the facts, by norms that the item names", async () => {
  const spot = (fine: number, more: object = {}) => ask("acc-1", "officer", "decideOnSpot", onSpot(fine, more));
  expect(await codeOf(spot(20_000, { norms: ["norm-0002"] }))).toBe("enforcement.dossier.norm_unknown");
  const grave = { facts: { squareMetres: 500, timesBefore: 9 } };
  expect(await codeOf(spot(20_000, { discretion: grave }))).toBe("enforcement.dossier.outside_benchmark");
  expect(await codeOf(spot(20_000, { discretion: { facts: grave.facts, circumstances: ["under14"] } }))).toBe(
    "enforcement.dossier.exempt_by_law",
  );
  expect(await spot(20_000)).toMatchObject({ status: "delivered", owed: { left: 20_000 } });
});

it("of a fine on the spot, is put on record by the lead of its own body; to the lead of another it is not there", async () => {
  const { dossierId } = await ask("acc-1", "officer", "decideOnSpot", onSpot(20_000));
  const record = (id: string, department: string) =>
    platform.call(
      "recordSummary",
      { dossierId, on: DAY },
      {
        actor: { id, roles: ["enforcementLead"], department },
        external: true,
      },
    );
  expect(await codeOf(record("acc-fire", "fire"))).toBe("enforcement.dossier.unknown");
  const summaries = async () => {
    const { events } = (await ask("acc-chief", "enforcementLead", "dossierHistory", { dossierId })) as {
      events?: { type: string }[];
    };
    return (events ?? []).filter(({ type }) => type === "SummaryRecorded").length;
  };
  expect(await summaries()).toBe(0);
  expect(await record("acc-chief", DEPARTMENT)).toMatchObject({ dossierId });
  expect(await summaries()).toBe(1);
});

it("comes to the same from its history alone", async () => {
  await ask("acc-1", "officer", "decideOnSpot", onSpot(20_000));
  for (const { collection, decider } of aggregates)
    for (const { state, history } of platform.documents(collection))
      expect(
        JSON.parse(JSON.stringify(history.reduce((so, { event }) => decider.evolve(so, event), decider.initial))),
      ).toEqual(JSON.parse(JSON.stringify(state)));
  expect(platform.documents("dossiers")).toHaveLength(1);
});
