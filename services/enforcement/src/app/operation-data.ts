import { Day } from "@wangge/contracts";
import { versionShape } from "@wangge/kit";
import { z } from "zod";
import type { Risk, SafetyTerms } from "../domain/operation/index.ts";
import { cardProblems, type RunCard } from "../domain/run-card/index.ts";
import { FORCES, typesProblems, type DutyRules, type UnitTypes } from "../domain/team/index.ts";
import { readData, readVersions } from "./dated-data.ts";

const count = z.int().min(1);
const Code = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/);

const DutyVersion = z.object({
  ...versionShape,
  restHours: count,
  mostHours: count,
  rollOpensMinutes: z.int().min(0),
  graceMinutes: z.int().min(0),
});

const Terms = z.object({
  everyMinutes: count,
  insideEveryMinutes: count,
  graceMinutes: z.int().min(0),
  acknowledgeMinutes: count,
});
const SafetyVersion = z.object({ ...versionShape, risks: z.object({ low: Terms, medium: Terms, high: Terms }) });

const Status = z.object({
  code: Code,
  zh: z.string(),
  en: z.string(),
  means: z.enum(["available", "delayed", "unavailable", "committed"]),
  next: z.array(Code),
});
const TypesVersion = z
  .object({
    ...versionShape,
    types: z.array(
      z.object({
        code: Code,
        zh: z.string(),
        en: z.string(),
        force: z.enum(FORCES),
        crew: z.object({ least: count, most: count }),
        statuses: z.array(Status).min(2),
      }),
    ),
  })
  .refine((version) => typesProblems(version).length === 0, {
    error: ({ input }) => String(typesProblems(input as UnitTypes)),
  });

export const Requirement = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("persons"),
    key: Code,
    force: z.enum(FORCES),
    skill: Code.optional(),
    count: count.max(200),
  }),
  z.strictObject({
    kind: z.literal("units"),
    key: Code,
    unitType: Code,
    leastCrew: count.max(20),
    count: count.max(50),
  }),
]);

export const CardSchema = z.strictObject({
  levels: z
    .array(
      z.strictObject({ zh: z.string().max(40), en: z.string().max(40), adds: z.array(Requirement).min(1).max(50) }),
    )
    .min(1)
    .max(5),
  calls: z.array(z.enum(["available", "delayed"])).min(1),
  callsOffShift: z.boolean(),
  restMinutes: z.int().min(0).max(10_080),
});

const FirstCards = z.array(
  z.object({
    type: Code,
    zh: z.string(),
    en: z.string(),
    version: z.string(),
    effectiveFrom: Day,
    why: z.string(),
    card: CardSchema,
  }),
);

/** What the district rules of teams and operations: versions by day, read and checked once. */
export const loadOperationData = () => {
  const duty = readVersions("team/duty-rules.json", "duty_rules", DutyVersion);
  const safety = readVersions("operation/safety.json", "safety_rules", SafetyVersion);
  const types = readVersions("team/unit-types.json", "unit_types", TypesVersion);
  const known = new Set(types.all.flatMap((version) => version.types.map(({ code }) => code)));
  return {
    dutyRulesAt: (at: string): DutyRules => duty.at(at),
    safetyTermsAt: (risk: Risk, at: string): SafetyTerms => {
      const { version, risks } = safety.at(at);
      return { version, ...risks[risk] };
    },
    unitTypesAt: (at: string): UnitTypes => types.at(at),
    /** An operation keeps the statuses that it began with. @throws Error where they are gone from the data */
    unitTypes: (version: string): UnitTypes => {
      const found = types.all.find((one) => one.version === version);
      if (found === undefined) throw new Error(`unit types ${version} are not in the data any more`);
      return found;
    },
    cardProblems: (card: RunCard) => cardProblems(card, known),
    firstCards: readData("run-card/cards.json", FirstCards),
  };
};
export type OperationData = ReturnType<typeof loadOperationData>;
