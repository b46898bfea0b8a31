/** Who is let in where, as the service says. */
export const FIELD = ["officer", "enforcementLead", "dispatcher"];
export const LEAD_READERS = ["officer", "enforcementLead", "legalReviewer", "clerk", "dispatcher", "supervisor"];
export const DOSSIER_READERS = [
  "officer",
  "enforcementLead",
  "legalReviewer",
  "inspector",
  "supervisor",
  "districtGovernment",
];
export const OFFICER_READERS = ["officer", "enforcementLead", "legalReviewer", "inspector", "supervisor"];
