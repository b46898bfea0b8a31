import { readFileSync } from "node:fs";
import type { z } from "zod";

/** Reads and checks a file of `data/` once. */
export const readData = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
  schema.parse(JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), "utf8")));
