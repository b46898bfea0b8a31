import type { Role } from "@wangge/kit";

/** Everybody who works for the district in some way. */
export const STAFF: readonly Role[] = ["clerk", "gridWorker", "dispatcher", "department", "supervisor"];
