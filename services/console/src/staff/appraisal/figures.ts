/** Numbers of the appraisal are exact; what is read is rounded. */
import type { Language } from "../../common/language.ts";
import { appraisal } from "../../common/texts/appraisal.ts";
import type { Rule, Unit } from "./types.ts";

/** An exact number, `7/20`, as one to draw or to round. */
export const numberOf = (exact: string): number => {
  const [numerator = "0", denominator = "1"] = exact.split("/");
  return Number(numerator) / Number(denominator);
};

/** At most so many digits, none that say nothing. */
export const rounded = (exact: string, digits = 2): string => String(Number(numberOf(exact).toFixed(digits)));

/** A value in the unit of its indicator. */
export const inUnit = (exact: string, unit: Unit, language: Language): string => {
  const { units } = appraisal[language];
  switch (unit) {
    case "ratio":
      return `${String(Number((numberOf(exact) * 100).toFixed(2)))}%`;
    case "minutes":
      return `${rounded(exact, 1)} ${units.minutes}`;
    case "fen":
      return `${String(Number((numberOf(exact) / 100).toFixed(2)))} ${units.yuan}`;
    case "count":
    case "points":
      return rounded(exact);
  }
};

type Bands = Extract<Rule, { readonly by: "bands" }>["bands"];

/** Which of half-open bands a value lies in. */
export const bandOf = (bands: Bands, value: string | undefined): number =>
  value === undefined
    ? -1
    : bands.findIndex(
        ({ from, below }) =>
          (from === undefined || numberOf(value) >= numberOf(from)) &&
          (below === undefined || numberOf(value) < numberOf(below)),
      );
