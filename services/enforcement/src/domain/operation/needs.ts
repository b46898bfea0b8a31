import { reject } from "@wangge/kit/errors";
import { addedBetween, type Requirement } from "../run-card/index.ts";
import type { CommandOf, NewPerson, NewUnit } from "./commands.ts";
import type { EventOf } from "./events.ts";
import { activePersons, activeUnits, type Live, type Need, type Running } from "./operation.ts";
import { mustCommand, mustHold, refuse } from "./refuse.ts";

export interface Met {
  readonly filled: number;
  readonly status: "open" | "partiallyMet" | "met";
}

/** 满足程度, told from who is there now. */
export const metOf = (state: Pick<Running, "persons" | "units">, { kind, key, count }: Need): Met => {
  const at: readonly { readonly need?: string | undefined }[] =
    kind === "persons" ? activePersons(state) : activeUnits(state);
  const filled = at.filter(({ need }) => need === key).length;
  return { filled, status: filled === 0 ? "open" : filled < count ? "partiallyMet" : "met" };
};

/** What is still missing, need by need. */
export const missingOf = (state: Pick<Running, "needs" | "persons" | "units">): readonly Requirement[] =>
  state.needs.flatMap((need) => {
    const missing = need.count - metOf(state, need).filled;
    return missing > 0 ? [{ ...need, count: missing }] : [];
  });

const needOf = (state: Live, key: string | undefined): Need => {
  const found = state.needs.find((one) => one.key === key);
  if (found === undefined) throw reject("enforcement.need.unknown", "Nobody asked for this", { need: key });
  return found;
};

const mismatch = (key: string, who: string) =>
  reject("enforcement.need.mismatch", "This is not what was asked for", { need: key, who });

const mustSuitPerson = (state: Live, { officer, need, force, skills }: NewPerson): void => {
  const wanted = needOf(state, need);
  const suits =
    wanted.kind === "persons" &&
    wanted.force === force &&
    (wanted.skill === undefined || skills.includes(wanted.skill));
  if (!suits) throw mismatch(wanted.key, officer);
};

const mustSuitUnit = (state: Live, { unit, need, unitType, crew }: NewUnit): void => {
  const wanted = needOf(state, need);
  if (wanted.kind !== "units" || wanted.unitType !== unitType) throw mismatch(wanted.key, unit);
  if (crew.length < wanted.leastCrew)
    throw reject("enforcement.unit.crew_short", "This unit has too few people", { unit, least: wanted.leastCrew });
};

/** Each fills what was asked for, and nothing is filled twice. @throws DomainError */
export const mustFill = (
  state: Live,
  { persons, units }: { readonly persons: readonly NewPerson[]; readonly units: readonly NewUnit[] },
): void => {
  const crews = new Set(units.flatMap(({ crew }) => crew));
  const filling = persons.filter(({ officer, need }) => need !== undefined || !crews.has(officer));
  for (const person of filling) mustSuitPerson(state, person);
  for (const unit of units) mustSuitUnit(state, unit);
  const tally = Map.groupBy([...filling, ...units], ({ need }) => need);
  for (const [key, those] of tally) {
    const need = needOf(state, key);
    if (metOf(state, need).filled + those.length > need.count)
      throw reject("enforcement.need.met", "There are enough for this", { need: need.key, wanted: need.count });
  }
};

/** 提级. Only what the higher level adds is asked for: who is there stays. */
export const raiseLevel = (command: CommandOf<"RaiseLevel">, state: Live): readonly EventOf<"LevelRaised">[] => {
  const { level, reason, by, at } = command;
  mustCommand(state, by);
  if (level === state.level) return [];
  if (level < state.level) throw refuse("level_lower", "An alarm level only goes up", { level: state.level });
  if (level > state.card.levels.length)
    throw refuse("level_unknown", "The run card knows no such level", { most: state.card.levels.length });
  const added = addedBetween(state.card, state.level, level);
  return [{ type: "LevelRaised", data: { level, reason, added, by: by.account, at } }];
};

export const askFor = (
  { need, neededBy, by, at }: CommandOf<"AskFor">,
  state: Live,
): readonly EventOf<"NeedAsked">[] => {
  mustHold(state, by, ["deputy", "operations", "logistics"]);
  const isTaken = [...state.needs, ...state.card.levels.flatMap(({ adds }) => adds)].some(
    ({ key }) => key === need.key,
  );
  if (isTaken) throw reject("enforcement.need.taken", "This key stands for something else", { need: need.key });
  return [{ type: "NeedAsked", data: { need: { ...need, neededBy, askedBy: by.account }, by: by.account, at } }];
};

/** Needs with what a level adds to them. */
export const withAdded = (needs: readonly Need[], added: readonly Requirement[]): readonly Need[] => {
  const grown = needs.map((need) => {
    const more = added.find(({ key }) => key === need.key);
    return more === undefined ? need : { ...need, count: need.count + more.count };
  });
  return [...grown, ...added.filter(({ key }) => needs.every((need) => need.key !== key))];
};
