import { refusal } from "./errors.ts";
import type { Categories, Definition, Intake } from "./intake.ts";
import type { Language } from "./language.ts";

/** Categories are dated files of intake: they change when it is started anew. */
const FRESH_MS = 30_000;

export interface Service {
  readonly code: string;
  readonly hasQuestions: boolean;
  readonly name: Categories["nodes"][number]["name"];
  /** Of the tree above it, from the root. */
  readonly path: readonly Categories["nodes"][number]["name"][];
}

/** 类别 as services of GeoReport. Told again while intake is away. */
export const serviceList = (
  intake: Pick<Intake, "categories">,
  now: () => number = Date.now,
): (() => Promise<ReadonlyMap<string, Service>>) => {
  let known: { readonly services: ReadonlyMap<string, Service>; readonly until: number } | undefined;
  return async () => {
    if (known !== undefined && now() < known.until) return known.services;
    try {
      known = { services: servicesFrom(await intake.categories({})), until: now() + FRESH_MS };
    } catch (error) {
      if (known === undefined) throw error;
    }
    return known.services;
  };
};

const servicesFrom = ({ nodes, categories }: Categories): ReadonlyMap<string, Service> => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pathTo = (id: string | undefined): Service["path"] => {
    const node = id === undefined ? undefined : byId.get(id);
    return node === undefined ? [] : [...pathTo(node.parent), node.name];
  };
  return new Map(
    categories.map(({ code, parent, name, hasQuestions }) => [
      code,
      { code, hasQuestions, name, path: pathTo(parent) },
    ]),
  );
};

export const serviceView = ({ code, hasQuestions, name, path }: Service, language: Language) => ({
  service_code: code,
  service_name: name[language],
  description: [...path, name].map((one) => one[language]).join(" / "),
  metadata: hasQuestions,
  type: "realtime",
  keywords: [...path, name].map((one) => one[language].replaceAll(",", " ")).join(","),
  group: path.at(-1)?.[language] ?? "",
});

export const definitionView = ({ code: service, questions }: Definition, language: Language) => ({
  service_code: service,
  attributes: questions.map(({ variable, code, datatype, required, text, hint, values }, index) => ({
    variable,
    code,
    datatype,
    required,
    datatype_description: hint?.[language] ?? null,
    order: index + 1,
    description: text[language],
    values: values?.map(({ key, name }) => ({ key, name: name[language] })),
  })),
});

/** @throws HttpError 404 */
export const knownService = (services: ReadonlyMap<string, Service>, code: string): Service => {
  const service = services.get(code);
  if (service === undefined) throw refusal(404, "service_code was not found");
  return service;
};
