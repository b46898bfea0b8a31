import { action, BytesAnswer, DomainError, redactionShape } from "@wangge/kit";
import { z } from "zod";
import type { DossierDesk } from "../app/dossier/desk.ts";
import { MANIFEST } from "../app/e-file/e-file.ts";
import type { Records } from "../app/e-file/records.ts";
import type { Evidence } from "../app/evidence/evidence.ts";
import { VERDICTS } from "../domain/certificate/index.ts";
import { accountOf, OfDossier, STAFF } from "./evidence-actions.ts";
import { Sha256 } from "./evidence-input.ts";

const Jwk = z.looseObject({ kid: z.string(), x: z.string() });
const OVERSEES = [...STAFF, "supervisor"] as const;

const Check = z.object({
  code: z.string(),
  entry: z.int().describe("of the dossier's history"),
  of: z.string().optional(),
  rule: z.object({ edition: z.string(), article: z.string() }),
  required: z.looseObject({}),
  found: z.looseObject({}),
  verdict: z.enum(VERDICTS),
});

export interface RecordEdge {
  readonly records: Records;
  readonly evidence: Pick<Evidence, "ofDossier" | "erase">;
  readonly desk: Pick<DossierDesk, "known" | "ask">;
}

/** 归档与证明: a dossier as others may check it. */
export const recordActions = ({ records, evidence, desk }: RecordEdge) => ({
  eraseDossier: action({
    rest: "POST /dossiers/:dossierId/erasure",
    summary:
      "到期销毁: what is sealed of the party, of witnesses and of evidence goes when the time is over for which it is kept; histories stay and can be checked as before",
    access: ["supervisor"],
    idempotent: true,
    input: OfDossier.extend({ basis: redactionShape.basis, order: redactionShape.order }),
    output: z.object({ dossierId: z.string(), evidence: z.int().describe("items whose words and files are gone") }),
    run: async ({ dossierId, basis, order }, context) => {
      await desk.ask(dossierId, "EraseParty", { basis, order }, context, { party: null });
      const items = await evidence.ofDossier(dossierId);
      const by = accountOf(context.actor);
      for (const item of items) await evidence.erase(item, { basis, order }, by, { actor: by });
      return { dossierId, evidence: items.length };
    },
  }),
  procedureCertificate: action({
    rest: "GET /dossiers/:dossierId/certificate",
    summary:
      "程序证明: of every step who was competent, which last day was counted and what was found; signed, to be checked offline (npm run verify)",
    access: OVERSEES,
    input: OfDossier,
    output: z.looseObject({
      format: z.literal("wangge.procedure-certificate.v1"),
      dossierId: z.string(),
      number: z.string(),
      asOf: z.string(),
      overall: z.enum(["sound", "defective"]),
      checks: z.array(Check),
      hashes: z.record(z.string(), Sha256).describe("of law, district rules, calendar and rules that it went by"),
      key: Jwk,
      signature: z.string(),
    }),
    run: async ({ dossierId }, { actor }) => {
      await desk.known(dossierId, actor);
      return JSON.parse(JSON.stringify(await records.certificate(dossierId))) as never;
    },
  }),
  eFileManifest: action({
    rest: "GET /dossiers/:dossierId/e-file/manifest",
    summary: "卷内目录与哈希清单: every file of every volume, its pages and its SHA-256, signed",
    access: STAFF,
    input: OfDossier,
    output: z.looseObject({
      format: z.literal("wangge.e-file.v1"),
      volumes: z.int(),
      files: z.array(
        z.object({
          path: z.string(),
          sha256: Sha256,
          bytes: z.int(),
          volume: z.int(),
          title: z.string().optional(),
          pages: z.array(z.int()).optional().describe("first and last page"),
        }),
      ),
      root: z.string(),
      key: Jwk,
      signature: z.string(),
    }),
    run: async ({ dossierId }, { actor }) => {
      const { dossier, party, worksOnIt } = await desk.known(dossierId, actor);
      if (!worksOnIt) throw notYours();
      const { manifest } = await records.eFile(dossierId, dossier, party, accountOf(actor));
      return JSON.parse(JSON.stringify(manifest)) as never;
    },
  }),
  eFile: action({
    rest: "GET /dossiers/:dossierId/e-file",
    notes: ["evidenceReadings"],
    summary:
      "电子案卷: a volume of the dossier with cover, catalogue, documents, evidence, histories and certificate; the same dossier is the same bytes",
    access: STAFF,
    answers: ["application/zip"],
    input: OfDossier.extend({ volume: z.coerce.number().int().min(1).default(1) }),
    output: BytesAnswer,
    run: async ({ dossierId, volume }, { actor }) => {
      const { dossier, party, worksOnIt, version } = await desk.known(dossierId, actor);
      if (!worksOnIt) throw notYours();
      const eFile = await records.eFile(dossierId, dossier, party, accountOf(actor));
      return {
        mediaType: "application/zip",
        content: (await eFile.volume(volume)).toString("base64"),
        fileName: `e-file-${String(volume)}.zip`,
        tag: `${String(version)}-${eFile.manifest.root}`,
        cache: "none" as const,
      };
    },
  }),
});

/** It holds the party's data in clear. */
const notYours = (): DomainError =>
  new DomainError(
    "forbidden",
    "enforcement.e_file.not_yours",
    `Only who works on a dossier takes ${MANIFEST} and files out`,
  );
