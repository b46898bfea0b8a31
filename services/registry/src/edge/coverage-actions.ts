import { action, DomainError } from "@wangge/kit";
import { z } from "zod";
import { coverageInputOf } from "../app/coverage-input.ts";
import { bundleOf, coverageReport, signReport, type CoverageBundle } from "../app/coverage-report.ts";
import type { PlaceFinder } from "../app/questions.ts";
import { on, type Edge } from "./edge.ts";

const Report = z.looseObject({ district: z.string(), asOf: z.string(), proved: z.boolean(), problemCount: z.int() });

/** 覆盖证明. That every point and every address of the district lies in exactly one grid, signed. */
export const coverageActions = ({ registrar: { register }, look, clock, signingKey }: Edge) => {
  const key = () => {
    if (signingKey === undefined)
      throw new DomainError("unavailable", "registry.coverage.no_key", "This registry has no key to sign with");
    return signingKey;
  };
  let kept: { readonly of: string; readonly bundle: CoverageBundle } | undefined;
  /** Made once for as long as the register stays as it is. */
  const bundleFor = (finder: PlaceFinder): CoverageBundle => {
    const of = `${String(register.version)}@${finder.day}`;
    if (kept?.of !== of) {
      const input = coverageInputOf(register, finder);
      const report = coverageReport(input, clock.now());
      kept = { of, bundle: bundleOf(input, report, signReport(report, key())) };
    }
    return kept.bundle;
  };
  return {
    coverage: action({
      rest: "GET /coverage",
      summary: "覆盖证明: the signed report that every point and every address lies in exactly one grid",
      access: "public",
      input: z.strictObject({ on }),
      output: z.looseObject({ report: Report, signature: z.looseObject({}) }),
      run: look((_input, finder) => {
        const { report, signature } = bundleFor(finder);
        return { report: { ...report }, signature: { ...signature } };
      }),
    }),
    coverageBundle: action({
      rest: "GET /coverage/bundle",
      summary: "覆盖证明: report, signature and data, for whoever wants to check it offline",
      access: "public",
      input: z.strictObject({ on }),
      output: z.looseObject({ format: z.string(), report: Report }),
      run: look((_input, finder) => {
        const bundle = bundleFor(finder);
        return { ...bundle, report: { ...bundle.report } };
      }),
    }),
    coverageKey: action({
      rest: "GET /coverage/key",
      summary:
        "覆盖证明: the public key of the signature, a JSON Web Key; compare its kid with the published thumbprint",
      access: "public",
      input: z.strictObject({}),
      output: z.looseObject({ kty: z.string(), kid: z.string() }),
      run: look(() => ({ ...key().publicJwk })),
    }),
  };
};
