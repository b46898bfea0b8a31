/** The journal of the register: numbered changes, each with what it says of the records it touches. */
import { newId, type DeciderStore } from "@wangge/kit";
import type { Assertion, ChangeData, ChangeRecorded, ChangeState, RecordChange } from "../domain/index.ts";

/** Where assertions lie. They count only if the journal has a change with their number and attempt. */
export interface AssertionStore {
  readonly insert: (assertions: readonly Assertion[], change: number, attempt: string) => Promise<void>;
  /** In the order in which they were said. */
  readonly of: (
    changes: readonly Pick<ChangeData, "number" | "attempt">[],
  ) => Promise<ReadonlyMap<number, readonly Assertion[]>>;
  /** Takes away what lost the race for its number, or what its writer died over. */
  readonly discard: (change: number, attempts: { readonly but: string } | { readonly only: string }) => Promise<void>;
}

export interface ChangeSet {
  readonly head: ChangeData & { readonly recordedAt: string };
  readonly assertions: readonly Assertion[];
}

export interface Journal {
  /** Changes after a number, in order; at most so many. */
  readonly after: (number: number, limit: number) => Promise<readonly ChangeSet[]>;
  /** @returns false when another change got the number first */
  readonly append: (
    data: Omit<ChangeData, "attempt" | "assertions">,
    assertions: readonly Assertion[],
    at: string,
  ) => Promise<boolean>;
}

const DIGITS = 9;
export const headId = (number: number): string => String(number).padStart(DIGITS, "0");

export const journalOn = (
  changes: Pick<DeciderStore<ChangeState, RecordChange, ChangeRecorded>, "handle" | "find">,
  store: AssertionStore,
): Journal => ({
  after: async (number, limit) => {
    const found = await changes.find({ where: {}, after: headId(number), order: "oldest", limit });
    const heads = found.flatMap(({ state }) => (state.status === "recorded" ? [state] : []));
    const assertions = heads.length === 0 ? new Map<number, readonly Assertion[]>() : await store.of(heads);
    return heads.map((head) => {
      const said = assertions.get(head.number) ?? [];
      if (said.length !== head.assertions)
        throw new Error(
          `change ${String(head.number)} has ${String(said.length)} of ${String(head.assertions)} assertions`,
        );
      return { head, assertions: said };
    });
  },
  append: async (partial, assertions, at) => {
    const data: ChangeData = { ...partial, attempt: newId(), assertions: assertions.length };
    const { number, attempt } = data;
    // First what it says, then that it is said: a writer who dies in between has said nothing.
    await store.insert(assertions, number, attempt);
    try {
      await changes.handle(headId(number), { type: "RecordChange", data, at }, { actor: data.by, messageId: attempt });
      await store.discard(number, { but: attempt });
      return true;
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "registry.change.lost") throw error;
      await store.discard(number, { only: attempt });
      return false;
    }
  },
});
