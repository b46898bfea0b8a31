export * from "./forces.ts";
export * from "./member.ts";
export * from "./shift.ts";
export * from "./unit-types.ts";
export { unitDecider, unknownUnit, type Unit, type UnitCommand, type UnitEvent, type UnitState } from "./unit.ts";
