/** One history: a plan is lived through, everything comes to rest, weeks go by, and it is judged. */
import { createHash } from "node:crypto";
import { isDomainError, messageOf } from "@wangge/kit";
import { actorsOf } from "./actors.ts";
import { drawFrom } from "./draw.ts";
import { faultsOf, type Faults } from "./faults.ts";
import type { Finding } from "./finding.ts";
import { judge } from "./judge.ts";
import { foundMoney } from "./money.ts";
import { START, startMachine, type Machine } from "./machine.ts";
import type { Plan } from "./plan.ts";
import type { Plant } from "./plants.ts";
import { worldOf, type World, type WorldImage } from "./world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const REST_MS = 5_000;
const RESTS = 120;
/** As long as it takes until every sweep has swept. */
const SWEPT_MS = 35_000;

export interface Lived {
  readonly findings: readonly Finding[];
  /** The same for the same plan. */
  readonly hash: string;
  readonly trace: readonly string[];
  readonly happened: number;
  readonly counted: ReturnType<Faults["counted"]>;
  /** Statuses that cases and grants came to. */
  readonly statuses: ReadonlyMap<string, number>;
}

const rest = async (machine: Machine, world: World): Promise<boolean> => {
  for (let round = 0; round < RESTS; round += 1) {
    await machine.runUntil(machine.now() + REST_MS);
    if (world.isUp() && !world.stores.pending() && world.bus.open() === 0) return true;
  }
  return false;
};

/** What every history begins with: a district that has been founded, and is at rest. */
export const foundWorld = async (): Promise<WorldImage> => {
  const machine = startMachine(0, START - DAY);
  const founded = async (): Promise<void> => {
    if (!(await rest(machine, world)) || bugs.length > 0)
      throw new Error(`the district could not be founded: ${bugs.join("; ")}`);
  };
  const bugs: string[] = [];
  const world = worldOf({
    machine,
    draw: drawFrom(0, 3),
    faults: faultsOf([]),
    replicas: { registry: 1, intake: 1, dispatch: 1, enforcement: 1, social: 1 },
    note: () => undefined,
    bug: (where, error) => bugs.push(`${where}: ${messageOf(error)}`),
  });
  machine.outside(0, world.start);
  await machine.runUntil(machine.now() + 5 * MINUTE);
  await founded();
  machine.outside(
    0,
    () => void foundMoney(world, machine.now()).catch((error: unknown) => bugs.push(messageOf(error))),
  );
  await machine.runUntil(machine.now() + 5 * MINUTE);
  await founded();
  return world.image();
};

/** Errors that nobody has caught: the runner would end the process. Only one history goes on at a time. */
let uncaught: ((error: unknown) => void) | undefined;
process.on("unhandledRejection", (error) => {
  if (uncaught === undefined) throw error;
  uncaught(error);
});

export const live = async (plan: Plan, image: WorldImage, plant?: Plant): Promise<Lived> => {
  const machine = startMachine(plan.seed);
  const trace: string[] = [];
  const findings: Finding[] = [];
  const note = (text: string): void => void trace.push(`${(machine.now() - START).toFixed(1).padStart(12)} ${text}`);
  const bug = (where: string, error: unknown): void => {
    findings.push({
      check: "bug",
      subject: where,
      detail: error instanceof Error ? (error.stack ?? "") : String(error),
    });
  };
  uncaught = (error) => {
    if (!isDomainError(error)) bug("nobody caught it", error);
    note(`  nobody caught: ${messageOf(error)}`);
  };
  const faults = faultsOf(plan.steps.flatMap((step) => ("fault" in step ? [step.fault] : [])));
  const draw = drawFrom(plan.seed, 4);
  const world = worldOf({ machine, draw, faults, replicas: plan.replicas, image, plant, note, bug });
  const actors = actorsOf({ world, machine, note, bug });

  machine.outside(0, world.start);
  await machine.runUntil(START + 400);
  for (const [place, step] of plan.steps.entries()) {
    if ("fault" in step) continue;
    await machine.runUntil(machine.now() + step.after);
    if ("jump" in step) {
      note(`» ${(step.jump / 3_600_000).toFixed(1)} h`);
      machine.jump(step.jump);
    } else if ("crash" in step) machine.outside(0, () => world.crash(step.crash, step.ms));
    else
      machine.outside(0, () => {
        void actors.act(step.act, place);
      });
  }

  await machine.runUntil(machine.now() + 10_000);
  faults.heal();
  if (!(await rest(machine, world)))
    findings.push({ check: "rest", subject: "the district", detail: "something is left that never comes to its end" });
  note("» 40 days");
  machine.jump(40 * DAY);
  await machine.runUntil(machine.now() + SWEPT_MS);
  await rest(machine, world);
  const now = new Date(machine.now() - SWEPT_MS).toISOString();
  findings.push(...judge({ world, image, receipts: actors.receipts, paid: actors.paid, now }));
  uncaught = undefined;

  const statuses = new Map<string, number>();
  for (const [what, service, collection] of [
    ["case", "dispatch", "cases"],
    ["grant", "social", "grants"],
  ] as const) {
    if (plan.replicas[service] === undefined) continue;
    for (const { state } of world.stores.documents({ service, collection })) {
      const status = `${what} ${(state as { readonly status: string }).status}`;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }
  const hash = createHash("sha256").update(trace.join("\n")).update(String(machine.happened())).digest("hex");
  return { findings, hash, trace, happened: machine.happened(), counted: faults.counted(), statuses };
};
