import { readFileSync } from "node:fs";
import { dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { DomainError, inForceOn } from "@wangge/kit";
import { z } from "zod";
import type { Risk, SafetyTerms } from "../domain/operation/index.ts";
import { cardProblems, type RunCard } from "../domain/run-card/index.ts";
import { FORCES, typesProblems, type DutyRules, type UnitTypes } from "../domain/team/index.ts";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), "utf8"));

const count = z.int().min(1);
const Code = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/);
const dated = { version: z.string(), effectiveFrom: Day, source: z.string(), assumed: z.array(z.string()) } as const;

/** The version in force at an instant. @throws DomainError `enforcement.<what>.not_in_force` */
const versions = <Version extends { readonly effectiveFrom: string }>(
  name: string,
  what: string,
  schema: z.ZodType<Version>,
) => {
  const all = z.array(schema).min(1).parse(read(name));
  return {
    all,
    at: (at: string): Version => {
      const held = inForceOn(all, dayOf(at));
      if (held === undefined)
        throw new DomainError("rule", `enforcement.${what}.not_in_force`, "Nothing of this holds on this day", { at });
      return held;
    },
  };
};

const DutyVersion = z.object({
  ...dated,
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
const SafetyVersion = z.object({ ...dated, risks: z.object({ low: Terms, medium: Terms, high: Terms }) });

const Status = z.object({
  code: Code,
  zh: z.string(),
  en: z.string(),
  means: z.enum(["available", "delayed", "unavailable", "committed"]),
  next: z.array(Code),
});
const TypesVersion = z
  .object({
    ...dated,
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
  const duty = versions("team/duty-rules.json", "duty_rules", DutyVersion);
  const safety = versions("operation/safety.json", "safety_rules", SafetyVersion);
  const types = versions("team/unit-types.json", "unit_types", TypesVersion);
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
    firstCards: FirstCards.parse(read("run-card/cards.json")),
  };
};
export type OperationData = ReturnType<typeof loadOperationData>;
