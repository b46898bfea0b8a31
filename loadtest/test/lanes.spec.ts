import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { lanes } from "../peers/lanes.ts";

it("works off what there is, sleeps, and goes on when it is woken", async () => {
  const queue = ["a", "b"];
  const done: string[] = [];
  let looks = 0;
  const lane = lanes(1, () => {
    looks += 1;
    const taken = queue.splice(0);
    done.push(...taken);
    return Promise.resolve(taken.length);
  });
  await sleep(30);
  expect([done, looks]).toEqual([["a", "b"], 2]);
  queue.push("c");
  lane.wake();
  await sleep(30);
  expect([done, looks]).toEqual([["a", "b", "c"], 4]);
  await lane.stop();
});

it("does not sleep through what came while it was looking", async () => {
  const queue: string[] = [];
  const done: string[] = [];
  const lane = lanes(1, async () => {
    const taken = queue.splice(0);
    await sleep(20);
    done.push(...taken);
    return taken.length;
  });
  await sleep(5);
  queue.push("a");
  lane.wake(); // the lane has looked before, and does not know yet that there was nothing
  await sleep(80);
  expect(done).toEqual(["a"]);
  await lane.stop();
});

it("tells what it died of to whoever comes next", async () => {
  const lane = lanes(2, () => Promise.reject(new Error("the store is gone")));
  await sleep(5);
  expect(lane.check).toThrow("the store is gone");
  await lane.stop();
});
