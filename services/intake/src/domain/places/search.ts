import { ranked, type How, type Match } from "./match.ts";
import { isWithinOne, plainName, type Key, type Readings } from "./names.ts";

/** Shorter pinyin is near to too much for a typo to be seen in it, or for the middle of a name to be meant. */
const TYPO_LETTERS = 5;
const TYPO_CHARACTERS = 3;

const HAN = /\p{Script=Han}/u;

interface Asked {
  readonly text: string;
  readonly pinyin: string;
  readonly isHan: boolean;
}

/** From `base` for a part of a name to `base + 0.2` for all of it. */
const scoreOf = (base: number, asked: number, whole: number): number => base + (0.2 * Math.min(asked, whole)) / whole;

type Found = readonly [score: number, how: How] | undefined;

const inCharacters = ({ text }: Asked, key: Key): Found => {
  const at = key.text.indexOf(text);
  return at < 0 ? undefined : [scoreOf(at === 0 ? 0.8 : 0.6, text.length, key.text.length), "name"];
};

const inSound = ({ pinyin, isHan }: Asked, key: Key): Found => {
  if (key.pinyin.startsWith(pinyin))
    return [scoreOf(isHan ? 0.55 : 0.75, pinyin.length, key.pinyin.length), isHan ? "sound" : "pinyin"];
  if (isHan) return undefined;
  if (key.initials.startsWith(pinyin)) return [scoreOf(0.65, pinyin.length, key.initials.length), "initials"];
  const isWithin = pinyin.length >= TYPO_LETTERS && key.pinyin.includes(pinyin);
  return isWithin ? [scoreOf(0.45, pinyin.length, key.pinyin.length), "pinyin"] : undefined;
};

const withTypo = ({ pinyin, text, isHan }: Asked, key: Key): Found => {
  const [asked, whole] = isHan ? [text, key.text] : [pinyin, key.pinyin];
  if (asked.length < (isHan ? TYPO_CHARACTERS : TYPO_LETTERS)) return undefined;
  // The name may go on after what was typed so far.
  const fits = [-1, 0, 1].some((by) => isWithinOne(asked, whole.slice(0, asked.length + by)));
  return fits ? [scoreOf(0.3, asked.length, whole.length), "typo"] : undefined;
};

/** Type-ahead: names that begin with, contain or sound like what has been typed; typos only where nothing else is found. */
export const searchIn = (keys: readonly Key[], readings: Readings, query: string, most: number): readonly Match[] => {
  const text = plainName(query);
  if (text === "") return [];
  const asked: Asked = {
    text,
    pinyin: Array.from(text)
      .map((one) => (HAN.test(one) ? readings.ofCharacter(one) : one))
      .join(""),
    isHan: HAN.test(text),
  };
  const matchesBy = (look: (asked: Asked, key: Key) => Found): Match[] =>
    keys.flatMap((key) => {
      const found = look(asked, key);
      return found === undefined ? [] : [{ place: key.place, score: found[0], how: found[1], matched: query.trim() }];
    });
  const exact = matchesBy((one, key) => inCharacters(one, key) ?? inSound(one, key));
  return ranked(exact.length > 0 ? exact : matchesBy(withTypo), most);
};
