import { readFileSync } from "node:fs";
import { z } from "zod";
import { DomainError } from "@wangge/kit";
import { STATION_KINDS, standardProblems, UNIFICATIONS, type Standard } from "../domain/standards/index.ts";

const Text = z.object({ zh: z.string(), en: z.string() });
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Kinds = z.array(z.enum(STATION_KINDS));
const asked = <Is extends string, Shape extends z.ZodRawShape>(is: Is, shape: Shape) =>
  z.strictObject({ is: z.literal(is), fact: z.string(), ...shape });

const Predicate = z.discriminatedUnion("is", [
  asked("present", {}),
  asked("equals", { value: Scalar }),
  asked("atLeast", { value: z.number() }),
  asked("oneOf", { values: z.array(Scalar) }),
  asked("includesAll", { values: z.array(Scalar) }),
  asked("includesAny", { values: z.array(Scalar) }),
  asked("versionAtLeast", { version: z.string() }),
  asked("notOlderThan", { months: z.number() }),
  asked("wording", { begins: z.string().exactOptional(), ends: z.array(z.string()).exactOptional() }),
]);

/** One version of a standard as it is written down. Strict: a misspelt key would be a demand that nobody hears. */
export const StandardDocument = z.strictObject({
  id: z.string(),
  unification: z.enum(UNIFICATIONS),
  version: z.string(),
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().exactOptional(),
  title: Text,
  kinds: Kinds,
  source: z.string(),
  requirements: z.array(
    z.strictObject({
      id: z.string(),
      text: Text,
      kinds: Kinds.exactOptional(),
      graceDays: z.number(),
      check: Predicate,
      basis: z.object({ kind: z.enum(["reform", "document", "assumption"]), text: z.string() }),
    }),
  ),
});

const File = z.object({ edition: z.string(), standards: z.array(StandardDocument) });

export interface StandardsEdition {
  readonly edition: string;
  readonly standards: readonly Standard[];
}

/**
 * 六个统一. Reads the standards and asks `standardProblems` of them, once, at start.
 * @throws DomainError `registry.standards.invalid` with every problem
 */
export const loadStandards = (path: URL = new URL("../../data/standards.json", import.meta.url)): StandardsEdition => {
  const { edition, standards } = File.parse(JSON.parse(readFileSync(path, "utf8")));
  const problems = standardProblems(standards);
  if (problems.length > 0)
    throw new DomainError("invalid", "registry.standards.invalid", "The standards contradict themselves", { problems });
  return { edition, standards };
};
