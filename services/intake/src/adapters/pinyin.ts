import { customPinyin, pinyin } from "pinyin-pro";
import { z } from "zod";
import { readData } from "../app/dated.ts";
import type { Readings } from "../domain/places/index.ts";

const File = z.object({ source: z.string(), readings: z.record(z.string(), z.string()) });

/** Pieces read once are not read again: names of grids and courtyards share nearly all of theirs. */
const PIECES_KEPT = 20_000;

/** Between figures: numbers are written the same in every name, and tell nothing of how the rest is read. */
const PIECES = /\p{Script=Han}+|[^\p{Script=Han}]/gu;

const syllablesOf = (text: string): string[] =>
  pinyin(text, { toneType: "none", type: "array" }).map((syllable) => syllable.toLowerCase().replaceAll("ü", "v"));

/** Readings of names of places: `data/place-readings.json` before the general dictionary. */
export const placeReadings = (): Readings => {
  customPinyin(readData("place-readings.json", File).readings);
  const known = new Map<string, readonly string[]>();
  const read = (piece: string): readonly string[] => {
    const found = known.get(piece) ?? syllablesOf(piece);
    if (known.size >= PIECES_KEPT) known.clear();
    known.set(piece, found);
    return found;
  };
  return {
    ofName: (name) => (name.match(PIECES) ?? []).flatMap(read),
    ofCharacter: (character) => read(character)[0] ?? character,
  };
};
