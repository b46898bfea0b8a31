import type { Change, Persistence } from "./document.ts";

type Write<State, Event> = Persistence<State, Event>["write"];

export interface GroupCommitOptions {
  /** Writes that are under way at once. */
  readonly inFlight?: number;
  /** Most changes in one write. */
  readonly most?: number;
}

interface Waiting<State, Event> {
  readonly changes: readonly Change<State, Event>[];
  readonly resolve: (lost: ReadonlySet<string>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Changes that come while a write is under way go together in the next one: what costs is the commit, not the documents. What is asked in one
 * turn goes together too. Two changes of one aggregate never share a write, since a lost race is told by id.
 */
export const groupCommit = <State, Event>(
  write: Write<State, Event>,
  { inFlight = 2, most = 1000 }: GroupCommitOptions = {},
): Write<State, Event> => {
  let queue: Waiting<State, Event>[] = [];
  let running = 0;
  let isStarting = false;

  const take = (): readonly Waiting<State, Event>[] => {
    const ids = new Set<string>();
    const taken: Waiting<State, Event>[] = [];
    const left: Waiting<State, Event>[] = [];
    for (const waiting of queue) {
      const fits =
        left.length === 0 &&
        (taken.length === 0 || ids.size + waiting.changes.length <= most) &&
        !waiting.changes.some(({ id }) => ids.has(id));
      (fits ? taken : left).push(waiting);
      if (fits) for (const { id } of waiting.changes) ids.add(id);
    }
    queue = left;
    return taken;
  };

  const run = async (): Promise<void> => {
    running += 1;
    while (queue.length > 0) {
      const taken = take();
      try {
        const lost = await write(taken.flatMap(({ changes }) => changes));
        for (const { changes, resolve } of taken)
          resolve(new Set(changes.map(({ id }) => id).filter((id) => lost.has(id))));
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    running -= 1;
  };

  return (changes) =>
    new Promise((resolve, reject) => {
      queue.push({ changes, resolve, reject });
      if (running >= inFlight || isStarting) return;
      isStarting = true;
      // In the next turn, so that changes of this turn go together.
      setImmediate(() => {
        isStarting = false;
        while (running < inFlight && queue.length > 0) void run();
      });
    });
};
