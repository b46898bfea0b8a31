import {
  deciderStore,
  DomainError,
  idFrom,
  memoryBus,
  memoryPersistence,
  silentLog,
  type CallContext,
  type Stored,
} from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { createSync, type Queued } from "../src/app/sync.ts";
import type { CaseState } from "../src/domain/index.ts";
import { syncDecider, type AnswerRecorded, type SyncState } from "../src/domain/sync.ts";

const context: CallContext = { actor: { id: "acc-1", roles: ["gridWorker"] }, meta: {}, idempotencyKey: undefined };

const queueOf = (count: number): readonly Queued[] =>
  Array.from({ length: count }, (_, index) => ({
    clientId: idFrom("client", String(index)),
    caseId: idFrom("case", String(index)),
    command: "handle",
    data: {},
    madeAt: "2017-12-27T01:20:00Z",
    baseVersion: 2,
  }));

/** Cases that the worker has: each command takes them one version on, unless `fails` says otherwise. */
const world = (queue: readonly Queued[], fails: (caseId: string) => Error | undefined = () => undefined) => {
  const versions = new Map(queue.map(({ caseId }) => [caseId, 2]));
  const done: string[] = [];
  let reads = 0;
  const persistence = memoryPersistence<SyncState, AnswerRecorded>();
  const { find } = persistence;
  let writes = 0;
  const items = deciderStore(
    syncDecider,
    { publishAs: () => [] },
    {
      persistence: {
        ...persistence,
        find: (query) => {
          reads += 1;
          return find(query);
        },
        write: (changes) => {
          writes += 1;
          return persistence.write(changes);
        },
      },
      bus: memoryBus([]),
      log: silentLog,
      service: "dispatch",
    },
  );
  const stored = (id: string): Stored<CaseState>[] => {
    const version = versions.get(id);
    return version === undefined ? [] : [{ id, version, state: { status: "handled" } as CaseState }];
  };
  const sync = createSync({
    items,
    cases: {
      find: ({ where }) => {
        reads += 1;
        return Promise.resolve((where["_id"] as { readonly in: readonly string[] }).in.flatMap(stored));
      },
      history: () => {
        reads += 1;
        return Promise.resolve([]);
      },
      hasHandled: () => {
        reads += 1;
        return Promise.resolve(false);
      },
    },
    run: ({ caseId }) => {
      const failure = fails(caseId);
      if (failure !== undefined) return Promise.reject(failure);
      done.push(caseId);
      versions.set(caseId, (versions.get(caseId) ?? 0) + 1);
      return Promise.resolve();
    },
    messageIdOf: (key) => key,
    mayKnow: () => true,
    clock: { now: () => "2017-12-27T02:00:00Z", ms: () => Date.parse("2017-12-27T02:00:00Z") },
  });
  return { sync: () => sync(queue, context), done, spent: () => ({ reads, writes }) };
};

describe("a queue from a telephone", () => {
  it("of two hundred cases costs as many reads and writes as one of a single case", async () => {
    const [one, many] = [world(queueOf(1)), world(queueOf(200))];
    expect(await one.sync()).toHaveLength(1);
    const answers = await many.sync();
    expect(answers.map(({ answer: { outcome, version } }) => [outcome, version])).toEqual(
      answers.map(() => ["applied", 3]),
    );
    expect(many.done).toHaveLength(200);
    expect(many.spent()).toEqual(one.spent());
  });

  it("keeps the answers to what was done when something is away in the middle, and does only the rest again", async () => {
    const queue = queueOf(5);
    let isAway = true;
    const away = new DomainError("unavailable", "store.unavailable", "The store does not answer");
    const { sync, done } = world(queue, (caseId) => (isAway && caseId === queue[2]?.caseId ? away : undefined));
    await expect(sync()).rejects.toMatchObject({ code: "store.unavailable" });
    expect(done).toHaveLength(4);
    isAway = false;
    const answers = await sync();
    expect(answers.map(({ isRepeated }) => isRepeated)).toEqual([true, true, false, true, true]);
    expect(done).toHaveLength(5);
    expect(new Set(done).size).toBe(5);
  });
});
