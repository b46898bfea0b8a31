import { chinaCalendar, clockKinds } from "@wangge/calendar";
import { versionShape } from "@wangge/kit";
import { z } from "zod";
import { PHASES } from "../../domain/councils/index.ts";
import { readVersions } from "../dated-data.ts";

const Limit = z.strictObject({ amount: z.number().positive(), kind: z.enum(clockKinds) });
const BasisPoints = z.int().min(0).max(10_000);

/** What a code of the rules is called. */
const said = { zh: z.string().min(1), en: z.string().min(1) };
const Reasons = z.record(z.string(), z.strictObject(said));

const CouncilRules = z.strictObject({
  ...versionShape,
  termYears: z.int().min(1),
  mostMembers: z.int().min(1),
  noticeDays: z.int().min(0),
  quorumOver: BasisPoints,
  majorities: z.record(
    z.string(),
    z.strictObject({
      ...said,
      of: z.enum(["present", "seated"]),
      over: BasisPoints.optional(),
      atLeast: BasisPoints.optional(),
    }),
  ),
  supporters: z.int().min(0),
  refusals: z.record(z.string(), z.strictObject({ ...said, whateverSupport: z.boolean() })),
  fulfilWithin: Limit,
});

const ContactRules = z.strictObject({
  ...versionShape,
  mostHouseholds: z.int().min(1),
  everyDays: z.int().min(1),
});

const PressRules = z.strictObject({
  ...versionShape,
  answerWithin: Limit,
  refusals: Reasons,
});

const BudgetRules = z
  .strictObject({
    ...versionShape,
    phases: z.array(z.strictObject({ phase: z.enum(PHASES), optional: z.boolean() })),
    spendAtLeast: BasisPoints,
    ineligible: Reasons,
    ties: z.tuple([z.literal("cheaper"), z.literal("earlier")]),
  })
  .refine(({ phases }) => phases.at(-1)?.phase === "finished", "a budget ends with the phase finished");

/** What councils, contacts, spokespeople and courtyard budgets go by, by the day. */
export const loadCouncilRules = () => ({
  calendar: chinaCalendar,
  council: readVersions("councils/council-rules.json", "council_rules", CouncilRules).at,
  contact: readVersions("councils/contact-rules.json", "contact_rules", ContactRules).at,
  press: readVersions("councils/press-rules.json", "press_rules", PressRules).at,
  budget: readVersions("councils/budget-rules.json", "budget_rules", BudgetRules).at,
});
export type SliceRules = ReturnType<typeof loadCouncilRules>;
