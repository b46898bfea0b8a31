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
  versionShape,
} from "@wangge/kit";
import type { GridShape } from "@wangge/contracts/calls";
import { z } from "zod";
import type { Ground } from "../adapters/registry.ts";
import { cellsOf } from "../domain/ground.ts";
import type { RosterState } from "../domain/index.ts";
import { newsOf } from "./news.ts";
import { patrolsDue } from "../domain/patrol-plan.ts";
import { patrolDecider, type PatrolCommand, type PatrolEvent, type PatrolState } from "../domain/patrol.ts";
import { readVersions } from "./dated-data.ts";
import { publishPatrolAs } from "./publish-patrol-as.ts";

const SWEEP_MS = 30_000;
const PAGE = 500;
/** Grids that are planned at once. */
const GRIDS = 50;
/** And by one sweep: a day ahead there is time, and what comes in by the minute does not wait behind it… */
const FEWEST_A_SWEEP = 100;
/** …but in a country too it is done early on the day. */
const PLANNED_WITHIN_MS = 6 * 3_600_000;

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
  /** Of those that no look of this process has found planned, a part, so that all are planned early on the day. */
  readonly planSome: () => Promise<number>;
  /** 漏巡: those whose time is over. @returns how many */
  readonly miss: () => Promise<number>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

interface Needed {
  readonly store: StoreFactory;
  /** Grids with staff, as dispatch knows them. */
  readonly grids: Pick<DeciderStore<RosterState, never, never>, "scan">;
  readonly ground: Pick<Ground, "shapesOf">;
  readonly clock: Clock;
  readonly log: Log;
  /** False: only who asks for it plans. */
  readonly isPlanning: boolean;
}

const minutesAfter = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

const firstOf = (set: Iterable<string>, most: number): readonly string[] => {
  const found: string[] = [];
  for (const one of set) if (found.push(one) >= most) break;
  return found;
};

export const createPatrols = async (needed: Needed): Promise<Patrols> => {
  const { store: factory, grids, ground, clock, log, isPlanning } = needed;
  const store = await factory.decider("patrols", patrolDecider, {
    publishAs: publishPatrolAs,
    indexes: [["state.grid", "state.day"], ["state.day"], ["state.status", "state.lapsesAt"]],
  });
  const planAt = loadPatrolPlan();

  /** Grids of which this process knows that the patrols of the days ahead are there, and those of which it does not. */
  const planned = new Set<string>();
  const waiting = new Set<string>();
  const news = newsOf(grids);
  let plannedOn = "";

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

  /** Those that the registry does not know yet are not planned. */
  const planFor = async (codes: readonly string[]): Promise<number> => {
    const now = clock.now();
    const plan = planAt(now);
    const days = Array.from({ length: plan.daysAhead + 1 }, (_, ahead) => dayAfter(dayOf(now), ahead));
    const found = await ground.shapesOf(codes);
    const shapes = found.filter((shape) => shape !== undefined);
    const items = shapes.flatMap((shape) => itemsOf(plan, shape, days));
    // Read first: another replica has most of them, and a read costs the store a tenth of a write.
    const outcomes = items.length === 0 ? [] : await store.handleMany(items);
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined) throw failed.error;
    for (const { grid } of shapes) planned.add(grid);
    return outcomes.filter((outcome) => outcome.ok && outcome.changed).length;
  };

  const planEach = async (codes: readonly string[]): Promise<number> => {
    let fresh = 0;
    for (let start = 0; start < codes.length; start += GRIDS) fresh += await planFor(codes.slice(start, start + GRIDS));
    return fresh;
  };

  const generate = async (): Promise<number> => {
    let fresh = 0;
    for await (const some of grids.scan({})) fresh += await planEach(some.map(({ id }) => id));
    return fresh;
  };

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

  const planSome = async (): Promise<number> => {
    const today = dayOf(clock.now());
    if (today !== plannedOn) {
      news.forget();
      planned.clear();
      plannedOn = today;
    }
    await news.read((grid) => {
      if (!planned.has(grid)) waiting.add(grid);
    });
    const share = Math.ceil(((planned.size + waiting.size) * SWEEP_MS) / PLANNED_WITHIN_MS);
    const codes = firstOf(waiting, Math.max(FEWEST_A_SWEEP, share));
    const fresh = await planEach(codes);
    for (const code of codes) {
      waiting.delete(code);
      // Behind the others: what the registry does not know yet keeps nobody waiting.
      if (!planned.has(code)) waiting.add(code);
    }
    if (fresh > 0) log.info({ patrols: fresh }, "patrols planned");
    return fresh;
  };

  const sweep = sweeping({
    name: "patrols",
    everyMs: SWEEP_MS,
    log,
    work: async () => {
      await miss();
      await planSome();
    },
  });
  const start = isPlanning ? sweep.start : () => undefined;
  return { store, planAt, generate, planSome, miss, start, stop: sweep.stop };
};

export const patrolAggregates = [aggregateKind("dispatch", "patrols", patrolDecider, publishPatrolAs)];
