import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestStack, type TestStack } from "./stack.ts";

let platform: TestStack;
beforeAll(async () => {
  platform = await startTestStack();
}, 240_000);
afterAll(() => platform.stop());

/** The promise, and the way there and back on a busy machine. */
const WITHIN_MS = 10_000;

it("who signs out is out everywhere, by the registry of a whole platform, and nobody else is", async () => {
  const { client, as } = platform;
  const [mine, others] = [
    await as({ roles: ["citizen"], sub: "acc-zhang" }),
    await as({ roles: ["citizen"], sub: "acc-li" }),
  ];
  const outcome = async (token: string): Promise<number> => (await client.get("/api/v1/topic-reasons", token)).status;
  expect([await outcome(mine), await outcome(others)]).toEqual([200, 200]);
  expect((await client.post("/api/v1/sign-ins/end", {}, { token: mine })).status).toBe(200);
  await expect.poll(() => outcome(mine), { timeout: WITHIN_MS }).toBe(401);
  expect(await outcome(others)).toBe(200);
}, 60_000);
