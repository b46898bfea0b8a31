import { periodAggregates } from "./app/periods.ts";
import { ownAggregates } from "./compose.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

/** What the doctor recomputes. */
export const aggregates = [...ownAggregates, ...periodAggregates];
