/** Figures of the reform and of standards: dated data with their source, never constants. */
import { reject } from "@wangge/kit/errors";
import type { FunctionClass } from "./records.ts";
import { covers, type Day, type Span } from "./timeline.ts";

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface Parameters extends Span {
  /** Where the figures are written. */
  readonly source: string;
  /** Households (户) of a grid, both ends included. */
  readonly householdsPerGrid: Bounds;
  readonly workersPerGrid: Bounds;
  readonly responsiblePerGrid: number;
  /** Internal sections of a street office: which classes of functions have one. */
  readonly sections: { readonly urban: readonly FunctionClass[]; readonly agricultural: readonly FunctionClass[] };
}

/** The parameters of a day. @throws DomainError `registry.parameters.missing` for a day nobody has rules for */
export const parametersOn = (all: readonly Parameters[], day: Day): Parameters => {
  const found = all.find((parameters) => covers(parameters, day));
  if (found === undefined)
    throw reject("registry.parameters.missing", "There are no rules for the register on that day", { day });
  return found;
};
