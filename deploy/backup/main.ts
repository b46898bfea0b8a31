/**
 * `npm run backup -- --to DIR [--pause MINUTES]`: everything that is stored and everything that was said, of a platform that goes on. `--into DIR [--keep-days N]`:
 * every night, into a folder of its own in this one, read back before it counts.
 */
import { parseArgs } from "node:util";
import { allAggregates } from "../doctor/aggregates-of-all.ts";
import { whereOf } from "../doctor/where.ts";
import { manifests } from "../provision/principals.ts";
import { keepBackup, type Kept } from "./nightly.ts";
import type { Manifest } from "./manifest.ts";
import { takeBackup } from "./take.ts";

const { values } = parseArgs({
  options: {
    to: { type: "string" },
    into: { type: "string" },
    "keep-days": { type: "string", default: "14" },
    pause: { type: "string", default: "10" },
  },
});
const { to, into, pause, "keep-days": days } = values;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const take = (dir: string): Promise<Manifest> =>
  takeBackup({
    ...{ where: whereOf(process.env), dir, manifests, aggregates: allAggregates, say },
    pauseMs: Number(pause) * 60_000,
  });

const run = async (): Promise<Kept | undefined> => {
  if (into !== undefined && to === undefined) return keepBackup({ into, keepDays: Number(days), take, say });
  return to === undefined || into !== undefined ? undefined : { dir: to, manifest: await take(to) };
};

const taken = Number(pause) > 0 && Number(days) > 0 ? await run() : undefined;
if (taken === undefined) {
  process.stderr.write(
    "usage: npm run backup -- --to DIR | --into DIR [--keep-days N] [--pause MINUTES] [--keys DIR]\n",
  );
  process.exitCode = 2;
} else {
  const { dir, manifest } = taken;
  const { stores, streams, startedAt, endedAt } = manifest;
  const documents = stores.flatMap(({ collections }) => collections).reduce((sum, { count }) => sum + count, 0);
  const messages = streams.reduce((sum, { state, cut }) => sum + state.messages - cut.length, 0);
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
  say(`backup: ${String(documents)} documents, ${String(messages)} messages, ${seconds.toFixed(1)} s: ${dir}`);
}
