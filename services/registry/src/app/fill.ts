import type { DeciderStore, Log } from "@wangge/kit";
import type { Division, GridStaffed, StaffGrid, StaffingState } from "../domain/index.ts";
import type { Archive } from "../models/archive.ts";

export interface FillOptions {
  readonly archive: Archive;
  readonly staffing: Pick<DeciderStore<StaffingState, StaffGrid, GridStaffed>, "handleMany">;
  /** Made only when it is needed: it takes a moment. */
  readonly division: () => Division;
  /** The day from which the division holds. */
  readonly validFrom: string;
  readonly now: () => string;
  readonly log: Log;
}

const BATCH = 500;

/** Who works where at first. */
const staffOf = ({ grids, workers, responsibles }: Division): ReadonlyMap<string, StaffGrid["data"]> => {
  const workersOf = Map.groupBy(workers, ({ grid }) => grid);
  const responsibleOf = new Map(responsibles.map(({ grid, id }) => [grid, id]));
  return new Map(
    grids.map(({ code, households }) => [
      code,
      {
        households,
        workers: (workersOf.get(code) ?? []).map(({ id }) => id),
        responsible: responsibleOf.get(code) ?? "",
      },
    ]),
  );
};

/**
 * Fills an empty register: places and people, then the staffing of every grid, then the mark that all is there. Dying
 * anywhere on the way, or running in several replicas at once, ends in the same register: what is there is left alone,
 * and a grid remembers that it was staffed by this, so that nobody's later change is undone.
 * @returns whether there was something to do
 */
export const fillRegister = async ({
  archive,
  staffing,
  division,
  validFrom,
  now,
  log,
}: FillOptions): Promise<boolean> => {
  if ((await archive.filled()) !== undefined) return false;
  const started = performance.now();
  const made = division();
  await archive.fill(made, new Date(validFrom));
  const items = [...staffOf(made)].map(([id, data]) => ({
    id,
    command: { type: "StaffGrid" as const, data, at: validFrom },
    meta: { messageId: `register-${made.vintage}-${String(made.seed)}`, actor: "registry" },
  }));
  for (let from = 0; from < items.length; from += BATCH) {
    const outcomes = await staffing.handleMany(items.slice(from, from + BATCH), { expectNew: true });
    for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  }
  await archive.markFilled(made, new Date(now()));
  const { streets, communities, grids, workers, responsibles } = made;
  log.info(
    {
      vintage: made.vintage,
      streets: streets.length,
      communities: communities.length,
      grids: grids.length,
      workers: workers.length,
      responsibles: responsibles.length,
      ms: Math.round(performance.now() - started),
    },
    "register filled",
  );
  return true;
};
