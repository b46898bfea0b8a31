import { covers, hasSkill, isIn, type HeldSkill, type Period, type Shift } from "./shift.ts";

/** 候选人规则: who is let out, and what each reason weighs, in points: fewer are better. Whole numbers: sums are exact. */
export interface CandidateRules {
  readonly version: string;
  /** A position counts until it is this old. */
  readonly positionFreshSeconds: number;
  readonly restHours: number;
  /** A place keeps a rota at a time if one of its shifts lies within so many hours of it. */
  readonly rotaNearHours: number;
  /** Whether workers of other grids of the community may take a case: never, where it needs a skill, or always. */
  readonly neighbours: "never" | "skilled" | "always";
  /** Nobody has more open cases; absent: no limit. */
  readonly mostOpen?: number | undefined;
  readonly points: {
    readonly perOpenCase: number;
    readonly perHundredMetres: number;
    readonly mostForDistance: number;
    readonly unknownDistance: number;
    readonly justOrdered: number;
    readonly otherGrid: number;
  };
  /** `justOrdered` fades to nothing in this time. */
  readonly orderFadesMinutes: number;
}

export interface Spot {
  readonly lng: number;
  readonly lat: number;
}

export interface Seen {
  readonly point: Spot;
  readonly at: number;
}

/** A worker as memory knows him. */
export interface WorkerNow {
  readonly id: string;
  readonly open: number;
  /** Rises with every order given out: the smallest waited longest. */
  readonly turn: number;
  /** When the last order was given out; undefined: not since this replica started. */
  readonly orderedAt?: number | undefined;
  /** Grids that the register puts him in. */
  readonly grids: readonly string[];
  readonly skills: readonly HeldSkill[];
  readonly absences: readonly Period[];
  /** Around now, by time. */
  readonly shifts: readonly Shift[];
  readonly seen?: Seen | undefined;
}

export interface CaseAsked {
  readonly grid: string;
  readonly skills: readonly string[];
  /** Who let it pass already. */
  readonly exclude: readonly string[];
  readonly at: number;
  /** Where the problem is; without it the centre of the grid, if that is known. */
  readonly spot?: { readonly point: Spot; readonly of: "case" | "grid" } | undefined;
}

export type Reason =
  | { readonly code: "load"; readonly open: number; readonly points: number }
  | {
      readonly code: "distance";
      readonly metres: number;
      readonly to: "case" | "grid";
      readonly ageSeconds: number;
      readonly points: number;
    }
  | {
      readonly code: "distance_unknown";
      readonly why: "no_position" | "stale_position" | "no_place";
      readonly points: number;
    }
  | { readonly code: "rest"; readonly sinceOrderSeconds: number | null; readonly points: number }
  | { readonly code: "other_grid"; readonly points: number }
  | { readonly code: "on_duty"; readonly until: string; readonly points: 0 }
  | { readonly code: "skill"; readonly skill: string; readonly points: 0 };

export type Exclusion =
  | { readonly code: "passed" }
  | { readonly code: "other_grid" }
  | { readonly code: "skill_missing"; readonly skill: string }
  | { readonly code: "absent"; readonly until: string }
  | { readonly code: "off_shift" }
  | { readonly code: "rest_short"; readonly sinceHours: number; readonly wanted: number }
  | { readonly code: "full"; readonly open: number; readonly most: number };

export interface Candidate {
  readonly worker: string;
  readonly points: number;
  readonly reasons: readonly Reason[];
}

export interface Ranking {
  readonly rules: string;
  /** The best first. */
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly { readonly worker: string; readonly reasons: readonly Exclusion[] }[];
}

const HOUR_MS = 3_600_000;
const METRES_PER_DEGREE = 111_320;
const RADIANS = Math.PI / 180;

/** To 10 m: good enough to choose by, too coarse to follow anybody. */
export const metresBetween = (one: Spot, other: Spot): number => {
  const north = (other.lat - one.lat) * METRES_PER_DEGREE;
  const east = (other.lng - one.lng) * METRES_PER_DEGREE * Math.cos(((one.lat + other.lat) / 2) * RADIANS);
  return Math.round(Math.hypot(north, east) / 10) * 10;
};

export const communityOf = (grid: string): string => grid.slice(0, 12);

/** 排班: whether a place keeps a rota around this time, by its shifts. */
export const keepsRota = (shifts: readonly Shift[], grid: string, at: number, rules: CandidateRules): boolean => {
  const near = rules.rotaNearHours * HOUR_MS;
  return shifts.some(
    ({ place, from, to }) => covers(place, grid) && Date.parse(from) - near <= at && at < Date.parse(to) + near,
  );
};

/** How far a worker is from a case, or why that is not known. */
export const distanceReason = (asked: CaseAsked, { seen }: WorkerNow, rules: CandidateRules): Reason => {
  const { perHundredMetres, mostForDistance, unknownDistance } = rules.points;
  const unknown = (why: "no_position" | "stale_position" | "no_place"): Reason => ({
    code: "distance_unknown",
    why,
    points: unknownDistance,
  });
  if (seen === undefined) return unknown("no_position");
  const ageSeconds = Math.max(0, Math.floor((asked.at - seen.at) / 1000));
  if (ageSeconds > rules.positionFreshSeconds) return unknown("stale_position");
  if (asked.spot === undefined) return unknown("no_place");
  const metres = metresBetween(seen.point, asked.spot.point);
  const points = Math.min(mostForDistance, Math.round((metres * perHundredMetres) / 100));
  return { code: "distance", metres, to: asked.spot.of, ageSeconds, points };
};

/** 轮休: who has just been given an order comes later. */
const restReason = (asked: CaseAsked, { orderedAt }: WorkerNow, rules: CandidateRules): Reason => {
  if (orderedAt === undefined) return { code: "rest", sinceOrderSeconds: null, points: 0 };
  const since = Math.max(0, asked.at - orderedAt);
  const left = 1 - Math.min(1, since / (rules.orderFadesMinutes * 60_000));
  return {
    code: "rest",
    sinceOrderSeconds: Math.floor(since / 1000),
    points: Math.round(rules.points.justOrdered * left),
  };
};

const dutyAt = ({ shifts }: WorkerNow, at: number, grid = ""): Shift | undefined =>
  shifts.find((shift) => isIn(at, shift) && (grid === "" || covers(shift.place, grid)));

/** Hours since the last shift ended, for one who is on none. */
const restedHours = ({ shifts }: WorkerNow, at: number): number | undefined => {
  const ends = shifts.map(({ to }) => Date.parse(to)).filter((end) => end <= at);
  return ends.length === 0 ? undefined : (at - Math.max(...ends)) / HOUR_MS;
};

export interface Around {
  readonly rules: CandidateRules;
  /** Whether a rota is kept for this grid now. */
  readonly keepsRota: (grid: string, at: number) => boolean;
}

const isAllowedNeighbour = (asked: CaseAsked, { grids }: WorkerNow, { neighbours }: CandidateRules): boolean =>
  (neighbours === "always" || (neighbours === "skilled" && asked.skills.length > 0)) &&
  grids.some((grid) => communityOf(grid) === communityOf(asked.grid));

/** Whatever keeps a worker from taking a case; all of it. */
export const exclusionsOf = (asked: CaseAsked, worker: WorkerNow, around: Around): readonly Exclusion[] => {
  const { rules } = around;
  const { at, grid } = asked;
  const found: Exclusion[] = [];
  if (asked.exclude.includes(worker.id)) found.push({ code: "passed" });
  const isOwn = worker.grids.includes(grid);
  const here = dutyAt(worker, at, grid);
  const anywhere = here ?? dutyAt(worker, at);
  const isNeighbour = !isOwn && here === undefined;
  if (isNeighbour && !isAllowedNeighbour(asked, worker, rules)) found.push({ code: "other_grid" });
  if (asked.skills.length > 0) {
    const instant = new Date(at).toISOString();
    for (const skill of asked.skills)
      if (!hasSkill(worker.skills, skill, { from: instant, to: instant })) found.push({ code: "skill_missing", skill });
  }
  const away = worker.absences.find((absence) => isIn(at, absence));
  if (away !== undefined) found.push({ code: "absent", until: away.to });
  const wanted = isNeighbour ? worker.grids : [grid];
  if ((isNeighbour ? anywhere : here) === undefined && wanted.some((one) => around.keepsRota(one, at)))
    found.push({ code: "off_shift" });
  const rested = anywhere === undefined ? restedHours(worker, at) : undefined;
  if (rested !== undefined && rested < rules.restHours)
    found.push({ code: "rest_short", sinceHours: Math.floor(rested * 10) / 10, wanted: rules.restHours });
  if (rules.mostOpen !== undefined && worker.open >= rules.mostOpen)
    found.push({ code: "full", open: worker.open, most: rules.mostOpen });
  return found;
};

/** What this worker's `nth` case more (from 0) costs, whichever it is: it rises with every one. */
export const loadPoints = (asked: CaseAsked, worker: WorkerNow, rules: CandidateRules, nth = 0): number => {
  const { perOpenCase, justOrdered } = rules.points;
  const rest = nth === 0 ? restReason(asked, worker, rules).points : justOrdered;
  return perOpenCase * (worker.open + nth) + rest;
};

/** What this case costs with this worker besides, however many he has. */
export const pairPoints = (asked: CaseAsked, worker: WorkerNow, rules: CandidateRules): number =>
  distanceReason(asked, worker, rules).points + otherGridPoints(asked, worker, rules);

const otherGridPoints = (asked: CaseAsked, worker: WorkerNow, { points }: CandidateRules): number =>
  worker.grids.includes(asked.grid) || dutyAt(worker, asked.at, asked.grid) !== undefined ? 0 : points.otherGrid;

const reasonsOf = (asked: CaseAsked, worker: WorkerNow, rules: CandidateRules): readonly Reason[] => {
  const duty = dutyAt(worker, asked.at);
  const otherGrid = otherGridPoints(asked, worker, rules);
  return [
    { code: "load", open: worker.open, points: rules.points.perOpenCase * worker.open },
    restReason(asked, worker, rules),
    distanceReason(asked, worker, rules),
    ...(otherGrid > 0 ? [{ code: "other_grid", points: otherGrid } as const] : []),
    ...(duty === undefined ? [] : [{ code: "on_duty", until: duty.to, points: 0 } as const]),
    ...asked.skills.map((skill) => ({ code: "skill", skill, points: 0 }) as const),
  ];
};

/** Who waited longest comes first, then by id. */
export const byTurn = (one: Pick<WorkerNow, "turn" | "id">, other: Pick<WorkerNow, "turn" | "id">): number =>
  one.turn - other.turn || (one.id < other.id ? -1 : 1);

/** 候选人: who could take a case, the best first, and why the others cannot. The same whatever order they come in. */
export const rank = (asked: CaseAsked, workers: readonly WorkerNow[], around: Around): Ranking => {
  const candidates: Candidate[] = [];
  const excluded: { worker: string; reasons: readonly Exclusion[] }[] = [];
  for (const worker of workers.toSorted(byTurn)) {
    const against = exclusionsOf(asked, worker, around);
    if (against.length > 0) {
      excluded.push({ worker: worker.id, reasons: against });
      continue;
    }
    const reasons = reasonsOf(asked, worker, around.rules);
    candidates.push({ worker: worker.id, points: reasons.reduce((sum, { points }) => sum + points, 0), reasons });
  }
  return {
    rules: around.rules.version,
    candidates: candidates.sort((one, other) => one.points - other.points),
    excluded: excluded.sort((one, other) => (one.worker < other.worker ? -1 : 1)),
  };
};
