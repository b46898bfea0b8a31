import { describe, expect, it } from "vitest";
import type { Change } from "../src/store/document.ts";
import { groupCommit } from "../src/store/group-commit.ts";

const change = (id: string): Change<null, null> => ({
  id,
  expected: 0,
  state: null,
  events: [],
  handled: [],
  outbox: [],
});

interface Held {
  readonly ids: readonly string[];
  readonly finish: (lost?: readonly string[], error?: Error) => void;
}

/** A write that waits until the test lets it go. */
const held = (options?: Parameters<typeof groupCommit>[1]) => {
  const writes: Held[] = [];
  const write = groupCommit<null, null>(
    (changes) =>
      new Promise((resolve, reject) => {
        writes.push({
          ids: changes.map(({ id }) => id),
          finish: (lost = [], error) => {
            if (error === undefined) resolve(new Set(lost));
            else reject(error);
          },
        });
      }),
    options,
  );
  return { write, writes };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("group commit", () => {
  it("writes what is asked in one turn together, and what comes meanwhile in the next", async () => {
    const { write, writes } = held({ inFlight: 1 });
    const first = Promise.all([write([change("a")]), write([change("e")])]);
    await turn();
    const others = [write([change("b")]), write([change("c"), change("d")])];
    await turn();
    expect(writes.map(({ ids }) => ids)).toEqual([["a", "e"]]);
    writes[0]?.finish();
    expect((await first).map((lost) => [...lost])).toEqual([[], []]);
    await turn();
    expect(writes[1]?.ids).toEqual(["b", "c", "d"]);
    writes[1]?.finish(["c"]);
    expect((await Promise.all(others)).map((lost) => [...lost])).toEqual([[], ["c"]]);
  });

  it("never puts two changes of one aggregate into one write, and keeps their order", async () => {
    const { write, writes } = held({ inFlight: 1 });
    void write([change("x")]);
    await turn();
    const [one, two] = [write([change("a")]), write([change("a")])];
    writes[0]?.finish();
    await turn();
    expect(writes[1]?.ids).toEqual(["a"]);
    writes[1]?.finish();
    await one;
    await turn();
    expect(writes[2]?.ids).toEqual(["a"]);
    writes[2]?.finish(["a"]);
    expect([...(await two)]).toEqual(["a"]);
  });

  it("keeps to its size and to the writes under way at once", async () => {
    const { write, writes } = held({ inFlight: 2, most: 3 });
    for (let index = 0; index < 8; index += 1) void write([change(`${String(index)}a`), change(`${String(index)}b`)]);
    await turn();
    expect(writes.length).toBe(2);
    writes[0]?.finish();
    await turn();
    expect(writes.map(({ ids }) => ids.length)).toEqual([2, 2, 2]);
  });

  it("tells a failure to all who shared it, and goes on", async () => {
    const { write, writes } = held({ inFlight: 1 });
    void write([change("x")]);
    await turn();
    const shared = Promise.allSettled([write([change("a")]), write([change("b")])]);
    writes[0]?.finish();
    await turn();
    writes[1]?.finish([], new Error("away"));
    expect((await shared).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const next = write([change("c")]);
    await turn();
    writes[2]?.finish();
    expect([...(await next)]).toEqual([]);
  });
});
