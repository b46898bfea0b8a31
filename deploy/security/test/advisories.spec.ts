import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Advisory, compareVersions, DAYS, weaknessesOf } from "../advisories.ts";
import type { Lock } from "../licences.ts";

const lock: Lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/@wangge/kit": { link: true },
    "node_modules/a": { version: "1.4.2" },
    "node_modules/b/node_modules/a": { version: "2.0.0-rc.1" },
    "node_modules/tool": { version: "1.0.0", dev: true },
  },
};
const NOW = Date.parse("2026-03-31T00:00:00Z");
const daysAgo = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();

const advisory = (events: readonly object[], more: object = {}, name = "a"): Advisory =>
  Advisory.parse({
    id: "GHSA-test",
    published: daysAgo(3),
    affected: [{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events }] }],
    ...more,
  });
const foundBy = (...all: readonly Advisory[]): readonly string[] =>
  weaknessesOf(lock, all, NOW).map(({ path, daysLeft }) => `${path} ${daysLeft}`);

describe("an advisory", () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ["from the first version on", [{ introduced: "0" }], ["node_modules/a 4", "node_modules/b/node_modules/a 4"]],
    ["up to the one that mends it", [{ introduced: "1.0.0" }, { fixed: "1.4.3" }], ["node_modules/a 4"]],
    ["that was mended before", [{ introduced: "1.0.0" }, { fixed: "1.4.2" }], []],
    ["up to the last that has it", [{ introduced: "0" }, { last_affected: "1.4.2" }], ["node_modules/a 4"]],
    [
      "that came back",
      [{ introduced: "0" }, { fixed: "1.0.0" }, { introduced: "2.0.0-rc.1" }],
      ["node_modules/b/node_modules/a 4"],
    ],
  ])("%s", (_what, events, found) => {
    expect(foundBy(advisory(events))).toEqual(found);
  });

  it("concerns no other package, no other ecosystem, and nobody when it was withdrawn", () => {
    const all = [{ introduced: "0" }];
    expect(foundBy(advisory(all, {}, "aa"), advisory(all, { withdrawn: daysAgo(1) }))).toEqual([]);
    expect(foundBy(advisory(all, { affected: [{ package: { ecosystem: "PyPI", name: "a" }, versions: ["1.4.2"] }] }))).toEqual([]); // prettier-ignore
  });

  it("of what only builds and tests counts where it is asked for", () => {
    const of = advisory([{ introduced: "0" }], {}, "tool");
    expect(weaknessesOf(lock, [of], NOW)).toEqual([]);
    expect(weaknessesOf(lock, [of], NOW, true)).toMatchObject([{ path: "node_modules/tool", version: "1.0.0" }]);
  });

  it("gives as long as deploy/SECURITY.md says: longer where it only stops the service", () => {
    const text = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8");
    expect(text).toContain(`within ${DAYS.readsOrChanges} days where it lets anybody read or change`);
    expect(text).toContain(`${DAYS.onlyStops} days where it only stops`);

    const scored = (score: string) =>
      foundBy(advisory([{ introduced: "1.0.0" }, { fixed: "1.9.0" }], { severity: [{ type: "CVSS", score }], published: daysAgo(10) })); // prettier-ignore
    expect(scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H")).toEqual(["node_modules/a 20"]);
    expect(scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:H")).toEqual(["node_modules/a -3"]);
    expect(scored("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N")).toEqual(["node_modules/a 20"]);
    expect(scored("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N")).toEqual(["node_modules/a -3"]);
    expect(scored("unknown")).toEqual(["node_modules/a -3"]);
  });
});

describe("versions", () => {
  it("have the order of semver.org", () => {
    const sorted = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.0 1.10.0 2.0.0"; // prettier-ignore
    const versions = sorted.split(" ");
    fc.assert(
      fc.property(fc.shuffledSubarray(versions, { minLength: versions.length }), (some) => {
        expect(some.toSorted(compareVersions)).toEqual(versions);
      }),
    );
    expect(compareVersions("1.0.0+one", "1.0.0+other")).toBe(0);
  });
});
