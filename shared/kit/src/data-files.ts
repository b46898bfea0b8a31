import { readFileSync } from "node:fs";
import type { z } from "zod";
import { heldAt } from "./dated.ts";

/** Reads the files of a service's `data/`, checked. `folder` ends with a slash; `dayOf`: the day that an instant is on. */
export const dataFiles = (folder: URL, service: string, dayOf: (at: string) => string) => {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
    schema.parse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));

  /** A file of dated versions: all, and the one that holds at an instant. @throws DomainError `<service>.<what>.not_in_force` */
  const versions = <Version extends { readonly effectiveFrom: string }>(
    name: string,
    what: string,
    schema: z.ZodType<Version>,
  ): { readonly all: readonly Version[]; readonly at: (at: string) => Version } => {
    const all = read(name, schema.array().min(1));
    return { all, at: heldAt(all, `${service}.${what}`, dayOf) };
  };

  return { read, versions };
};
