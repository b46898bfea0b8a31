import { readFileSync } from "node:fs";
import type { z } from "zod";
import { heldAt } from "./dated.ts";
import { frozen } from "./frozen.ts";

/** By the schema, so that what nobody asks by any more is let go with it. */
const checked = new WeakMap<z.ZodType, Map<string, unknown>>();

/** A file of rules, checked: read when it is first asked for, as it does not change while a process runs. */
export const readOnce = <Schema extends z.ZodType>(file: URL, schema: Schema): z.output<Schema> => {
  const files = checked.get(schema) ?? new Map<string, unknown>();
  checked.set(schema, files);
  if (!files.has(file.href)) files.set(file.href, frozen(schema.parse(JSON.parse(readFileSync(file, "utf8")))));
  return files.get(file.href) as z.output<Schema>;
};

/** Lists of one form have one schema: what was checked by it is found again. */
const lists = new WeakMap<z.ZodType, z.ZodType>();
export const listOf = <Schema extends z.ZodType>(schema: Schema): z.ZodArray<Schema> => {
  const list = lists.get(schema) ?? schema.array().min(1);
  lists.set(schema, list);
  return list as z.ZodArray<Schema>;
};

/** Reads the files of a service's `data/`, checked. `folder` ends with a slash; `dayOf`: the day that an instant is on. */
export const dataFiles = (folder: URL, service: string, dayOf: (at: string) => string) => {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
    readOnce(new URL(name, folder), schema);

  /** A file of dated versions: all, and the one that holds at an instant. @throws DomainError `<service>.<what>.not_in_force` */
  const versions = <Version extends { readonly effectiveFrom: string }>(
    name: string,
    what: string,
    schema: z.ZodType<Version>,
  ): { readonly all: readonly Version[]; readonly at: (at: string) => Version } => {
    const all = read(name, listOf(schema));
    return { all, at: heldAt(all, `${service}.${what}`, dayOf) };
  };

  return { read, versions };
};
