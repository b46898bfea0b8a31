import { createHash } from "node:crypto";
import { signJws, type Jws, type SigningKey } from "@wangge/kit";
import {
  canonicalJson,
  coverageData,
  proveCoverage,
  type CoverageData,
  type CoverageInput,
  type CoverageReport,
  type Json,
} from "../domain/index.ts";

/** All a third party needs besides the public key; `verify/verify-coverage.mjs` checks it without a network. */
export interface CoverageBundle {
  readonly format: "wangge.coverage-bundle.v1";
  /** To be read; what counts is the same report in the payload of the signature. */
  readonly report: CoverageReport;
  readonly signature: Jws;
  readonly data: CoverageData;
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
const asJson = (report: CoverageReport): Json => report as unknown as Json;

/** The proof with the machine's digest and the time it was made. */
export const coverageReport = (input: CoverageInput, checkedAt: string): CoverageReport =>
  proveCoverage(input, { checkedAt, sha256: (text) => sha256(text).toString("hex") });

export const signReport = (report: CoverageReport, key: SigningKey): Jws =>
  signJws("wangge-coverage-report+json", canonicalJson(asJson(report)), key);

/** The report, its signature, and the data it is about. */
export const bundleOf = (input: CoverageInput, report: CoverageReport, signature: Jws): CoverageBundle => ({
  format: "wangge.coverage-bundle.v1",
  report,
  signature,
  data: coverageData(input),
});
