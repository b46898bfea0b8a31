/**
 * Codes are attributes under a scheme, never keys. What a scheme's code looks like is a fact of that standard and is
 * checked when it is written.
 */

/** Who issued a code. `local`: made by this system, official nowhere. */
export type CodeScheme =
  | "GB/T 2260"
  | "NBS"
  | "local"
  | "CJ/T 213-2005"
  | "GB/T 30428.1-2013"
  | "CJ/T 349-2010"
  | "CJ/T 214"
  | "GB 32100-2015";

export interface Code {
  readonly scheme: CodeScheme;
  readonly code: string;
}

interface SchemeRule {
  readonly pattern: RegExp;
  /** What the digits are, for whoever reads the refusal. */
  readonly says: string;
  readonly source: string;
}

/** GB 32100-2015 counts in base 31, without I O S V Z. */
const USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

const hasUsccCheck = (code: string): boolean => {
  const sum = USCC_WEIGHTS.reduce(
    (total, weight, index) => total + weight * USCC_ALPHABET.indexOf(code[index] ?? ""),
    0,
  );
  return USCC_ALPHABET[(31 - (sum % 31)) % 31] === code[17];
};

export const SCHEMES: Readonly<Record<CodeScheme, SchemeRule>> = {
  "GB/T 2260": { pattern: /^\d{6}$/, says: "6 digits: province, city, district", source: "GB/T 2260" },
  NBS: {
    pattern: /^\d{9}(\d{3})?$/,
    says: "6 digits of the district + 3 street (+ 3 community)",
    source: "统计用区划代码, National Bureau of Statistics",
  },
  local: { pattern: /^\d{15}$/, says: "12 digits of the community + 3 grid", source: "this register" },
  "CJ/T 213-2005": {
    pattern: /^\d{14}$/,
    says: "6 district + 3 street + 3 community + 2 unit grid",
    source: "CJ/T 213-2005, as implementations use it",
  },
  "GB/T 30428.1-2013": {
    pattern: /^\d{15}$/,
    says: "6 district + 3 street + 3 community + 3 unit grid",
    source: "GB/T 30428.1, as implementations use it",
  },
  "CJ/T 349-2010": {
    pattern: /^\d{20}$/,
    says: "6 object class + 6 district + 3 street + 3 community + 2 grid",
    source: "CJ/T 349-2010",
  },
  "CJ/T 214": { pattern: /^\d{16}$/, says: "6 district + 2 major + 2 minor + 6 serial", source: "CJ/T 214" },
  "GB 32100-2015": {
    pattern: /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/,
    says: "18 characters of the unified social credit code, the last one a check character",
    source: "GB 32100-2015",
  },
};

/** Why this cannot be a code of its scheme; undefined when it can. */
export const codeProblem = ({ scheme, code }: Code): string | undefined => {
  const { pattern, says } = SCHEMES[scheme];
  if (!pattern.test(code)) return says;
  return scheme === "GB 32100-2015" && !hasUsccCheck(code) ? "the check character does not fit" : undefined;
};

/** Schemes whose codes begin with the code of the place above: the tree can be read off them. */
const NESTED: ReadonlySet<CodeScheme> = new Set<CodeScheme>(["GB/T 2260", "NBS", "local"]);

/** The code by which a place is known on the bus and in addresses: the nested one. */
export const commonCode = (codes: readonly Code[]): string | undefined =>
  codes.find(({ scheme }) => NESTED.has(scheme))?.code;
