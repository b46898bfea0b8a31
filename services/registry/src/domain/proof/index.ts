export { canonicalJson, type Json } from "./canonical.ts";
export { coverageData, type CoverageData, type CoverageInput } from "./input.ts";
export { proveCoverage, type CoverageReport, type ProofProblem, type ProofTools } from "./prove.ts";
