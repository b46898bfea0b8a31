import type { components } from "../../api/platform.js";

export type CasePage = components["schemas"]["dispatch.list.output"];
export type CaseRow = CasePage["cases"][number];
