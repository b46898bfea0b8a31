import { hasPersonalNumber, versionShape } from "@wangge/kit";
import { z } from "zod";
import { readVersions } from "./dated-data.ts";

const Text = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !hasPersonalNumber(text));

export const ReasonPhrase = z.object({
  id: z.string().regex(/^[a-z][a-z-]{1,59}$/),
  step: z.string().describe("the action that wants a reason"),
  text: z.object({ zh: Text, en: Text }),
});

/** 常用语, by the step that wants a reason. */
export const loadReasonPhrases = () =>
  readVersions(
    "reason-phrases.json",
    "reason_phrases",
    z.object({ ...versionShape, templates: z.array(ReasonPhrase) }),
  );
export type ReasonPhrasesAt = ReturnType<typeof loadReasonPhrases>;
