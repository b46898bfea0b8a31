/** 统一社会信用代码, GB 32100-2015: who registered it, what it is, where, the body's own code (GB 11714), and a check character. */

/** Without I, O, S, V, Z. */
const SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const BODY_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const CODE = /^[159Y][1239]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

const weighed = (values: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, place) => sum + weight * (values[place] ?? 0), 0);

/** The 18th character that belongs to the first 17. */
export const checkCharacter = (code: string): string => {
  const values = Array.from(code.slice(0, 17), (sign) => SIGNS.indexOf(sign));
  return SIGNS.charAt((31 - (weighed(values, WEIGHTS) % 31)) % 31);
};

/** GB 11714-1997: the 9th character of 组织机构代码 that belongs to its first eight. */
export const bodyCheckCharacter = (body: string): string => {
  const values = Array.from(body.slice(0, 8), (sign) => Number.parseInt(sign, 36));
  const check = (11 - (weighed(values, BODY_WEIGHTS) % 11)) % 11;
  return check === 10 ? "X" : String(check);
};

/** Why a text is no such code. `category`: of another authority or form than the first two characters that are asked for. */
export type CreditCodeFault = "shape" | "category" | "bodyCheck" | "check";

/** @param category 登记管理部门与机构类别: `51` is a social association that civil affairs has registered */
export const creditCodeFault = (code: string, category: string): CreditCodeFault | undefined => {
  if (!CODE.test(code)) return "shape";
  if (!code.startsWith(category)) return "category";
  if (bodyCheckCharacter(code.slice(8, 16)) !== code[16]) return "bodyCheck";
  return checkCharacter(code) === code[17] ? undefined : "check";
};
