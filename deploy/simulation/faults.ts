/** What goes wrong in a history. Each fault strikes once, at the so-manieth operation of its kind, and can be left out by itself. */

export const services = ["registry", "intake", "dispatch", "enforcement", "social"] as const;
export type Service = (typeof services)[number];

/** Where a service meets what is not itself. */
export type Operation = "read" | "write" | "clear" | "publish" | "deliver" | "call";

/**
 * `refuse`: it is not done, and whoever asked hears so. `lose`: it is done, and whoever asked hears that it failed. `part`: of a batch the first
 * half is done. `delay`: it takes seconds. `crash-before`, `crash-after`: the process dies with it.
 */
export type Harm = "refuse" | "lose" | "part" | "delay" | "crash-before" | "crash-after";

export interface Fault {
  readonly service: Service;
  readonly operation: Operation;
  readonly nth: number;
  readonly harm: Harm;
  /** How long it takes, or how long the process is away. */
  readonly ms: number;
}

const HARMS: Readonly<Record<Operation, readonly Harm[]>> = {
  read: ["refuse", "delay", "crash-before"],
  write: ["refuse", "lose", "part", "delay", "crash-before", "crash-after"],
  clear: ["refuse", "lose", "delay", "crash-before", "crash-after"],
  publish: ["refuse", "lose", "part", "delay", "crash-before", "crash-after"],
  deliver: ["lose", "delay", "crash-before", "crash-after"],
  call: ["refuse", "lose", "delay", "crash-after"],
};
export const operations = Object.keys(HARMS) as readonly Operation[];
export const harmsOf = (operation: Operation): readonly Harm[] => HARMS[operation];

export interface Faults {
  /** Counts an operation, and says what goes wrong with it. */
  readonly strike: (service: Service, operation: Operation) => Fault | undefined;
  readonly isHealed: () => boolean;
  /** Operations of services that were counted, and how many of them went wrong. */
  readonly counted: () => { readonly operations: number; readonly faults: number };
  /** From here on nothing goes wrong. */
  readonly heal: () => void;
}

export const faultsOf = (plan: readonly Fault[]): Faults => {
  const counts = new Map<string, number>();
  let isHealed = false;
  let struck = 0;
  const open = Map.groupBy(plan, ({ service, operation }) => `${service} ${operation}`);
  return {
    strike: (service, operation) => {
      if (isHealed) return undefined;
      const key = `${service} ${operation}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const fault = open.get(key)?.find(({ nth }) => nth === count);
      if (fault !== undefined) struck += 1;
      return fault;
    },
    isHealed: () => isHealed,
    counted: () => ({ operations: [...counts.values()].reduce((sum, count) => sum + count, 0), faults: struck }),
    heal: () => {
      isHealed = true;
    },
  };
};
