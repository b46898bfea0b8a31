import { dayOf } from "@wangge/calendar";
import { heldAt } from "@wangge/kit";
import { z } from "zod";
import { readData } from "./data.ts";

/**
 * Reads a file of dated versions from `data/` once. @returns the one in force at an instant; it throws DomainError
 * `dispatch.<what>.not_in_force` before the first
 */
export const readVersions = <Version extends { readonly effectiveFrom: string }>(
  name: string,
  what: string,
  schema: z.ZodType<Version>,
): ((at: string) => Version) => heldAt(readData(name, z.array(schema).min(1)), `dispatch.${what}`, dayOf);
