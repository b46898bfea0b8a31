/** What goes into an e-file, and in which order: cover, documents as they stand in the procedure, evidence, histories, certificate. */
import { canonicalJson, type HistoryEntry } from "@wangge/kit";
import { createHash } from "node:crypto";
import type { Certificate } from "../certificate/certificate.ts";
import { exportedHistory } from "../certificate/entries.ts";
import type { KeptEvidence } from "../evidence/evidence.ts";
import type { Opened } from "../evidence/vault.ts";
import type { EvidenceRules } from "../../domain/evidence/index.ts";
import type { Attachment, EFileParts, Paper } from "./e-file.ts";

/** 文书, as it was issued. */
export interface IssuedDocument {
  /** `decision` */
  readonly code: string;
  readonly title: string;
  readonly on: string;
  readonly text: string;
}

export interface EvidenceForFile {
  readonly item: KeptEvidence;
  readonly opened: Opened | undefined;
  readonly history: readonly HistoryEntry<unknown>[];
  /** Of its kind, as the edition of its day calls it. */
  readonly kind: EvidenceRules["kinds"][number] | undefined;
  readonly read: () => Promise<Buffer>;
}

export interface DossierForFile {
  readonly dossierId: string;
  readonly number: string;
  /** Lines of the cover: what it says, and of what. */
  readonly cover: readonly (readonly [string, string])[];
  readonly documents: readonly IssuedDocument[];
  readonly evidence: readonly EvidenceForFile[];
  readonly certificate: Certificate;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "application/pdf": "pdf",
  "video/mp4": "mp4",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "text/plain": "txt",
};

const nth = (index: number): string => String(index + 1).padStart(2, "0");

/** By the place that the order gives their kind; those of one kind by their day; a kind that it does not know comes last. */
export const inOrder = (documents: readonly IssuedDocument[], order: readonly string[]): readonly IssuedDocument[] => {
  const place = (code: string): number => (order.includes(code) ? order.indexOf(code) : order.length);
  return documents.toSorted(
    (one, other) => place(one.code) - place(other.code) || (one.on < other.on ? -1 : one.on > other.on ? 1 : 0),
  );
};

const textAttachment = (path: string, value: unknown): Attachment => {
  const content = Buffer.from(canonicalJson(value));
  return {
    path,
    sha256: createHash("sha256").update(content).digest("hex"),
    bytes: content.length,
    read: () => Promise.resolve(content),
  };
};

const folderOf = ({ item }: EvidenceForFile, index: number): string => `evidence/${nth(index)}-${item.id}`;

/** 证据材料页: what it is, where it is, by which numbers it is known again. */
const evidencePaper = (one: EvidenceForFile, index: number): Paper => {
  const { item, opened, kind } = one;
  const { content, thing, seal, capturedAt, capturedBy, custody, form, disposal } = item.state;
  const title = `证据${nth(index)} ${kind?.zh ?? item.state.kind} ${opened?.words.title ?? "〔依法删除〕"}`;
  const lines = [
    title,
    "",
    `编号：${item.id}`,
    `依据：${item.state.edition} ${item.state.article}`,
    `形式：${form === "original" ? "原件原物" : "复制件"}`,
    `采集时间：${capturedAt}`,
    `采集人：${capturedBy.join("、")}`,
    ...(opened?.words.provider === undefined ? [] : [`提供人：${opened.words.provider}`]),
    ...(opened?.words.place === undefined ? [] : [`地点：${opened.words.place}`]),
    ...(opened?.words.description === undefined ? [] : [`说明：${opened.words.description}`]),
    ...(content === undefined ? [] : [`文件：${String(content.bytes)} 字节，SHA-256 ${content.sha256}`]),
    ...(thing === undefined ? [] : [`物品：标签 ${thing.label}，${String(thing.count)}${thing.unit}`]),
    ...(seal === undefined ? [] : [`封条：${seal}`]),
    disposal === undefined ? `保管：${custody.holder}，${custody.place}` : `处置：${disposal}`,
  ];
  return { path: `${folderOf(one, index)}/page.txt`, title, text: lines.join("\n") };
};

const evidenceFiles = (one: EvidenceForFile, index: number): readonly Attachment[] => {
  const { item, opened } = one;
  const folder = folderOf(one, index);
  const { content } = item.state;
  const record =
    opened === undefined ? { evidenceId: item.id } : { evidenceId: item.id, words: opened.words, salt: opened.salt };
  const file =
    content === undefined || opened === undefined
      ? []
      : [
          {
            path: `${folder}/content.${EXTENSIONS[content.mediaType] ?? "bin"}`,
            sha256: content.sha256,
            bytes: content.bytes,
            read: one.read,
          },
        ];
  return [textAttachment(`${folder}/record.json`, record), ...file];
};

export const contentsOf = (dossier: DossierForFile, order: readonly string[]): EFileParts => {
  const { dossierId, number, cover, documents, evidence, certificate } = dossier;
  const papers = inOrder(documents, order).map(({ title, text, code }, index): Paper => ({
    path: `documents/${nth(index)}-${code}.txt`,
    title,
    text,
  }));
  const histories = evidence.map(({ item, history }) =>
    textAttachment(`histories/evidence-${item.id}.json`, exportedHistory("enforcement.evidence", item.id, history)),
  );
  return {
    dossierId,
    number,
    cover: cover.map(([name, value]) => `${name}：${value}\n`).join(""),
    papers: [...papers, ...evidence.map(evidencePaper)],
    attachments: [
      ...evidence.flatMap(evidenceFiles),
      textAttachment("histories/dossier.json", certificate.history),
      ...histories,
      textAttachment("certificate.json", certificate),
    ],
  };
};
