import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyEFile } from "../../../deploy/verify/verify-e-file.mjs";
import { eFileOf, type EFile, type EFileParts } from "../src/app/e-file/e-file.ts";
import { contentsOf, inOrder } from "../src/app/e-file/contents.ts";
import { pagesOf } from "../src/app/e-file/pages.ts";
import { zipOf } from "../src/app/e-file/zip.ts";
import { sha256, type KeptEvidence } from "../src/app/evidence/evidence.ts";
import { commitmentOf } from "../src/app/evidence/vault.ts";
import { chainOf, fold } from "@wangge/kit";
import { evidenceDecider, type EvidenceEvent, type Kept } from "../src/domain/evidence/index.ts";
import { certify, ID, key, ordinary } from "./certificate-courses.ts";
import { capture, NOON } from "./evidence-builders.ts";

const page = { lines: 22, characters: 28 };
const PHOTO = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(3_000, 7)]);
const words = { title: "现场照片", provider: "王某某" };
const SALT = "c2FsdA";

const evidenceId = "01HZX0000000000000000EV001";
const events = evidenceDecider.decide(
  capture({
    content: { sha256: sha256(PHOTO), bytes: PHOTO.length, mediaType: "image/jpeg", blob: "b" },
    words: commitmentOf(words, SALT),
  }),
  { status: "none" },
);
const history = chainOf<EvidenceEvent>("enforcement.evidence").extend(
  evidenceId,
  [],
  events.map((event) => ({ event, by: "li" })),
  Date.parse(NOON),
).added;
const item: KeptEvidence = { id: evidenceId, version: 1, state: fold(evidenceDecider, events) as Kept };

const course = ordinary({
  day: "2021-09-09",
  fine: 50_000,
  defence: "waived",
  hearing: false,
  review: false,
  gaps: [1],
});
const certificate = certify(course.events);
const parts: EFileParts = contentsOf(
  {
    dossierId: ID,
    number: "成城管立〔2021〕1号",
    cover: [["案号", "成城管立〔2021〕1号"]],
    documents: [
      { code: "decision", title: "行政处罚决定书", on: "2021-09-20", text: "决定如下。".repeat(200) },
      { code: "filing", title: "立案审批表", on: "2021-09-09", text: "同意立案。" },
    ],
    evidence: [
      {
        item,
        opened: { words, salt: SALT, names: {} },
        history,
        kind: { code: "physical", zh: "物证", en: "physical objects", article: "四十六（二）" },
        read: () => Promise.resolve(PHOTO),
      },
    ],
    certificate,
  },
  ["filing", "decision"],
);

const MIB = 1024 * 1024;
const made = (volumeBytes = MIB): EFile => eFileOf(parts, { page, key, volumeBytes });
const volumesOf = (of: EFile): Promise<readonly Buffer[]> =>
  Promise.all(Array.from({ length: of.manifest.volumes }, (_, nth) => of.volume(nth + 1)));

describe("电子案卷", () => {
  it("is one archive with numbered pages that verifies offline", async () => {
    const eFile = made();
    const volumes = await volumesOf(eFile);
    const { problems, counts } = verifyEFile(volumes, { thumbprints: [key.publicJwk.kid] });
    expect(problems).toEqual([]);
    expect(counts).toEqual({ volumes: 1, files: eFile.manifest.files.length, pages: 4 });
    expect(eFile.manifest.files.filter(({ pages }) => pages).map(({ title, pages }) => [title, pages])).toEqual([
      ["立案审批表", [1, 1]],
      ["行政处罚决定书", [2, 3]],
      ["证据01 物证 现场照片", [4, 4]],
    ]);
  });

  it("of the same state is the same bytes", async () => {
    const [one, other] = [await made().volume(1), await made().volume(1)];
    expect(one.equals(other)).toBe(true);
  });

  it("fills as many volumes as its size asks for, each of which fits", async () => {
    const most = certificate.history.entries.length * 200 + 130_000;
    const big = {
      ...parts,
      attachments: [...parts.attachments, ...Array.from({ length: 5 }, (_, nth) => filler(nth))],
    };
    const eFile = eFileOf(big, { page, key, volumeBytes: most });
    const volumes = await volumesOf(eFile);
    expect(volumes.length).toBeGreaterThan(2);
    for (const { length } of volumes) expect(length).toBeLessThanOrEqual(most);
    expect(verifyEFile(volumes).problems).toEqual([]);
    expect(verifyEFile(volumes.slice(1)).problems).toMatchObject([{ code: "missing", where: "volume 1" }]);
    await expect(eFile.volume(99)).rejects.toMatchObject({ code: "enforcement.e_file.no_volume" });
    expect(() => eFileOf(big, { page, key, volumeBytes: 60_000 })).toThrow(
      expect.objectContaining({ code: "enforcement.e_file.too_large" }) as Error,
    );
  });

  it("fails for every flipped byte", async () => {
    const volume = await made().volume(1);
    fc.assert(
      fc.property(fc.nat({ max: volume.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const flipped = Buffer.from(volume);
        flipped[at] = (flipped[at] ?? 0) ^ mask;
        expect(verifyEFile([flipped]).problems).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("fails for a document that is missing, added, twice there or exchanged", async () => {
    const eFile = made();
    const entries = await entriesOf(eFile);
    const codes = (some: readonly { path: string; bytes: Buffer }[]): readonly string[] =>
      verifyEFile([zipOf(some)]).problems.map(({ code }) => code);
    expect(codes(entries)).toEqual([]);
    for (let nth = 1; nth < entries.length; nth += 1) expect(codes(entries.toSpliced(nth, 1))).toContain("missing");
    expect(codes([...entries, { path: "documents/99-note.txt", bytes: Buffer.from("x") }])).toEqual(["added"]);
    expect(codes([...entries, entries[2] ?? { path: "", bytes: PHOTO }])).toEqual(["added"]);
    const exchanged = entries.with(3, { path: entries[3]?.path ?? "", bytes: entries[4]?.bytes ?? PHOTO });
    expect(codes(exchanged)).toContain("altered");
    expect(codes(entries.slice(1))).toContain("manifest");
  });

  it("fails where another file takes the place of evidence, even where list and signature are made anew", async () => {
    const other = Buffer.concat([PHOTO, Buffer.from("x")]);
    const attachments = parts.attachments.map((one) =>
      one.path.includes("/content.")
        ? { ...one, sha256: sha256(other), bytes: other.length, read: () => Promise.resolve(other) }
        : one,
    );
    const forged = eFileOf({ ...parts, attachments }, { page, key, volumeBytes: MIB });
    expect(verifyEFile(await volumesOf(forged)).problems).toMatchObject([{ code: "evidence" }]);
  });
});

const filler = (nth: number) => {
  const bytes = Buffer.alloc(90_000, nth);
  return {
    path: `evidence/9${String(nth)}.bin`,
    sha256: sha256(bytes),
    bytes: bytes.length,
    read: () => Promise.resolve(bytes),
  };
};

/** Taken apart by the plain form of the format. */
const entriesOf = async (eFile: EFile): Promise<readonly { path: string; bytes: Buffer }[]> => {
  const volume = await eFile.volume(1);
  const entries: { path: string; bytes: Buffer }[] = [];
  for (let at = 0; volume.readUInt32LE(at) === 0x04034b50;) {
    const start = at + 30 + volume.readUInt16LE(at + 26);
    const end = start + volume.readUInt32LE(at + 18);
    entries.push({ path: volume.toString("ascii", at + 30, start), bytes: volume.subarray(start, end) });
    at = end;
  }
  return entries;
};

it("lays 22 lines of 28 characters on a page, two letters to a character", () => {
  expect(pagesOf("字".repeat(28 * 22), page)).toHaveLength(1);
  expect(pagesOf("字".repeat(28 * 22 + 1), page)).toHaveLength(2);
  expect(pagesOf("ab".repeat(28 * 22), page)).toHaveLength(1);
  expect(pagesOf("", page)).toEqual([""]);
});

it("puts documents in the order of the procedure, and what it does not know last", () => {
  const documents = ["x", "decision", "filing", "decision"].map((code, nth) => ({ code, title: code, on: `2021-01-0${String(9 - nth)}`, text: "" })); // prettier-ignore
  expect(inOrder(documents, ["filing", "decision"]).map(({ code, on }) => `${code} ${on}`)).toEqual([
    "filing 2021-01-07",
    "decision 2021-01-06",
    "decision 2021-01-08",
    "x 2021-01-09",
  ]);
});
