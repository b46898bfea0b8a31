import { reject } from "@wangge/kit/errors";
import { firstCommitted, meaningOf, mustFollow, typeOf } from "../team/index.ts";
import type { By, CommandOf, NewPerson } from "./commands.ts";
import type { EventOf } from "./events.ts";
import { mustFill } from "./needs.ts";
import { activePerson, activeUnits, openAlarms, type Live, type PersonStatus, type UnitAtWork } from "./operation.ts";
import { mustHold, personOf, refuse } from "./refuse.ts";
import { checkFor } from "./safety.ts";

/** Which status may follow which. Released is not set but said (`ReleaseForces`). */
const NEXT: Readonly<Record<Exclude<PersonStatus, "released">, readonly PersonStatus[]>> = {
  called: ["enRoute", "onScene"],
  enRoute: ["onScene", "returning"],
  /** 进入: behind the tape, in the building; each one in and out by name. */
  onScene: ["inside", "resting", "returning"],
  inside: ["onScene"],
  resting: ["onScene", "returning"],
  returning: ["enRoute", "onScene"],
};

const mustBeSound = ({ persons, units, by, claim }: CommandOf<"AssignForces">, state: Live): void => {
  if (state.voided.includes(claim)) throw refuse("claim_voided", "This assignment took too long");
  const officers = persons.map(({ officer }) => officer);
  if (new Set(officers).size < officers.length || new Set(units.map(({ unit }) => unit)).size < units.length)
    throw refuse("twice", "Somebody stands there twice");
  const known = officers.find((officer) => activePerson(state, officer) !== undefined);
  if (known !== undefined) throw refuse("already_in_it", "This officer is in the operation", { officer: known });
  const at = activeUnits(state).find(({ unit }) => units.some((one) => one.unit === unit));
  if (at !== undefined) throw refuse("already_in_it", "This unit is in the operation", { unit: at.unit });
  for (const { aid, street } of [...persons, ...units]) {
    if (by.aid !== aid || (aid !== undefined && by.street !== street))
      throw refuse("other_side", "Each side sends its own people");
    if (aid === undefined && street !== state.street)
      throw refuse("other_street", "People of another street come by mutual aid", { street });
  }
  const missing = units.flatMap(({ crew }) => crew).find((one) => !officers.includes(one));
  if (missing !== undefined) throw refuse("crew_missing", "Crews come with their unit", { officer: missing });
};

export const assign = (command: CommandOf<"AssignForces">, state: Live): readonly EventOf<"ForcesAssigned">[] => {
  const { by, at, claim, persons, units, unitTypes } = command;
  if (by.aid === undefined) mustHold(state, by, ["deputy", "operations", "staging"]);
  if ([...state.persons, ...state.units].some((one) => one.claim === claim)) return [];
  mustBeSound(command, state);
  mustFill(state, command);
  const data = {
    persons: persons.map((one) => ({ ...one, claim, status: "called" as const })),
    units: units.map((one) => ({ ...one, claim, status: firstCommitted(typeOf(unitTypes, one.unitType)) })),
  };
  return persons.length + units.length === 0 ? [] : [{ type: "ForcesAssigned", data: { ...data, by: by.account, at } }];
};

const unitOf = (state: Live, unit: string): UnitAtWork & { readonly status: string } => {
  const found = activeUnits(state).find((one) => one.unit === unit);
  if (found?.status === undefined) throw refuse("not_in_it", "This unit is not in the operation", { unit });
  return { ...found, status: found.status };
};

const mayMove = (state: Live, by: By, whose: Pick<NewPerson, "aid">): void => {
  if (by.aid === undefined) mustHold(state, by, ["deputy", "operations", "staging"]);
  else if (by.aid !== whose.aid) throw refuse("other_side", "Each side releases its own people");
};

/** 撤出. A unit goes with its crew. Nobody goes who is inside, whom an alarm is about, or who has the command. */
export const release = (command: CommandOf<"ReleaseForces">, state: Live): readonly EventOf<"ForcesReleased">[] => {
  const { by, at } = command;
  const going = [...new Set(command.units)].filter((unit) => activeUnits(state).some((one) => one.unit === unit));
  const crews = going.flatMap((unit) => unitOf(state, unit).crew);
  const officers = [...new Set([...command.officers, ...crews])].filter(
    (one) => activePerson(state, one) !== undefined,
  );
  for (const unit of going) mayMove(state, by, unitOf(state, unit));
  for (const officer of officers) {
    const person = personOf(state, officer);
    mayMove(state, by, person);
    if (officer === state.commander) throw refuse("commander_stays", "The command has to be handed over first");
    if (person.status === "inside") throw refuse("inside", "This officer has not come out", { officer });
    if (openAlarms(state).some((alarm) => alarm.officer === officer))
      throw refuse("alarm_open", "There is an alarm about this officer", { officer });
  }
  return officers.length + going.length === 0
    ? []
    : [{ type: "ForcesReleased", data: { officers, units: going, by: by.account, at } }];
};

export const setPersonStatus = (
  { officer, status, by, at }: CommandOf<"SetPersonStatus">,
  state: Live,
): readonly EventOf<"PersonStatusSet">[] => {
  const person = personOf(state, officer);
  const isOwn = by.account === officer || (by.aid !== undefined && by.aid === person.aid);
  if (!isOwn) mustHold(state, by, ["deputy", "operations", "safety", "staging"]);
  if (person.status === status || person.status === "released") return [];
  if (!NEXT[person.status].includes(status))
    throw refuse("status_illegal", "This status does not follow on the one before", {
      from: person.status,
      to: status,
    });
  const check = checkFor(state.terms, status, at);
  return [{ type: "PersonStatusSet", data: { officer, status, check, by: by.account, at } }];
};

export const setUnitStatus = (
  { unit, status, unitTypes, by, at }: CommandOf<"SetUnitStatus">,
  state: Live,
): readonly EventOf<"UnitStatusSet">[] => {
  const found = unitOf(state, unit);
  const isOwn = found.crew.includes(by.account) || (by.aid !== undefined && by.aid === found.aid);
  if (!isOwn) mustHold(state, by, ["deputy", "operations", "staging"]);
  if (found.status === status) return [];
  const type = typeOf(unitTypes, found.unitType);
  mustFollow(type, found.status, status);
  if (meaningOf(type, status) !== "committed")
    throw reject("enforcement.unit.not_released", "A unit in an operation is at work until it is released", { status });
  return [{ type: "UnitStatusSet", data: { unit, status, by: by.account, at } }];
};
