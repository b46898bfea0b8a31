import { beforeEach, describe, expect, it } from "vitest";
import { DomainError, leaseCache, leasedCall, versionLease } from "../src/index.ts";

const LEASE = 800;
const FOLLOW = 200;

/** Lets everything that waits for an answer go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A register of one replica: answers at once, unless it is held; remembers what it was asked. */
const register = () => {
  const held: (() => void)[] = [];
  const state = {
    version: "1",
    isVersionAway: false,
    isAway: false,
    isHeld: false,
    asked: [] as (readonly string[])[],
    versionsAsked: 0,
  };
  const answered = async <T>(answer: T): Promise<T> => {
    if (state.isHeld) await new Promise<void>((resolve) => held.push(resolve));
    return answer;
  };
  const away = () => Promise.reject(new DomainError("unavailable", "service.unavailable", "away"));
  return {
    state,
    /** Answers come as they were when they were asked for. */
    release: async () => {
      state.isHeld = false;
      for (const go of held.splice(0)) go();
      await settle();
    },
    ask: (items: readonly string[]) => {
      state.asked.push(items);
      return state.isAway ? away() : answered(items.map((item) => `${item}@${state.version}`));
    },
    askVersion: () => {
      state.versionsAsked += 1;
      return state.isVersionAway ? away() : answered(state.version);
    },
  };
};

let at: number;
let owner: ReturnType<typeof register>;
let cached: (items: readonly string[]) => Promise<readonly string[]>;
const now = () => at;
const leaseOf = () =>
  versionLease({ name: "registry", ask: () => owner.askVersion(), leaseMs: LEASE, followMs: FOLLOW, now });
const cacheOf = (max = 100) =>
  leaseCache({ name: "resolve", lease: leaseOf(), keyOf: (item: string) => item, ask: owner.ask, max });

const later = async (ms: number, items: readonly string[] = ["a"]) => {
  at += ms;
  const answers = await cached(items);
  await settle();
  return answers;
};

/** The version is known, and so long that answers are kept. */
const warm = async () => {
  await later(0);
  for (let passed = 0; passed < LEASE + FOLLOW; passed += 500) await later(500);
  owner.state.asked.length = 0;
};

beforeEach(async () => {
  at = 1;
  owner = register();
  cached = cacheOf();
  await warm();
});

describe("an answer", () => {
  it("is given again while the version is confirmed", async () => {
    expect(await later(100)).toEqual(["a@1"]);
    expect(owner.state.asked).toEqual([]);
  });

  it("is not given when the last confirmation was asked for longer ago than the lease", async () => {
    owner.state.isVersionAway = true;
    await later(LEASE);
    expect(owner.state.asked).toEqual([]);
    await later(1);
    expect(owner.state.asked).toEqual([["a"]]);
  });

  it("is as old as the question that confirmed it, however late that is answered", async () => {
    at += LEASE / 2;
    owner.state.isHeld = true;
    await cached(["a"]);
    at += LEASE / 2 + 100;
    await owner.release();
    owner.state.isVersionAway = true;
    await later(LEASE / 2 - 100);
    expect(owner.state.asked).toEqual([]);
    await later(1);
    expect(owner.state.asked).toEqual([["a"]]);
  });

  it("is let go when another version is seen, also an earlier one", async () => {
    for (const version of ["2", "1"]) {
      owner.state.version = version;
      await later(LEASE / 2);
      expect(await later(0)).toEqual([`a@${version}`]);
      await warm();
      expect(await later(0)).toEqual([`a@${version}`]);
      expect(owner.state.asked).toEqual([]);
    }
  });

  it("is not kept while replicas may still answer by an older version", async () => {
    owner.state.version = "2";
    await later(LEASE / 2);
    await later(LEASE / 2);
    await later(LEASE / 2);
    await later(FOLLOW - 1);
    expect(owner.state.asked.length).toBe(3);
    await later(1);
    await later(0);
    expect(owner.state.asked.length).toBe(4);
  });

  it("that was in flight when another version was seen is not kept", async () => {
    owner.state.isHeld = true;
    const inFlight = cached(["b"]);
    owner.state.isHeld = false;
    owner.state.version = "2";
    await later(LEASE / 2);
    await owner.release();
    expect(await inFlight).toEqual(["b@1"]);
    await warm();
    expect(await later(0, ["b"])).toEqual(["b@2"]);
  });

  it("goes after a minute, whatever is confirmed", async () => {
    for (let passed = 0; passed <= 60_000; passed += LEASE / 2) await later(LEASE / 2, []);
    expect(owner.state.asked.flat()).toEqual([]);
    await later(0);
    expect(owner.state.asked).toEqual([["a"]]);
  });

  it("is one of the last that were asked for, where more are asked than are kept", async () => {
    cached = cacheOf(2);
    await warm();
    await later(0, ["a"]);
    await later(0, ["b"]);
    await later(0, ["a"]);
    await later(0, ["c"]);
    owner.state.asked.length = 0;
    await later(0, ["a", "b", "c"]);
    expect(owner.state.asked).toEqual([["b"]]);
  });
});

describe("many at once", () => {
  it("are asked only where they are not known, each once, and answered in order", async () => {
    await later(0, ["c"]);
    owner.state.asked.length = 0;
    expect(await later(0, ["b", "a", "d", "b", "c", "a"])).toEqual(["b@1", "a@1", "d@1", "b@1", "c@1", "a@1"]);
    expect(owner.state.asked).toEqual([["b", "d"]]);
  });

  it("are all asked where what was known has lapsed while the rest was asked", async () => {
    owner.state.isHeld = true;
    const answers = cached(["a", "b"]);
    owner.state.isVersionAway = true;
    at += LEASE + 1;
    owner.state.version = "2";
    await owner.release();
    expect(await answers).toEqual(["a@2", "b@2"]);
    expect(owner.state.asked).toEqual([["b"], ["a", "b"]]);
  });
});

describe("the version", () => {
  it("is asked once by all who come at the same time, ahead of the end of its lease, and nobody waits", async () => {
    owner.state.versionsAsked = 0;
    at += LEASE / 2;
    owner.state.isHeld = true;
    await Promise.all(Array.from({ length: 50 }, () => cached(["a"])));
    expect(owner.state.versionsAsked).toBe(1);
    expect(owner.state.asked).toEqual([]);
    await owner.release();
    await later(LEASE / 2 - 1);
    expect(owner.state.versionsAsked).toBe(1);
  });

  it("is not asked where nobody uses the cache", async () => {
    owner.state.versionsAsked = 0;
    at += 60_000;
    await settle();
    expect(owner.state.versionsAsked).toBe(0);
  });

  it("that cannot be had leaves calls as they are without a cache, answers and failures", async () => {
    owner.state.isVersionAway = true;
    await later(LEASE + 1);
    owner.state.version = "2";
    expect(await later(0, ["a", "a"])).toEqual(["a@2", "a@2"]);
    owner.state.isAway = true;
    await expect(cached(["a"])).rejects.toMatchObject({ kind: "unavailable", code: "service.unavailable" });
  });

  it("is not asked by every caller of an owner that is away", async () => {
    owner.state.isVersionAway = true;
    await later(LEASE + 1);
    owner.state.versionsAsked = 0;
    for (let passed = 0; passed < 1_000; passed += 5) await later(5);
    expect(owner.state.versionsAsked).toBeGreaterThanOrEqual(5);
    expect(owner.state.versionsAsked).toBeLessThanOrEqual(10);
  });

  it("is asked anew where an answer is lost, without waiting for its time-out", async () => {
    at += LEASE;
    owner.state.isHeld = true;
    await cached(["a"]);
    owner.state.isHeld = false;
    owner.state.versionsAsked = 0;
    await later(LEASE - 1);
    expect(owner.state.versionsAsked).toBe(0);
    await later(1);
    expect(owner.state.versionsAsked).toBe(1);
    owner.state.asked.length = 0;
    await later(0);
    expect(owner.state.asked).toEqual([]);
  });
});

it("an answer that a later one has overtaken says nothing about the version", async () => {
  at += LEASE / 2;
  owner.state.isHeld = true;
  await cached(["a"]);
  owner.state.isHeld = false;
  owner.state.version = "2";
  await later(LEASE);
  await warm();
  await owner.release();
  await later(0);
  expect(owner.state.asked).toEqual([]);
  expect(await later(0)).toEqual(["a@2"]);
});

it("a call about one thing keeps its answers by its input", async () => {
  let asked = 0;
  const call = leasedCall({
    name: "registry.grid",
    lease: leaseOf(),
    keyOf: ({ code }: { readonly code: string }) => code,
    ask: ({ code }) => {
      asked += 1;
      return Promise.resolve(code === "none" ? undefined : code);
    },
    max: 10,
  });
  for (const ms of [0, 500, 500]) {
    at += ms;
    await call({ code: "none" });
    await settle();
  }
  asked = 0;
  expect([await call({ code: "1" }), await call({ code: "1" }), await call({ code: "none" })]).toEqual([
    "1",
    "1",
    undefined,
  ]);
  expect(asked).toBe(1);
});

describe("the room of a cache", () => {
  it("grows as it is needed, with what is in it and for as long as that is kept, and never above the most", async () => {
    const items = Array.from({ length: 2_500 }, (_, place) => `item-${String(place)}`);
    cached = cacheOf(2_500);
    await warm();
    await later(1, items.slice(0, 900));
    await later(1, items.slice(900));
    owner.state.asked = [];
    await later(1, items);
    expect(owner.state.asked).toEqual([]);
    // The one that was there before them had to go for the last; now the first of them goes for it.
    await later(1, ["a"]);
    await later(1, ["item-0", "item-2"]);
    expect(owner.state.asked).toEqual([["a"], ["item-0"]]);
  });

  it("keeps nothing longer for having grown", async () => {
    cached = cacheOf(2_500);
    await warm();
    const items = Array.from({ length: 1_500 }, (_, place) => `item-${String(place)}`);
    for (let passed = 0; passed < 59_000; passed += 500) await later(500, passed === 30_000 ? items : ["b"]);
    owner.state.asked = [];
    for (let passed = 0; passed < 2_000; passed += 500) await later(500, ["b"]);
    expect(owner.state.asked).toEqual([["b"]]);
  });
});
