/** `npm run simulate -- --histories 10000 --seed 1 [--workers 2] [--plant NAME]` */
import { parseArgs } from "node:util";
import { plants, type PlantName } from "./plants.ts";
import { simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    plant: { type: "string" },
  },
});

const whole = (text: string, name: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} is a whole number`);
  return value;
};

const isPlant = (name: string): name is PlantName => Object.hasOwn(plants, name);

const histories = whole(values.histories, "histories");
const first = whole(values.seed, "seed");
const { plant } = values;
if (plant !== undefined && !isPlant(plant)) throw new Error(`--plant is one of ${Object.keys(plants).join(", ")}`);

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const startedAt = performance.now();
const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1);

const all = await simulate({
  seeds: Array.from({ length: histories }, (_, place) => first + place),
  workers: whole(values.workers, "workers"),
  plant,
  mayShrink: true,
  onProgress: (done) => {
    if (process.stdout.isTTY)
      process.stdout.write(`\r${String(done)} of ${String(histories)} histories, ${seconds()} s`);
  },
});

const sum = (of: (ran: (typeof all)[number]) => number): number => all.reduce((total, ran) => total + of(ran), 0);
say(
  `${String(sum((ran) => ran.histories))} histories from seed ${String(first)}, ${String(sum((ran) => ran.happened))} happenings, ${String(sum((ran) => ran.operations))} operations, ${String(sum((ran) => ran.faults))} of them faulty, ${seconds()} s`,
);
const statuses = [...new Set(all.flatMap((ran) => Object.keys(ran.statuses)))].sort();
say(`at the end: ${statuses.map((one) => `${String(sum((ran) => ran.statuses[one] ?? 0))} ${one}`).join(", ")}`);

for (const { failure } of all) {
  if (failure === undefined) continue;
  process.exitCode = 1;
  say(`\nseed ${String(failure.seed)} fails. What is left of its plan:`);
  for (const step of failure.plan.steps) say(`  ${JSON.stringify(step)}`);
  say("What happens in it:");
  for (const line of failure.trace) say(line);
  for (const { check, subject, detail } of failure.findings) say(`✗ ${check} ${subject}: ${detail}`);
  say(`\nKeep ${String(failure.seed)} in deploy/simulation/seeds.json: it is lived through first from then on.`);
}
