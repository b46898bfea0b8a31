import { dayAfter, dayOf } from "@wangge/calendar";
import {
  aggregateKind,
  idFrom,
  pagesOf,
  sweeping,
  type Clock,
  type DeciderStore,
  type Item,
  type Log,
  type StoreFactory,
} from "@wangge/kit";
import type { GridShape } from "@wangge/contracts/calls";
import { z } from "zod";
import type { Ground } from "../adapters/registry.ts";
import { cellsOf } from "../domain/ground.ts";
import type { RosterState } from "../domain/index.ts";
import { patrolsDue } from "../domain/patrol-plan.ts";
import { patrolDecider, type PatrolCommand, type PatrolEvent, type PatrolState } from "../domain/patrol.ts";
import { readVersions, versionShape } from "./dated-data.ts";
import { publishPatrolAs } from "./publish-patrol-as.ts";

const SWEEP_MS = 30_000;
const PAGE = 500;
/** Grids that are planned at once. */
const GRIDS = 50;
/** And by one sweep: a day ahead there is time, and what comes in by the minute does not wait behind it. */
const MOST_AT_ONCE = 100;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const count = z.int().min(1);

const PlanVersion = z.object({
  ...versionShape,
  cellMetres: z.number().min(20),
  enough: z.number().min(0).max(1),
  graceMinutes: z.int().min(0),
  /** Patrols of so many coming days are there already: a night without a registry does no harm. */
  daysAhead: z.int().min(0).max(7),
  /** Clocks of telephones differ by so much. */
  skewMinutes: z.int().min(0),
  rules: z.array(
    z.object({
      management: z.string(),
      daysPerWeek: count.max(7),
      windows: z
        .array(z.object({ from: time, to: time }).refine(({ from, to }) => from < to, "ends before it begins"))
        .min(1),
    }),
  ),
});

export const loadPatrolPlan = () => readVersions("patrol-plan.json", "patrol_plan", PlanVersion);
export type Plan = ReturnType<ReturnType<typeof loadPatrolPlan>>;

export type PatrolStore = DeciderStore<PatrolState, PatrolCommand, PatrolEvent>;

export interface Patrols {
  readonly store: PatrolStore;
  readonly planAt: (at: string) => Plan;
  /** 生成巡查任务 of today and the days ahead. Again, by whichever replica, and nothing is there twice. @returns how many are new */
  readonly generate: () => Promise<number>;
  /** 漏巡: those whose time is over. @returns how many */
  readonly miss: () => Promise<number>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

interface Needed {
  readonly store: StoreFactory;
  /** Grids with staff, as dispatch knows them. */
  readonly grids: Pick<DeciderStore<RosterState, never, never>, "find">;
  readonly ground: Pick<Ground, "shapesOf">;
  readonly clock: Clock;
  readonly log: Log;
  /** False: only who asks for it plans. */
  readonly isPlanning: boolean;
}

const minutesAfter = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

export const createPatrols = async (needed: Needed): Promise<Patrols> => {
  const { store: factory, grids, ground, clock, log, isPlanning } = needed;
  const store = await factory.decider("patrols", patrolDecider, {
    publishAs: publishPatrolAs,
    indexes: [["state.grid", "state.day"], ["state.day"], ["state.status", "state.lapsesAt"]],
  });
  const planAt = loadPatrolPlan();

  /** Grids and days that this process has planned: they are not worked out again twice a minute. */
  const done = new Set<string>();
  const keyOf = (grid: string, day: string): string => `${day} ${grid}`;

  const itemsOf = (
    { version, cellMetres, enough, graceMinutes, rules }: Plan,
    shape: GridShape,
    days: readonly string[],
  ) => {
    const at = clock.now();
    const { grid } = shape;
    const due = days.flatMap((day) => patrolsDue({ rules }, shape, day).map((one) => ({ ...one, day })));
    const open = due.filter(({ to }) => to > at);
    if (open.length === 0) return [];
    const cut = cellsOf(shape.ring, cellMetres);
    return open.map(({ number, day, from, to }): Item<PatrolCommand> => {
      const data = { grid, street: grid.slice(0, 9), day, from, to, plan: version, enough, ...cut };
      const command = { type: "PlanPatrol", data: { ...data, lapsesAt: minutesAfter(to, graceMinutes) }, at } as const;
      // Whoever plans it, and however often, it is this one.
      return { id: idFrom("patrol", grid, day, String(number)), command, meta: { actor: "dispatch" } };
    });
  };

  const planFor = async (plan: Plan, codes: readonly string[], days: readonly string[]): Promise<number> => {
    if (codes.length === 0) return 0;
    const found = await ground.shapesOf(codes);
    const shapes = found.filter((shape) => shape !== undefined);
    const items = shapes.flatMap((shape) => itemsOf(plan, shape, days));
    // Read first: another replica has most of them, and a read costs the store a tenth of a write.
    const outcomes = items.length === 0 ? [] : await store.handleMany(items);
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined) throw failed.error;
    codes.forEach((code, place) => {
      if (found[place] !== undefined) for (const day of days) done.add(keyOf(code, day));
    });
    return outcomes.filter((outcome) => outcome.ok && outcome.changed).length;
  };

  const generateFor = async (
    isWanted: (grid: string, days: readonly string[]) => boolean,
    most = Infinity,
  ): Promise<number> => {
    const now = clock.now();
    const plan = planAt(now);
    const today = dayOf(now);
    const days = Array.from({ length: plan.daysAhead + 1 }, (_, ahead) => dayAfter(today, ahead));
    for (const key of done) if (key < today) done.delete(key);
    let fresh = 0;
    let left = most;
    for await (const page of pagesOf(grids, {}, GRIDS)) {
      const codes = page.map(({ id }) => id).filter((code) => isWanted(code, days));
      fresh += await planFor(plan, codes, days);
      left -= codes.length;
      if (left <= 0) break;
    }
    return fresh;
  };
  const generate = (): Promise<number> => generateFor(() => true);

  const miss = async (): Promise<number> => {
    const at = clock.now();
    const where = { "state.status": { in: ["planned", "walking"] }, "state.lapsesAt": { lt: at } };
    let missed = 0;
    for await (const page of pagesOf(store, where, PAGE)) {
      const items = page.map(({ id }) => ({ id, command: { type: "MissPatrol", at } as const }));
      const outcomes = await store.handleMany(items);
      missed += outcomes.filter((outcome) => outcome.ok && outcome.changed).length;
    }
    return missed;
  };

  const planOnce = async (): Promise<void> => {
    const fresh = await generateFor((grid, days) => days.some((day) => !done.has(keyOf(grid, day))), MOST_AT_ONCE);
    if (fresh > 0) log.info({ patrols: fresh }, "patrols planned");
  };

  const sweep = sweeping({
    name: "patrols",
    everyMs: SWEEP_MS,
    log,
    work: async () => {
      await miss();
      await planOnce();
    },
  });
  return { store, planAt, generate, miss, start: isPlanning ? sweep.start : () => undefined, stop: sweep.stop };
};

export const patrolAggregates = [aggregateKind("dispatch", "patrols", patrolDecider, publishPatrolAs)];
