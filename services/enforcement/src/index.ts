import { jointAggregates } from "./app/joint.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

/** What the doctor recomputes. */
export const aggregates = [...jointAggregates];
