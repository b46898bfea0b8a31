import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeDocuments } from "../documents.ts";
import { writeManifest, type Manifest } from "../manifest.ts";
import { keepBackup, newestIn } from "../nightly.ts";

/** `{ _id: "a" }` in BSON. */
const DOCUMENT = Buffer.from("\u0010\0\0\0\u0002_id\0\u0002\0\0\0a\0\0", "latin1");
const DAY_MS = 86_400_000;
const FIRST = Date.parse("2026-11-01T18:30:00Z");

let into: string;
beforeEach(() => {
  into = join(mkdtempSync(join(tmpdir(), "wangge-nightly-")), "backups");
});
afterEach(() => {
  rmSync(join(into, ".."), { recursive: true });
});

/** One store with one document, one stream with one message. */
const take = async (dir: string): Promise<Manifest> => {
  for (const folder of ["intake", "streams"]) mkdirSync(join(dir, folder), { recursive: true });
  const documents = async function* () {
    yield await Promise.resolve(DOCUMENT);
  };
  const file = "intake/reports.bson.gz";
  const written = await writeDocuments(join(dir, file), documents());
  writeFileSync(join(dir, "streams/EVT_INTAKE.snapshot"), "a snapshot");
  const at = new Date(FIRST).toISOString();
  const manifest: Manifest = {
    ...{ format: 1, startedAt: at, endedAt: at, places: [] },
    stores: [{ service: "intake", startedAt: at, collections: [{ name: "reports", file, ...written, indexes: [] }] }],
    streams: [
      {
        ...{ name: "EVT_INTAKE", file: "streams/EVT_INTAKE.snapshot", config: { name: "EVT_INTAKE" } },
        sha256: createHash("sha256").update("a snapshot").digest("hex"),
        ...{ state: { messages: 1, first_seq: 1, last_seq: 1 }, before: 1, cut: [] },
      },
    ],
  };
  writeManifest(dir, manifest);
  return manifest;
};
const night = (number: number, how = take) =>
  keepBackup({ into, keepDays: 14, take: how, now: () => FIRST + (number - 1) * DAY_MS });

describe("backups of every night", () => {
  it("are kept for fourteen days, and the newest is the one that is put back", async () => {
    for (let number = 1; number <= 16; number += 1) await night(number);
    expect(readdirSync(into).sort()).toEqual(
      Array.from({ length: 15 }, (_, at) => `2026-11-${String(at + 2).padStart(2, "0")}T18-30-00Z`),
    );
    expect(newestIn(into)).toBe(join(into, "2026-11-16T18-30-00Z"));
  });

  it.each([
    ["a stream", (dir: string) => writeFileSync(join(dir, "streams/EVT_INTAKE.snapshot"), "a snapshoT")],
    ["a store", (dir: string) => rmSync(join(dir, "intake/reports.bson.gz"))],
    ["the manifest", (dir: string) => rmSync(join(dir, "manifest.json"))],
  ])("do not count where %s cannot be read back as it was written, and those from before stay", async (_what, harm) => {
    await night(1);
    const broken = night(20, async (dir) => {
      const manifest = await take(dir);
      harm(dir);
      return manifest;
    });
    await expect(broken).rejects.toThrow();
    expect(readdirSync(into).sort()).toEqual(["2026-11-01T18-30-00Z", "2026-11-20T18-30-00Z.part"]);
    expect(newestIn(into)).toBe(join(into, "2026-11-01T18-30-00Z"));
  });

  it("take away what another night left half done, and touch nothing else in the folder, nor one that is being made", async () => {
    await expect(night(1, () => Promise.reject(new Error("the bus is away")))).rejects.toThrow("the bus is away");
    mkdirSync(join(into, "2026-11-01T18-30-00Z.part"), { recursive: true });
    mkdirSync(join(into, "2026-11-02T18-00-00Z.part"));
    mkdirSync(join(into, "lost+found"));
    await night(2);
    expect(readdirSync(into).sort()).toEqual(["2026-11-02T18-00-00Z.part", "2026-11-02T18-30-00Z", "lost+found"]);
  });

  it("are none in a folder that has none", () => {
    mkdirSync(join(into, "2026-11-01T18-30-00Z.part"), { recursive: true });
    expect(() => newestIn(into)).toThrow("has no backup");
    expect(existsSync(into)).toBe(true);
  });
});
