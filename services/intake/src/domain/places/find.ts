import type { How, Match } from "./match.ts";
import type { Key, Readings } from "./names.ts";

/** Written in Latin letters, a name must have this many to be no other word. */
const LETTERS = 6;
/** Names of so many characters may have one wrong. */
const TYPO_CHARACTERS = 4;

/** Names by how they begin and, for those that may have a wrong character, by how they end. */
export interface Finder {
  readonly starts: ReadonlyMap<string, readonly Key[]>;
  readonly ends: ReadonlyMap<string, readonly Key[]>;
  readonly pinyins: ReadonlyMap<string, readonly Key[]>;
}

const pair = (one: string | undefined, other: string | undefined): string => `${one ?? ""} ${other ?? ""}`;

const grouped = (keys: readonly Key[], by: (key: Key) => readonly string[]): Map<string, Key[]> => {
  const groups = new Map<string, Key[]>();
  for (const key of keys)
    for (const name of new Set(by(key))) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [key]);
      else group.push(key);
    }
  return groups;
};

const startsOf = ({ characters, syllables }: Key): string[] =>
  [characters, syllables].map(([one, other]) => pair(one, other));
const endsOf = ({ characters, syllables }: Key): string[] =>
  [characters, syllables].map((all) => pair(all.at(-2), all.at(-1)));

export const finderOf = (all: readonly Key[]): Finder => {
  const keys = all.filter(({ isTelling }) => isTelling);
  return {
    starts: grouped(keys, startsOf),
    ends: grouped(
      keys.filter(({ characters }) => characters.length >= TYPO_CHARACTERS),
      endsOf,
    ),
    pinyins: grouped(keys, ({ pinyin }) => [pinyin]),
  };
};

interface Written {
  readonly characters: readonly string[];
  readonly syllables: readonly string[];
}

const SCORES: Readonly<Record<How, number>> = { name: 0.9, pinyin: 0.75, sound: 0.7, initials: 0.6, typo: 0.5 };

/** Longer names say more: 猛追湾街道 is more than 猛追湾. */
const matchOf = (key: Key, how: How, matched: string): Match => ({
  place: key.place,
  score: SCORES[how] + 0.1 * Math.min(1, key.characters.length / 10),
  how,
  matched,
});

/** How a name stands at a place in the text, if it does. Figures must be right: 11号 is not a typo for 17号. */
const standing = ({ characters, syllables }: Written, key: Key, at: number): How | undefined => {
  let wrong = 0;
  let sounds = 0;
  for (const [index, character] of key.characters.entries()) {
    const written = characters[at + index];
    if (written === character) continue;
    if (written === undefined || /[\d第]/u.test(character) || /\d/u.test(written)) return undefined;
    if (syllables[at + index] === key.syllables[index]) sounds += 1;
    else wrong += 1;
    if (wrong > 1 || sounds > 1 || (wrong > 0 && key.characters.length < TYPO_CHARACTERS)) return undefined;
  }
  return wrong > 0 ? "typo" : sounds > 0 ? "sound" : "name";
};

const keysAt = ({ starts, ends }: Finder, { characters, syllables }: Written, at: number): [Key, number][] => {
  const [two, sound] = [characters, syllables].map((all) => pair(all[at], all[at + 1])) as [string, string];
  const begun = [...(starts.get(two) ?? []), ...(starts.get(sound) ?? [])].map((key): [Key, number] => [key, at]);
  const ended = [...(ends.get(two) ?? []), ...(ends.get(sound) ?? [])].map((key): [Key, number] => [
    key,
    at + 2 - key.characters.length,
  ]);
  return [...begun, ...ended.filter(([, start]) => start >= 0)];
};

interface Standing extends Match {
  readonly from: number;
  readonly to: number;
}

/** A name that is written right leaves no room for another, no longer, that would be written wrong there. */
const withoutDoubts = (all: readonly Standing[]): readonly Match[] => {
  const sure = all.filter(({ how }) => how === "name");
  const isDoubtful = ({ how, from, to }: Standing): boolean =>
    how !== "name" && sure.some((one) => one.from < to && from < one.to && one.to - one.from >= to - from);
  return all.filter((one) => !isDoubtful(one)).map(({ from: _from, to: _to, ...match }) => match);
};

/** Places that are named in a text, in characters, by sound, or in pinyin. Not ranked yet. */
export const findIn = (finder: Finder, readings: Readings, text: string): readonly Match[] => {
  const plain = text.normalize("NFKC").toLowerCase();
  const characters = Array.from(plain);
  const written = { characters, syllables: characters.map(readings.ofCharacter) };
  const standings: Standing[] = [];
  for (let at = 0; at < characters.length - 1; at += 1)
    for (const [key, from] of keysAt(finder, written, at)) {
      const how = standing(written, key, from);
      if (how === undefined) continue;
      const to = from + key.characters.length;
      standings.push({ ...matchOf(key, how, characters.slice(from, to).join("")), from, to });
    }
  const spelled = [...plain.matchAll(/[a-z]+/g)].flatMap(([word]) =>
    word.length < LETTERS ? [] : (finder.pinyins.get(word) ?? []).map((key) => matchOf(key, "pinyin", word)),
  );
  return [...withoutDoubts(standings), ...spelled];
};
