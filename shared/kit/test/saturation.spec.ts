import { describe, expect, it } from "vitest";
import { memoryBus, newId, silentLog, type Decider } from "../src/index.ts";
import { deciderStore } from "../src/store/decider-store.ts";
import { memoryPersistence } from "../src/store/memory.ts";

interface Added {
  readonly type: "Added";
}
const tally: Decider<number, "add", Added> = {
  name: "tally",
  initial: 0,
  decide: () => [{ type: "Added" }],
  evolve: (sum) => sum + 1,
};

describe("a store that writes slower than it is asked to", () => {
  it("refuses what would wait for long, changes nothing by it, and does all that it took on", async () => {
    const persistence = memoryPersistence<number, Added>();
    const go = Promise.withResolvers<undefined>();
    const store = deciderStore(
      tally,
      { publishAs: () => [] },
      {
        persistence: { ...persistence, write: async (changes) => (await go.promise, persistence.write(changes)) },
        bus: memoryBus([]),
        log: silentLog,
        service: "tally",
      },
    );
    const asked = Array.from({ length: 6_000 }, () => newId()).map((id) => ({ id, answer: store.handle(id, "add") }));
    const settled = Promise.allSettled(asked.map(({ answer }) => answer));
    go.resolve(undefined);
    const answers = await settled;
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
    const taken = answers.filter(({ status }) => status === "fulfilled").length;
    expect(taken).toBeGreaterThanOrEqual(2_000);
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) expect(error).toMatchObject({ kind: "unavailable", code: "store.saturated" });
    expect(persistence.all().length).toBe(taken);
    const later = newId();
    expect((await store.handle(later, "add")).state).toBe(1);
    await store.stop();
  });
});
