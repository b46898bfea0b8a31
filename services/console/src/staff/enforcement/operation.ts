import type { components } from "../../api/platform.js";

/** An operation, as whoever may see it sees it. */
export type Operation = components["schemas"]["enforcement.operation.output"];
