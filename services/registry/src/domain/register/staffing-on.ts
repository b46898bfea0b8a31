/** Who really works in a grid on a day: the holders of its posts, and for those who are away whoever stands in. */
import type { Parameters } from "./parameters.ts";
import type { Id } from "./records.ts";
import type { Register } from "./register.ts";
import { versionOn, type Day } from "./timeline.ts";

export interface StaffOn {
  readonly workers: readonly Id[];
  readonly responsible: Id | undefined;
  /** Workers who are away and who stands in for each; `by` undefined: nobody. */
  readonly standIns: readonly { readonly for: Id; readonly by: Id | undefined }[];
}

/** 缺岗: how many fewer act than the rule wants. */
export interface Vacancy {
  readonly workers: number;
  readonly responsible: boolean;
}

/** What a grid lacks; undefined where it lacks nobody. */
export const vacancyOf = (
  { workers, responsible }: Pick<StaffOn, "workers" | "responsible">,
  { workersPerGrid, responsiblePerGrid }: Pick<Parameters, "workersPerGrid" | "responsiblePerGrid">,
): Vacancy | undefined => {
  const missing = Math.max(0, workersPerGrid.low - workers.length);
  const nobody = responsible === undefined && responsiblePerGrid > 0;
  return missing > 0 || nobody ? { workers: missing, responsible: nobody } : undefined;
};

const DAY_MS = 86_400_000;

const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** Why a person is away on a day; undefined: he is there. */
const absenceOn = (register: Register, person: Id, day: Day) =>
  register.childrenOf(person, "absence", day)[0]?.version.value;

/** Whose turn it is, and after him the others in order. */
const turnsOn = (register: Register, place: Id, day: Day): readonly Id[] => {
  const [rota] = register.childrenOf(place, "rota", day);
  if (rota === undefined) return [];
  const { persons, turnDays } = rota.version.value;
  const turn = persons.length === 0 ? 0 : Math.floor(daysBetween(rota.version.from, day) / turnDays) % persons.length;
  return [...persons.slice(turn), ...persons.slice(0, turn)];
};

/** Whether a person is in the register on a day, and not away. */
export const isThereOn = (register: Register, person: Id, day: Day): boolean =>
  versionOn(register.timelineOf(person), day) !== undefined && absenceOn(register, person, day) === undefined;

/** 轮值. Whose turn it is at a place on a day: the first in turn who is there. */
export const onTurn = (register: Register, place: Id, day: Day): Id | undefined =>
  turnsOn(register, place, day).find((person) => isThereOn(register, person, day));

/** Who acts for the holder of a post above the grids: himself, or the one who was named for his absence, if he is there. */
export const actingOn = (register: Register, holder: Id | undefined, day: Day): Id | undefined => {
  const isThere = (person: Id): boolean => isThereOn(register, person, day);
  if (holder === undefined || isThere(holder)) return holder;
  const named = absenceOn(register, holder, day)?.substitute;
  return named !== undefined && isThere(named) ? named : undefined;
};

/** 替岗. A stand-in is there himself, and nobody stands in twice in one grid; the grid's rota comes before its community's. */
export const staffOn = (register: Register, grid: Id, day: Day): StaffOn => {
  const posts = register.childrenOf(grid, "post", day).map(({ version }) => version.value);
  const community = register.find("grid", grid, day)?.version.value.parent;
  const isThere = (person: Id): boolean => isThereOn(register, person, day);
  const taken = new Set(posts.flatMap(({ holder }) => holder ?? []).filter(isThere));
  const standIns: { for: Id; by: Id | undefined }[] = [];

  const acting = (holder: Id | undefined): Id | undefined => {
    if (holder === undefined || isThere(holder)) return holder;
    const named = absenceOn(register, holder, day)?.substitute;
    const rotas = [
      ...turnsOn(register, grid, day),
      ...(community === undefined ? [] : turnsOn(register, community, day)),
    ];
    const by = [...(named === undefined ? [] : [named]), ...rotas].find(
      (person) => isThere(person) && !taken.has(person),
    );
    if (by !== undefined) taken.add(by);
    standIns.push({ for: holder, by });
    return by;
  };

  const workers = posts.filter(({ kind }) => kind === "gridWorker").flatMap(({ holder }) => acting(holder) ?? []);
  const [responsible] = posts.filter(({ kind }) => kind === "gridResponsible").map(({ holder }) => acting(holder));
  return { workers, responsible, standIns };
};
