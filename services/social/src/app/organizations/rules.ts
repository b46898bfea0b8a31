import { versionShape } from "@wangge/kit";
import { z } from "zod";
import { FORMS } from "../../domain/organizations/index.ts";
import { readVersions } from "../dated-data.ts";

export const Words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const Count = z.int().min(1);
const MonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "MM-DD");

const Rules = z.strictObject({
  ...versionShape,
  forms: z.array(
    z.strictObject({
      code: z.enum(FORMS),
      name: Words,
      category: z
        .string()
        .regex(/^5[1239]$/)
        .optional(),
      members: z.strictObject({ individuals: Count, units: Count, mixed: Count }).optional(),
    }),
  ),
  decisionDays: Count,
  reports: z.strictObject({ supervisor: MonthDay, registrar: MonthDay }),
  banYears: z.record(z.string().regex(/^[a-z][A-Za-z]{1,39}$/), Count),
  hubs: z.strictObject({ mostMonths: Count, leastMinutes: z.int().min(0), tieMonths: z.int().min(0) }),
});

export const loadOrganizationRules = () => readVersions("organizations/rules.json", "organization_rules", Rules);

const TreeRules = z.strictObject({
  ...versionShape,
  kinds: z
    .array(
      z.strictObject({
        code: z.string(),
        name: Words,
        levels: z.array(z.enum(["street", "community", "courtyard"])).min(1),
        under: z.array(z.string()),
        most: Count.optional(),
      }),
    )
    .refine(
      (kinds) =>
        kinds.every(({ under }, place) =>
          under.every((code) => kinds.slice(0, place).some((one) => one.code === code)),
        ),
      "a kind stands under kinds that are listed before it: no circle",
    ),
  offices: z.array(z.strictObject({ code: z.string(), name: Words, most: Count, years: Count })),
});
export const loadTreeRules = () => readVersions("organizations/tree.json", "tree_rules", TreeRules);

const Points = z.int().min(0);
const VolunteerRules = z.strictObject({
  ...versionShape,
  points: z.strictObject({
    sameGrid: Points,
    sameCommunity: Points,
    sameStreet: Points,
    skilled: Points,
    wholeTime: Points,
    fewHours: Points,
  }),
  fewMinutes: z.int().min(0),
  leastMinutes: Count,
  slackMinutes: z.int().min(0),
});
export const loadVolunteerRules = () =>
  readVersions("organizations/volunteering.json", "volunteer_rules", VolunteerRules);
