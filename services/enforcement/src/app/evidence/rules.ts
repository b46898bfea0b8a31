import { versionShape } from "@wangge/kit";
import { z } from "zod";
import { PROCEDURE_STEPS } from "../../domain/authority/index.ts";
import { EVIDENCE_KINDS, RECORD_FORMS, type EvidenceRules } from "../../domain/evidence/index.ts";
import { readVersions } from "../dated-data.ts";

const count = z.int().min(1);
const Edition = z.object({
  ...versionShape,
  version: z.string().regex(/^evidence@/),
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

/** 证据规则, by the day. @throws DomainError `enforcement.evidence_rules.not_in_force` before the first edition */
export const loadEvidenceRules = (): EvidenceRulesAt =>
  readVersions("evidence/rules.json", "evidence_rules", Edition).at;
