export * from "./terms.ts";
export { certificateOn, competenceOf, postingOn, unfitFor, versionOn } from "./competence.ts";
export { familyOf, forces } from "./forces.ts";
export { officerDecider, type OfficerCommand, type OfficerEvent } from "./officer.ts";
export { powerItemDecider, type PowerItemCommand, type PowerItemEvent } from "./power-item.ts";
export type { Registrar } from "./registrar.ts";
