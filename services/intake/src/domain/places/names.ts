/** 地名 as they are searched: by characters, by sound, by initials. */

export type PlaceKind = "street" | "community" | "grid" | "courtyard" | "estate";

/** A place that can be found by name. */
export interface Place {
  readonly kind: PlaceKind;
  readonly name: string;
  /** Other names: addresses. */
  readonly aliases: readonly string[];
  readonly code?: string | undefined;
  readonly grid?: string | undefined;
}

/** How names sound. Syllables without tone: `["meng", "zhui", "wan"]`. */
export interface Readings {
  /** Of a name of a place, one for each character. */
  readonly ofName: (name: string) => readonly string[];
  /** Of one character by itself. */
  readonly ofCharacter: (character: string) => string;
}

/** One way in which a place may be written. */
export interface Key {
  readonly place: Place;
  readonly characters: readonly string[];
  readonly text: string;
  readonly syllables: readonly string[];
  /** Joined: `mengzhuiwan`. */
  readonly pinyin: string;
  /** `mzw`. */
  readonly initials: string;
  /** It may stand in a sentence by itself: longer than a word that could mean anything. */
  readonly isTelling: boolean;
}

/** What the register adds to what people say. */
const SUFFIX = /(?:街道|社区|村|[一二三四五六七八九十]+期|[a-z]区)$/iu;

/** A place without its suffix is named by this many characters at least: 胜利 may be anything, 猛追湾 is a place. */
const TELLING = 3;

export const plainName = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");

const keyOf = (place: Place, name: string, isTelling: boolean, readings: Readings): Key => {
  const text = plainName(name);
  const syllables = readings.ofName(text);
  return {
    place,
    characters: Array.from(text),
    text,
    syllables,
    pinyin: syllables.join(""),
    initials: syllables.map((syllable) => (/^\d/.test(syllable) ? syllable : syllable.slice(0, 1))).join(""),
    isTelling,
  };
};

/** Its name, the name without its suffix, its other names. */
export const keysOf = (place: Place, readings: Readings): readonly Key[] => {
  const core = place.name.replace(SUFFIX, "");
  const cores =
    core === place.name || core.length < 2 ? [] : [{ name: core, isTelling: Array.from(core).length >= TELLING }];
  const whole = [place.name, ...place.aliases].map((name) => ({ name, isTelling: Array.from(name).length >= TELLING }));
  return [...whole, ...cores].map(({ name, isTelling }) => keyOf(place, name, isTelling, readings));
};

/** Whether one letter more, less or another makes one of the other. */
export const isWithinOne = (one: ArrayLike<string>, other: ArrayLike<string>): boolean => {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  let end = 0;
  while (end < short.length - start && short[short.length - 1 - end] === long[long.length - 1 - end]) end += 1;
  return long.length - start - end <= 1;
};
