import { createContext, useContext } from "react";

export interface Choice {
  readonly value: string;
  readonly label: string;
}
/** By the name of a field: what there is to choose from, such as the evidence of this dossier. */
export type Choices = Readonly<Record<string, readonly Choice[]>>;

/** What there is to choose from on every page of an area: grids, organizations. */
export const FormChoicesContext = createContext<Choices>({});
export const useFormChoices = (): Choices => useContext(FormChoicesContext);
