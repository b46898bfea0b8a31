import { custody } from "@wangge/contracts/custody";
import { auditAggregate, eventLogAggregate } from "@wangge/kit";
import { authorityAggregates } from "./app/authority/authority.ts";
import { dossierAggregates } from "./app/dossier/dossiers.ts";
import { jointAggregates } from "./app/joint.ts";
import { leadAggregates } from "./app/lead/leads.ts";
import { loadBodies } from "./app/lead/rules.ts";
import { recordsAggregates } from "./app/records.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

/** What the doctor recomputes. */
export const aggregates = [
  ...authorityAggregates,
  ...leadAggregates,
  ...dossierAggregates,
  ...recordsAggregates,
  ...jointAggregates,
  auditAggregate(custody.enforcement),
  eventLogAggregate("enforcement"),
];

const isBodyAt = loadBodies();
/** Whether a department is a body that punishes, today: an order to it has to be known here. */
export const isEnforcementBody = (department: string): boolean => isBodyAt(department, new Date().toISOString());
