import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manifests } from "../principals.ts";
import { readersFile, readersOf, readersText } from "../readers.ts";
import { district, reader } from "./district.ts";

const CLOSED = "dispatch.case.closed.v1";

describe("who may read an event", () => {
  it("stands in the catalogue as the district's file says it", async () => {
    expect(readFileSync(readersFile, "utf8"), "run npm run contracts").toBe(await readersText());
  });

  it("is the departments by their services, and integrators with purpose and last day", () => {
    const webhooks = { account: "hotline-system", events: ["dispatch.case.*.v1"], keys: ["510108001"] };
    const readers = readersOf({ ...district(), integrators: { hotline: reader({ webhooks }) } }, manifests);
    const hotline = { integrator: { zh: "热线", en: "Hotline" }, purpose: "answer-callers", until: "2027-12-31" };
    expect(readers[CLOSED]).toEqual(
      expect.arrayContaining([
        {
          service: "appraisal",
          department: { zh: "考核办公室", en: "Appraisal office" },
          reads: "event",
        },
        { ...hotline, over: "bus" },
        { ...hotline, over: "webhook", partly: true },
      ]),
    );
    expect(JSON.stringify(readers)).not.toContain("hotline-system");
    expect(readers["intake.report.accepted.v1"]?.filter((one) => "integrator" in one)).toEqual([]);
  });

  it("says nothing of services that are not in the file", () => {
    const { appraisal: _without, ...services } = district().services;
    const [closed] = [readersOf({ ...district(), services }, manifests)[CLOSED]];
    expect(closed?.some((one) => "service" in one && one.service === "appraisal")).toBe(false);
  });
});
