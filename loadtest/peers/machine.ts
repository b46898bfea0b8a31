/** What the kernel says of this machine; on one without `/proc` the shares are left out, not guessed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { boxBusy, boxTicksOf, processTicksOf, treeTicks, type BoxTicks, type ProcessTicks } from "./figures.ts";

/** USER_HZ: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const hasProc = existsSync("/proc/stat");

const processes = (): readonly ProcessTicks[] =>
  readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return processTicksOf(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
    } catch {
      return []; // gone meanwhile
    }
  });

/** CPU time so far of these processes and all below them, in microseconds; undefined without `/proc`. */
export const cpuMicrosOf = (roots: readonly number[]): number | undefined =>
  hasProc ? (treeTicks(processes(), roots) / TICKS_PER_SECOND) * 1e6 : undefined;

const boxNow = (): BoxTicks => boxTicksOf(readFileSync("/proc/stat", "utf8"));

export interface Spent {
  readonly clientMicros: number;
  readonly serverMicros: number | undefined;
  readonly box: { readonly busy: number; readonly byOthers: number | undefined } | undefined;
}

/** Starts to count; the answer tells what was spent since. */
export const counting = (serverPids: () => readonly number[] | undefined): (() => Spent) => {
  const serverCpu = (): number | undefined => {
    const roots = serverPids();
    return roots === undefined ? undefined : cpuMicrosOf(roots);
  };
  const [box, servers, cpu, started] = [
    hasProc ? boxNow() : undefined,
    serverCpu(),
    process.cpuUsage(),
    performance.now(),
  ];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    const clientMicros = user + system;
    const now = serverCpu();
    const seconds = (performance.now() - started) / 1000;
    const serverMicros = now === undefined || servers === undefined ? undefined : now - servers;
    if (box === undefined) return { clientMicros, serverMicros, box: undefined };
    const busy = boxBusy(box, boxNow());
    const ours = (clientMicros + (serverMicros ?? 0)) / 1e6 / (seconds * availableParallelism());
    return {
      clientMicros,
      serverMicros,
      box: { busy, byOthers: serverMicros === undefined ? undefined : Math.max(0, busy - ours) },
    };
  };
};
