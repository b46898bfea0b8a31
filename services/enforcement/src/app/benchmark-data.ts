import { Fen } from "@wangge/contracts";
import { z } from "zod";
import { PENALTY_KINDS } from "../domain/authority/index.ts";
import type { BenchmarkEdition } from "../domain/benchmark/index.ts";
import { editionShape, inOrder, Text } from "./editions.ts";

const Share = z.int().min(0).max(10_000);
const Code = z.string().regex(/^[a-z][A-Za-z0-9]{1,39}$/);

const Norm = z.strictObject({
  code: z.string().regex(/^norm-\d{4}$/),
  name: Text,
  title: z.string().min(1),
  article: z.string().min(1),
  penalties: z.array(z.enum(PENALTY_KINDS)).min(1),
  fine: z.strictObject({ least: Fen, most: Fen }).refine(({ least, most }) => least <= most, "least before most"),
});

const Item = z
  .strictObject({
    norm: Norm,
    facts: z.array(z.strictObject({ code: Code, name: Text, unit: z.string() })).min(1),
    bands: z
      .array(
        z.strictObject({
          code: Code,
          name: Text,
          when: z.array(z.strictObject({ fact: Code, atLeast: z.number() })),
          from: Share,
          to: Share,
        }),
      )
      .min(1),
    factors: z.array(z.strictObject({ code: Code, name: Text, shift: z.int().min(-10_000).max(10_000) })),
    roundTo: Fen.min(1),
  })
  .refine(
    ({ bands }) => bands.every(({ from, to }, index) => from <= to && (bands[index - 1]?.to ?? 0) === from),
    "bands begin where the one before them ends",
  )
  .refine(({ bands }) => bands.at(-1)?.to === 10_000, "the last band ends at the norm's most")
  .refine(
    ({ bands, facts }) => bands.every(({ when }) => when.every(({ fact }) => facts.some(({ code }) => code === fact))),
    "a band goes by facts that are asked for",
  );

export const BenchmarkSchema: z.ZodType<BenchmarkEdition> = z.strictObject({
  ...editionShape,
  statutory: z.strictObject({
    lighten: z.int().max(-1),
    mayLighten: z.int().max(0),
    heavier: z.int().min(0),
  }),
  mitigatedLeast: Share,
  items: z.array(Item),
});

/** The editions are compiled in; at start their shape is checked. */
export const checkBenchmarks = (editions: readonly BenchmarkEdition[]): void => {
  inOrder(z.array(BenchmarkSchema).parse(editions));
};
