import { hasPersonalNumber } from "@wangge/kit";
import { z } from "zod";
import { readVersions, versionShape } from "./data.ts";

const Text = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !hasPersonalNumber(text));

export const ResponseTemplate = z.object({
  id: z.string().regex(/^[a-z][a-z-]{1,59}$/),
  step: z.string().describe("the action that wants a reason"),
  text: z.object({ zh: Text, en: Text }),
});

/** 常用语, by the step that wants a reason. */
export const loadResponseTemplates = () =>
  readVersions(
    "response-templates.json",
    "response_templates",
    z.object({ ...versionShape, templates: z.array(ResponseTemplate) }),
  );
export type ResponseTemplatesAt = ReturnType<typeof loadResponseTemplates>;
