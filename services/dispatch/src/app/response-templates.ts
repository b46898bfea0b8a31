import { z } from "zod";
import { AUDIENCES } from "../domain/response-templates.ts";
import { Text } from "./data.ts";

export const TemplateSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/, "kebab-case"),
  audience: z.enum(AUDIENCES),
  status: z.string(),
  outcome: z.string().optional().describe("how it came to the status; absent: however"),
  category: z
    .string()
    .regex(/^(event|component|service)(-\d{2}(\d{2})?)?$/, "event, event-05 or event-0501")
    .optional()
    .describe("beginning of the category; absent: all"),
  title: Text,
  text: Text,
});

export const TemplatesSchema = z.strictObject({
  status: z.string().optional(),
  source: z.string(),
  templates: z.array(TemplateSchema).max(1_000),
});
