import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  callRecord,
  grantFor,
  grantsFile,
  purposeOf,
  silentLog,
  type Grant,
  type Grants,
  type Log,
} from "../src/index.ts";

const TODAY = "2026-11-30";
const locate: Grant = {
  ...{ from: "social", to: "registry", actions: ["resolve"], purpose: "locate-project" },
  basis: "the reform plan",
};
const grants: Grants = {
  departments: { registry: "centre", dispatch: "centre", social: "social-work" },
  calls: [locate],
  webhooks: [],
  readers: [],
};
const asked = { from: "social", to: "registry", action: "resolve" };

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return (error as { readonly code?: string }).code;
  }
  return undefined;
};

describe("a call to another department", () => {
  it("is answered for the purpose that was granted", () => {
    expect(purposeOf(grants, asked, TODAY)).toBe("locate-project");
    expect(grantFor(grants, asked, "locate-project", TODAY)).toEqual(locate);
  });

  it("is refused without a purpose, for another one, for another action, and to whom nothing was granted", () => {
    const refusal = (more: Partial<typeof asked>, purpose?: string) =>
      codeOf(() => grantFor(grants, { ...asked, ...more }, purpose, TODAY));
    expect(refusal({})).toBe("call.purpose_missing");
    expect(refusal({}, "curiosity")).toBe("call.not_granted");
    expect(refusal({ action: "people" }, "locate-project")).toBe("call.not_granted");
    expect(refusal({ to: "dispatch" }, "locate-project")).toBe("call.not_granted");
    expect(refusal({ from: "stranger" }, "locate-project")).toBe("call.not_granted");
    expect(refusal({ from: "stranger", to: "unknown" }, "locate-project")).toBe("call.not_granted");
  });

  it("is refused from the day after the grant's last", () => {
    const ending = { ...grants, calls: [{ ...locate, until: TODAY }] };
    expect(grantFor(ending, asked, "locate-project", TODAY)?.until).toBe(TODAY);
    expect(codeOf(() => grantFor(ending, asked, "locate-project", "2026-12-01"))).toBe("call.not_granted");
    expect(purposeOf(ending, asked, "2026-12-01")).toBeUndefined();
  });

  it("has no purpose of itself where there are two", () => {
    const two = { ...grants, calls: [locate, { ...locate, purpose: "count-projects" }] };
    expect(purposeOf(two, asked, TODAY)).toBeUndefined();
    expect(grantFor(two, asked, "count-projects", TODAY)?.purpose).toBe("count-projects");
  });

  it("needs nothing within one department", () => {
    const own = { from: "dispatch", to: "registry", action: "version" };
    expect(purposeOf(grants, own, TODAY)).toBeUndefined();
    expect(grantFor(grants, own, undefined, TODAY)).toBeUndefined();
  });
});

describe("the record of calls", () => {
  it("stands in the log at once, then once a minute with their number, and never what a denied caller wrote", () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const log: Log = { ...silentLog, info: (fields) => lines.push(fields), warn: (fields) => lines.push(fields) };
    let now = 0;
    const record = callRecord(log, () => now);
    for (let second = 0; second <= 60; second += 1) {
      now = second * 1_000;
      record(asked, locate);
    }
    record(asked, { code: "call.not_granted" });
    const call = { from: "social", action: "registry.resolve" };
    const granted = { ...call, outcome: "granted", purpose: "locate-project", basis: "the reform plan" };
    expect(lines).toEqual([
      { ...granted, count: 1 },
      { ...granted, count: 60 },
      { ...call, outcome: "denied", code: "call.not_granted", count: 1 },
    ]);
  });
});

describe("the file of the grants", () => {
  it("is read again when it changes, and the last good one holds while it is broken", () => {
    const dir = mkdtempSync(join(tmpdir(), "wangge-grants-"));
    const file = join(dir, "grants.json");
    let now = 0;
    const write = (text: string): void => {
      writeFileSync(file, text);
      now += 2_000;
      utimesSync(file, now, now);
    };
    try {
      write(JSON.stringify(grants));
      const current = grantsFile(file, silentLog, () => now);
      expect(current()).toEqual(grants);
      write("{");
      expect(current()).toEqual(grants);
      write(JSON.stringify({ ...grants, calls: [] }));
      expect(current().calls).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
