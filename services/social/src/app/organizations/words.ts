import { z } from "zod";
import { readData } from "../dated-data.ts";
import { Words } from "./rules.ts";

const Code = z.string().regex(/^[a-z][A-Za-z]{1,39}$/);
const Terms = z.record(Code, Words);

const KINDS = [
  "refuse",
  "suspend",
  "deregister",
  "ban",
  "lift",
  "endIncubation",
  "subject",
  "correctHours",
  "closeNeed",
  "skill",
] as const;
export type WordKind = (typeof KINDS)[number];

/** 代码表. Reasons, subjects and skills, each code with what it is called. */
export const words = readData(
  "organizations/words.json",
  z.strictObject({
    version: z.string(),
    source: z.string(),
    assumed: z.boolean(),
    ...(Object.fromEntries(KINDS.map((kind) => [kind, Terms])) as Record<WordKind, typeof Terms>),
  }),
);

/** A code of this kind. */
export const codeOf = (kind: WordKind) => z.enum(Object.keys(words[kind])).describe(`of /organization-terms, ${kind}`);
