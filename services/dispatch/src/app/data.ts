import { readOnce } from "@wangge/kit";
import { z } from "zod";

export const Text = z.object({ zh: z.string(), en: z.string() });

/** Reads and checks a file of `data/` once. */
export const readData = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
  readOnce(new URL(`../../data/${name}`, import.meta.url), schema);
