import { DomainError } from "@wangge/kit";
import { z } from "zod";
import { datedVersion, inForceOn, readData } from "./dated.ts";

export const LIMITED = ["account", "device", "phone", "address"] as const;
export type Limited = (typeof LIMITED)[number];

const Limit = z.strictObject({
  of: z.enum(LIMITED),
  most: z.int().min(1).describe("reports"),
  minutes: z.int().min(1).describe("the window they are counted in"),
});

const AbuseRules = z.strictObject({
  ...datedVersion,
  limits: z.array(Limit),
  emergencies: z.array(z.string()).describe("categories, or nodes above them, that nobody is kept from reporting"),
  banMostDays: z.int().min(1),
});
export type AbuseRules = z.infer<typeof AbuseRules>;

const File = z.strictObject({ versions: z.array(AbuseRules) });

/** 滥用限制 by date. @throws DomainError `intake.abuse.no_rules` before the first */
export const loadAbuseRules = (): ((day: string) => AbuseRules) => {
  const { versions } = readData("abuse-rules.json", File);
  return (day) => {
    const rules = inForceOn(versions, day);
    if (rules === undefined)
      throw new DomainError("missing", "intake.abuse.no_rules", "No limits on reports were in force on that day");
    return rules;
  };
};
