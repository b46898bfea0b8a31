/** One piece of a text that tells something of what it is about, and where it stood. */
export interface Feature {
  /** As the model knows it. */
  readonly key: string;
  /** As it was written. */
  readonly text: string;
}

const RUNS = /(?<han>\p{Script=Han}+)|(?<word>[a-z]+)/gu;

/** What says nothing of the matter, such as 请问 or "please": it parts the words round it. */
export type Fillers = (text: string) => string;

/** @param words of either language, as they are written in lower case */
export const fillersOf = (words: readonly string[]): Fillers => {
  const longestFirst = words.toSorted((one, other) => other.length - one.length);
  const english = longestFirst.filter((word) => /^[a-z]+$/.test(word));
  const chinese = longestFirst.filter((word) => !/^[a-z]+$/.test(word));
  const parts = [english.length > 0 ? `\\b(?:${english.join("|")})\\b` : "", ...chinese].filter((part) => part !== "");
  if (parts.length === 0) return (text) => text;
  const pattern = new RegExp(parts.join("|"), "gu");
  return (text) => text.replace(pattern, " ");
};

/** The stem of an English word, roughly: what it has in common with its plural and its verb forms. */
const stemOf = (word: string): string => {
  const cut = word.replace(/(?:ing|ed|es|s)$/, "");
  return cut.length < 3 ? word : cut.replace(/(.)\1$/, "$1").replace(/(?<=..)[ey]$/, "");
};

const ofWord = (word: string): Feature[] => (word.length < 2 ? [] : [{ key: `w:${stemOf(word)}`, text: word }]);

const ofHan = (run: string): Feature[] => {
  const characters = Array.from(run);
  return characters.flatMap((character, index) => {
    const next = characters[index + 1];
    const one = { key: `c:${character}`, text: character };
    return next === undefined ? [one] : [one, { key: `b:${character}${next}`, text: `${character}${next}` }];
  });
};

/**
 * Characters and pairs of them in Chinese, stems of words in English; each once. Full-width forms are read as plain ones, and
 * numbers, signs and everything else tells nothing.
 */
export const featuresOf = (text: string, without: Fillers): readonly Feature[] => {
  const found = new Map<string, Feature>();
  for (const { groups } of without(text.normalize("NFKC").toLowerCase()).matchAll(RUNS)) {
    const { han, word } = groups ?? {};
    const features = han === undefined ? ofWord(word ?? "") : ofHan(han);
    for (const feature of features) if (!found.has(feature.key)) found.set(feature.key, feature);
  }
  return [...found.values()];
};
