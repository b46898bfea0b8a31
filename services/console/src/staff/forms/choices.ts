import { createContext, useContext } from "react";
import type { Filled, FilledObject } from "./schema.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}
/** What there is to choose from; it may depend on what stands in the fields beside it. */
export type Offered = readonly Choice[] | ((beside: FilledObject) => readonly Choice[]);
/**
 * By the name of a field, such as the evidence of this dossier; `buyer.code` is the code within the buyer, and not every other code.
 * Absent or undefined: it is typed.
 */
export type Choices = Readonly<Record<string, Offered | undefined>>;

/** What there is to choose from on every page of an area: grids, organizations. */
export const FormChoicesContext = createContext<Choices>({});
export const useFormChoices = (): Choices => useContext(FormChoicesContext);

export const offeredOf = (choices: Choices, name: string, beside: FilledObject): readonly Choice[] | undefined => {
  const offered = choices[name];
  return typeof offered === "function" ? offered(beside) : offered;
};

/** What was chosen of a list goes where the list beside it has become another one. */
export const stillOffered = (choices: Choices, filled: FilledObject): FilledObject =>
  Object.fromEntries(
    Object.entries(filled).map(([name, value]) => {
      if (typeof choices[name] !== "function" || value === undefined) return [name, value];
      const codes = offeredOf(choices, name, filled)?.map((one) => one.value) ?? [];
      const isThere = (code: Filled): boolean => codes.some((one) => one === code || Number(one) === code);
      if (Array.isArray(value)) return [name, (value as readonly Filled[]).filter(isThere)];
      return [name, isThere(value) ? value : undefined];
    }),
  );

/** As the fields within `name` see them: what is said of them alone goes before what is said of all of that name. */
export const within = (choices: Choices, name: string): Choices => {
  const begin = `${name}.`;
  const own = Object.entries(choices).filter(([key]) => key.startsWith(begin));
  return own.length === 0
    ? choices
    : { ...choices, ...Object.fromEntries(own.map(([key, offered]) => [key.slice(begin.length), offered])) };
};

/** The same list under several names; where there is none, they are typed. */
export const under = (names: readonly string[], list: readonly Choice[]): Choices =>
  list.length === 0 ? {} : Object.fromEntries(names.map((name) => [name, list]));

/** What can be told apart by its code alone is shown with it. */
export const named = (value: string, name: string): Choice => ({ value, label: `${name} (${value})` });
