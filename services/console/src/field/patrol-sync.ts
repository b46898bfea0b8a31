import { api, dataOf } from "../common/api.ts";
import { dayOf } from "../common/days.ts";
import type { Session } from "../common/session.ts";
import {
  factOf,
  forgetPassed,
  keepFact,
  keepPatrols,
  passedOf,
  patrolsOf,
  sinceOf,
  type Passed,
  type PatrolSeen,
} from "./kept.ts";
import { isAnswer } from "./answers.ts";

/** As many as one question may hold. */
const MOST = 1_000;

/** By how much the platform's clock goes before that of this telephone, ms: what was seen is dated by the platform's. */
let aheadMs = 0;
export const platformNow = (): number => Date.now() + aheadMs;

const AHEAD = "aheadMs";
/** As it was when there was a network. */
export const rememberClock = async (): Promise<void> => {
  if (aheadMs === 0) aheadMs = Number((await factOf(AHEAD)) ?? 0);
};

const sendPassed = async (patrolId: string, passed: readonly Passed[]): Promise<void> => {
  const points = passed.map(({ lng, lat, at }) => ({ lng, lat, at }));
  try {
    await api.POST("/patrols/{patrolId}/checkpoints", { params: { path: { patrolId } }, body: { points } });
  } catch (error) {
    // Somebody ended this patrol: nobody asks for its cells any more.
    if (!isAnswer(error)) throw error;
  }
  await forgetPassed(passed);
};

/** Sends which cells were passed; a repeat changes nothing. */
export const sendAllPassed = async (account: string): Promise<void> => {
  const byPatrol = new Map<string, Passed[]>();
  for (const one of await passedOf(account)) byPatrol.set(one.patrolId, [...(byPatrol.get(one.patrolId) ?? []), one]);
  for (const [patrolId, passed] of byPatrol)
    for (let from = 0; from < passed.length; from += MOST) await sendPassed(patrolId, passed.slice(from, from + MOST));
};

const cutOf = async (patrolId: string): Promise<PatrolSeen["cut"]> =>
  dataOf(await api.GET("/patrols/{patrolId}", { params: { path: { patrolId } } })).cut;

const nameOf = async (code: string): Promise<string> =>
  dataOf(await api.GET("/grids/{code}", { params: { path: { code } } })).name;

/** Reads what is new of today's patrols in the worker's grids. */
export const refreshPatrols = async ({ account, worker }: Session): Promise<void> => {
  const began = Date.now();
  const [before, since] = await Promise.all([patrolsOf(account), sinceOf(account)]);
  const { at, patrols, next } = dataOf(
    await api.GET("/sync/changes", { params: { query: since === undefined ? {} : { since } } }),
  );
  aheadMs = Date.parse(at) - (began + Date.now()) / 2;
  await keepFact(AHEAD, String(aheadMs));
  const names = new Map(before.map(({ patrol, gridName }) => [patrol.grid, gridName]));
  const day = dayOf(at);
  const kept = before.filter(
    (old) => old.patrol.day === day && !patrols.some(({ patrolId }) => patrolId === old.patrolId),
  );
  for (const patrol of patrols) {
    const gridName = names.get(patrol.grid) ?? (await nameOf(patrol.grid));
    names.set(patrol.grid, gridName);
    const { patrolId } = patrol;
    const isMine = patrol.status === "walking" && patrol.worker === worker;
    kept.push({ patrolId, account, gridName, patrol, ...(isMine ? { cut: await cutOf(patrolId) } : {}) });
  }
  await keepPatrols(account, kept, next);
};

/** 开始巡查. Only with a network: from when it counts, the platform says. */
export const startPatrol = async (patrolId: string): Promise<void> => {
  await api.POST("/patrols/{patrolId}/start", { params: { path: { patrolId } } });
};
