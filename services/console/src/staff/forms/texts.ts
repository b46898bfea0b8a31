import { createContext, useContext } from "react";

/** The words of an area's forms: its commands by their names, the fields and the words that are chosen from. */
export interface FormTexts {
  readonly commands: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<string, string>>;
}

export const FormTextsContext = createContext<FormTexts>({ commands: {}, fields: {}, words: {} });
export const useFormTexts = (): FormTexts => useContext(FormTextsContext);
