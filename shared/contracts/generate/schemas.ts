import { z } from "zod";
import { schemaUrn } from "../src/envelope.ts";
import type { EventContract } from "../src/event.ts";

/** A JSON Schema, draft 7, as far as the tools here look into it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Objects stay open, so that an optional field more does not break a strict reader. */
export const jsonSchemaOf = (schema: z.ZodType): Schema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
  return rest;
};

/** What a reader in any language needs to check the data of one event. */
export const schemaOf = ({ subject, title, why, data, example }: EventContract): Schema => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: schemaUrn(subject),
  title: `${title.zh} ${title.en}`,
  description: why,
  ...jsonSchemaOf(data),
  examples: [example],
});
