import {
  DomainError,
  isDomainError,
  newId,
  reject,
  type Clock,
  type DeciderStore,
  type Meta,
  type Stored,
} from "@wangge/kit";
import {
  covers,
  localDay,
  planProblems,
  rotaDecider,
  sameShift,
  daysOf,
  type HeldSkill,
  type Period,
  type RotaCommand,
  type RotaEvent,
  type RotaRules,
  type RotaState,
  type Shift,
  type WorkerCommand,
  type WorkerEvent,
  type WorkerState,
} from "../domain/index.ts";
import type { OnDay } from "./people-rules.ts";
import type { Picker } from "./picker.ts";

export type Rotas = DeciderStore<RotaState, RotaCommand, RotaEvent>;
export type Workers = DeciderStore<WorkerState, WorkerCommand, WorkerEvent>;

export interface PlannedShift {
  readonly worker: string;
  readonly shift: Shift;
}

/** What is wrong with one of the shifts that were asked for. */
export interface PlanProblem {
  /** Its place among them. */
  readonly index: number;
  readonly worker: string;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Plan {
  readonly planned: readonly PlannedShift[];
  readonly problems: readonly PlanProblem[];
}

export interface RotaDeskDeps {
  readonly rotas: Rotas;
  readonly workers: Workers;
  readonly picker: Pick<Picker, "gridsOf" | "learnRota">;
  readonly rotaRulesOn: OnDay<RotaRules>;
  readonly skills: ReadonlySet<string>;
  readonly clock: Clock;
}

export interface RotaDesk {
  /**
   * All that is wrong with the plan; with nothing wrong, and unless it is a dry run, it is planned: one worker's shifts all or
   * none. @throws DomainError `dispatch.rota.problems`
   */
  readonly plan: (asked: readonly PlannedShift[], dryRun: boolean, meta: Meta) => Promise<Plan>;
  readonly cancel: (worker: string, shift: string, meta: Meta) => Promise<RotaState>;
  readonly ofWorker: (worker: string) => Promise<RotaState>;
  /** Who does what in a grid or street on a day, a page of workers at a time. */
  readonly onDay: (
    place: string | undefined,
    day: string,
    page: { readonly after: string | undefined; readonly limit: number },
  ) => Promise<{ readonly shifts: readonly PlannedShift[]; readonly next: string | undefined }>;
  readonly heldBy: (worker: string) => Promise<readonly HeldSkill[]>;
}

const meets = (one: Period, other: Period): boolean =>
  Date.parse(one.from) < Date.parse(other.to) && Date.parse(other.from) < Date.parse(one.to);

const streetOf = (place: string): string => place.slice(0, 9);

/** Duty in the whole street is duty in each of its grids. */
const isAt = (shift: Shift, place: string): boolean => covers(shift.place, place) || covers(place, shift.place);

const problemOf = (index: number, worker: string, error: unknown): PlanProblem => {
  if (!isDomainError(error)) throw error;
  return { index, worker, code: error.code, details: error.details };
};

export const createRotaDesk = (deps: RotaDeskDeps): RotaDesk => {
  const { rotas, workers, picker, rotaRulesOn, skills, clock } = deps;

  const found = async <State>(
    store: { readonly find: DeciderStore<State, never, never>["find"] },
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, State>> =>
    new Map((await store.find({ where: { _id: { in: ids } }, limit: ids.length })).map(({ id, state }) => [id, state]));

  /** What the rota itself does not know of: people, places, skills, absences. */
  const problemsAround = (index: number, { worker, shift }: PlannedShift, known: WorkerState): PlanProblem[] => {
    const grids = picker.gridsOf(worker);
    const problem = (code: string, details: PlanProblem["details"] = {}): PlanProblem => ({
      index,
      worker,
      code,
      details,
    });
    const away = known.absences.find((absence) => meets(absence, shift));
    return [
      ...(grids.length === 0 ? [problem("dispatch.worker.unknown")] : []),
      ...(grids.length > 0 && !grids.some((grid) => streetOf(grid) === streetOf(shift.place))
        ? [problem("dispatch.shift.not_of_street", { street: streetOf(shift.place) })]
        : []),
      ...shift.skills
        .filter((skill) => !skills.has(skill))
        .map((skill) => problem("dispatch.skill.unknown", { skill })),
      ...(away === undefined ? [] : [problem("dispatch.shift.absent", { until: away.to })]),
    ];
  };

  const plan: RotaDesk["plan"] = async (asked, dryRun, meta) => {
    const at = clock.now();
    const rules = rotaRulesOn(localDay(clock.ms()));
    const ids = [...new Set(asked.map(({ worker }) => worker))];
    const [states, known] = await Promise.all([found(rotas, ids), found(workers, ids)]);
    const problems: PlanProblem[] = [];
    const byWorker = Map.groupBy(asked.entries(), ([, { worker }]) => worker);
    const items = [...byWorker].map(([worker, entries]) => {
      const { skills: held, absences } = known.get(worker) ?? { skills: [], absences: [] };
      const shifts = entries.map(([, { shift }]) => shift);
      const against = planProblems(shifts, states.get(worker) ?? rotaDecider.initial, { rules, held, at });
      for (const [place, [index, one]] of entries.entries()) {
        problems.push(...problemsAround(index, one, { skills: held, absences }));
        for (const { code, ...details } of against[place] ?? []) {
          const other = "with" in details ? entries.find(([, { shift }]) => shift.id === details.with) : undefined;
          // One of the same plan has no id yet that anybody could know: its place says which.
          const shown = other === undefined ? details : { ...details, with: { index: other[0] } };
          problems.push({ index, worker, code, details: shown });
        }
      }
      return { id: worker, command: { type: "PlanShifts" as const, shifts, rules, held, at }, meta };
    });
    problems.sort((one, other) => one.index - other.index);
    if (dryRun) return { planned: [], problems };
    if (problems.length > 0) throw reject("dispatch.rota.problems", "This cannot be planned", { problems });

    const outcomes = await rotas.handleMany(items);
    const planned: PlannedShift[] = [];
    for (const [place, outcome] of outcomes.entries()) {
      const { id: worker, command } = items[place]!;
      if (outcome.ok) {
        picker.learnRota(worker, outcome.stored.state);
        for (const shift of command.shifts)
          planned.push({ worker, shift: sameShift(outcome.stored.state, shift) ?? shift });
      } else
        // Somebody planned for this worker meanwhile.
        for (const [index] of byWorker.get(worker) ?? []) problems.push(problemOf(index, worker, outcome.error));
    }
    return { planned, problems };
  };

  return {
    plan,
    cancel: async (worker, shift, meta) => {
      const { state } = await rotas.handle(worker, { type: "CancelShift", shift, at: clock.now() }, meta);
      picker.learnRota(worker, state);
      return state;
    },
    ofWorker: async (worker) => (await rotas.load(worker))?.state ?? rotaDecider.initial,
    onDay: async (place, day, { after, limit }) => {
      const page = await rotas.find({ where: { "state.days": day }, limit, after, order: "oldest" });
      const shifts = page.flatMap(({ id: worker, state }: Stored<RotaState>) =>
        state.shifts
          .filter((shift) => daysOf(shift).includes(day) && (place === undefined || isAt(shift, place)))
          .map((shift) => ({ worker, shift })),
      );
      return { shifts, next: page.length === limit ? page.at(-1)?.id : undefined };
    },
    heldBy: async (worker) => (await workers.load(worker))?.state.skills ?? [],
  };
};

export const newShift = (shift: Omit<Shift, "id">): Shift => ({ ...shift, id: newId() });

export const unknownShift = (shift: string): DomainError =>
  new DomainError("missing", "dispatch.shift.unknown", "This worker has no such shift", { shift });
