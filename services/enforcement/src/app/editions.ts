import { Day } from "@wangge/contracts";
import { z } from "zod";

/** Shapes that several data files have. */
export const Text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

export const Period = z.strictObject({
  amount: z.int().min(1),
  unit: z.enum(["workingDay", "day", "month", "year"]),
});

/** One edition of data: which, from when, by whom, and whether it stands in for something that is not public. */
export const editionShape = {
  version: z.string().min(1),
  effectiveFrom: Day,
  source: z.string().min(1),
  standIn: z.boolean(),
};

/** @throws Error where two editions have one name, or do not follow one another day by day. */
export const inOrder = <Edition extends { readonly version: string; readonly effectiveFrom: string }>(
  editions: readonly Edition[],
): readonly Edition[] => {
  for (const [index, { version, effectiveFrom }] of editions.entries()) {
    const before = editions[index - 1];
    if (before !== undefined && before.effectiveFrom >= effectiveFrom)
      throw new Error(`${version} does not follow ${before.version}`);
    if (editions.findIndex((one) => one.version === version) !== index) throw new Error(`${version} is there twice`);
  }
  return editions;
};
