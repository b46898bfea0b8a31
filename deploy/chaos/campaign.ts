import type { Problem } from "../doctor/problem.ts";
import type { Random } from "../demo/data.ts";
import type { Stack, StackOptions } from "../local/stack.mjs";

/** One thing that goes wrong, until it is over. */
export interface Fault {
  /** Counted by it: `kill dispatch`. */
  readonly kind: string;
  /** @returns false where there was nothing to be hurt: it does not count. */
  readonly run: () => Promise<boolean>;
}

/** A platform that is up, and what goes wrong with it. */
export interface Attack {
  /** Where people reach it. Default: its own address. */
  readonly url?: string;
  readonly draw: (random: Random) => Fault;
  /** Faults that go on side by side. */
  readonly width: number;
  /** From when people are answered again until the next one, at most. */
  readonly restMs: number;
  /** From now on nothing is wrong any more. */
  readonly heal: () => Promise<void>;
  /** When everybody is through: what still has to end before the doctor looks. */
  readonly settle?: () => Promise<void>;
  /** What went wrong beside the faults that were drawn, by its kind. */
  readonly planted?: () => Readonly<Record<string, number>>;
  /** What only this campaign looks at, after everything has come to rest. */
  readonly examine?: () => Promise<readonly Problem[]>;
  /** What the doctor finds because it was done on purpose. */
  readonly isMeant?: (problem: Problem) => boolean;
}

export interface Ground {
  /** A folder of the campaign's own. */
  readonly dir: string;
  readonly seed: number;
  /** The commit that is the old version. */
  readonly oldRevision: string;
  readonly say: (line: string) => void;
}

export interface Prepared {
  /** What its platform has that another has not. */
  readonly platform?: Partial<StackOptions>;
  readonly begin: (stack: Stack) => Promise<Attack>;
  readonly close?: () => Promise<void>;
}

export interface Campaign {
  readonly name: string;
  readonly prepare: (ground: Ground) => Promise<Prepared>;
}

export const between = (random: Random, least: number, most: number): number => least + random() * (most - least);

export const pick = <T>(random: Random, from: readonly T[]): T => {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error("nothing to choose from");
  return one;
};
