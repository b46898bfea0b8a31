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
export type PublishedRules = z.output<typeof Rules>;

export const loadOrganizationRules = () => readVersions("organizations/rules.json", "organization_rules", Rules);
