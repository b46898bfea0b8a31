import { beforeEach, describe, expect, it } from "vitest";
import { createDraftBox, DRAFTS_KEPT_MS } from "../src/common/draft-box.ts";

let stored: Map<string, string>;
let now: number;
/** A page that is loaded: what is in the tab's storage is the same, what was in memory is gone. */
const load = () =>
  createDraftBox(
    {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    () => now,
  );
beforeEach(() => {
  stored = new Map();
  now = 0;
});

const typed = (): ReturnType<typeof load> => {
  const box = load();
  box.write("text", "路灯不亮");
  box.write("phone", "13800000000");
  return box;
};

describe("drafts over the end of a sign-in", () => {
  it("are nowhere but in the page while somebody is signed in", () => {
    typed();
    expect([...stored]).toEqual([]);
  });

  it("come back to the same account, also on a page that is loaded twice meanwhile", () => {
    typed().put("li");
    for (const box of [load(), load()]) {
      box.admit("li");
      expect([box.read("text", "li"), box.read("phone", "li")]).toEqual(["路灯不亮", "13800000000"]);
    }
  });

  it("are neither read by another account nor left for the first one after it", () => {
    typed().put("li");
    const box = load();
    expect(box.read("text", "zhang")).toBeUndefined();
    box.admit("zhang");
    box.admit("li");
    expect(box.read("text", "li")).toBeUndefined();
    expect([...stored]).toEqual([]);
  });

  it("are left by nobody who signs out", () => {
    const box = typed();
    box.put("li");
    box.forget();
    expect([...stored]).toEqual([]);
    box.put("li");
    expect([...stored]).toEqual([]);
  });

  it("last a quarter of an hour", () => {
    typed().put("li");
    now = DRAFTS_KEPT_MS - 1;
    expect(load().read("text", "li")).toBe("路灯不亮");
    now = DRAFTS_KEPT_MS;
    expect(load().read("text", "li")).toBeUndefined();
    load().prune();
    expect([...stored]).toEqual([]);
  });

  it("go one by one as their fields are gone or say something else, and with the last the rest", () => {
    typed().put("li");
    const box = load();
    box.admit("li");
    box.close("phone");
    box.settle("phone");
    expect(stored.size).toBe(1);
    expect([...stored.values()].join("")).not.toContain("13800000000");
    box.write("text", "路灯不亮了");
    expect([...stored]).toEqual([]);
  });

  it("stay while a field is only set up again", () => {
    typed().put("li");
    const box = load();
    box.admit("li");
    box.write("text", "路灯不亮");
    box.close("text");
    box.write("text", "路灯不亮");
    box.settle("text");
    expect(load().read("text", "li")).toBe("路灯不亮");
  });

  it("stay where the next sign-in ends before their fields were there again", () => {
    typed().put("li");
    const box = load();
    box.admit("li");
    box.write("phone", "13800000000");
    box.put("li");
    expect([load().read("text", "li"), load().read("phone", "li")]).toEqual(["路灯不亮", "13800000000"]);
    const other = load();
    other.write("text", "别的话");
    other.put("zhang");
    expect([load().read("text", "zhang"), load().read("phone", "zhang")]).toEqual(["别的话", undefined]);
  });

  it("hold nothing of fields that are empty or gone", () => {
    const box = load();
    for (const [name, value] of [
      ["a", ""],
      ["b", undefined],
      ["c", {}],
      ["d", []],
    ] as const)
      box.write(name, value);
    box.write("gone", "x");
    box.close("gone");
    box.put("li");
    expect([...stored]).toEqual([]);
  });
});
