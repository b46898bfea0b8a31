/**
 * `npm run fuzz`: whatever the OpenAPI document allows, and much that it does not, sent to a platform as one account after the
 * other. No answer may be a 5xx, or one that the document does not declare.
 *   --start           a platform of its own, on a working day of 2024, gone afterwards
 *   --url URL         that one, of this machine. What is made up stays in its data
 *   --role NAME       only as this account; may be repeated. One of: anybody and the roles of `accounts.ts`
 *   --service NAME    only what this service offers; may be repeated
 *   --examples N      made-up requests of each operation (default 20), beside those at the borders of its fields
 *   --seed N          the same requests again (default 2017)
 *   --seconds N       of each account at most (default 3600)
 */
import { parseArgs } from "node:util";
import { createClient } from "../demo/client.ts";
import { onStop } from "../local/stack.mjs";
import { pythonTool } from "../local/tools.mjs";
import { startTestStack, testClock } from "../test/stack.ts";
import { accounts } from "./accounts.ts";
import type { OpenApi } from "./document.ts";
import { fuzz } from "./fuzz.ts";
import { living } from "./living.ts";

const { values: wanted } = parseArgs({
  options: {
    start: { type: "boolean", default: false },
    url: { type: "string" },
    role: { type: "string", multiple: true, default: [...accounts.keys()] },
    service: { type: "string", multiple: true, default: [] },
    examples: { type: "string", default: "20" },
    seed: { type: "string", default: "2017" },
    seconds: { type: "string", default: "3600" },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (line: string): never => {
  process.stderr.write(`wangge: ${line}\n`);
  process.exit(1);
};
const numberOf = (name: "examples" | "seed" | "seconds"): number => {
  const value = Number(wanted[name]);
  return Number.isInteger(value) && value > 0 ? value : fail(`--${name} ${wanted[name]} is no number of anything`);
};

const HERE: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);
const ofThisMachine = (url: string): string =>
  HERE.has(new URL(url).hostname)
    ? url.replace(/\/$/, "")
    : fail(`--url ${url}: only platforms of this machine are fuzzed`);

const NOON = "2024-06-17T04:00:00.000Z";

const attack = async (url: string, now: string): Promise<boolean> => {
  const tool = await pythonTool("schemathesis", say);
  if ("missing" in tool) return fail(`Schemathesis cannot be had here: ${tool.missing}`);
  const client = createClient(url);
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const values = await living(url, client, document, now.slice(0, 10));
  const bounds = {
    examples: numberOf("examples"),
    seed: numberOf("seed"),
    seconds: numberOf("seconds"),
    borders: true,
  };
  let isClean = true;
  for (const role of wanted.role) {
    if (!accounts.has(role)) fail(`--role ${role}: there is ${[...accounts.keys()].join(", ")}`);
    const account = accounts.get(role);
    const token = account === undefined ? undefined : await client.token(account);
    const report = await fuzz({ tool, url, document, values, token, services: wanted.service, ...bounds });
    const { operations, accepted, cases, failures, output } = report;
    say(
      `${role}: ${String(cases)} requests to ${String(operations)} operations, ${String(accepted)} of which took some`,
    );
    if (failures.length === 0) continue;
    isClean = false;
    say(output);
    for (const failure of failures) say(`✗ ${failure}`);
  }
  return isClean;
};

const ownStack = async (): Promise<boolean> => {
  const clock = testClock(NOON);
  const platform = await startTestStack({ CLOCK_FILE: clock.file, PATROLS: "none" });
  try {
    return await attack(platform.stack.url, NOON);
  } finally {
    await platform.stop();
    clock.remove();
  }
};

onStop(
  () => process.exit(130), // what was started here ends with us
);
if (wanted.start === (wanted.url !== undefined)) fail("say --start, or --url of a platform whose data may be filled");
const { url } = wanted;
const isClean = url === undefined ? await ownStack() : await attack(ofThisMachine(url), new Date().toISOString());
say(isClean ? "nothing found" : "found something");
process.exit(isClean ? 0 : 1);
