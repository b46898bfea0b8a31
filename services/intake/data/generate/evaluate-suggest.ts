/**
 * How good the suggestions of categories are, on text that the model has not seen; see data/held-back/README.md.
 *
 *     node services/intake/data/generate/evaluate-suggest.ts [--tune]
 *
 * `--tune` prints instead what the tuning was chosen by: tenths of the training text, left out one after the other.
 */
import { readFileSync } from "node:fs";
import { loadCategories } from "../../src/app/categories.ts";
import { examplesOf, readTraining, type Training } from "../../src/app/suggest-model.ts";
import { featuresOf, fillersOf, trainModel, type Example } from "../../src/domain/suggest/index.ts";

interface Labelled {
  readonly text: string;
  readonly right: readonly string[];
}
/** Categories, the best first; none where it says nothing. */
type Guess = (text: string) => readonly string[];

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}]/gu, "");

const labelled = (file: string): readonly Labelled[] =>
  readFileSync(new URL(`../held-back/${file}.csv`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const comma = line.lastIndexOf(",");
      const text = line.slice(0, comma).replaceAll(/^"|"$/g, "");
      return {
        text,
        right: line
          .slice(comma + 1)
          .split(" ")
          .filter(Boolean),
      };
    });

const categories = loadCategories();
const training = readTraining();
const without = (...ids: readonly string[]): Training => ({
  ...training,
  sources: training.sources.filter(({ id }) => !ids.includes(id)),
});

const modelOf = (examples: readonly Example[], threshold = training.tuning.threshold): Guess => {
  const { suggest } = trainModel({ ...training, examples, tuning: { ...training.tuning, threshold } });
  return (text) => suggest(text).map(({ category }) => category);
};

/** The name with most pieces in common. */
const keysOf = (text: string): string[] => featuresOf(text, fillersOf(training.fillers)).map(({ key }) => key);
const byName: Guess = (text) => {
  const wanted = new Set(keysOf(text));
  const near = categories.all.map(({ code, name }) => {
    const overlap = [name.zh, name.en].map((one) => {
      const keys = keysOf(one);
      const common = keys.filter((key) => wanted.has(key)).length;
      return common === 0 ? 0 : common / (keys.length + wanted.size - common);
    });
    return { code, overlap: Math.max(...overlap) };
  });
  return near
    .filter(({ overlap }) => overlap > 0)
    .toSorted((one, other) => other.overlap - one.overlap)
    .map(({ code }) => code);
};

const mostFrequent = (examples: readonly Example[]): Guess => {
  const counts = Object.entries(Object.groupBy(examples, ({ category }) => category));
  const ranked = counts.toSorted(([, one = []], [, other = []]) => other.length - one.length).map(([code]) => code);
  return () => ranked;
};

/** Wilson's interval, 95 %. */
const interval = (hits: number, n: number): string => {
  const [z, p] = [1.96, hits / n];
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return `${(100 * p).toFixed(0)}% [${(100 * Math.max(0, middle - half)).toFixed(0)}–${(100 * (middle + half)).toFixed(0)}]`;
};

const shareOf = (texts: readonly Labelled[], holds: (one: Labelled) => boolean): string =>
  texts.length === 0 ? "–" : interval(texts.filter(holds).length, texts.length);

const rowOf = (guess: Guess, texts: readonly Labelled[]) => {
  const ours = texts.filter(({ right }) => right.length > 0);
  const answered = ours.filter(({ text }) => guess(text).length > 0);
  const among =
    (most: number) =>
    ({ text, right }: Labelled): boolean =>
      guess(text)
        .slice(0, most)
        .some((code) => right.includes(code));
  return {
    "first right": shareOf(ours, among(1)),
    "in first 3": shareOf(ours, among(3)),
    answered: shareOf(ours, ({ text }) => guess(text).length > 0),
    "in first 3, where answered": shareOf(answered, among(3)),
    "silent on what is not ours": shareOf(
      texts.filter(({ right }) => right.length === 0),
      ({ text }) => guess(text).length === 0,
    ),
  };
};

const evaluate = (file: string): void => {
  const all = examplesOf(categories, training);
  const seen = new Set(all.map(({ text }) => plain(text)));
  const texts = labelled(file);
  const unseen = texts.filter(({ text }) => !seen.has(plain(text)));
  const ours = unseen.filter(({ right }) => right.length > 0).length;
  console.log(
    `\n${file}: ${String(unseen.length)} texts (${String(ours)} ours, ${String(unseen.length - ours)} not); ` +
      `${String(texts.length - unseen.length)} left out because the training has the very same words`,
  );
  console.table({
    "the model": rowOf(modelOf(all), unseen),
    "… that never is silent": rowOf(modelOf(all, 0), unseen),
    "… without our own phrases": rowOf(modelOf(examplesOf(categories, without("own"))), unseen),
    "… of names only": rowOf(modelOf(examplesOf(categories, { ...training, sources: [] })), unseen),
    "nearest name": rowOf(byName, unseen),
    "most frequent": rowOf(mostFrequent(all), unseen),
  });
};

const FOLDS = 10;

const tune = (): void => {
  const own = examplesOf({ ...categories, all: [] }, without("gbt-47678.5-2026", "los-angeles-311"));
  const rest = examplesOf(categories, without("own"));
  const isEnglish = ({ text }: { readonly text: string }): boolean => /[a-z]/i.test(text);
  for (const threshold of [0.1, 0.2, 0.3, 0.5]) {
    const results = Array.from({ length: FOLDS }, (_, fold) => {
      const guess = modelOf([...rest, ...own.filter((_example, index) => index % FOLDS !== fold)], threshold);
      const out = own.filter((_example, index) => index % FOLDS === fold);
      return out.map(({ text, category }) => ({ text, category, codes: guess(text) }));
    }).flat();
    for (const [language, texts] of Object.entries(Object.groupBy(results, (one) => (isEnglish(one) ? "en" : "zh")))) {
      const answered = texts.filter(({ codes }) => codes.length > 0);
      const first = answered.filter(({ category, codes }) => codes[0] === category).length;
      const three = answered.filter(({ category, codes }) => codes.slice(0, 3).includes(category)).length;
      console.log(
        `threshold ${String(threshold)}, ${language}: answers ${interval(answered.length, texts.length)} of ` +
          `${String(texts.length)}; of these the first right ${interval(first, answered.length)}, ` +
          `in the first 3 ${interval(three, answered.length)}`,
      );
    }
  }
};

if (process.argv.includes("--tune")) tune();
else for (const file of ["beijing-2013", "baltimore", "petitions"]) evaluate(file);
