import { startClamd, type TestClamd } from "@wangge/kit/testing";
import { virusScan, silentLog, type ScanParts } from "@wangge/kit";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";

let clamd: TestClamd | undefined;
afterEach(async () => {
  await clamd?.stop();
  clamd = undefined;
});

const scanWith = (config: ScanParts["config"], more: Partial<ScanParts> = {}) =>
  virusScan({ config, thing: "enforcement.evidence", log: silentLog, patienceMs: 2_000, ...more });
const scanBy = async (say: (file: Buffer) => string | undefined, more: Partial<ScanParts> = {}) => {
  clamd = await startClamd(say);
  return scanWith({ CLAMD_ADDRESS: clamd.address }, more);
};
const file = Buffer.from("a letter");

describe("a file", () => {
  it("is taken where the scanner finds nothing, and refused with its finding where it does", async () => {
    const scan = await scanBy((seen) => (seen.includes("worm") ? "stream: Worm.Test FOUND" : "stream: OK"));
    await scan(file);
    await expect(scan(Buffer.from("a worm"))).rejects.toMatchObject({
      kind: "rule",
      code: "enforcement.evidence.infected",
      details: { found: "Worm.Test" },
    });
  });

  it("whatever its length, arrives as it is", async () => {
    const scan = await scanBy(() => "stream: OK");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072, 200_000),
        fc.integer({ min: 0, max: 255 }),
        async (length, byte) => {
          const bytes = Buffer.alloc(length, byte);
          await scan(bytes);
          expect(clamd?.seen.at(-1)?.equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("is looked at by nobody where no scanner is named", async () => {
    await scanWith({})(file);
  });
});

describe("a scanner that does not look", () => {
  const unscanned = { kind: "unavailable", code: "enforcement.evidence.not_scanned" };

  it.each([
    ["says that it cannot", "INSTREAM size limit exceeded. ERROR"],
    ["says something else", "PONG"],
    ["says nothing and hangs up", ""],
  ])("%s: the file is refused for now", async (_what, said) => {
    const scan = await scanBy(() => said);
    await expect(scan(file)).rejects.toMatchObject(unscanned);
  });

  it("is waited for no longer than a call is", async () => {
    const scan = await scanBy(() => undefined, { patienceMs: 50 });
    await expect(scan(file)).rejects.toMatchObject(unscanned);
  });

  it("is not there: the file is refused for now, or taken with a line in the log where that was chosen", async () => {
    const { address, stop } = await startClamd(() => "stream: OK");
    await stop();
    await expect(scanWith({ CLAMD_ADDRESS: address })(file)).rejects.toMatchObject(unscanned);

    const lines: string[] = [];
    const log = { ...silentLog, error: (_fields: object, message: string) => void lines.push(message) };
    await scanWith({ CLAMD_ADDRESS: address, CLAMD_AWAY: "take" }, { log })(file);
    expect(lines).toEqual(["a file could not be shown to the scanner"]);
  });
});
