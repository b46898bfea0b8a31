/** 案卷归档: gathers what an e-file and a certificate are made of, from the stores. */
import { dayOf } from "@wangge/calendar";
import { DomainError, givenOrKeptKey, isDomainError, REDACTED, type DeciderStore, type SigningKey } from "@wangge/kit";
import layout from "../../../data/e-file/layout.json" with { type: "json" };
import {
  documentOf,
  type DocumentKind,
  type Dossier,
  type DossierCommand,
  type DossierEvent,
  type DossierState,
  type Rules,
} from "../../domain/dossier/index.ts";
import { certificateOf, type Certificate } from "../certificate/certificate.ts";
import type { PartyFields } from "../dossier/vault.ts";
import type { PartyCodeOf } from "../party/code.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { contentsOf, type EvidenceForFile, type IssuedDocument } from "./contents.ts";
import { eFileOf, type EFile } from "./e-file.ts";

/** One answer goes over the bus as one message of at most 8 MiB, in base64. */
const VOLUME_BYTES = 5.75 * 1024 * 1024;

export interface RecordsParts {
  readonly dossiers: DeciderStore<DossierState, DossierCommand, DossierEvent>;
  readonly evidence: Evidence;
  readonly rules: Rules;
  readonly codeOf: PartyCodeOf;
  readonly key: SigningKey | undefined;
}

export interface Records {
  /** @throws DomainError `enforcement.e_file.no_key` */
  readonly certificate: (dossierId: string) => Promise<Certificate>;
  /** @param by who takes the files out: each is a reading of its own. @throws DomainError `enforcement.e_file.no_key` */
  readonly eFile: (dossierId: string, dossier: Dossier, party: PartyFields, by: string) => Promise<EFile>;
}

export const recordsKey = (config: {
  readonly RECORDS_KEY?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}): SigningKey | undefined => givenOrKeptKey(config.RECORDS_KEY, config.DATA_DIR, "records-key.pem");

interface Placed {
  readonly kind: string;
  readonly since: readonly string[];
  readonly findings?: readonly string[];
}
const PLACES: readonly Placed[] = layout.order.documents;

const findingOf = (event: DossierEvent): string => (event.type === "Decided" ? event.data.finding : "penalty");

/** Each document from the day on which it came to be, in the words that stand in the history. */
const documentsOf = (
  dossier: Dossier,
  history: readonly DossierEvent[],
  party: PartyFields,
  code: string,
  rules: Rules,
): readonly IssuedDocument[] =>
  PLACES.flatMap(({ kind, since, findings }) => {
    const born = history.findLast(({ type }) => since.includes(type));
    if (born === undefined || (findings !== undefined && !findings.includes(findingOf(born)))) return [];
    const on = dayOf(born.data.at);
    try {
      const { title, sections } = documentOf(kind as DocumentKind, { dossier, history, party, code, rules, on });
      const lines = sections.flatMap(({ heading, lines: own }) => [`【${heading}】`, ...own, ""]);
      return [{ code: kind, title: title.zh, on, text: [title.zh, "", ...lines].join("\n") }];
    } catch (error) {
      // What was erased by order cannot stand in a document again; that it was there can.
      if (isDomainError(error) && error.code.endsWith(".content_missing"))
        return [{ code: kind, title: kind, on, text: REDACTED }];
      throw error;
    }
  });

export const createRecords = ({ dossiers, evidence, rules, codeOf, key: given }: RecordsParts): Records => {
  const key = (): SigningKey => {
    if (given === undefined)
      throw new DomainError("unavailable", "enforcement.e_file.no_key", "This service has no key to sign with");
    return given;
  };

  const itemsOf = async (dossierId: string, by: string): Promise<readonly EvidenceForFile[]> =>
    Promise.all(
      (await evidence.ofDossier(dossierId)).map(async (item) => ({
        item,
        opened: evidence.vault.open(item.id, item.sealed),
        history: await evidence.store.history(item.id),
        kind: evidence.rulesAt(item.state.capturedAt).kinds.find(({ code }) => code === item.state.kind),
        read: () => evidence.read(item, "export", by),
      })),
    );

  const certificate = async (dossierId: string): Promise<Certificate> => {
    const signing = key();
    const state = (await dossiers.load(dossierId))?.state;
    const items = await evidence.ofDossier(dossierId);
    return certificateOf(
      {
        dossierId,
        number: state === undefined || state.status === "none" ? "" : state.number,
        history: await dossiers.history(dossierId),
        evidence: await Promise.all(items.map(async ({ id }) => ({ id, history: await evidence.store.history(id) }))),
        law: rules.law,
      },
      signing,
    );
  };

  return {
    certificate,
    eFile: async (dossierId, dossier, party, by) => {
      const signing = key();
      const history = (await dossiers.history(dossierId))
        .map(({ event }) => event)
        .filter(({ type }: { readonly type: string }) => type !== "FieldRedacted");
      const parts = contentsOf(
        {
          dossierId,
          number: dossier.number,
          cover: [
            ["案号", dossier.number],
            ["当事人", party.name ?? REDACTED],
            ["决定机关", dossier.body],
            ["事项", dossier.item],
            ["立案", dossier.filedOn ?? ""],
            ["结果", dossier.decision?.number ?? dossier.status],
          ],
          documents: documentsOf(dossier, history, party, codeOf(dossierId), rules),
          evidence: await itemsOf(dossierId, by),
          certificate: await certificate(dossierId),
        },
        PLACES.map(({ kind }) => kind),
      );
      return eFileOf(parts, { page: layout.page, key: signing, volumeBytes: VOLUME_BYTES });
    },
  };
};
