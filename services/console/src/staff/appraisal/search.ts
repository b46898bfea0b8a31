import type { SearchSchemaInput } from "@tanstack/react-router";
import { periodFrom, type Period } from "./period.ts";
import type { Side } from "./types.ts";

/** What stands in an address of these pages. */
const SIDE_NAMES = ["street", "subCentre", "work", "zone"] as const satisfies readonly Side[];
type Search = Readonly<Record<string, unknown>>;
/** What an address may leave out; the page knows what to begin with. */
export type Given<Whole> = Partial<Whole> & SearchSchemaInput;

export interface LeagueSearch extends Period {
  readonly side: Side;
  readonly card?: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export const leagueFrom = (search: Search): LeagueSearch => {
  const card = text(search["card"]);
  return {
    ...periodFrom({ ...search }),
    side: SIDE_NAMES.find((side) => side === search["side"]) ?? "street",
    ...(card === undefined ? {} : { card }),
  };
};

/** A score of now, or of an edition of an appraisal. */
export interface ScoreSearch extends Period {
  readonly appraisal?: string;
  readonly edition?: number;
}

export const scoreFrom = (search: Search): ScoreSearch => {
  const appraisal = text(search["appraisal"]);
  const edition = Number(search["edition"]);
  return {
    ...periodFrom({ ...search }),
    ...(appraisal === undefined ? {} : { appraisal }),
    ...(Number.isInteger(edition) && edition > 0 ? { edition } : {}),
  };
};
