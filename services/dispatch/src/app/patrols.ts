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
import { readVersions, versionShape } from "./data.ts";
import { publishPatrolAs } from "./publish-patrol-as.ts";

const SWEEP_MS = 30_000;
const PAGE = 500;
/** Grids whose shapes are asked for at once. */
const GRIDS = 200;

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
  readonly gridCount: () => number;
  readonly ground: Pick<Ground, "shapesOf">;
  readonly clock: Clock;
  readonly log: Log;
}

const minutesAfter = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

export const createPatrols = async (needed: Needed): Promise<Patrols> => {
  const { store: factory, grids, gridCount, ground, clock, log } = needed;
  const store = await factory.decider("patrols", patrolDecider, {
    publishAs: publishPatrolAs,
    indexes: [["state.grid", "state.day"], ["state.day"], ["state.status", "state.lapsesAt"]],
  });
  const planAt = loadPatrolPlan();

  const itemsOf = ({ version, cellMetres, enough, graceMinutes, rules }: Plan, shape: GridShape, day: string) => {
    const at = clock.now();
    const due = patrolsDue({ rules }, shape, day).filter(({ to }) => to > at);
    if (due.length === 0) return [];
    const { grid } = shape;
    const cut = cellsOf(shape.ring, cellMetres);
    return due.map(({ number, from, to }): Item<PatrolCommand> => {
      const data = { grid, street: grid.slice(0, 9), day, from, to, plan: version, enough, ...cut };
      const command = { type: "PlanPatrol", data: { ...data, lapsesAt: minutesAfter(to, graceMinutes) }, at } as const;
      // Whoever plans it, and however often, it is this one.
      return { id: idFrom("patrol", grid, day, String(number)), command, meta: { actor: "dispatch" } };
    });
  };

  const planFor = async (plan: Plan, codes: readonly string[], days: readonly string[]): Promise<number> => {
    const shapes = (await ground.shapesOf(codes)).filter((shape) => shape !== undefined);
    const items = shapes.flatMap((shape) => days.flatMap((day) => itemsOf(plan, shape, day)));
    let fresh = 0;
    for (let from = 0; from < items.length; from += PAGE)
      for (const outcome of await store.handleMany(items.slice(from, from + PAGE), { expectNew: true })) {
        if (!outcome.ok) throw outcome.error;
        if (outcome.changed) fresh += 1;
      }
    return fresh;
  };

  const generate = async (): Promise<number> => {
    const now = clock.now();
    const plan = planAt(now);
    const today = dayOf(now);
    const days = Array.from({ length: plan.daysAhead + 1 }, (_, ahead) => dayAfter(today, ahead));
    let fresh = 0;
    for await (const page of pagesOf(grids, {}, GRIDS)) {
      const codes = page.map(({ id }) => id);
      fresh += await planFor(plan, codes, days);
    }
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

  /** What was planned by this process, so that it is not worked out again twice a minute. */
  let plannedFor = "";
  const planOnce = async (): Promise<void> => {
    // Grids come one by one, and a shape may have been missing: once an hour at least.
    const key = `${clock.now().slice(0, 13)} ${gridCount()}`;
    if (key === plannedFor) return;
    const fresh = await generate();
    plannedFor = key;
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
  return { store, planAt, generate, miss, start: sweep.start, stop: sweep.stop };
};

export const patrolAggregates = [aggregateKind("dispatch", "patrols", patrolDecider, publishPatrolAs)];
