import { defineManifest } from "@wangge/contracts";
import {
  canonicalJson,
  DomainError,
  defineService,
  signJws,
  signingKeyOf,
  type Actor,
  type WireMeta,
} from "@wangge/kit";
import { memoryPlatform, startClamd, type MemoryPlatform } from "@wangge/kit/testing";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { DossierDesk } from "../src/app/evidence/desk.ts";
import { createEvidenceSlice } from "../src/app/evidence/slice.ts";
import { ACCEPTANCE_TYP, KEY_TYP, OFFER_TYP } from "../src/domain/evidence/index.ts";
import { competenceOf, DOSSIER, NOON } from "./evidence-builders.ts";

const folder = mkdtempSync(join(tmpdir(), "evidence-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const OTHER = "01HZX0000000000000000D0999";
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from("a picture of the scene")]);
const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

const as = (id: string, ...roles: Actor["roles"]): WireMeta => ({ actor: { id, roles }, external: true });
const li = as("li", "officer");
const chen = as("chen", "officer");
const head: WireMeta = {
  ...as("head"),
  actor: { id: "head", roles: ["enforcementLead"], department: "urban-management" },
};
const foreign: WireMeta = { ...as("f"), actor: { id: "f", roles: ["enforcementLead"], department: "traffic-police" } };
const stranger = as("stranger", "officer");

/** The dossier and the registers, as the other parts of the service answer. */
const desk: DossierDesk = {
  known: (dossierId, actor) => {
    if (![DOSSIER, OTHER].includes(dossierId) || actor === undefined || actor.id === "stranger")
      throw new DomainError("missing", "enforcement.dossier.unknown", "There is no such dossier");
    return Promise.resolve({
      dossierId,
      item: "power-0001@1",
      body: "urban-management",
      area: "510108001",
      investigators: ["li", "wang"],
      isOpen: dossierId === DOSSIER,
    });
  },
  bodyOf: (account) => Promise.resolve(account === "ghost" ? undefined : "urban-management"),
  competence: (account, step) =>
    Promise.resolve(
      account === "expired" ? { ok: false, reasons: ["certificate_expired"] } : { ...competenceOf(account), step },
    ),
};

const manifest = defineManifest({ name: "enforcement", publishes: [], subscribes: [], calls: [] });
let platform: MemoryPlatform;
let slice: Awaited<ReturnType<typeof createEvidenceSlice>>;
const open = async (config: object = {}): Promise<void> => {
  platform = await memoryPlatform({
    manifests: [manifest],
    config: { DATA_DIR: folder, ...config },
    at: NOON,
    compose: async (parts) => {
      slice = await createEvidenceSlice({ ...parts, desk });
      return defineService({ manifest, actions: slice.actions, subscriptions: [] });
    },
  });
};
beforeEach(async () => {
  await open();
  return () => platform.stop();
});

interface View {
  readonly evidenceId: string;
  readonly custody: { readonly holder: string };
  readonly offer?: { readonly statement: string };
  readonly [field: string]: unknown;
}
const about = {
  kind: "physical",
  origin: "officer",
  capturedAt: "2022-03-01T03:50:00.000Z",
  officers: ["wang"],
  sha256: hash(JPEG),
  thing: { label: "L-17", count: 3, unit: "箱" },
  place: "room-1",
  words: { title: "占道经营的货物", provider: "王某某" },
};
const captured = (more: object = {}, meta: WireMeta = li) =>
  platform.call(
    "captureEvidence",
    { dossierId: DOSSIER, about: { ...about, ...more }, content: JPEG.toString("base64") },
    meta,
  ) as Promise<View>;
const at = (item: View) => ({ dossierId: DOSSIER, evidenceId: item.evidenceId });

const keyPair = () =>
  signingKeyOf(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
const keys = { li: keyPair(), chen: keyPair() };
const sign = (who: keyof typeof keys, typ: string, statement: object): string =>
  signJws(typ, canonicalJson(statement), keys[who]).signature;
const register = (account: keyof typeof keys) => {
  const key = keys[account].publicJwk.x;
  const proof = sign(account, KEY_TYP, { account, key });
  return platform.call("registerSigningKey", { account, key, proof }, head);
};

it("takes the bytes as they are and keeps names apart from what is stored of it", async () => {
  const item = await captured();
  expect(item).toMatchObject({
    kind: "physical",
    article: "四十六（二）",
    capturedBy: ["li", "wang"],
    file: { sha256: hash(JPEG), bytes: JPEG.length, mediaType: "image/jpeg" },
    title: "占道经营的货物",
    standing: "usable",
  });
  const stored = JSON.stringify(platform.documents("evidence"));
  expect(stored).not.toContain("王某某");
  expect(stored).not.toContain("占道经营的货物");
  expect(stored).toContain(hash(JPEG));
});

it("takes the fields of a form too, and the same upload again as the same", async () => {
  const form = { dossierId: DOSSIER, about: JSON.stringify(about), content: JPEG.toString("base64") };
  const once = { ...li, idempotencyKey: "li:1" };
  const first = (await platform.call("captureEvidence", form, once)) as View;
  const again = (await platform.call("captureEvidence", form, once)) as View;
  expect(again.evidenceId).toBe(first.evidenceId);
  expect(platform.documents("evidence")).toHaveLength(1);
});

it.each([
  ["other bytes than the device saw", { sha256: "0".repeat(64) }, li, "enforcement.evidence.hash_differs"],
  ["an officer whose certificate is over", { officers: ["expired"] }, li, "enforcement.evidence.not_competent"],
  ["who may not know of the dossier", {}, stranger, "enforcement.dossier.unknown"],
])("refuses %s, and keeps nothing", async (_what, more, meta, code) => {
  await expect(captured(more, meta)).rejects.toMatchObject({ code });
  expect(platform.documents("evidence")).toHaveLength(0);
  platform.clock.advance(700_000);
  await slice.evidence.tidy();
  expect(await platform.blobs("evidenceContents").unkept(platform.clock.ms() + 1, 10)).toEqual([]);
});

it("refuses what is no file of a known kind, and a dossier that is over", async () => {
  const content = Buffer.from([0, 1, 2, 3]).toString("base64");
  const { sha256: _sha, ...rest } = about;
  await expect(
    platform.call("captureEvidence", { dossierId: DOSSIER, about: rest, content }, li),
  ).rejects.toMatchObject({
    code: "enforcement.evidence.media_type",
  });
  await expect(
    platform.call("captureEvidence", { dossierId: OTHER, about, content: JPEG.toString("base64") }, li),
  ).rejects.toMatchObject({ code: "enforcement.evidence.dossier_closed" });
});

it("takes in nothing in which a scanner finds something, and nothing for as long as nobody can look", async () => {
  let says = "stream: Worm.Test FOUND";
  const clamd = await startClamd(() => says);
  await platform.stop();
  await open({ CLAMD_ADDRESS: clamd.address });
  await expect(captured()).rejects.toMatchObject({
    code: "enforcement.evidence.infected",
    details: { found: "Worm.Test" },
  });
  says = "INSTREAM: Can't allocate memory ERROR";
  await expect(captured()).rejects.toMatchObject({ kind: "unavailable", code: "enforcement.evidence.not_scanned" });
  expect(platform.documents("evidence")).toEqual([]);
  expect(await platform.blobs("evidenceContents").unkept(platform.clock.ms() + 1, 10)).toEqual([]);

  says = "stream: OK";
  await captured();
  expect(clamd.seen.map(hash)).toEqual([hash(JPEG), hash(JPEG), hash(JPEG)]);
  await clamd.stop();
});

it("gives the bytes to nobody before it has written down who reads them and why", async () => {
  const item = await captured();
  const read = () =>
    platform.call("readEvidence", { ...at(item), purpose: "hearing" }, chen) as Promise<{ content: string }>;
  expect(Buffer.from((await read()).content, "base64")).toEqual(JPEG);
  const { readings } = (await platform.call("evidenceReadings", at(item), head)) as { readings: object[] };
  expect(readings).toMatchObject([{ by: "chen", purpose: "hearing", sha256: hash(JPEG), at: NOON }]);

  vi.spyOn(slice.evidence.readings, "handle").mockRejectedValueOnce(
    new DomainError("unavailable", "store.away", "away"),
  );
  await expect(read()).rejects.toMatchObject({ code: "store.away" });
  await expect(platform.call("readEvidence", { ...at(item), purpose: "court" }, stranger)).rejects.toMatchObject({
    code: "enforcement.dossier.unknown",
  });
});

it("hands it over when both have signed what they see", async () => {
  await register("li");
  await register("chen");
  const item = await captured({ seal: "S-1" });
  const offer = {
    evidenceId: item.evidenceId,
    sha256: hash(JPEG),
    label: "L-17",
    seal: "S-1",
    from: "li",
    to: "chen",
    place: "room-2",
    at: NOON,
  };
  const input = { ...at(item), to: "chen", place: "room-2", reason: "入库", signedAt: NOON };
  await expect(
    platform.call("offerCustody", { ...input, signature: sign("chen", OFFER_TYP, offer) }, li),
  ).rejects.toMatchObject({ code: "enforcement.signature.wrong" });
  const offered = (await platform.call(
    "offerCustody",
    { ...input, signature: sign("li", OFFER_TYP, offer) },
    li,
  )) as View;
  expect(offered.custody.holder).toBe("li");
  const statement = offered.offer?.statement ?? "";
  expect(statement).toBe(createHash("sha256").update(canonicalJson(offer)).digest("hex"));

  const answer = (seal: string) => {
    const acceptance = { evidenceId: item.evidenceId, offer: statement, seal, to: "chen", at: NOON };
    const signature = sign("chen", ACCEPTANCE_TYP, acceptance);
    return platform.call("acceptCustody", { ...at(item), offer: statement, seal, signedAt: NOON, signature }, chen);
  };
  await expect(answer("S-9")).rejects.toMatchObject({ code: "enforcement.custody.seal_differs" });
  expect(await answer("S-1")).toMatchObject({ custody: { holder: "chen", place: "room-2" } });
});

it("takes no signature without a key on record, from another time, or by a key that its owner put there", async () => {
  const item = await captured();
  const offer = {
    evidenceId: item.evidenceId,
    sha256: hash(JPEG),
    label: "L-17",
    from: "li",
    to: "chen",
    place: "r",
    at: NOON,
  };
  const ask = (signedAt: string) => {
    const signature = sign("li", OFFER_TYP, { ...offer, at: signedAt });
    return platform.call(
      "offerCustody",
      { ...at(item), to: "chen", place: "r", reason: "入库", signedAt, signature },
      li,
    );
  };
  await expect(ask(NOON)).rejects.toMatchObject({ code: "enforcement.signing_key.none" });
  const key = keys.li.publicJwk.x;
  const own = { account: "li", key, proof: sign("li", KEY_TYP, { account: "li", key }) };
  const himself: WireMeta = {
    ...head,
    actor: { id: "li", roles: ["enforcementLead"], department: "urban-management" },
  };
  await expect(platform.call("registerSigningKey", own, himself)).rejects.toMatchObject({
    code: "enforcement.signing_key.own",
  });
  await register("li");
  await expect(ask("2022-03-01T03:40:00.000Z")).rejects.toMatchObject({ code: "enforcement.signature.not_now" });
});

it("keeps the names of witnesses under seal, all of them", async () => {
  const item = await captured();
  const put = { ...at(item), seal: "S-1", witnesses: [{ role: "party", name: "赵某" }] };
  await platform.call("sealEvidence", put, li);
  await platform.call(
    "breakSeal",
    { ...at(item), reason: "清点", witnesses: [{ role: "bystander", name: "钱某" }] },
    li,
  );
  expect(JSON.stringify(platform.documents("evidence"))).not.toMatch(/赵某|钱某/u);
  const { sealed } = await slice.evidence.get(DOSSIER, item.evidenceId);
  const opened = slice.evidence.vault.open(item.evidenceId, sealed);
  expect(Object.values(opened?.names ?? {}).sort()).toEqual(["赵某", "钱某"].sort());
  const { history } = (await platform.call("evidenceHistory", at(item), head)) as {
    history: { type: string; hash: string }[];
  };
  expect(history.map(({ type }) => type)).toEqual(["EvidenceCaptured", "EvidenceSealed", "SealBroken"]);
  expect(new Set(history.map(({ hash: link }) => link)).size).toBe(3);
});

const codeOf = (action: string, input: object, meta: WireMeta): Promise<unknown> =>
  platform.call(action, input, meta).then(
    () => "allowed",
    (error: unknown) => (error as { readonly code?: unknown }).code,
  );

describe("who works on the dossier has its evidence, and nobody else", () => {
  it.each<readonly [string, (item: View) => object, string]>([
    ["listEvidence", () => ({ dossierId: DOSSIER }), "allowed"],
    ["evidenceItem", at, "allowed"],
    ["evidenceHistory", at, "allowed"],
    // As far as the rules of the item itself: this one waits for no expert.
    ["answerExpert", (item) => ({ ...at(item), opinion: item.evidenceId }), "enforcement.evidence.no_opinion"],
  ])("%s", async (action, input, own) => {
    const item = await captured();
    expect(await codeOf(action, input(item), stranger)).toBe("enforcement.dossier.unknown");
    expect(await codeOf(action, input(item), li)).toBe(own);
  });
});

describe("the keys of officers are kept by a leader of their own body", () => {
  it.each(["registerSigningKey", "revokeSigningKey"])("%s", async (action) => {
    const key = keys.li.publicJwk.x;
    const input =
      action === "registerSigningKey"
        ? { account: "li", key, proof: sign("li", KEY_TYP, { account: "li", key }) }
        : { account: "li" };
    expect(await codeOf(action, input, foreign)).toBe("enforcement.signing_key.other_body");
    expect(await codeOf(action, { ...input, account: "ghost" }, head)).toBe("enforcement.signing_key.other_body");
    expect(await codeOf(action, input, head)).toBe("allowed");
    expect(await codeOf(action, input, as("acc-admin", "admin"))).toBe("allowed");
  });
});
