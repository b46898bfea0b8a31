import { findIn, finderOf } from "./find.ts";
import { nearTo, ranked, type Match } from "./match.ts";
import { keysOf, type Place, type Readings } from "./names.ts";
import { searchIn } from "./search.ts";

export type { How, Match } from "./match.ts";
export { isWithinOne, type Place, type PlaceKind, type Readings } from "./names.ts";

/** 地名查找 over the places of one version of the register. */
export interface Gazetteer {
  /** What somebody is typing: part of a name, pinyin, initials; ranked. */
  readonly search: (query: string, most: number) => readonly Match[];
  /** Places that a text names; those by a grid first, where one is given. */
  readonly find: (text: string, most: number, grid?: string) => readonly Match[];
  readonly size: number;
}

export const gazetteerOf = (places: readonly Place[], readings: Readings): Gazetteer => {
  const keys = places.flatMap((place) => keysOf(place, readings));
  const finder = finderOf(keys);
  return {
    size: places.length,
    search: (query, most) => searchIn(keys, readings, query, most),
    find: (text, most, grid) => ranked(nearTo(findIn(finder, readings, text), grid), most),
  };
};
