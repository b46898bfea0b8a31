import { readFileSync } from "node:fs";
import type {
  CommandData,
  EvidenceCommand,
  EvidenceEvent,
  EvidenceRules,
  Of,
  CommandType,
} from "../src/domain/evidence/index.ts";
import type { Colleague, Competent } from "../src/domain/dossier/words.ts";

const editions = JSON.parse(
  readFileSync(new URL("../data/evidence/rules.json", import.meta.url), "utf8"),
) as readonly EvidenceRules[];
export const rulesOf = (version: string): EvidenceRules => {
  const found = editions.find((one) => one.version === version);
  if (found === undefined) throw new Error(`no ${version}`);
  return found;
};

export const DOSSIER = "01HZX0000000000000000D0551";
export const NOON = "2022-03-01T04:00:00.000Z";
export const SHA = "a".repeat(64);

export const competenceOf = (officer: string, on = "2022-03-01"): Competent => ({
  ok: true,
  officer,
  step: "investigate",
  on,
  area: "510108001",
  force: "urbanManagement",
  body: "urban-management",
  certificate: { hash: `hash-of-${officer}`, issuedOn: "2020-01-01", expiresOn: "2025-01-01" },
  powers: ["power-0001"],
  item: "power-0001@1",
  itemHash: "f".repeat(64),
  decidingBody: "urban-management",
});
export const competentOf = (account: string): Colleague => ({ account, competence: competenceOf(account) });
export const incompetentOf = (account: string): Colleague => ({
  account,
  competence: { ok: false, reasons: ["certificate_expired"] },
});

export const content = (sha256 = SHA) =>
  ({ sha256, bytes: 4_000, mediaType: "image/jpeg", blob: `e/${sha256}` }) as const;
export const thing = { label: "L-17", count: 3, unit: "箱" } as const;

const defaults: CommandData["CaptureEvidence"] = {
  dossierId: DOSSIER,
  kind: "physical",
  form: "original",
  origin: "officer",
  capturedAt: "2022-03-01T03:50:00.000Z",
  words: "committed",
  content: content(),
  thing,
  officers: [competentOf("li"), competentOf("wang")],
  place: "room-1",
  rules: rulesOf("evidence@2021"),
  itemsBefore: 0,
};

export const capture = (
  data: Partial<CommandData["CaptureEvidence"]> = {},
  by = "li",
  at = NOON,
): Of<"CaptureEvidence"> => ({ type: "CaptureEvidence", data: { ...defaults, ...data }, by, at });

export const command = <Type extends CommandType>(
  type: Type,
  data: CommandData[Type],
  by = "li",
  at = NOON,
): EvidenceCommand => ({ type, data, by, at }) as unknown as EvidenceCommand;

export const signedBy = (account: string, at = NOON) => ({ account, at, key: "key", signature: "signature" });

export const offer = (to: string, by = "li", at = NOON, expiresAt = "2022-03-04T04:00:00.000Z"): EvidenceCommand =>
  command(
    "OfferCustody",
    { to, place: "room-2", reason: "stored", expiresAt, statement: `${by}>${to}@${at}`, signed: signedBy(by, at) },
    by,
    at,
  );

export type { EvidenceEvent };
