import { PatrolFinishedV1, PatrolMissedV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { sawEnough, visitedOf, type PatrolEvent, type PatrolState } from "../domain/patrol.ts";

export const publishPatrolAs = (
  { type }: PatrolEvent,
  { id: patrolId, state }: Stored<PatrolState>,
): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { grid, street, day, plan, from, to } = state;
  const about = { patrolId, grid, street, day, plan, cells: state.cells.length, covered: visitedOf(state).length };
  if (type === "PatrolFinished" && state.status === "finished") {
    const { worker, startedAt, finishedAt } = state;
    return [publicEvent(PatrolFinishedV1, { ...about, worker, startedAt, finishedAt, enough: sawEnough(state) })];
  }
  if (type === "PatrolMissed" && state.status === "missed") {
    const { missedAt, startedAt } = state;
    return [publicEvent(PatrolMissedV1, { ...about, from, to, started: startedAt !== undefined, missedAt })];
  }
  return [];
};
