import { chinaCalendar, clockKinds } from "@wangge/calendar";
import { DepartmentCode } from "@wangge/contracts";
import { versionShape } from "@wangge/kit";
import { z } from "zod";
import type { LeadRules } from "../../domain/lead/index.ts";
import { readVersions } from "../dated-data.ts";

const Bodies = z.strictObject({ ...versionShape, departments: z.array(DepartmentCode) });
const Rules = z.strictObject({
  ...versionShape,
  accept: z.strictObject({ amount: z.number().positive(), kind: z.enum(clockKinds) }),
});

/** 执法机关: whether an order to this department is one to a body that punishes. */
export const loadBodies = (): ((department: string, at: string) => boolean) => {
  const bodies = readVersions("lead/bodies.json", "bodies", Bodies);
  return (department, at) => bodies.at(at).departments.includes(department);
};

export const loadLeadRules = (): LeadRules => {
  const rules = readVersions("lead/lead-rules.json", "lead_rules", Rules);
  return { calendar: chinaCalendar, acceptWithin: (at) => rules.at(at).accept };
};
