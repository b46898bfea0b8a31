/** What the pages make of the API's description: their types, and the forms of commands. */
export { writtenForms, type FormDocument } from "./forms.ts";
export { typesOf, type Document } from "./types.ts";
