import { dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { inForceOn, reject } from "@wangge/kit";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { PROCEDURE_STEPS } from "../../domain/authority/index.ts";
import { EVIDENCE_KINDS, RECORD_FORMS, type EvidenceRules } from "../../domain/evidence/index.ts";

const count = z.int().min(1);
const Edition = z.object({
  version: z.string().regex(/^evidence@/),
  effectiveFrom: Day,
  source: z.string(),
  assumed: z.array(z.string()),
  kinds: z
    .array(z.object({ code: z.enum(EVIDENCE_KINDS), zh: z.string(), en: z.string(), article: z.string() }))
    .min(1),
  monitoring: z.object({ article: z.string() }).optional(),
  limits: z.object({ maxBytes: count, mostPerDossier: count }),
  offerHours: count,
  signatureMinutes: count,
  recordings: z.array(
    z.object({ step: z.enum(PROCEDURE_STEPS), forms: z.array(z.enum(RECORD_FORMS)).min(1), article: z.string() }),
  ),
}) satisfies z.ZodType<EvidenceRules>;

export type EvidenceRulesAt = (at: string) => z.infer<typeof Edition>;

/** 证据规则, by the day. @throws DomainError `enforcement.evidence.rules_not_in_force` before the first edition */
export const loadEvidenceRules = (): EvidenceRulesAt => {
  const text = readFileSync(new URL("../../../data/evidence/rules.json", import.meta.url), "utf8");
  const editions = z.array(Edition).min(1).parse(JSON.parse(text));
  return (at) => {
    const held = inForceOn(editions, dayOf(at));
    if (held === undefined)
      throw reject("enforcement.evidence.rules_not_in_force", "No rules of evidence are loaded for this day", { at });
    return held;
  };
};
