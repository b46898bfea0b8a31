import { createHash } from "node:crypto";
import { CategoryCode } from "@wangge/contracts";
import { z } from "zod";
import { trainModel, type Example, type Model } from "../domain/suggest/index.ts";
import { loadCategories, type Categories } from "./categories.ts";
import { readData } from "./dated.ts";

const Tuning = z.strictObject({
  smoothing: z.number().positive(),
  nothing: z.number().min(0),
  unknown: z.number().min(0),
  temperature: z.number().positive(),
  word: z.number().positive(),
  threshold: z.number().min(0).max(1),
});

const Training = z.strictObject({
  version: z.string(),
  tuning: Tuning,
  fillers: z.array(z.string().min(1)).describe("words that say nothing of the matter"),
  sources: z.array(
    z.strictObject({
      id: z.string(),
      source: z.string().describe("who wrote these words, and where they were taken from"),
      texts: z.record(CategoryCode, z.array(z.string().min(1))),
    }),
  ),
});
export type Training = z.infer<typeof Training>;

export interface SuggestModel extends Model {
  /** `2026.1+3f2a9c01`: the training text's own, and what the model was really made of. */
  readonly version: string;
}

/** The committed training text. */
export const readTraining = (): Training => readData("suggest-training.json", Training);

/** Names of the categories, and what the training text adds to them. */
export const examplesOf = (categories: Categories, { sources }: Training): readonly Example[] => [
  ...categories.all.flatMap(({ code, name }) => [name.zh, name.en].map((text) => ({ text, category: code }))),
  ...sources.flatMap(({ texts }) =>
    Object.entries(texts).flatMap(([category, all]) => all.map((text) => ({ text, category }))),
  ),
];

/** Makes the model of a text, in some milliseconds. @throws Error where the text names an unknown category */
export const suggestModelOf = (categories: Categories, training: Training): SuggestModel => {
  const examples = examplesOf(categories, training);
  const unknown = examples.find(({ category }) => categories.find(category) === undefined);
  if (unknown !== undefined) throw new Error(`suggest-training.json: there is no category ${unknown.category}`);
  const { tuning, fillers } = training;
  const material = { examples, fillers, tuning };
  const digest = createHash("sha256").update(JSON.stringify(material)).digest("hex");
  return { ...trainModel(material), version: `${training.version}+${digest.slice(0, 8)}` };
};

let model: SuggestModel | undefined;
/** The model of the committed text. */
export const loadSuggestModel = (): SuggestModel => (model ??= suggestModelOf(loadCategories(), readTraining()));
