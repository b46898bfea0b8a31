import { readFileSync } from "node:fs";
import { DomainError } from "@wangge/kit";
import type { z } from "zod";

/** A file of `data/`, checked by its schema. */
export const readData = <Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> =>
  schema.parse(JSON.parse(readFileSync(new URL(`../../data/${file}`, import.meta.url), "utf8")));

/** The one of these that holds on a day. @throws DomainError where none does yet */
export const heldOn = <Row extends { readonly from: string }>(rows: readonly Row[], day: string, what: string): Row => {
  const held = rows
    .filter(({ from }) => from <= day)
    .reduce<Row | undefined>((best, row) => (best === undefined || best.from <= row.from ? row : best), undefined);
  if (held === undefined)
    throw new DomainError("rule", `intake.${what}.not_in_force`, "Nothing of this holds on this day", { day });
  return held;
};
