import { Day } from "@wangge/contracts";
import { z } from "zod";
import { reject } from "./errors.ts";

/** What every version of rules says of itself. */
export const versionShape = {
  version: z.string(),
  effectiveFrom: Day,
  source: z.string(),
  assumed: z.array(z.string()),
} as const;

/** The version of dated rules that is in force on a day (Asia/Shanghai); undefined before the first. */
export const inForceOn = <Version extends { readonly effectiveFrom: string }>(
  versions: readonly Version[],
  day: string,
): Version | undefined =>
  versions
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1))
    .at(-1);

/**
 * Versions of dated rules, asked by an instant. `dayOf`: the day that an instant is on.
 * @throws DomainError `<thing>.not_in_force` before the first
 */
export const heldAt =
  <Version extends { readonly effectiveFrom: string }>(
    versions: readonly Version[],
    thing: string,
    dayOf: (at: string) => string,
  ): ((at: string) => Version) =>
  (at) => {
    const held = inForceOn(versions, dayOf(at));
    if (held === undefined) throw reject(`${thing}.not_in_force`, "Nothing of this holds on this day", { at });
    return held;
  };
