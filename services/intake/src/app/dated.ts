import { readFileSync } from "node:fs";
import { Day } from "@wangge/contracts";
import { z } from "zod";

/** One version of rules that stand in a data file. */
export const datedVersion = { version: z.string(), effectiveFrom: Day, source: z.string() };

/** Reads and checks a file of `data/` once. */
export const readData = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
  schema.parse(JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), "utf8")));

/** The version in force on a day (Asia/Shanghai); undefined before the first. */
export const inForceOn = <Version extends { readonly effectiveFrom: string }>(
  versions: readonly Version[],
  day: string,
): Version | undefined =>
  versions
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1))
    .at(-1);
