import { typesOf, writtenForms, type Document, type FormDocument } from "@wangge/console/api";
import { documentAtRest } from "./document.ts";

/** What the pages keep of the API, by its place in the project. */
export const filesOf = async (): Promise<Readonly<Record<string, string>>> => {
  // OpenAPI is known to the gateway as JSON, to the pages by what they read of it.
  const document = (await documentAtRest()) as unknown as FormDocument & Document;
  return {
    "services/console/src/api/platform.d.ts": await typesOf(document),
    "services/console/src/api/forms.json": writtenForms(document),
  };
};
