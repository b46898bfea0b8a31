/**
 * 到期巡检. Looks for cases in which something is due, whatever their status, street or body, and lets each decide what follows.
 * As many replicas may look as there are: the case's version lets each step happen once, and a case that was looked at already
 * has nothing to say. What was missed during an outage comes in the order in which it was due.
 */
import { isDomainError, messageOf, type DeciderStore, type Item, type Log } from "@wangge/kit";
import type { CaseCommand, CaseEvent, CaseState, Line } from "../../domain/index.ts";

export interface WakeDeps {
  readonly cases: Pick<DeciderStore<CaseState, CaseCommand, CaseEvent>, "find" | "handleMany">;
  readonly now: () => string;
  /** Who holds the posts above these grids. */
  readonly superiorsOf: (grids: readonly string[]) => Promise<ReadonlyMap<string, Line>>;
  /** Who takes an order that the one before let pass. */
  readonly nextFor: (caseId: string, state: CaseState) => string | undefined;
  readonly changed: (before: CaseState, after: CaseState) => void;
  readonly log: Log;
}

const AT_ONCE = 200;
/** So that one sweep ends, and what is due most urgently is looked at anew. */
const ROUNDS = 50;

/** @returns how many cases had something due. */
export const wakeDue = async (deps: WakeDeps): Promise<number> => {
  const { cases, now, superiorsOf, nextFor, changed, log } = deps;
  let woken = 0;
  // What cannot be moved now does not keep what is due after it from being looked at.
  let past = "";
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = now();
    const due = await cases.find({
      where: { "state.wakeAt": { gt: past, lte: at } },
      by: { path: "state.wakeAt" },
      limit: AT_ONCE,
    });
    if (due.length === 0) return woken;
    const grids = [...new Set(due.flatMap(({ state }) => ("grid" in state ? [state.grid] : [])))];
    // Without the registry nobody can be told; suspensions end and orders go on all the same.
    const lines = await superiorsOf(grids).catch((error: unknown) => {
      log.warn({ error: messageOf(error) }, "superiors are not known, escalation waits");
      return undefined;
    });
    const items = due.map(({ id, state }): Item<CaseCommand> => {
      const line = lines === undefined || !("grid" in state) ? undefined : (lines.get(state.grid) ?? {});
      const next = nextFor(id, state);
      return {
        id,
        command: {
          type: "WakeCase",
          data: { ...(line === undefined ? {} : { line }), ...(next === undefined ? {} : { next }) },
          at,
        },
        meta: { actor: "dispatch" },
      };
    });
    const outcomes = await cases.handleMany(items);
    let moved = 0;
    outcomes.forEach((outcome, index) => {
      const before = due[index];
      if (before === undefined) return;
      if (!outcome.ok) {
        if (!isDomainError(outcome.error) || outcome.error.kind !== "conflict")
          log.error({ case: before.id, error: messageOf(outcome.error) }, "a case could not be woken");
        return;
      }
      if (!outcome.changed) return;
      moved += 1;
      changed(before.state, outcome.stored.state);
    });
    woken += moved;
    if (due.length < AT_ONCE) return woken;
    const last = due.at(-1)?.state;
    if (moved === 0 && last !== undefined && "wakeAt" in last) past = last.wakeAt ?? past;
  }
  return woken;
};
