import { CategoryCode, Day } from "@wangge/contracts";
import { action, DomainError, type Clock } from "@wangge/kit";
import { z } from "zod";
import { placeReadings } from "../adapters/pinyin.ts";
import { Category, QuestionView, Text, type Categories } from "../app/categories.ts";
import { dayOf } from "../domain/index.ts";

const Node = z.object({ id: z.string(), parent: z.string().optional(), name: Text });

const Definition = Category.extend({
  scheme: z.string(),
  path: z.array(Node).describe("from the root of the tree"),
  rules: z.string().describe("version of questions and radius"),
  questions: z.array(QuestionView),
  duplicates: z.object({
    radius: z.number().describe("metres"),
    hours: z.number().describe("how far back similar reports are looked for"),
  }),
});

/** 类别, for forms and directories. */
export const categoryActions = ({ categories, clock }: { readonly categories: Categories; readonly clock: Clock }) => {
  const { ofName } = placeReadings();
  const initialsOf = (name: string): string =>
    ofName(name)
      .map((syllable) => syllable.slice(0, 1))
      .join("");
  const rulesOf = (category: Category, day = dayOf(clock.now())) => {
    const { version, questions, duplicates } = categories.rulesOf(category, day);
    return { rules: version, questions: questions as z.input<typeof QuestionView>[], duplicates };
  };
  return {
    categories: action({
      rest: "GET /categories",
      summary: "类别: what can be reported or applied for, with the numbering it belongs to and the tree above it",
      access: "public",
      input: z.strictObject({}),
      output: z.object({
        scheme: z.string(),
        schemes: z.array(z.string()).describe("numberings that codes may be given in"),
        nodes: z.array(Node),
        categories: z.array(
          Category.extend({
            hasQuestions: z.boolean().describe("GET /categories/{category} has more to ask"),
            initials: z.string().describe("of the Chinese name in pinyin, for who is typing: 路灯 is ld"),
          }),
        ),
      }),
      run: () =>
        Promise.resolve({
          scheme: categories.scheme,
          schemes: [...categories.schemes],
          nodes: [...categories.nodes],
          categories: categories.all.map((category) => ({
            ...category,
            hasQuestions: rulesOf(category).questions.length > 0,
            initials: initialsOf(category.name.zh),
          })),
        }),
    }),
    category: action({
      rest: "GET /categories/:category",
      summary: "One category: its place in the tree, its questions 附加问题, and when reports count as similar",
      access: "public",
      input: z.strictObject({ category: CategoryCode, on: Day.optional().describe("as of this day; default today") }),
      output: Definition,
      run: ({ category: code, on }) => {
        const category = categories.find(code);
        if (category === undefined)
          throw new DomainError("missing", "intake.category.unknown", "There is no such category");
        const path = [...categories.tree.pathOf(category)];
        return Promise.resolve({ ...category, scheme: categories.scheme, path, ...rulesOf(category, on) });
      },
    }),
  };
};
