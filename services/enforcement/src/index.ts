import { authorityAggregates } from "./app/authority/authority.ts";
import { dossierAggregates } from "./app/dossier/dossiers.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

/** What the doctor recomputes. */
export const aggregates = [...authorityAggregates, ...dossierAggregates];
