/** What decisions go by besides the dossier itself: the law by date, the district's own rules, the process. */
import district from "../../../data/dossier/district-rules.json" with { type: "json" };
import type { Cited, LawBook } from "../law/index.ts";
import type { Process } from "./process.ts";
import type { Day, Deadline, Fen, Period, Purpose } from "./words.ts";

/** 地方规则. What the law leaves to the province, the ministries and the district. */
export interface DistrictRules {
  readonly version: string;
  readonly effectiveFrom: Day;
  readonly periods: Readonly<
    Record<"defence" | "decisionExtension" | "noticeDelivery" | "summaryRecord" | "retention", Period>
  >;
  /** 较大数额: from this sum on there is a hearing. */
  readonly hearing: { readonly citizen: Fen; readonly organization: Fen };
  /** 重大: from this fine on it is discussed, by so many. */
  readonly discussion: { readonly fine: Fen; readonly members: number };
  readonly decisionExtensions: number;
}

export interface Rules {
  readonly law: LawBook;
  readonly districtOn: (day: Day) => DistrictRules;
  /** @throws DomainError `enforcement.process.unknown` */
  readonly processOf: (version: string) => Process;
}

export const districtEditions = district.editions as readonly DistrictRules[];

export const districtOn = (day: Day): DistrictRules => {
  const [first] = districtEditions;
  const edition = districtEditions.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? first;
  if (edition === undefined) throw new Error("the district has no rules");
  return edition;
};

export type TermName = Purpose | "seizureExtension" | "decisionExtension" | "noticeDelivery" | "retention";

/** The limit by the edition in force on this day; undefined where it knows none. */
export const termOn = (
  { law, districtOn: rulesOn }: Rules,
  { terms }: Process,
  name: TermName,
  on: Day,
): Cited<Period> | undefined => {
  const term = terms[name];
  if (term === undefined) return undefined;
  if ("district" in term) {
    const { version, periods } = rulesOn(on);
    const value = (periods as Readonly<Record<string, Period>>)[term.district];
    return value && { value, article: term.district, version };
  }
  const { version, figures } = law.inForceOn(term.statute, on);
  const figure = (figures as Readonly<Record<string, { readonly value: Period; readonly article: string }>>)[
    term.figure
  ];
  return figure && { ...figure, version };
};

export interface Issue {
  /** The day on which it is issued: that day's edition is gone by. */
  readonly on: Day;
  /** The day that it is counted from, where that is another. */
  readonly from?: Day | undefined;
  readonly of?: string | undefined;
  /** The limit's own name, where it is not that of the purpose. */
  readonly term?: TermName | undefined;
  /** A holiday does not put it off. */
  readonly through?: true | undefined;
}

/** 期限. The deadline, or none where the law of the day knows no such limit. */
export const issue = (rules: Rules, process: Process, purpose: Purpose, how: Issue): readonly Deadline[] => {
  const { on, from = on, of, term = purpose, through } = how;
  const found = termOn(rules, process, term, on);
  if (found === undefined) return [];
  const { value: period, version: edition, article } = found;
  const lastDay = through === true ? rules.law.endOf(from, period) : rules.law.lastDay(from, period);
  return [{ purpose, ...(of === undefined ? {} : { of }), lastDay, edition, article, from, period }];
};
