import { afterAll, beforeAll, expect, it } from "vitest";
import { accounts } from "../fuzz/accounts.ts";
import type { OpenApi } from "../fuzz/document.ts";
import { fuzz } from "../fuzz/fuzz.ts";
import { living } from "../fuzz/living.ts";
import { pythonTool } from "../local/tools.mjs";
import { startTestStack, testClock, type TestClock, type TestStack } from "./stack.ts";

const NOON = "2024-06-17T04:00:00.000Z";
const SECONDS = 600;

let platform: TestStack;
let clock: TestClock;
beforeAll(async () => {
  clock = testClock(NOON);
  platform = await startTestStack({ CLOCK_FILE: clock.file, PATROLS: "none" });
}, 150_000);
afterAll(async () => {
  await platform.stop();
  clock.remove();
}, 60_000);

/** A short one; `npm run fuzz -- --start` is the long one. */
it.each([
  ["anybody", 10],
  ["clerk", 25],
])(
  "whatever is sent to intake as %s is answered as the document says, and never by a 5xx",
  async (role, least) => {
    const tool = await pythonTool("schemathesis");
    if ("missing" in tool) {
      console.warn(`not fuzzed: Schemathesis cannot be had here (${tool.missing})`);
      return;
    }
    const { client, stack } = platform;
    const document = (await (await fetch(`${stack.url}/openapi.json`)).json()) as OpenApi;
    const values = await living(stack.url, client, document, NOON.slice(0, 10));
    const account = accounts.get(role);
    const token = account === undefined ? undefined : await client.token(account);
    const about = { url: stack.url, document, values, token, services: ["intake"] };
    const report = await fuzz({ tool, ...about, examples: 2, seed: 2017, borders: false, seconds: SECONDS });
    expect(report.failures, report.output).toEqual([]);
    // It has reached what it speaks of: some of what was made up is taken.
    expect(report.operations).toBeGreaterThan(80);
    expect(report.accepted).toBeGreaterThanOrEqual(least);
  },
  SECONDS * 1_000,
);
