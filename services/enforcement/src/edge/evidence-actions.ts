import { Instant } from "@wangge/contracts";
import {
  action,
  Base64,
  BytesAnswer,
  DomainError,
  idFrom,
  newId,
  type Actor,
  type CallContext,
  type Clock,
} from "@wangge/kit";
import { z } from "zod";
import type { DossierDesk, DossierFacts } from "../app/evidence/desk.ts";
import type { Evidence, KeptEvidence } from "../app/evidence/evidence.ts";
import { MEDIA_TYPES, missingRecordings, READING_PURPOSES, type ReadingPurpose } from "../domain/evidence/index.ts";
import { PROCEDURE_STEPS, type ProcedureStep } from "../domain/authority/index.ts";
import { Account, AboutField, EvidenceView, Sha256, Ulid } from "./evidence-input.ts";
import { evidenceView } from "./evidence-view.ts";

/** Whoever may work with evidence; of which dossier, its desk says. */
export const STAFF = ["officer", "enforcementLead", "legalReviewer", "inspector"] as const;

export interface EvidenceEdge {
  readonly evidence: Evidence;
  readonly desk: DossierDesk;
  readonly clock: Clock;
}

/** @throws DomainError where only a service asks: evidence is of people */
export const accountOf = (actor: Actor | undefined): string => {
  if (actor === undefined) throw new DomainError("forbidden", "auth.sign_in", "Sign in first");
  return actor.id;
};

export const OfDossier = z.strictObject({ dossierId: Ulid });
export const OfItem = OfDossier.extend({ evidenceId: Ulid });

const extensions: Readonly<Record<(typeof MEDIA_TYPES)[number], string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "application/pdf": "pdf",
  "video/mp4": "mp4",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "text/plain": "txt",
};

/** 证据: taken in, listed, read. What is done with it afterwards is in `custody-actions`. */
export const evidenceActions = ({ evidence, desk, clock }: EvidenceEdge) => {
  const { maxBytes } = evidence.rulesAt(clock.now()).limits;
  const view = (item: KeptEvidence) => evidenceView(item, evidence.vault, clock.now());

  const known = async (ids: z.infer<typeof OfItem>, { actor }: CallContext): Promise<KeptEvidence> => {
    await desk.known(ids.dossierId, actor);
    return evidence.get(ids.dossierId, ids.evidenceId);
  };

  const officersOf = async (accounts: readonly string[], step: ProcedureStep, dossier: DossierFacts) =>
    Promise.all(
      accounts.map(async (account) => ({
        account,
        competence: await desk.competence(account, step, dossier, clock.now()),
      })),
    );

  return {
    captureEvidence: action({
      rest: "POST /dossiers/:dossierId/evidence",
      summary:
        "采集证据: a file as it is, an object by label and seal, or both; by competent officers, with the hash that the device saw",
      access: ["officer"],
      status: 201,
      media: MEDIA_TYPES,
      bodyBytes: maxBytes,
      input: OfDossier.extend({
        evidenceId: Ulid.optional().describe("chosen by the device: what a decision on the spot has named before"),
        about: AboutField,
        content: Base64.max(Math.ceil(maxBytes / 3) * 4).optional(),
      }),
      output: EvidenceView,
      run: async ({ dossierId, evidenceId: chosen, about, content }, { actor, meta, idempotencyKey: key }) => {
        const by = accountOf(actor);
        const dossier = await desk.known(dossierId, actor);
        if (!dossier.isOpen)
          throw new DomainError("rule", "enforcement.evidence.dossier_closed", "This dossier takes no more evidence");
        const { words, sha256: claimed, officers, ...data } = about;
        const together = [...new Set([by, ...officers])];
        const item = await evidence.capture(
          {
            id: chosen ?? (key === undefined ? newId() : idFrom("evidence", key)),
            data: {
              ...data,
              dossierId,
              claimed,
              officers: await officersOf(together, data.step ?? "investigate", dossier),
            },
            ...(content === undefined ? {} : { bytes: Buffer.from(content, "base64") }),
            words,
            by,
          },
          { ...meta, messageId: undefined, correlationId: dossierId },
        );
        return view(item);
      },
    }),
    listEvidence: action({
      rest: "GET /dossiers/:dossierId/evidence",
      summary: "证据清单, and which of the steps named were not recorded as a whole",
      access: STAFF,
      input: OfDossier.extend({
        steps: z
          .union([z.array(z.enum(PROCEDURE_STEPS)), z.enum(PROCEDURE_STEPS).transform((one) => [one])])
          .default([])
          .describe("steps that were taken"),
      }),
      output: z.object({
        evidence: z.array(EvidenceView),
        missingRecordings: z.array(z.object({ step: z.string(), forms: z.array(z.string()), article: z.string() })),
      }),
      run: async ({ dossierId, steps }, { actor }) => {
        await desk.known(dossierId, actor);
        const items = await evidence.ofDossier(dossierId);
        const usable = items.map(({ state }) => state).filter(({ exclusion }) => exclusion === undefined);
        return {
          evidence: items.map(view),
          missingRecordings: missingRecordings(evidence.rulesAt(clock.now()), steps, usable).map(
            ({ forms, ...one }) => ({
              ...one,
              forms: [...forms],
            }),
          ),
        };
      },
    }),
    evidenceItem: action({
      rest: "GET /dossiers/:dossierId/evidence/:evidenceId",
      summary: "证据: one item, without its file",
      access: STAFF,
      input: OfItem,
      output: EvidenceView,
      run: async (ids, context) => view(await known(ids, context)),
    }),
    readEvidence: action({
      rest: "GET /dossiers/:dossierId/evidence/:evidenceId/content",
      notes: ["evidenceReadings"],
      summary: "调阅: the file as it was captured; who reads it, and what for, is written down first",
      access: STAFF,
      answers: MEDIA_TYPES,
      input: OfItem.extend({ purpose: z.enum(READING_PURPOSES) }),
      output: BytesAnswer,
      run: async ({ purpose, ...ids }, context) => {
        const item = await known(ids, context);
        const bytes = await evidence.read(item, purpose, accountOf(context.actor));
        const { mediaType = "text/plain" } = item.state.content ?? {};
        return {
          mediaType,
          content: bytes.toString("base64"),
          fileName: `evidence.${extensions[mediaType]}`,
          tag: item.state.content?.sha256 ?? "none",
          cache: "none" as const,
        };
      },
    }),
    evidenceReadings: action({
      rest: "GET /dossiers/:dossierId/evidence/:evidenceId/readings",
      summary: "调阅记录: who has read the file, when and what for",
      access: ["enforcementLead", "legalReviewer", "inspector"],
      input: OfItem,
      output: z.object({
        readings: z.array(
          z.object({ by: Account, purpose: z.enum(READING_PURPOSES), sha256: Sha256, at: Instant, hash: z.string() }),
        ),
      }),
      run: async (ids, context) => {
        const { id } = await known(ids, context);
        const history = await evidence.readings.history(id);
        const readings = history.map(({ event: { data }, link }) => {
          const { by, purpose, sha256, at } = data;
          return { by, purpose: purpose satisfies ReadingPurpose, sha256, at, hash: link?.hash ?? "" };
        });
        return { readings };
      },
    }),
    evidenceHistory: action({
      rest: "GET /dossiers/:dossierId/evidence/:evidenceId/history",
      summary: "保管链: everything that was done with it, each entry with the hash that holds it in its place",
      access: STAFF,
      input: OfItem,
      output: z.object({
        history: z.array(
          z.object({
            type: z.string(),
            by: z.string(),
            at: Instant,
            hash: z.string(),
            data: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
      run: async (ids, context) => {
        const { id } = await known(ids, context);
        const history = (await evidence.store.history(id)).map(({ event: { type, data }, link }) => {
          const { by, at, ...rest } = data;
          return { type, by, at, hash: link?.hash ?? "", data: { ...rest } };
        });
        return { history };
      },
    }),
  };
};
