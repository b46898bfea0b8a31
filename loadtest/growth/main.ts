/**
 * `npm run bench:growth`: what a case costs when there are more grids, when there are more cases in the store, and whether the whole
 * country's busiest second is carried here. One JSON line a measurement.
 */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { onStop } from "../../deploy/local/stack.mjs";
import { growGrids } from "./grids.ts";
import { carryHeadline } from "./headline.ts";
import { closeSites } from "./site.ts";
import { growStored } from "./stored.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "grids,stored,headline" },
    cases: { type: "string", default: "4000" },
    rounds: { type: "string", default: "5" },
    stored: { type: "string", default: "100000" },
    rate: { type: "string" },
    seconds: { type: "string", default: "20" },
    step: { type: "boolean", default: false },
  },
});
const only = new Set(values.only.split(","));
const [cases, rounds, stored, seconds] = [values.cases, values.rounds, values.stored, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
];

const rate = values.rate === undefined ? undefined : Number(values.rate);

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const note = (line: string): void => {
  process.stderr.write(`· ${line}\n`);
};
onStop(
  () => {
    void closeSites().finally(() => process.exit(130)); // sizes in processes of their own end with us
  },
  () => process.exit(130),
);

const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();
const ready = async (stage: number): Promise<void> => {
  if (!values.step) return;
  note(`${String(stage)} cases are stored: a line on standard input, and they are measured`);
  await lines.next();
};

const parts: readonly { readonly name: string; readonly run: () => Promise<boolean> }[] = [
  { name: "grids", run: () => growGrids({ cases, rounds, say, note }) },
  { name: "stored", run: () => growStored({ stored, cases, rounds, ready, say, note }) },
  { name: "headline", run: () => carryHeadline({ rate, seconds, say, note }) },
];
let isWhole = true;
for (const { name, run } of parts) if (only.has(name)) isWhole = (await run()) && isWhole;
input.close();
process.exit(isWhole ? 0 : 1);
