import { dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { DomainError, inForceOn } from "@wangge/kit";
import { z } from "zod";
import { readData } from "./data.ts";

/** What every version of rules says of itself. */
export const versionShape = {
  version: z.string(),
  effectiveFrom: Day,
  source: z.string(),
  assumed: z.array(z.string()),
} as const;

/**
 * Reads a file of dated versions from `data/` once. @returns the one in force at an instant; it throws DomainError
 * `dispatch.<what>.not_in_force` before the first
 */
export const readVersions = <Version extends { readonly effectiveFrom: string }>(
  name: string,
  what: string,
  schema: z.ZodType<Version>,
): ((at: string) => Version) => {
  const versions = readData(name, z.array(schema).min(1));
  return (at) => {
    const held = inForceOn(versions, dayOf(at));
    if (held === undefined)
      throw new DomainError("rule", `dispatch.${what}.not_in_force`, "Nothing of this holds on this day", { at });
    return held;
  };
};
