import type { Clock, DeciderStore } from "@wangge/kit";
import {
  assignBatch,
  byTurn,
  communityOf,
  covers,
  daysOf,
  exclusionsOf,
  isIn,
  keepsRota,
  loadPoints,
  localDay,
  pairPoints,
  rank,
  type Around,
  type CandidateRules,
  type CaseAsked,
  type HeldSkill,
  type Option,
  type Ranking,
  type RotaState,
  type Shift,
  type Spot,
  type WorkerNow,
  type WorkerState,
} from "../domain/index.ts";
import { createDuties } from "./duties.ts";
import { newsOf } from "./news.ts";
import type { OnDay } from "./people-rules.ts";
import type { Positions } from "./positions.ts";
import type { Roster } from "./roster.ts";

export interface PickRequest {
  readonly caseId: string;
  readonly grid: string;
  /** What the case needs somebody to be able to. */
  readonly skills: readonly string[];
  /** Who let it pass already. */
  readonly exclude: readonly string[];
  readonly at: string;
  /** Where the problem is, if that is known. */
  readonly point?: Spot | undefined;
}

/**
 * 派单选人. Who takes which case, from memory: it costs no question to anybody. It steers, the store decides. Other replicas' changes
 * arrive with `refresh`.
 */
export interface Picker extends Omit<Roster, "leastLoaded"> {
  /**
   * The worker of each case in their order, or undefined where nobody may take it: as many as can be, at the least cost. Counted
   * at once, as `took` counts; what comes to nothing is given back with `gave`.
   */
  readonly pickMany: (requests: readonly PickRequest[]) => readonly (string | undefined)[];
  /** Who could take a case and who could not, and why. Counts nothing. */
  readonly explain: (request: PickRequest) => Ranking;
  /** What this replica has just saved, ahead of the next `refresh`. */
  readonly learnRota: (worker: string, state: RotaState) => void;
  readonly learnWorker: (worker: string, state: WorkerState) => void;
  readonly heldBy: (worker: string) => readonly HeldSkill[];
}

type Scans<State> = Pick<DeciderStore<State, never, never>, "scan">;

export interface PickerOptions {
  readonly roster: Roster;
  readonly rotas: Scans<RotaState>;
  readonly workers: Scans<WorkerState>;
  readonly positions: Positions;
  readonly centreOf: (grid: string) => Spot | undefined;
  readonly rulesOn: OnDay<CandidateRules>;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
const NOTHING: readonly never[] = [];

export const createPicker = (options: PickerOptions): Picker => {
  const { roster, positions, clock } = options;
  const duties = createDuties();
  let workers = new Map<string, WorkerState>();
  let plainGrids = new Map<string, boolean>();

  const changed = (): void => {
    plainGrids = new Map();
  };
  let rulesOf: { readonly day: string; readonly rules: CandidateRules } | undefined;
  const rulesAt = (at: number): CandidateRules => {
    const day = localDay(at);
    if (rulesOf?.day !== day) rulesOf = { day, rules: options.rulesOn(day) };
    return rulesOf.rules;
  };

  /** One look at each grid, at one time. */
  const aroundOf = (rules: CandidateRules): Around => {
    const kept = new Map<string, { readonly at: number; readonly answer: boolean }>();
    return {
      rules,
      keepsRota: (grid, at) => {
        if (duties.isEmpty()) return false;
        const known = kept.get(grid);
        if (known?.at === at) return known.answer;
        const shifts = duties.at(grid).map(({ shift }) => shift);
        const answer = keepsRota(shifts, grid, at, rules);
        kept.set(grid, { at, answer });
        return answer;
      },
    };
  };

  const nowOf = (id: string): WorkerNow => {
    const { open, turn, orderedAt } = roster.loadOf(id);
    const { skills = NOTHING, absences = NOTHING } = workers.get(id) ?? {};
    return {
      id,
      open,
      turn,
      orderedAt,
      grids: roster.gridsOf(id),
      skills,
      absences,
      shifts: duties.of(id),
      seen: positions.seenOf(id),
    };
  };

  const askedOf = ({ grid, skills, exclude, at, point }: PickRequest): CaseAsked => {
    const centre = point === undefined ? options.centreOf(grid) : undefined;
    const spot =
      point !== undefined
        ? { point, of: "case" as const }
        : centre === undefined
          ? undefined
          : { point: centre, of: "grid" as const };
    return { grid, skills, exclude, at: Date.parse(at), spot };
  };

  /** Those who come into question: of the grid, on duty there, and of the community where it may be asked for help. */
  const universeOf = (grid: string, withNeighbours: boolean): ReadonlySet<string> => {
    const found = new Set(roster.workersOf(grid));
    for (const { worker } of duties.at(grid)) found.add(worker);
    if (withNeighbours) for (const worker of roster.workersIn(communityOf(grid))) found.add(worker);
    return found;
  };

  /** Nothing is known of this grid's workers but their cases: the least-loaded one is the best. */
  const isPlainGrid = (grid: string): boolean => {
    const known = plainGrids.get(grid);
    if (known !== undefined) return known;
    const isPlain =
      duties.at(grid).length === 0 &&
      roster.workersOf(grid).every((worker) => {
        const hasAbsences = (workers.get(worker)?.absences.length ?? 0) > 0;
        return roster.gridsOf(worker).length === 1 && !hasAbsences && duties.of(worker).length === 0;
      });
    plainGrids.set(grid, isPlain);
    return isPlain;
  };

  const isPlain = ({ grid, skills, exclude }: PickRequest, rules: CandidateRules): boolean =>
    skills.length === 0 &&
    exclude.length === 0 &&
    rules.neighbours !== "always" &&
    isPlainGrid(grid) &&
    (positions.isEmpty() || !roster.workersOf(grid).some((worker) => positions.seenOf(worker) !== undefined));

  const leastLoaded = (grid: string, { mostOpen = Infinity }: CandidateRules): string | undefined => {
    const worker = roster.leastLoaded(grid);
    return worker !== undefined && roster.loadOf(worker).open < mostOpen ? worker : undefined;
  };

  /** Who could take some cases, and what each would cost with each: the question that a batch is. */
  const questionOf = (rules: CandidateRules) => {
    const around = aroundOf(rules);
    const now: WorkerNow[] = [];
    const placeOf = new Map<string, number>();
    const cases: Option[][] = [];
    const wanted = new Set<number>();
    let at = 0;

    const placeIn = (id: string): number => {
      const known = placeOf.get(id);
      if (known !== undefined) return known;
      placeOf.set(id, now.length);
      return now.push(nowOf(id)) - 1;
    };
    const add = (request: PickRequest): void => {
      const asked = askedOf(request);
      ({ at } = asked);
      const options: Option[] = [];
      const consider = (id: string): void => {
        const worker = placeIn(id);
        const who = now[worker]!;
        if (exclusionsOf(asked, who, around).length > 0) return;
        options.push({ worker, cost: pairPoints(asked, who, rules) });
        wanted.add(worker);
      };
      const own = roster.workersOf(request.grid);
      const mayAsk = rules.neighbours === "always" || (rules.neighbours === "skilled" && request.skills.length > 0);
      if (duties.at(request.grid).length === 0 && !mayAsk) for (const id of own) consider(id);
      else
        for (const id of universeOf(request.grid, mayAsk))
          // Most neighbours cannot: they are not worth a look at all that is known of them.
          if (request.skills.length === 0 || mightHave(id, request.skills)) consider(id);
      options.sort((one, other) => byTurn(now[one.worker]!, now[other.worker]!));
      cases.push(options);
    };
    const answer = (): readonly (string | undefined)[] => {
      const asked: CaseAsked = { grid: "", skills: NOTHING, exclude: NOTHING, at };
      const places = now.map((who) => ({
        room: Math.max(0, (rules.mostOpen ?? Infinity) - who.open),
        costOf: (nth: number): number => loadPoints(asked, who, rules, nth),
      }));
      return assignBatch(cases, places).map((worker) => (worker === undefined ? undefined : now[worker]?.id));
    };
    return { add, answer, isWanted: (id: string): boolean => wanted.has(placeOf.get(id) ?? -1) };
  };

  const mightHave = (id: string, skills: readonly string[]): boolean => {
    const held = workers.get(id)?.skills ?? NOTHING;
    return skills.every((skill) => held.some((one) => one.skill === skill));
  };

  const pickMany = (requests: readonly PickRequest[]): readonly (string | undefined)[] => {
    const [first] = requests;
    if (first === undefined) return [];
    const at = Date.parse(first.at);
    const rules = rulesAt(at);
    const answer: (string | undefined)[] = [];
    const plain: number[] = [];
    const together: number[] = [];
    for (let index = 0; index < requests.length; index += 1)
      (isPlain(requests[index]!, rules) ? plain : together).push(index);
    let apart: readonly number[] = plain;
    if (together.length > 0) {
      const question = questionOf(rules);
      for (const index of together) question.add(requests[index]!);
      // A plain case meets the others where they may take its workers; its grid meets no other plain one.
      const meets = plain.filter((index) => roster.workersOf(requests[index]!.grid).some(question.isWanted));
      for (const index of meets) question.add(requests[index]!);
      const met = new Set(meets);
      if (met.size > 0) apart = plain.filter((index) => !met.has(index));
      const found = question.answer();
      for (const [place, index] of [...together, ...meets].entries()) answer[index] = found[place];
      for (const worker of found) if (worker !== undefined) roster.took(worker, at);
    }
    for (const index of apart) {
      const worker = leastLoaded(requests[index]!.grid, rules);
      answer[index] = worker;
      if (worker !== undefined) roster.took(worker, at);
    }
    return answer;
  };

  /** Yesterday to tomorrow: what rests, what is on, what is near. */
  const daysAround = (): readonly string[] => [-DAY_MS, 0, DAY_MS].map((step) => localDay(clock.ms() + step));
  const near = (state: RotaState): readonly Shift[] => {
    const days = daysAround();
    return state.shifts.filter((shift) => daysOf(shift).some((day) => days.includes(day)));
  };

  /** What is learnt while the store is being read is newer than what is read. */
  let learntMeanwhile: (() => void)[] = [];
  const rotaNews = newsOf(options.rotas, () => ({ "state.days": { in: daysAround() } }));
  const workerNews = newsOf(options.workers);
  /** The days that shifts are known of: with the next one, others are near. */
  let known = "";

  const rebuild = async (): Promise<void> => {
    learntMeanwhile = [];
    const days = daysAround().join();
    if (days !== known) rotaNews.forget();
    const [rotasRead, workersRead] = [new Map<string, readonly Shift[]>(), new Map<string, WorkerState>()];
    const [areAllRotas, areAllWorkers] = await Promise.all([
      rotaNews.read((id, state) => void rotasRead.set(id, near(state))),
      workerNews.read((id, state) => void workersRead.set(id, state)),
      roster.refresh(),
    ]);
    if (areAllRotas) duties.clear();
    for (const [worker, shifts] of rotasRead) duties.set(worker, shifts);
    if (areAllWorkers) workers = workersRead;
    else for (const [worker, state] of workersRead) workers.set(worker, state);
    for (const again of learntMeanwhile) again();
    known = days;
    changed();
    await positions.refresh();
  };

  let rebuilding: Promise<void> | undefined;
  /** Partitions that are taken over at once share one look at the store. */
  const refresh = (): Promise<void> =>
    (rebuilding ??= rebuild().finally(() => {
      rebuilding = undefined;
    }));

  const learn = (it: () => void): void => {
    if (rebuilding !== undefined) learntMeanwhile.push(it);
    it();
    changed();
  };

  const { leastLoaded: _, ...rest } = roster;
  return {
    ...rest,
    pickMany,
    explain: (request) => {
      const asked = askedOf(request);
      const all = [...universeOf(request.grid, true)].map(nowOf);
      return rank(asked, all, aroundOf(rulesAt(asked.at)));
    },
    isWorkerOf: (grid, worker) =>
      roster.isWorkerOf(grid, worker) ||
      duties.of(worker).some((shift) => covers(shift.place, grid) && isIn(clock.ms(), shift)),
    staff: (grid, staff) => {
      roster.staff(grid, staff);
      changed();
    },
    took: (worker, at = clock.ms()) => {
      roster.took(worker, at);
    },
    learnRota: (worker, state) => {
      learn(() => {
        duties.set(worker, near(state));
      });
    },
    learnWorker: (worker, state) => {
      learn(() => {
        workers.set(worker, state);
      });
    },
    heldBy: (worker) => workers.get(worker)?.skills ?? [],
    refresh,
  };
};
