import type { components } from "../api/platform.js";

export type Budget = components["schemas"]["social.budget.output"];
export type Project = Budget["projects"][number];
