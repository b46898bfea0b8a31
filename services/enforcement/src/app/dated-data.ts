import { readFileSync } from "node:fs";
import { dayOf } from "@wangge/calendar";
import { heldAt } from "@wangge/kit";
import { z } from "zod";

/** Reads and checks a file of `data/`. */
export const readData = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
  schema.parse(JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), "utf8")));

/** A file of dated versions: all, and the one that holds at an instant. @throws DomainError `enforcement.<what>.not_in_force` */
export const readVersions = <Version extends { readonly effectiveFrom: string }>(
  name: string,
  what: string,
  schema: z.ZodType<Version>,
): { readonly all: readonly Version[]; readonly at: (at: string) => Version } => {
  const all = readData(name, z.array(schema).min(1));
  return { all, at: heldAt(all, `enforcement.${what}`, dayOf) };
};
