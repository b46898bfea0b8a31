import { reject } from "@wangge/kit/errors";

export interface Token {
  readonly is: "name" | "number" | "text" | "mark" | "end";
  readonly text: string;
  /** Where it stands in the formula, from 0. */
  readonly at: number;
}

const LONGEST = 2_000;
const PATTERN = /\s+|([A-Za-z][A-Za-z0-9]*)|(\d+(?:\.\d+)?)|"([^"\\]*)"|(<=|>=|!=|[-+*/=<>(),])/y;

export const refuseFormula = (why: string, at: number): Error =>
  reject("appraisal.formula.malformed", `The formula does not read: ${why}`, { at });

/** @throws DomainError `appraisal.formula.malformed`, with the place */
export const tokensOf = (formula: string): readonly Token[] => {
  if (formula.length > LONGEST) throw refuseFormula(`longer than ${String(LONGEST)} characters`, LONGEST);
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < formula.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(formula);
    if (match === null) throw refuseFormula(`nothing begins with "${formula.charAt(at)}"`, at);
    const [, name, number, text, mark] = match;
    if (name !== undefined) tokens.push({ is: "name", text: name, at });
    else if (number !== undefined) tokens.push({ is: "number", text: number, at });
    else if (text !== undefined) tokens.push({ is: "text", text, at });
    else if (mark !== undefined) tokens.push({ is: "mark", text: mark, at });
  }
  return [...tokens, { is: "end", text: "", at: formula.length }];
};
