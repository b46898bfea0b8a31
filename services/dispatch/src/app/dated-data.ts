import { dayOf } from "@wangge/calendar";
import { heldAt, listOf } from "@wangge/kit";
import type { z } from "zod";
import { readData } from "./data.ts";

/**
 * Reads a file of dated versions from `data/` once. @returns the one in force at an instant; it throws DomainError
 * `dispatch.<what>.not_in_force` before the first
 */
export const readVersions = <Version extends { readonly effectiveFrom: string }>(
  name: string,
  what: string,
  schema: z.ZodType<Version>,
): ((at: string) => Version) => heldAt(readData(name, listOf(schema)), `dispatch.${what}`, dayOf);
