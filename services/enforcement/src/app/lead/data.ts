import { dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { DomainError, inForceOn } from "@wangge/kit";
import { readFileSync } from "node:fs";
import { z } from "zod";

/** What every version of dated rules says of itself. */
export const versionShape = {
  version: z.string(),
  effectiveFrom: Day,
  source: z.string(),
  assumed: z.array(z.string()),
} as const;

/** Reads and checks a file of `data/` once. */
export const readData = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
  schema.parse(JSON.parse(readFileSync(new URL(`../../../data/${name}`, import.meta.url), "utf8")));

/** The version of a file of dated rules that holds at an instant. @throws `enforcement.<what>.not_in_force` */
export const readVersions = <Version extends { readonly effectiveFrom: string }>(
  name: string,
  what: string,
  schema: z.ZodType<Version>,
): ((at: string) => Version) => {
  const versions = readData(name, z.array(schema).min(1));
  return (at) => {
    const held = inForceOn(versions, dayOf(at));
    if (held === undefined)
      throw new DomainError("rule", `enforcement.${what}.not_in_force`, "Nothing of this holds on this day", { at });
    return held;
  };
};
