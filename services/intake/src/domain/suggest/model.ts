import { featuresOf, fillersOf, type Feature } from "./features.ts";

/** A phrase and what it is about. */
export interface Example {
  readonly text: string;
  readonly category: string;
}

/** How the model weighs; chosen on the training text alone, by leaving tenths of it out. */
export interface Tuning {
  /** What every category is taken to have said of words it never said: parts of one, spread as all text spreads them. */
  readonly smoothing: number;
  /** How much more likely than any one category, in natural logarithm, it is that a clause is about none of them. */
  readonly nothing: number;
  /** The same for each piece that the model has never met. */
  readonly unknown: number;
  /** Divides evidence: pieces of a phrase depend on each other, and naive Bayes takes each for a new witness. */
  readonly temperature: number;
  /** How much an English word weighs: two characters of Chinese are three pieces, a word is only one. */
  readonly word: number;
  /** Where the best score is below this, nothing is suggested: 0–1. */
  readonly threshold: number;
}

export interface Material {
  readonly examples: readonly Example[];
  /** Words that say nothing of the matter. */
  readonly fillers: readonly string[];
  readonly tuning: Tuning;
}

export interface Suggestion {
  readonly category: string;
  /** 0–1: how likely, of all categories and of none. */
  readonly score: number;
  /** Pieces of the text that speak for it, the strongest first. */
  readonly because: readonly string[];
}

export interface Model {
  /** The likeliest first; empty where the model would have to guess. */
  readonly suggest: (text: string, most?: number) => readonly Suggestion[];
  /** Pieces that it knows. */
  readonly size: number;
}

interface Weight {
  readonly category: number;
  /** Evidence of a piece that this category has said, less that of one it has not. */
  readonly gain: number;
}

interface Piece {
  /** For those who have said it. */
  readonly weights: readonly Weight[];
}

const CLAUSES = /[\s]*[,.;:!?，。；：！？、\n…]+[\s]*/u;
const LONGEST_CLAUSES = 60;
const REASONS = 6;

const counted = <Key>(counts: Map<Key, number>, key: Key, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

/** Neighbours that overlap are shown as one piece: 路灯 and 灯不 and 不亮 are 路灯不亮. */
const joined = (pieces: readonly string[], clause: string): string[] => {
  const plain = clause.normalize("NFKC").toLowerCase();
  const isTaken = new Array<boolean>(plain.length).fill(false);
  for (const piece of pieces) {
    const at = plain.indexOf(piece);
    if (at >= 0) isTaken.fill(true, at, at + piece.length);
  }
  const found: string[] = [];
  for (let at = 0; at < plain.length; at += 1) {
    const start = at;
    while (isTaken[at] === true) at += 1;
    if (at > start) found.push(plain.slice(start, at));
  }
  return found;
};

/**
 * 类别建议. Naive Bayes over the pieces of a clause, against all text as background; a long text is as good as its best clause.
 * Small enough to be made at every start.
 */
export const trainModel = ({ examples, fillers, tuning }: Material): Model => {
  const without = fillersOf(fillers);
  const read = (text: string): readonly Feature[] => featuresOf(text, without);
  const categories = [...new Set(examples.map(({ category }) => category))].sort();
  const numberOf = new Map(categories.map((category, index) => [category, index]));
  const said = categories.map(() => new Map<string, number>());
  const sums = new Map<string, number>();
  for (const { text, category } of examples)
    for (const { key } of read(text)) {
      counted(said[numberOf.get(category) ?? 0] ?? new Map<string, number>(), key);
      counted(sums, key);
    }
  const total = [...sums.values()].reduce((sum, count) => sum + count, 0);
  const prior = tuning.smoothing * sums.size;
  const lengths = said.map((counts) => [...counts.values()].reduce((sum, count) => sum + count, 0));
  // A piece that a category has not said is worth log(prior / (length + prior)), whatever piece it is.
  const missed = Float64Array.from(lengths, (length) => Math.log(prior / (length + prior)));
  const pieces = new Map<string, Piece & { weights: Weight[] }>();
  for (const [category, counts] of said.entries())
    for (const [key, count] of counts) {
      const piece = pieces.get(key) ?? { weights: [] };
      pieces.set(key, piece);
      const expected = (prior * (sums.get(key) ?? 0)) / total;
      piece.weights.push({ category, gain: Math.log((count + expected) / expected) });
    }

  const weightOf = (key: string): number => (key.startsWith("w:") ? tuning.word : 1);

  interface Scored {
    readonly clause: string;
    readonly known: readonly Feature[];
    readonly scores: Float64Array;
  }

  const scored = (clause: string): Scored | undefined => {
    const features = read(clause);
    const known = features.filter(({ key }) => pieces.has(key));
    if (known.length === 0) return undefined;
    const weight = known.reduce((sum, { key }) => sum + weightOf(key), 0);
    const logs = missed.map((loss) => loss * weight);
    for (const { key } of known)
      for (const { category, gain } of pieces.get(key)?.weights ?? [])
        logs[category] = (logs[category] ?? 0) + gain * weightOf(key);
    const strange = features.filter(({ key }) => !key.startsWith("c:") && !pieces.has(key)).length;
    const none = tuning.nothing + tuning.unknown * strange;
    const highest = logs.reduce((most, log) => Math.max(most, log / tuning.temperature), none);
    const odds = logs.map((log) => Math.exp(log / tuning.temperature - highest));
    const sum = odds.reduce((all, one) => all + one, Math.exp(none - highest));
    return { clause, known, scores: odds.map((one) => one / sum) };
  };

  const because = ({ clause, known }: Scored, category: number): string[] => {
    const speaking = known.flatMap(({ key, text }) => {
      const gain = pieces.get(key)?.weights.find((weight) => weight.category === category)?.gain;
      return gain === undefined ? [] : [{ text, gain }];
    });
    const strongest = speaking.toSorted((one, other) => other.gain - one.gain).slice(0, REASONS);
    return joined(
      strongest.map(({ text }) => text),
      clause,
    );
  };

  return {
    size: pieces.size,
    suggest: (text, most = 5) => {
      const best = new Map<number, { readonly score: number; readonly from: Scored }>();
      for (const clause of text.split(CLAUSES).slice(0, LONGEST_CLAUSES)) {
        const from = scored(clause);
        from?.scores.forEach((score, category) => {
          if (score > (best.get(category)?.score ?? 0)) best.set(category, { score, from });
        });
      }
      const ranked = [...best].sort(([, one], [, other]) => other.score - one.score).slice(0, most);
      if ((ranked[0]?.[1].score ?? 0) < tuning.threshold) return [];
      return ranked
        .filter(([, { score }]) => score >= tuning.threshold / 10)
        .map(([category, { score, from }]) => ({
          category: categories[category] ?? "",
          score: Math.round(score * 1000) / 1000,
          because: because(from, category),
        }));
    },
  };
};
