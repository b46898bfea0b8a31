/**
 * `npm run chaos -- <campaign …>`: a platform of its own that people work with while things go wrong, from a seed; then the doctor,
 * and every receipt that was given held against the stores. Exit 1 where anything is lost, double, or does not fit together.
 *   campaigns        kills, network, consumers, clock, versions, restore, cluster; all of them when none is named; mixed: some of all
 *   --minutes N      how long things go wrong in each (default 5)
 *   --faults N       … or until so many did
 *   --cases N        … or until so many were reported
 *   --rest N         seconds at most from the end of a fault to the next in its place (default: as the campaign has it)
 *   --people N       who work at once (default 12)
 *   --programs N     … and so many programs beside them, that report 200 things at once and see them through (default 0)
 *   --seed N         the same faults in the same order again (default 2017)
 *   --old REVISION   the earlier version of `versions` (default HEAD~20)
 *   --json FILE      a line of JSON for each campaign is added to it
 *   --data DIR       keeps what the platforms stored, their logs and the receipts there
 */
import { appendFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { onStop } from "../local/stack.mjs";
import { campaigns } from "./campaigns/index.ts";
import { runCampaign, type Outcome } from "./run.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "5" },
    faults: { type: "string", default: "Infinity" },
    cases: { type: "string", default: "Infinity" },
    rest: { type: "string" },
    people: { type: "string", default: "12" },
    programs: { type: "string", default: "0" },
    seed: { type: "string", default: "2017" },
    old: { type: "string", default: "HEAD~20" },
    json: { type: "string" },
    data: { type: "string" },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (line: string): never => {
  process.stderr.write(`wangge: ${line}\n`);
  process.exit(2);
};
const numberOf = (name: "minutes" | "faults" | "cases" | "rest" | "people" | "seed"): number => {
  const value = Number(values[name]);
  return value > 0 ? value : fail(`--${name} ${values[name]} is no number above 0`);
};
const programs = Number(values.programs);
if (!(programs >= 0)) fail(`--programs ${values.programs} is no number of 0 or more`);
/** Which is a little of what the others are. */
const MIXED = "mixed";
const wanted = positionals.length === 0 ? [...campaigns.keys()].filter((name) => name !== MIXED) : positionals;
for (const name of wanted) if (!campaigns.has(name)) fail(`no campaign ${name}: ${[...campaigns.keys()].join(", ")}`);

onStop(
  () => process.exit(130), // what was started ends with us
  () => process.exit(130),
);

const SHOWN = 20;
const tell = ({ campaign, seed, seconds, faults, reports, closed, receipts, retries, ...found }: Outcome): void => {
  const wrong = [
    ...found.failures.map((text) => `not through: ${text}`),
    ...found.lost.map((text) => `lost: ${text}`),
    ...found.double.map((text) => `double: ${text}`),
    ...found.problems.map(({ check, subject, detail }) => `${check}: ${subject}: ${detail}`),
  ];
  for (const line of wrong.slice(0, SHOWN)) say(`  ${line}`);
  if (wrong.length > SHOWN) say(`  … and ${wrong.length - SHOWN} more`);
  say(
    `${campaign}: ${found.ok ? "ok" : "NOT OK"} · seed ${seed} · ${seconds} s · ${faults} faults · ${reports} reports, ${closed} closed · ` +
      `${receipts} receipts: ${found.lost.length} lost, ${found.double.length} double · ${retries} asked again · doctor: ${found.problems.length} problems`,
  );
};

const data = values.data ?? mkdtempSync(join(tmpdir(), "wangge-chaos-"));
for (const name of wanted)
  if (existsSync(join(data, name)))
    fail(`${join(data, name)} is there already: what is in it would count as of this run`);
let isWell = true;
for (const [name, campaign] of campaigns) {
  if (!wanted.includes(name)) continue;
  const outcome = await runCampaign(campaign, {
    ...{ minutes: numberOf("minutes"), faults: numberOf("faults"), cases: numberOf("cases") },
    ...{ seed: numberOf("seed"), people: numberOf("people"), programs, dir: join(data, name) },
    ...(values.rest === undefined ? {} : { restMs: numberOf("rest") * 1_000 }),
    oldRevision: values.old,
    say: (line) => {
      say(`${name}: ${line}`);
    },
  });
  tell(outcome);
  if (values.json !== undefined) appendFileSync(values.json, `${JSON.stringify(outcome)}\n`);
  isWell &&= outcome.ok;
}
if (values.data === undefined && isWell) rmSync(data, { recursive: true, force: true });
else say(`stores, logs and receipts: ${data}`);
process.exit(isWell ? 0 : 1);
