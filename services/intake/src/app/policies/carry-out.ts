import { idFrom, isDomainError, isRefusal, messageOf, pagesOf, sweeping, type Clock, type Log } from "@wangge/kit";
import type { ChangeOutcome } from "../../domain/index.ts";
import type { Admissions, Approvals } from "../approvals.ts";
import type { Catalogue, Items } from "../catalogue.ts";
import type { PowerList } from "../power-list.ts";

/** The reform's own decision has one id: however many processes begin at once, it is recorded once. */
export const FOUNDING = idFrom("admission", "reform-2012");

const SWEEP_MS = 30_000;

export interface CarryOutParts {
  readonly admissions: Admissions;
  readonly items: Items;
  readonly approvals: Approvals;
  readonly catalogue: Pick<Catalogue, "forget">;
  readonly powerList: PowerList;
  readonly clock: Clock;
  readonly log: Log;
}

export interface CarryOut {
  /** Writes what this admission allows into the list. Again, and nothing happens twice. */
  readonly carryOut: (admission: string) => Promise<void>;
  /** The same, but a store that is away only delays it: the sweep comes by. */
  readonly soon: (admission: string) => Promise<void>;
  /** Completes what a crash has left. */
  readonly reconcile: () => Promise<void>;
  /** Loads the reform's list where there is nothing yet, and begins to sweep. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * 审定即公布: when an admission is approved, its items are written. The only code that writes items; all it knows of an
 * approval it takes from the admissions' store.
 */
export const carryOutPolicy = (parts: CarryOutParts): CarryOut => {
  const { admissions, items, approvals, catalogue, powerList, clock, log } = parts;

  const outcomesOf = async (id: string): Promise<readonly ChangeOutcome[] | undefined> => {
    const [stored, approval] = [await admissions.load(id), await approvals.of(id)];
    if (stored?.state.status !== "approved" || approval === undefined) return undefined;
    const at = clock.now();
    const { changes } = stored.state;
    const results = await items.handleMany(
      changes.map((change) => ({
        id: change.code,
        command: { type: "AdmitChange", change, approval, at },
        meta: { correlationId: id, actor: "intake" },
      })),
    );
    return results.map((result, index): ChangeOutcome => {
      const code = changes[index]?.code ?? "";
      if (result.ok) {
        const { state } = result.stored;
        const made = state.status === "listed" ? state.versions.find(({ admission }) => admission === id) : undefined;
        return { code, ok: true, ...(made === undefined ? {} : { version: made.id }) };
      }
      if (isRefusal(result.error) && isDomainError(result.error)) return { code, ok: false, reason: result.error.code };
      throw result.error;
    });
  };

  const carryOut = async (id: string): Promise<void> => {
    const outcomes = await outcomesOf(id);
    if (outcomes === undefined) return;
    catalogue.forget();
    const refused = outcomes.filter(({ ok }) => !ok);
    if (refused.length > 0) log.warn({ admission: id, refused }, "approved, and refused by the list");
    await admissions.handle(
      id,
      { type: "RecordOutcomes", outcomes, at: clock.now() },
      { correlationId: id, actor: "intake" },
    );
  };

  const soon = async (id: string): Promise<void> => {
    try {
      await carryOut(id);
    } catch (error) {
      log.warn({ admission: id, error: messageOf(error) }, "not carried out yet");
    }
  };

  const reconcile = async (): Promise<void> => {
    for await (const page of pagesOf(admissions, { "state.status": "approved" }))
      for (const { id } of page) await soon(id);
  };

  const begin = async (): Promise<void> => {
    const one = { where: {}, limit: 1 };
    const [anyItem, anyAdmission] = [await items.find(one), await admissions.find(one)];
    if (anyItem.length > 0 || anyAdmission.length > 0) return;
    const { changes, decidedOn } = powerList;
    await admissions.handle(
      FOUNDING,
      { type: "RecordFounding", changes, decidedOn, at: clock.now() },
      { correlationId: FOUNDING, actor: "intake" },
    );
  };

  const sweep = sweeping({ name: "admissions", everyMs: SWEEP_MS, work: reconcile, log });
  return {
    carryOut,
    soon,
    reconcile,
    start: async () => {
      await begin();
      await reconcile();
      sweep.start();
    },
    stop: sweep.stop,
  };
};
