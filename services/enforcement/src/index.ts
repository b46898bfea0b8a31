import { authorityAggregates } from "./app/authority/authority.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

/** What the doctor recomputes. */
export const aggregates = [...authorityAggregates];
