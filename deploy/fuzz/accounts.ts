import type { Account } from "../demo/client.ts";

const DEPARTMENT = "urban-management";

/** Who asks; `anybody` is not signed in. */
export const accounts: ReadonlyMap<string, Account | undefined> = new Map([
  ["anybody", undefined],
  ["citizen", { sub: "fuzz-citizen", roles: ["citizen"] }],
  ["clerk", { sub: "fuzz-clerk", roles: ["clerk"] }],
  ["gridWorker", { sub: "fuzz-worker", roles: ["gridWorker"], worker: "w-0001" }],
  ["dispatcher", { sub: "fuzz-dispatcher", roles: ["dispatcher"] }],
  ["department", { sub: "fuzz-department", roles: ["department"], department: DEPARTMENT }],
  ["supervisor", { sub: "fuzz-supervisor", roles: ["supervisor"] }],
  ["districtGovernment", { sub: "fuzz-government", roles: ["districtGovernment"], department: "district-government" }],
  ["officer", { sub: "officer-urbanManagement-510108002-1", roles: ["officer"], department: DEPARTMENT }],
  ["enforcementLead", { sub: `lead-${DEPARTMENT}`, roles: ["enforcementLead"], department: DEPARTMENT }],
  ["legalReviewer", { sub: `reviewer-${DEPARTMENT}`, roles: ["legalReviewer"], department: DEPARTMENT }],
  ["inspector", { sub: "fuzz-inspector", roles: ["inspector"], department: "discipline-inspection" }],
  ["admin", { sub: "fuzz-admin", roles: ["admin"] }],
]);
