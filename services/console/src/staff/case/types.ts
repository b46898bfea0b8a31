import type { components } from "../../api/platform.js";

export type Case = components["schemas"]["dispatch.get.output"];
export type Entry = components["schemas"]["dispatch.history.output"]["entries"][number];
