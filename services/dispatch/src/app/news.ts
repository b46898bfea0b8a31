import type { DeciderStore, Where } from "@wangge/kit";

/** Clocks of replicas differ, and a save is seen a while after it was dated: what was saved so shortly before is read again. */
const OVERLAP_MS = 120_000;

/** 增量读取. For what memory holds of a collection: read whole once, then only what was saved since, by whichever replica. */
export interface News<State> {
  /** @returns whether it was the whole */
  readonly read: (tell: (id: string, state: State) => void) => Promise<boolean>;
  /** The next reading is a whole one. */
  readonly forget: () => void;
}

/** `where` is what a whole reading looks for; what is new is told whatever it is. */
export const newsOf = <State>(
  store: Pick<DeciderStore<State, never, never>, "scan">,
  where: () => Where = () => ({}),
): News<State> => {
  let readAt: number | undefined;
  return {
    read: async (tell) => {
      const at = Date.now();
      const isWhole = readAt === undefined;
      const scan = readAt === undefined ? { where: where() } : { savedSince: readAt - OVERLAP_MS };
      for await (const some of store.scan(scan)) for (const { id, state } of some) tell(id, state);
      readAt = at;
      return isWhole;
    },
    forget: () => {
      readAt = undefined;
    },
  };
};
