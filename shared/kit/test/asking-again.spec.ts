import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askingAgain } from "../src/service/asking-again.ts";

const lost = new Error("nobody answers");
const refused = new Error("not acceptable");
const again = () => askingAgain({ afterMs: 100, withinMs: 12_000, isLost: (error) => error === lost });

/** Answers one question after the other, each after so many milliseconds. */
const answering = (...answers: readonly (readonly [number, string | Error])[]) =>
  vi.fn(async () => {
    const [after, answer] = answers[ask.count++] ?? [0, new Error("asked too often")];
    await new Promise((resolve) => setTimeout(resolve, after));
    if (answer instanceof Error) throw answer;
    return answer;
  });
const ask = { count: 0 };

beforeEach(() => {
  ask.count = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What comes of it, and after how long. */
const outcome = async (work: Promise<string>): Promise<readonly [string, number]> => {
  const began = Date.now();
  const ended = work.then(
    (answer) => [answer, Date.now() - began] as const,
    (error: unknown) => [(error as Error).message, Date.now() - began] as const,
  );
  await vi.runAllTimersAsync();
  return ended;
};

describe("a question that got no answer", () => {
  it("is asked once where the answer comes in time, a refusal too", async () => {
    const [good, bad] = [answering([90, "yes"]), answering([0, "unused"], [10, refused])];
    expect(await outcome(again()(good))).toEqual(["yes", 90]);
    expect(good).toHaveBeenCalledOnce();
    expect(await outcome(again()(bad))).toEqual(["not acceptable", 10]);
    expect(bad).toHaveBeenCalledOnce();
  });

  it("is asked again after a while, and whoever answers first counts", async () => {
    expect(await outcome(again()(answering([10_000, lost], [20, "the other"])))).toEqual(["the other", 120]);
    ask.count = 0;
    expect(await outcome(again()(answering([110, "slow"], [500, "the other"])))).toEqual(["slow", 110]);
  });

  it("is asked again at once where it is known that nobody answers", async () => {
    expect(await outcome(again()(answering([5, lost], [5, "the other"])))).toEqual(["the other", 10]);
  });

  it("is asked after a pause where the next does not answer either, and at last by nobody any more", async () => {
    expect(await outcome(again()(answering([5, lost], [5, lost], [5, "the new one"])))).toEqual(["the new one", 40]);
    ask.count = 0;
    const nobody = answering([5, lost], [5, lost], [5, lost], [5, lost]);
    expect(await outcome(again()(nobody))).toEqual(["nobody answers", 95]);
    expect(nobody).toHaveBeenCalledTimes(4);
  });

  it("is told how long there is for an answer, and not asked when that is over", async () => {
    const told: number[] = [];
    const nobody = async (leftMs: number): Promise<string> => {
      told.push(leftMs);
      await new Promise((resolve) => setTimeout(resolve, leftMs));
      throw lost;
    };
    const hurried = askingAgain({ afterMs: 100, withinMs: 250, isLost: (error) => error === lost });
    expect(await outcome(hurried(nobody))).toEqual(["nobody answers", 250]);
    expect(told).toEqual([250, 150, 50]);
  });

  it("is asked by nobody else once it is refused", async () => {
    const never = answering([150, lost], [20, refused], [5, "too late"]);
    expect(await outcome(again()(never))).toEqual(["not acceptable", 150]);
    expect(never).toHaveBeenCalledTimes(2);
  });

  it("is refused only when nothing else can come: the other may have done it just before", async () => {
    expect(await outcome(again()(answering([300, "done"], [20, refused])))).toEqual(["done", 300]);
    ask.count = 0;
    expect(await outcome(again()(answering([300, lost], [20, refused])))).toEqual(["not acceptable", 300]);
  });

  it("is asked again by one call in ten at most, when all of them wait", async () => {
    const patient = again();
    let asked = 0;
    const nobody = async (): Promise<string> => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      throw lost;
    };
    const calls = Array.from({ length: 1_000 }, () => patient(nobody).catch(() => "lost"));
    await vi.runAllTimersAsync();
    await Promise.all(calls);
    // The reserve is not more than twenty, however much was earned before.
    expect(asked).toBe(1_020);
  });
});
