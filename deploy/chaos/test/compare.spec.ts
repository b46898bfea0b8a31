import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compare } from "../compare.ts";
import { keepReceipts, readReceipts, type Receipt } from "../receipts.ts";

const report: Receipt = { step: "report", caseId: "A", key: "report-1", trackingNumber: "CH-1" };
const handle: Receipt = { step: "handle", caseId: "A", key: "handle-A" };
const history = ["CaseFiled", "CaseAssigned", "CaseAccepted", "CaseHandled"];
const stored = (cases: Record<string, readonly string[]>, reports = Object.keys(cases)) => ({
  reports: new Set(reports),
  cases: new Map(Object.entries(cases)),
});

describe("receipts against stores", () => {
  it("finds nothing where all that was acknowledged is there once", () => {
    expect(compare([report, handle], stored({ A: history }), 0)).toEqual({ lost: [], double: [] });
  });

  it("misses a report, a case, and a step", () => {
    expect(compare([report], stored({ A: history }, []), 0).lost).toEqual(["report-1: no report A"]);
    expect(compare([report], stored({}, ["A"]), 0).lost).toEqual(["report-1: no case A"]);
    expect(compare([report, handle], stored({ A: ["CaseFiled"] }), 0).lost).toEqual(["handle-A: A has no CaseHandled"]);
  });

  it("sees one question answered twice, and one answer to two", () => {
    const again: Receipt = { ...report, caseId: "B", trackingNumber: "CH-2" };
    expect(compare([report, again], stored({ A: history, B: history }), 0).double).toEqual(["report-1: two receipts"]);
    const other: Receipt = { ...report, key: "report-2", trackingNumber: "CH-2" };
    expect(compare([report, other], stored({ A: history }), 0).double).toEqual(["A: for two reports"]);
    const sameNumber: Receipt = { ...report, key: "report-2", caseId: "B" };
    expect(compare([report, sameNumber], stored({ A: history, B: history }), 0).double).toEqual([
      "CH-1: the tracking number of two reports",
    ]);
  });

  it("sees a report that nobody has a receipt for, unless somebody still waits for his answer", () => {
    const both = stored({ A: history, B: history });
    expect(compare([report], both, 0).double).toEqual(["1 reports for which nobody has a receipt"]);
    expect(compare([report], both, 1).double).toEqual([]);
  });

  it("sees a step that was taken twice", () => {
    const twice = stored({ A: [...history, "CaseHandled"] });
    expect(compare([report, handle], twice, 0).double).toEqual(["A: CaseHandled more than once"]);
  });
});

it("a receipt is in the file when it counts, in whatever crowd it came", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wangge-receipts-"));
  const file = join(folder, "receipts.ndjson");
  const receipts = await keepReceipts(file);
  const many = Array.from({ length: 50 }, (_, index): Receipt => ({ ...handle, key: `handle-${index}` }));
  await receipts.keep(report);
  expect(readReceipts(file)).toEqual([report]);
  await Promise.all(many.map(receipts.keep));
  expect(readReceipts(file)).toEqual([report, ...many]);
  await receipts.close();
  rmSync(folder, { recursive: true });
});
