import { Day } from "@wangge/contracts";
import { DomainError, inForceOn, readOnce } from "@wangge/kit";
import { z } from "zod";

/** One version of rules that stand in a data file. */
export const datedVersion = { version: z.string(), effectiveFrom: Day, source: z.string() };

/** Reads and checks a file of `data/` once. */
export const readData = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
  readOnce(new URL(`../../data/${name}`, import.meta.url), schema);

export { inForceOn };

/** The one of these that holds on a day. @throws DomainError where none does yet */
export const heldOn = <Row extends { readonly from: string }>(rows: readonly Row[], day: string, what: string): Row => {
  const held = inForceOn(
    rows.map((row) => ({ row, effectiveFrom: row.from })),
    day,
  )?.row;
  if (held === undefined)
    throw new DomainError("rule", `intake.${what}.not_in_force`, "Nothing of this holds on this day", { day });
  return held;
};
