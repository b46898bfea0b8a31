import { refuse } from "./asked.ts";

/** 答复模板, dated. `{{days}}` is a place to be filled. */
export interface AnswerTemplate {
  readonly code: string;
  readonly from: string;
  readonly source: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly zh: string;
  readonly en: string;
}
export type Language = "zh" | "en";

const PLACE = /\{\{([a-zA-Z]+)\}\}/g;

export const placesOf = ({ zh }: Pick<AnswerTemplate, "zh">): readonly string[] => [
  ...new Set([...zh.matchAll(PLACE)].map(([, name = ""]) => name)),
];

/** The template in one language with every place filled. @throws DomainError where one stays empty, or a value has none */
export const filled = (
  template: AnswerTemplate,
  language: Language,
  values: Readonly<Record<string, string>>,
): string => {
  const places = placesOf(template);
  const empty = places.filter((name) => (values[name] ?? "").trim() === "");
  const unused = Object.keys(values).filter((name) => !places.includes(name));
  if (empty.length > 0 || unused.length > 0)
    throw refuse("template_values", "Give a value for each place of the template, and no other", { places, empty });
  return template[language].replaceAll(PLACE, (_, name: string) => values[name] ?? "");
};
