/** Why these blocks are together: reasons a screen can put into words, each with its figures. */
import type { ManagementType } from "../register/records.ts";
import {
  alternativesOf,
  householdsOf,
  provenNeighbours,
  separate,
  type Alternative,
  type Separation,
} from "./alternatives.ts";
import { outlineOf, pocketsOf, sumsFor, type Crossing, type GridFigures } from "./figures.ts";
import { countsFor, unroundness } from "./measure.ts";
import type { Graph } from "./graph.ts";
import type { How } from "./solve.ts";
import type { State } from "./state.ts";

export type Reason =
  | { readonly code: "households"; readonly households: number; readonly low: number; readonly high: number }
  /** `deviation`: of the load from the reference, as a share of it. */
  | { readonly code: "balance"; readonly load: number; readonly reference: number; readonly deviation: number }
  /** `share` of the households; 1 when all are managed alike. */
  | { readonly code: "management"; readonly management: ManagementType; readonly share: number }
  /** A company with several blocks here; `isWhole`: all it has are here. */
  | { readonly code: "company"; readonly company: string; readonly blocks: number; readonly isWhole: boolean }
  | { readonly code: "noBarrierInside" }
  | BarrierInside
  /** How much of the line it shares with neighbours lies on walls and roads. */
  | { readonly code: "alongBarriers"; readonly metres: number; readonly ofMetres: number }
  /** 0 for a circle, 0.05 for a square, 0.31 for a strip of one by two. */
  | { readonly code: "shape"; readonly unroundness: number }
  /** With so many of its neighbours no better division exists, whatever is done among the two. */
  | { readonly code: "bestWithNeighbours"; readonly neighbours: number; readonly proven: number }
  /** The whole component was divided exactly: no division of it is better. */
  | { readonly code: "bestOfAll" }
  /** Its blocks hang together with no others, or only with such as are too large. */
  | { readonly code: "noChoice" };

/** A wall or road inside, and why it was accepted. */
export interface BarrierInside extends Crossing, Separation {
  readonly code: "barrierInside";
  /**
   * Households one can reach from one of its sides without a barrier, when they cannot be grids by themselves: then some
   * barrier around them is crossed in every valid division. `undefined` when no side forces it.
   */
  readonly pocketHouseholds?: number;
}

export interface Explanation {
  readonly reasons: readonly Reason[];
  /** Of each block at its edge. */
  readonly alternatives: readonly Alternative[];
}

/** What is the same for all grids of a proposal. */
export interface Context {
  readonly state: State;
  readonly pockets: ReadonlyMap<number, readonly number[]>;
  readonly companies: ReadonlyMap<string, number>;
  readonly places: ReadonlyMap<string, number>;
  readonly placeOf: (grid: number) => number;
}

export const contextOf = (state: State, placeOf: (grid: number) => number): Context => {
  const { blocks, size } = state.graph;
  const companies = new Map<string, number>();
  for (const { company } of blocks)
    if (company !== undefined) companies.set(company, (companies.get(company) ?? 0) + 1);
  return {
    state,
    pockets: pocketsOf(
      state.graph,
      Array.from({ length: size }, (_, block) => block),
    ),
    companies,
    places: new Map(blocks.map(({ id }, index) => [id, index])),
    placeOf,
  };
};

const forcedPocket = ({ state, pockets }: Context, ends: readonly number[]): number | undefined =>
  ends
    .map((block) => householdsOf(state, pockets.get(block) ?? []))
    .filter((households) => {
      const { least, most } = countsFor(households, state.yardstick);
      return most < 1 || least > most;
    })
    .sort((a, b) => a - b)[0];

const barrierReasons = (context: Context, { crossings }: GridFigures): Reason[] => {
  if (crossings.length === 0) return [{ code: "noBarrierInside" }];
  return crossings.map((crossing): Reason => {
    const ends = [context.places.get(crossing.a)!, context.places.get(crossing.b)!] as const;
    const pocketHouseholds = forcedPocket(context, ends);
    return {
      code: "barrierInside",
      ...crossing,
      ...separate(context.state, ends, context.placeOf),
      ...(pocketHouseholds === undefined ? {} : { pocketHouseholds }),
    };
  });
};

const companyReasons = ({ companies }: Context, graph: Graph, blocks: readonly number[]): Reason[] => {
  const here = new Map<string, number>();
  for (const block of blocks) {
    const { company } = graph.blocks[block]!;
    if (company !== undefined) here.set(company, (here.get(company) ?? 0) + 1);
  }
  return [...here]
    .filter(([, count]) => count > 1)
    .map(([company, count]) => ({
      code: "company",
      company,
      blocks: count,
      isWhole: companies.get(company) === count,
    }));
};

export const explain = (context: Context, grid: number, figures: GridFigures, how: How): Explanation => {
  const { state } = context;
  const { low, high, reference } = state.yardstick;
  const { households, load } = figures;
  const blocks = state.members[grid]!.toSorted((a, b) => a - b);
  const outline = outlineOf(state.graph, blocks);
  const most = Object.entries(figures.management).sort(([, a], [, b]) => b - a)[0] as
    [ManagementType, number] | undefined;
  return {
    reasons: [
      { code: "households", households, low, high },
      { code: "balance", load, reference, deviation: (load - reference) / reference },
      ...(most === undefined
        ? []
        : [{ code: "management", management: most[0], share: most[1] / households } as const]),
      ...companyReasons(context, state.graph, blocks),
      ...barrierReasons(context, figures),
      { code: "alongBarriers", metres: outline.onBarriersM, ofMetres: outline.metres },
      { code: "shape", unroundness: unroundness(sumsFor(state.graph, blocks), 0) },
      how === "only"
        ? { code: "noChoice" }
        : how === "exact"
          ? { code: "bestOfAll" }
          : { code: "bestWithNeighbours", ...provenNeighbours(state, grid) },
    ],
    alternatives: alternativesOf(state, grid, context.placeOf),
  };
};
