import { readFileSync } from "node:fs";
import { compile } from "../compile.ts";
import { DISTRICT_FILE, manifests } from "../principals.ts";
import { readDistrict, type District } from "../schema.ts";

export const TODAY = "2026-11-30";

export const district = (): District => readDistrict(readFileSync(DISTRICT_FILE, "utf8"));

export const reader = (more: Partial<District["integrators"][string]> = {}): District["integrators"][string] => ({
  title: { zh: "热线", en: "Hotline" },
  purpose: "answer-callers",
  basis: "agreement of 2026-11-01 on the hotline 12345",
  until: "2027-12-31",
  reads: [{ event: "dispatch.case.closed.v1" }],
  limits: { unacknowledged: 500, deliveries: 10, awayDays: 30 },
  ...more,
});

/** The district with an integrator, as it is compiled today. */
export const compiledWith = (integrators: District["integrators"] = { hotline: reader() }) =>
  compile({ ...district(), integrators }, manifests, TODAY);
