/** A share of a simulation, in a process that does nothing else: its clock is not the machine's. */
import "./once.ts";
import type { PlantName } from "./plants.ts";

export interface Share {
  readonly seeds: readonly number[];
  readonly plant?: PlantName | undefined;
  readonly mayShrink?: boolean | undefined;
}

const work = async ({ seeds, plant, mayShrink }: Share) => {
  // Loaded now, when it is known how: see once.ts.
  const [{ plants }, { run }] = await Promise.all([import("./plants.ts"), import("./run.ts")]);
  const progress = (done: number): void => {
    if (done % 20 === 0) process.send?.({ done });
  };
  return run({ seeds, plant: plant && plants[plant], mayShrink, progress });
};

process.once("message", (message) => {
  void work(message as Share).then(
    (ran) => process.send?.({ ran }, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
