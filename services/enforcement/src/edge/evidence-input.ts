import { Instant, Point } from "@wangge/contracts";
import { withoutNumbers } from "@wangge/kit";
import { z } from "zod";
import { PROCEDURE_STEPS } from "../domain/authority/index.ts";
import {
  EVIDENCE_KINDS,
  MEDIA_TYPES,
  ORIGINS,
  RECORD_FORMS,
  EXCLUSION_GROUNDS,
  DISPOSALS,
} from "../domain/evidence/index.ts";

export const Ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
export const Account = z.string().min(1).max(100);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "SHA-256, hexadecimal");
export const Reason = withoutNumbers(1, 500);
/** What is printed on labels, seals and letters. */
export const Mark = z.string().trim().min(1).max(60);
const Words = z.string().trim().min(1).max(2_000);
export const Signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/, "Ed25519, base64url");
export const PublicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "Ed25519 public key, base64url");

export const WitnessInput = z.union([
  z.strictObject({ role: z.literal("officer"), account: Account }),
  z.strictObject({ role: z.enum(["party", "bystander", "representative"]), name: Words.max(60) }),
]);
export type WitnessInput = z.infer<typeof WitnessInput>;

export const About = z.strictObject({
  kind: z.enum(EVIDENCE_KINDS).describe("证据种类"),
  form: z.enum(["original", "copy"]).default("original"),
  origin: z.enum(ORIGINS).describe("who or what gave it"),
  capturedAt: Instant,
  point: Point.optional(),
  device: Mark.optional().describe("采集设备: its number"),
  sha256: Sha256.optional().describe("of the bytes, as the device saw them; refused where others arrive"),
  officers: z.array(Account).max(10).default([]).describe("those who captured it together with who sends it"),
  thing: z
    .strictObject({ label: Mark, count: z.int().min(1), unit: Mark })
    .optional()
    .describe("物品: what lies in a store room"),
  seal: Mark.optional().describe("封条号"),
  place: Mark.describe("where it is kept"),
  step: z.enum(PROCEDURE_STEPS).optional(),
  record: z.enum(RECORD_FORMS).optional().describe("全过程记录 of that step"),
  monitoring: z
    .strictObject({ device: Mark, site: Mark, publishedOn: z.iso.date(), publishedIn: Mark })
    .optional()
    .describe("电子技术监控: the device, and where and when its site was published"),
  words: z
    .strictObject({
      title: Words.max(100),
      description: Words.optional(),
      provider: Words.max(100).optional(),
      place: Words.max(200).optional(),
    })
    .describe("kept sealed"),
});

/** The same in a field of a form. */
export const AboutField = z.union([
  About,
  z
    .string()
    .max(12_000)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(About),
]);

export const EvidenceView = z.object({
  evidenceId: Ulid,
  dossierId: Ulid,
  status: z.enum(["kept", "disposed"]),
  kind: z.enum(EVIDENCE_KINDS),
  edition: z.string(),
  article: z.string(),
  form: z.enum(["original", "copy"]),
  origin: z.enum(ORIGINS),
  capturedAt: Instant,
  capturedBy: z.array(z.string()),
  point: Point.optional(),
  device: z.string().optional(),
  file: z.object({ sha256: Sha256, bytes: z.int(), mediaType: z.enum(MEDIA_TYPES) }).optional(),
  thing: z.object({ label: z.string(), count: z.int(), unit: z.string() }).optional(),
  step: z.enum(PROCEDURE_STEPS).optional(),
  record: z.enum(RECORD_FORMS).optional(),
  monitoring: z
    .object({ device: z.string(), site: z.string(), publishedOn: z.string(), publishedIn: z.string() })
    .optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  provider: z.string().optional(),
  placeOfCapture: z.string().optional(),
  custody: z.object({ holder: z.string(), place: z.string(), since: Instant }),
  offer: z
    .object({ to: z.string(), place: z.string(), expiresAt: Instant, statement: Sha256 })
    .optional()
    .describe("an offer that still stands"),
  seal: z.string().optional(),
  copies: z.int(),
  expert: z.object({ institution: z.string(), opinion: z.string().optional() }).optional(),
  standing: z.enum(["usable", "excluded", "unreviewed", "unfit"]).describe("whether a decision may rest on it"),
  exclusion: z.enum(EXCLUSION_GROUNDS).optional(),
  disposal: z.enum(DISPOSALS).optional(),
});
