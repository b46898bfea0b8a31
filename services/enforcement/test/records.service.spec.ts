import { defineManifest } from "@wangge/contracts";
import { defineService, personalDataKeys, type Actor, type CallContext, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { verifyCertificate } from "../../../deploy/verify/verify-certificate.mjs";
import { verifyEFile } from "../../../deploy/verify/verify-e-file.mjs";
import { createDossiers } from "../src/app/dossier/dossiers.ts";
import { createRecordsSlice } from "../src/app/records.ts";
import type { CommandType } from "../src/domain/dossier/index.ts";
import { manifest } from "../src/manifest.ts";
import { BODY, competent, decision, direct, ITEM, norm, opened, proposal } from "./dossier-builders.ts";

const folder = mkdtempSync(join(tmpdir(), "records-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ID = "01HZX0000000000000000D0551";
const DAY = "2021-09-09";
const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(64, 1)]);
const NAME = "王某某";

const actor = (id: string, role: Actor["roles"][number]): Actor => ({ id, roles: [role], department: BODY });
const PEOPLE: Readonly<Record<string, Actor>> = {
  "acc-1": actor("acc-1", "officer"),
  "acc-2": actor("acc-2", "officer"),
  "acc-lead": actor("acc-lead", "enforcementLead"),
  "acc-review": actor("acc-review", "legalReviewer"),
};
const as = (id: keyof typeof PEOPLE): WireMeta => ({ actor: PEOPLE[id] as Actor, external: true });
const anybody: WireMeta = { external: true };
const noBody = (): Promise<undefined> => Promise.resolve(undefined);
const citizen: WireMeta = { actor: { id: "citizen-1", roles: ["citizen"] }, external: true };

let platform: MemoryPlatform;
let desk: Awaited<ReturnType<typeof createDossiers>>["desk"];
beforeEach(async () => {
  platform = await memoryPlatform({
    manifests: [defineManifest({ ...manifest, subscribes: [] })],
    config: { DATA_DIR: folder, SWEEP_MS: 5_000 },
    at: `${DAY}T01:00:00.000Z`,
    compose: async (parts) => {
      const registers = {
        competence: (account: string, _item: string, step: Parameters<typeof competent>[1], area: string, on: string) =>
          Promise.resolve(competent(account, step, on, { area })),
        itemOn: () => Promise.resolve({ version: ITEM, decidingBody: BODY, norms: [norm] }),
      };
      const dossiers = await createDossiers({
        ...parts,
        registers,
        keys: personalDataKeys(parts.config),
        origins: { check: () => Promise.resolve() },
      });
      desk = dossiers.desk;
      const records = await createRecordsSlice({ ...parts, dossiers, registers: { ...registers, bodyOf: noBody } });
      const known = defineManifest({ ...manifest, subscribes: [] });
      return defineService({ manifest: known, actions: records.actions, subscriptions: [] });
    },
  });
  return () => platform.stop();
});

const ask = async (account: keyof typeof PEOPLE, type: CommandType, data: object, officers?: readonly string[]) => {
  const context = { actor: PEOPLE[account], meta: { actor: account }, idempotencyKey: undefined } as CallContext;
  const party = type === "OpenDossier" ? { party: { name: NAME, idNumber: "110101199003070000" } } : {};
  await desk.ask(ID, type, data, context, { ...party, ...(officers === undefined ? {} : { officers }) });
};

const captured = async (): Promise<string> => {
  const about = {
    kind: "physical",
    origin: "officer",
    capturedAt: platform.clock.now(),
    officers: ["acc-2"],
    sha256: createHash("sha256").update(PNG).digest("hex"),
    place: "room-1",
    words: { title: "现场照片", provider: "邻居李某某" },
  };
  const input = { dossierId: ID, about, content: PNG.toString("base64") };
  return ((await platform.call("captureEvidence", input, as("acc-1"))) as { evidenceId: string }).evidenceId;
};

/** From the filing to the delivered decision, on one day but for the time to answer. */
const proceeding = async (): Promise<string> => {
  await ask("acc-1", "OpenDossier", opened(DAY));
  await ask("acc-lead", "FileDossier", {}, ["acc-1", "acc-2"]);
  const photo = await captured();
  await ask(
    "acc-1",
    "RecordInvestigation",
    { kind: "inspection", certificatesShown: true, records: [photo], recording: [photo] },
    ["acc-2"],
  );
  await ask("acc-1", "ProposePenalty", proposal(50_000, { evidence: [photo] }));
  await ask("acc-1", "InformParty", { delivery: direct(DAY) }, ["acc-2"]);
  return photo;
};
const decided = async (photo: string): Promise<void> => {
  platform.clock.set("2021-09-16T01:00:00.000Z");
  const { acts: _acts, ...data } = decision(50_000, { evidence: [photo] });
  await ask("acc-lead", "Decide", data);
  await ask("acc-1", "DeliverDecision", { delivery: direct("2021-09-16") }, ["acc-2"]);
};

const closed = async (): Promise<void> => {
  platform.clock.set("2021-09-17T01:00:00.000Z");
  const payment = { paymentId: "p-1", amount: 50_000, on: "2021-09-17", receipt: "r" };
  await ask("acc-1", "RecordPayment", payment);
  await ask("acc-lead", "CloseDossier", { report: "已缴清" });
};

type Answer = Readonly<Record<string, unknown>>;
const call = (name: string, input: object, meta: WireMeta): Promise<Answer> =>
  platform.call(name, input, meta) as Promise<Answer>;

it("gives a certificate of a real proceeding that a stranger can check, and that says it is sound", async () => {
  await decided(await proceeding());
  const certificate = await call("procedureCertificate", { dossierId: ID }, as("acc-lead"));
  expect(certificate).toMatchObject({ overall: "sound", asOf: "2021-09-16" });
  expect(verifyCertificate(certificate).problems).toEqual([]);
  expect(JSON.stringify(certificate)).not.toMatch(/王某某|李某某|110101199003070000/u);
});

it("gives the whole dossier as an archive: the same for the same state, and each file in it on the record as read", async () => {
  const photo = await proceeding();
  await decided(photo);
  const get = async () =>
    Buffer.from((await call("eFile", { dossierId: ID, volume: 1 }, as("acc-lead")))["content"] as string, "base64");
  const [one, other] = [await get(), await get()];
  expect(one.equals(other)).toBe(true);
  const { problems, counts } = verifyEFile([one]);
  expect(problems).toEqual([]);
  expect(counts.pages).toBeGreaterThan(4);
  expect(one.toString("utf8")).toContain("行政处罚决定书");
  const { code } = await call("partyCode", { dossierId: ID }, as("acc-lead"));
  expect(one.toString("utf8").split(`查询码${String(code)}`).length - 1).toBe(2);
  expect(one.includes(PNG)).toBe(true);
  const { readings } = await call("evidenceReadings", { dossierId: ID, evidenceId: photo }, as("acc-lead"));
  expect(readings).toMatchObject([{ by: "acc-lead", purpose: "export" }, { purpose: "export" }]);
  const manifest = await call("eFileManifest", { dossierId: ID }, as("acc-lead"));
  expect(manifest).toMatchObject({ format: "wangge.e-file.v1", volumes: 1 });
  await expect(call("eFile", { dossierId: ID }, as("acc-2"))).resolves.toBeDefined();
  await expect(
    call("eFile", { dossierId: ID }, { actor: actor("acc-9", "officer"), external: true }),
  ).rejects.toMatchObject({
    code: "enforcement.e_file.not_yours",
  });
});

describe("erasure 到期销毁", () => {
  const order = { basis: "《中华人民共和国档案法》", order: "成华档销〔2031〕1号" };
  const supervisor: WireMeta = { actor: actor("acc-sup", "supervisor"), external: true };
  const erase = (meta = supervisor) => call("eraseDossier", { dossierId: ID, ...order }, meta);

  it("is refused before the dossier has ended, before its time, and to everybody else", async () => {
    await decided(await proceeding());
    await expect(erase()).rejects.toMatchObject({ code: "enforcement.dossier.not_ended" });
    await expect(erase(as("acc-lead"))).rejects.toMatchObject({ code: "auth.role_missing" });
    await closed();
    platform.clock.set("2031-09-17T01:00:00.000Z");
    await expect(erase()).rejects.toMatchObject({
      code: "enforcement.dossier.retention_running",
      details: { until: "2031-09-17" },
    });
    expect(JSON.stringify(platform.documents("dossiers"))).not.toContain("PartyErased");
  });

  it("takes party, words and files away for ever; histories, certificate and e-file can be checked as before", async () => {
    const photo = await proceeding();
    await decided(photo);
    await closed();
    platform.clock.set("2031-09-18T01:00:00.000Z");
    expect(await erase()).toEqual({ dossierId: ID, evidence: 1 });
    expect(await erase()).toEqual({ dossierId: ID, evidence: 1 });
    for (const collection of ["dossiers", "evidence"])
      for (const { sealed, history } of platform.documents(collection)) {
        expect(sealed ?? undefined).toBeUndefined();
        expect(history.filter(({ event }) => (event as { type: string }).type.endsWith("Erased"))).toHaveLength(1);
      }
    expect(await platform.blobs("evidenceContents").unkept(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    const reading = call("readEvidence", { dossierId: ID, evidenceId: photo, purpose: "review" }, as("acc-lead"));
    await expect(reading).rejects.toMatchObject({ code: "enforcement.evidence.no_bytes" });
    expect(verifyCertificate(await call("procedureCertificate", { dossierId: ID }, as("acc-lead"))).problems).toEqual(
      [],
    );
    const eFile = await call("eFile", { dossierId: ID, volume: 1 }, as("acc-lead"));
    const archive = Buffer.from(eFile["content"] as string, "base64");
    const { problems, notes } = verifyEFile([archive]);
    expect(problems).toEqual([]);
    expect(notes.join()).toContain(`erased by order ${order.order}`);
    expect(archive.includes(PNG)).toBe(false);
    expect(archive.toString("utf8")).not.toMatch(/王某某|李某某|110101199003070000/u);
  });
});

it("leaves a trace of what was refused about the evidence, by its code alone", async () => {
  const evidenceId = await proceeding();
  const exclude = { dossierId: ID, evidenceId, ground: "illegalMeans", reason: "受胁迫" };
  await call("excludeEvidence", exclude, as("acc-lead"));
  await expect(call("excludeEvidence", exclude, as("acc-lead"))).rejects.toMatchObject({
    code: "enforcement.evidence.excluded",
  });
  const attempts = (await desk.attempts.history(ID)).map(({ event }) => event.data);
  expect(attempts).toEqual([
    {
      account: "acc-lead",
      asked: "excludeEvidence",
      code: "enforcement.evidence.excluded",
      at: `${DAY}T01:00:00.000Z`,
    },
  ]);
});

it("tells the party where it stands and what it may do until when, and nothing of anybody else", async () => {
  const photo = await proceeding();
  const { code, number } = await call("partyCode", { dossierId: ID }, as("acc-1"));
  const told = await call("partyDossier", { number, code }, anybody);
  expect(told).toMatchObject({
    status: "informed",
    next: { right: "defence", lastDay: "2021-09-14", text: { zh: expect.stringContaining("陈述") as string } },
    intended: { fine: 50_000 },
  });
  expect(told["decision"]).toBeUndefined();

  await decided(photo);
  const after = await call("partyDossier", { number, code: String(code).toLowerCase() }, citizen);
  expect(after).toMatchObject({
    status: "delivered",
    next: { right: "payment", lastDay: "2021-10-08", edition: "penalty@2021" },
    decision: {
      deliveredOn: "2021-09-16",
      penalty: { fine: 50_000 },
      remedies: [{ kind: "reconsideration" }, { kind: "suit" }],
    },
    money: { fine: 50_000, surcharge: 0, paid: 0, left: 50_000 },
    documents: [{ on: DAY }, { on: "2021-09-16" }],
  });
  const text = JSON.stringify([told, after]);
  expect(text).not.toMatch(/acc-|李某某|王某某|room-1|evidence/u);
  expect(await call("partyDossiers", {}, citizen)).toMatchObject({ dossiers: [{ number }] });
  expect(await call("partyDossiers", {}, { actor: { id: "citizen-2", roles: ["citizen"] }, external: true })).toEqual({
    dossiers: [],
  });

  platform.clock.set("2021-10-18T01:00:00.000Z");
  const late = await call("partyDossier", { number, code }, anybody);
  expect(late).toMatchObject({ money: { surcharge: 15_000, left: 65_000 }, next: { right: "reconsideration" } });
});

it("says the same of a wrong code, of no dossier and of one that is not filed, and not often", async () => {
  await ask("acc-1", "OpenDossier", opened(DAY));
  const { code, number } = await call("partyCode", { dossierId: ID }, as("acc-1"));
  const noMatch = { code: "enforcement.party.no_match" };
  await expect(call("partyDossier", { number, code }, anybody)).rejects.toMatchObject(noMatch);
  await expect(call("partyDossier", { number: "成华执立〔2021〕999号", code }, anybody)).rejects.toMatchObject(noMatch);
  await ask("acc-lead", "FileDossier", {}, ["acc-1", "acc-2"]);
  await expect(call("partyDossier", { number, code: "AAAAAAAAAAAA" }, anybody)).rejects.toMatchObject(noMatch);
  for (let tries = 3; tries <= 10; tries += 1)
    await call("partyDossier", { number, code: "AAAAAAAAAAAA" }, anybody).catch(() => undefined);
  await expect(call("partyDossier", { number, code }, anybody)).rejects.toMatchObject({
    code: "enforcement.party.too_often",
  });
  await expect(
    call("partyCode", { dossierId: ID }, { actor: actor("acc-9", "officer"), external: true }),
  ).rejects.toMatchObject({
    code: "enforcement.party.not_yours",
  });
});
