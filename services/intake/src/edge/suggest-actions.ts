import { CategoryCode, GridCode, Point } from "@wangge/contracts";
import type { Place as WhereItIs } from "@wangge/contracts/calls";
import { action, isDomainError } from "@wangge/kit";
import { z } from "zod";
import type { Categories } from "../app/categories.ts";
import type { SuggestModel } from "../app/suggest-model.ts";
import type { Gazetteer, Match } from "../domain/places/index.ts";

export interface SuggestDeps {
  readonly categories: Categories;
  readonly suggestModel: SuggestModel;
  /** @throws DomainError `unavailable` */
  readonly gazetteer: () => Promise<Gazetteer>;
  readonly gridsOf: (places: readonly WhereItIs[]) => Promise<readonly (string | undefined)[]>;
}

const MOST = 5;

const FoundPlace = z.object({
  kind: z.enum(["street", "community", "grid", "courtyard", "estate"]),
  name: z.string(),
  code: z.string().optional(),
  grid: GridCode.optional().describe("absent: it lies in several, or nobody knows where"),
  matched: z.string().describe("the piece of the text"),
  how: z.enum(["name", "sound", "pinyin", "initials", "typo"]),
  score: z.number().min(0).max(1),
});

const Suggested = z.object({
  category: CategoryCode,
  name: z.object({ zh: z.string(), en: z.string() }),
  score: z.number().min(0).max(1).describe("how likely, of all categories and of none"),
  because: z.array(z.string()).describe("the pieces of the text that speak for it"),
});

const placeView = ({ place: { kind, name, code, grid }, matched, how, score }: Match): z.input<typeof FoundPlace> => ({
  kind,
  name,
  ...(code === undefined ? {} : { code }),
  ...(grid === undefined ? {} : { grid }),
  matched,
  how,
  score: Math.round(score * 1000) / 1000,
});

/** 填报助手: what a text seems to be about and where, before anything is reported. Keeps nothing. */
export const suggestActions = ({ categories, suggestModel, gazetteer, gridsOf }: SuggestDeps) => {
  /** Categories do not depend on anybody; without the registry there are just no places and no grid. */
  const orNothing = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await answer;
    } catch (error) {
      if (isDomainError(error) && error.kind === "unavailable") return undefined;
      throw error;
    }
  };

  /** The words of the matter: 街 in the name of a place says nothing of the street. */
  const withoutPlaces = (text: string, places: readonly Match[]): string =>
    places.filter(({ how }) => how === "name").reduce((rest, { matched }) => rest.replaceAll(matched, "，"), text);

  return {
    suggest: action({
      rest: "POST /suggest",
      summary: "填报建议: categories and places that a text seems to speak of, and why; silent rather than guessing",
      access: "public",
      idempotent: true,
      input: z.strictObject({ text: z.string().trim().min(1).max(4000), point: Point.optional() }),
      output: z.object({
        model: z.string().describe("version of the training text and of what was made of it"),
        categories: z.array(Suggested),
        grid: GridCode.optional().describe("of the point"),
        places: z.array(FoundPlace),
        placesKnown: z.boolean().describe("false: the register is away, so no place was looked for"),
      }),
      run: async ({ text, point }) => {
        const [names, grids] = await Promise.all([
          orNothing(gazetteer()),
          point === undefined ? [] : orNothing(gridsOf([{ point }])),
        ]);
        const grid = grids?.[0];
        const places = names?.find(text, MOST, grid) ?? [];
        return {
          model: suggestModel.version,
          categories: suggestModel.suggest(withoutPlaces(text, places), MOST).map(({ category, score, because }) => ({
            category,
            name: categories.find(category)?.name ?? { zh: category, en: category },
            score,
            because: [...because],
          })),
          ...(grid === undefined ? {} : { grid }),
          places: places.map(placeView),
          placesKnown: names !== undefined,
        };
      },
    }),
    places: action({
      rest: "GET /places",
      summary: "地名: streets, communities, grids, courtyards and estates by part of a name, pinyin or initials (mzw)",
      access: "public",
      input: z.strictObject({
        q: z.string().trim().min(1).max(60),
        limit: z.int().min(1).max(50).default(10),
      }),
      output: z.object({ places: z.array(FoundPlace) }),
      run: async ({ q, limit }) => ({ places: (await gazetteer()).search(q, limit).map(placeView) }),
    }),
  };
};
