/** `npm run simulate:year [-- --year 2017] [--cases-a-day 40] [--seed 1]`. Exit 1 where something does not fit. */
import { parseArgs } from "node:util";
import { simulateYear } from "./year.ts";

const { values } = parseArgs({
  options: {
    year: { type: "string", default: "2017" },
    "cases-a-day": { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
  },
});
const startedAt = performance.now();
const year = simulateYear({
  year: Number(values.year),
  casesADay: Number(values["cases-a-day"]),
  seed: Number(values.seed),
  sampleEvery: 50,
});
const seconds = (performance.now() - startedAt) / 1000;
const { cases, events, statuses, orders, late, breaches, tellings, deadlines, sampled, problems } = year;
const said = Object.entries(statuses).map(([status, count]) => `${String(count)} ${status}`);
for (const line of [
  `${values.year}: ${String(cases)} cases in 748 grids, ${String(events)} events, ${seconds.toFixed(1)} s`,
  `accounted for: ${said.join(", ")}; ${String(late)} late at last, of ${String(orders)} orders`,
  `${String(breaches)} deadlines missed, told ${String(tellings)} times, each level once at its time`,
  `${String(deadlines)} deadlines as counted out, ${String(sampled)} of them walked minute by minute`,
  ...problems.slice(0, 20),
  `${String(problems.length)} problems`,
])
  process.stdout.write(`${line}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
