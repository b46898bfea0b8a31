import type { DossierEvent, EventType } from "../dossier/index.ts";
import type { Competent, Day, Deadline } from "../dossier/words.ts";
import type { FiguresOf } from "../law/index.ts";
import type { Check, Placed, Proceeding, Verdict } from "./terms.ts";

type PlacedOf<Type extends EventType> = Omit<Placed, "event"> & {
  readonly event: Extract<DossierEvent, { readonly type: Type }>;
};

export const allOf = <Type extends EventType>(
  { course }: Proceeding,
  ...types: readonly Type[]
): readonly PlacedOf<Type>[] =>
  course.filter(({ event }) =>
    (types as readonly string[]).includes(event.type),
  ) as unknown as readonly PlacedOf<Type>[];

/** The last one before an entry. */
export const lastBefore = <Type extends EventType>(of: Proceeding, entry: number, ...types: readonly Type[]) =>
  allOf(of, ...types).findLast((one) => one.entry < entry);

export const openedIn = (of: Proceeding): PlacedOf<"DossierOpened" | "DecidedOnSpot"> => {
  const [opened] = allOf(of, "DossierOpened", "DecidedOnSpot");
  if (opened === undefined) throw new Error("a dossier that was never opened");
  return opened;
};

export const isSummary = (of: Proceeding): boolean => openedIn(of).event.type === "DecidedOnSpot";

export const officersIn = (event: DossierEvent): readonly Competent[] =>
  "officers" in event.data ? event.data.officers : [];

export const deadlinesIn = (event: DossierEvent): readonly Deadline[] =>
  "deadlines" in event.data ? event.data.deadlines : [];

/** Who has investigated before an entry, whether or not he still does. */
export const investigatorsBefore = (of: Proceeding, entry: number): ReadonlySet<string> =>
  new Set(
    allOf(of, "DossierFiled", "InvestigatorsAdded", "DecidedOnSpot")
      .filter((one) => one.entry < entry)
      .flatMap(({ event }) => officersIn(event).map(({ officer }) => officer)),
  );

/** The penalty law's figure of a day, with where it stands; undefined where it has none. */
export const figureOn = <Name extends keyof FiguresOf["penalty"]>({ law }: Proceeding, on: Day, name: Name) => {
  const figure = law.figureIfAny("penalty", on, name);
  return figure && { value: figure.value, rule: { edition: figure.version, article: figure.article } };
};

export const articleOn = (
  { law, rules }: Proceeding,
  on: Day,
  name: "informed" | "heard" | "decider" | "governing",
) => {
  const { version } = law.inForceOn("penalty", on);
  return { edition: version, article: rules.articles[version]?.[name] ?? "" };
};

export const verdictOf = (isMet: boolean): Verdict => (isMet ? "met" : "breached");

export const check = (
  code: string,
  { entry }: Placed,
  rule: Check["rule"],
  required: Check["required"],
  found: Check["found"],
  verdict: Verdict,
  of?: string,
): Check => ({ code, entry, ...(of === undefined ? {} : { of }), rule, required, found, verdict });
