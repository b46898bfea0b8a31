/** 一次性告知 and 补正: what is missing is told once, and the clock stands still until it is there. */
import { isPaused, pause, pausedFor, resume } from "../clock.ts";
import { clockOf, isDeemedAccepted, mustBe, mustBeOf, mustReceive, refuse, textOf, type Existing } from "./asked.ts";
import type { Of } from "./commands.ts";
import type { MatterEvent } from "./events.ts";
import type { BroughtMaterial, ListedMaterial, Matter } from "./matter.ts";
import { MATERIALS, type MatterParts } from "./rules.ts";

const listOf = ({ subject }: Pick<Matter, "subject">): readonly ListedMaterial[] =>
  subject.kind === "application" ? subject.item.materials : [];

/** Places of the item's list, from 1, of which nothing has been brought. */
export const absentOf = (state: Pick<Matter, "subject" | "brought">): readonly number[] => {
  const there = new Set(state.brought.map(({ material }) => material));
  return listOf(state)
    .map((_, index) => index + 1)
    .filter((place) => !there.has(place));
};

/** @throws DomainError where the list has no such material, or knows of no case in which it need not be brought */
export const mustFitList = (brought: readonly BroughtMaterial[], list: readonly ListedMaterial[]): void => {
  for (const { material, kind } of brought) {
    const listed = list[material - 1];
    if (listed === undefined) throw refuse("material_unknown", "The item lists no such material", { material });
    if (kind === "waived" && listed.waivedWhen === undefined)
      throw refuse("not_waivable", "This material is never waived", { material });
  }
};

/** Paper is taken down by who has it in his hand: otherwise a clock would run on a word. */
export const mustBeElectronic = (brought: readonly BroughtMaterial[]): void => {
  const paper = brought.filter(({ kind }) => kind === "original" || kind === "copy").map(({ material }) => material);
  if (paper.length > 0)
    throw refuse("paper_at_the_window", "Originals and copies are brought to the window", { materials: paper });
};

const mustBeComplete = (state: Existing, told: ReadonlySet<number>): void => {
  const untold = absentOf(state).filter((place) => !told.has(place));
  if (untold.length > 0)
    throw refuse("notice_incomplete", "One notice says all that is missing", { alsoMissing: untold });
};

export const giveNotice = (command: Of<"GiveNotice">, state: Existing): MatterEvent[] => {
  const { by, at, missing, words } = command;
  mustBeOf(state, "application");
  mustReceive(state, by);
  mustBe(state, "received");
  if (isDeemedAccepted(state, at))
    throw refuse("told_too_late", "The time to tell what is missing has passed: it counts as accepted");
  const places = missing.map(({ material }) => material);
  if (places.length === 0 || new Set(places).size !== places.length)
    throw refuse("notice_unclear", "Name each missing material once");
  mustFitList(
    places.map((material) => ({ material, kind: "original" })),
    listOf(state),
  );
  const first = state.told?.map(({ material }) => material);
  const late = first === undefined ? [] : places.filter((place) => !first.includes(place));
  if (late.length > 0)
    throw refuse("not_told_at_once", "It was not in the first notice, so it is not asked for", { materials: late });
  const outstanding = new Set([...places, ...state.outstanding]);
  if (first !== undefined && outstanding.size === state.outstanding.length) return [];
  mustBeComplete(state, outstanding);
  const clock = pause(clockOf(state), MATERIALS, at);
  return [{ type: "NoticeGiven", data: { missing, by: by.account, clock, at, ...textOf(words, at, state) } }];
};

/** Whoever brings them; the clock runs on when the last one of the notice is there. */
export const bring = (command: Of<"BringMaterials">, state: Existing, { calendar }: MatterParts): MatterEvent[] => {
  const { by, at, brought, words } = command;
  mustBeOf(state, "application");
  if (by === undefined) mustBeElectronic(brought);
  else mustReceive(state, by);
  mustBe(state, "received");
  mustFitList(brought, listOf(state));
  const now = new Set(brought.map(({ material }) => material));
  const open = state.outstanding.filter((place) => !now.has(place));
  const clock = clockOf(state);
  const waits = isPaused(clock) && pausedFor(clock) === MATERIALS;
  const resumed = waits && open.length === 0 ? resume(clock, at, calendar) : undefined;
  return [{ type: "MaterialsBrought", data: { brought, clock: resumed, at, ...textOf(words, at, state) } }];
};
