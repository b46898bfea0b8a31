/** What the console has, and which posts the services let in there. The services decide; this only shows it. */
export const AREAS = {
  window: ["clerk"],
  matters: ["clerk", "dispatcher", "department", "supervisor", "districtGovernment", "inspector"],
  items: ["clerk", "dispatcher", "department", "supervisor", "districtGovernment", "gridWorker", "admin", "inspector"],
  board: ["clerk", "gridWorker", "dispatcher", "department", "supervisor"],
  appraisal: [
    ...["appraisalOfficer", "economyOfficer", "districtGovernment", "supervisor", "department", "gridWorker", "clerk"],
    ...["dispatcher", "communityOfficer", "inspector", "admin"],
  ],
  registry: ["clerk", "gridWorker", "dispatcher", "department", "supervisor", "admin"],
  integrations: ["integrator", "integrationOfficer", "admin"],
  enforcement: [
    "officer",
    "enforcementLead",
    "legalReviewer",
    "dispatcher",
    "supervisor",
    "inspector",
    "districtGovernment",
  ],
  social: [
    "socialOfficer",
    "organization",
    "reviewer",
    "financeOfficer",
    "communityOfficer",
    "citizen",
    "supervisor",
    "districtGovernment",
  ],
  ops: ["operator", "admin"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Area = keyof typeof AREAS;

export const AREA_NAMES = Object.keys(AREAS) as readonly Area[];
