import {
  aggregateKind,
  DomainError,
  newId,
  openContent,
  pagesOf,
  personalDataKeys,
  sealContent,
  sweeping,
  virusScan,
  type BlobStore,
  type Clock,
  type DeciderStore,
  type Log,
  type Meta,
  type ScanParts,
  type Sealed,
  type StoreFactory,
  type Stored,
} from "@wangge/kit";
import { createHash } from "node:crypto";
import {
  evidenceDecider,
  readingsDecider,
  REDACTABLE,
  signingKeyDecider,
  unknownEvidence,
  type CommandData,
  type Content,
  type EvidenceCommand,
  type EvidenceEvent,
  type EvidenceRead,
  type EvidenceState,
  type Kept,
  type ReadingPurpose,
  type ReadingsState,
  type RecordReading,
} from "../../domain/evidence/index.ts";
import { mediaTypeOf } from "./media-type.ts";
import { loadEvidenceRules, type EvidenceRulesAt } from "./rules.ts";
import { createSignatures, type Signatures } from "./signatures.ts";
import { createEvidenceVault, type EvidenceVault, type Words } from "./vault.ts";

const SWEEP_MS = 30_000;
/** Longer than any upload takes: what is not kept by then has no process any more that would. */
const GRACE_MS = 600_000;
const PAGE = 100;

export type EvidenceStore = DeciderStore<EvidenceState, EvidenceCommand, EvidenceEvent>;
export type KeptEvidence = Stored<Kept>;

export interface Capturing {
  readonly id: string;
  readonly data: Omit<CommandData["CaptureEvidence"], "content" | "words" | "rules" | "itemsBefore">;
  readonly bytes?: Buffer | undefined;
  readonly words: Words;
  readonly by: string;
}

export interface Evidence {
  readonly store: EvidenceStore;
  readonly readings: DeciderStore<ReadingsState, RecordReading, EvidenceRead>;
  readonly signatures: Signatures;
  readonly vault: EvidenceVault;
  readonly rulesAt: EvidenceRulesAt;
  /** 采集 @throws DomainError `enforcement.evidence.infected`, `.not_scanned` */
  readonly capture: (capturing: Capturing, meta: Meta) => Promise<KeptEvidence>;
  /** @throws DomainError `enforcement.evidence.unknown`, for an item of another dossier too */
  readonly get: (dossierId: string, evidenceId: string) => Promise<KeptEvidence>;
  readonly ofDossier: (dossierId: string) => Promise<readonly KeptEvidence[]>;
  /** 调阅: written down before the bytes are given. @throws DomainError `enforcement.evidence.no_bytes`, `.altered` */
  readonly read: (item: KeptEvidence, purpose: ReadingPurpose, by: string) => Promise<Buffer>;
  /** 销毁: words, names and file. Safe to repeat. */
  readonly erase: (item: KeptEvidence, order: CommandData["EraseWords"], by: string, meta: Meta) => Promise<void>;
  readonly tidy: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export interface EvidenceParts {
  readonly store: StoreFactory;
  readonly config: Parameters<typeof personalDataKeys>[0] & ScanParts["config"];
  readonly clock: Clock;
  readonly log: Log;
}

const isKept = (stored: Stored<EvidenceState>): stored is KeptEvidence => stored.state.status !== "none";
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** 证据. Content is put first and kept last, sealed under a key of its own: what a crash leaves behind is tidied up. */
export const createEvidence = async ({ store: factory, config, clock, log }: EvidenceParts): Promise<Evidence> => {
  const store = await factory.decider("evidence", evidenceDecider, {
    publishAs: () => [],
    indexes: [["state.dossierId"], ["state.custody.holder"]],
    sparse: ["state.offer.to"],
    chained: { redactable: REDACTABLE },
  });
  const readings = await factory.decider("evidenceReadings", readingsDecider, { publishAs: () => [], chained: true });
  const keys = await factory.decider("signingKeys", signingKeyDecider, { publishAs: () => [], chained: true });
  const blobs: BlobStore = await factory.blobs("evidenceContents");
  const vault = createEvidenceVault(personalDataKeys(config));
  const rulesAt = loadEvidenceRules();
  const scan = virusScan({ config, thing: "enforcement.evidence", log });

  const ofDossier = async (dossierId: string): Promise<readonly KeptEvidence[]> => {
    const found: KeptEvidence[] = [];
    for await (const page of pagesOf(store, { "state.dossierId": dossierId })) found.push(...page.filter(isKept));
    return found;
  };

  const put = async (id: string, bytes: Buffer, sealed: Sealed): Promise<Content> => {
    const blob = `${id}/${newId()}`;
    const content = { sha256: sha256(bytes), bytes: bytes.length, mediaType: mediaTypeOf(bytes), blob };
    const key = vault.contentKeyOf(id, sealed);
    if (key === undefined) throw new Error("a seal without a content key");
    await blobs.put(blob, sealContent(key, blob, bytes), clock.ms());
    return content;
  };

  const isRepeat = (before: Stored<EvidenceState> | undefined, { data, bytes }: Capturing): boolean =>
    before !== undefined &&
    isKept(before) &&
    before.state.dossierId === data.dossierId &&
    bytes !== undefined &&
    before.state.content?.sha256 === sha256(bytes);

  const answersFor = (state: EvidenceState | undefined, blob: string): boolean =>
    state !== undefined && state.status !== "none" && state.content?.blob === blob;

  const tidy = async (): Promise<void> => {
    for (let seen = PAGE; seen === PAGE;) {
      const names = await blobs.unkept(clock.ms() - GRACE_MS, PAGE);
      seen = names.length;
      for (const name of names) {
        const state = (await store.load(name.slice(0, name.indexOf("/"))))?.state;
        await (answersFor(state, name) ? blobs.keep([name]) : blobs.delete([name]));
      }
    }
  };
  const sweep = sweeping({ name: "evidence", everyMs: SWEEP_MS, work: tidy, log });

  return {
    store,
    readings,
    vault,
    rulesAt,
    signatures: createSignatures(keys),
    ofDossier,
    capture: async (capturing, meta) => {
      const { id, data, bytes, words, by } = capturing;
      const before = await store.load(id);
      if (before !== undefined && isRepeat(before, capturing) && isKept(before)) return before;
      if (bytes !== undefined) await scan(bytes);
      const { sealed, commitment } = vault.seal(id, words);
      const content = bytes === undefined ? undefined : await put(id, bytes, sealed);
      const at = clock.now();
      const command: EvidenceCommand = {
        type: "CaptureEvidence",
        data: {
          ...data,
          content,
          words: commitment,
          rules: rulesAt(data.capturedAt),
          itemsBefore: (await ofDossier(data.dossierId)).length,
        },
        by,
        at,
      };
      const stored = await store.handle(id, command, meta, sealed);
      if (stored.changed && content !== undefined) await blobs.keep([content.blob]);
      if (!isKept(stored)) throw unknownEvidence();
      return stored.changed ? { ...stored, sealed } : ((await store.load(id)) as KeptEvidence);
    },
    get: async (dossierId, evidenceId) => {
      const stored = await store.load(evidenceId);
      if (stored === undefined || !isKept(stored) || stored.state.dossierId !== dossierId) throw unknownEvidence();
      return stored;
    },
    read: async ({ id, state, sealed }, purpose, by) => {
      const { content, dossierId } = state;
      const key = vault.contentKeyOf(id, sealed);
      if (content === undefined || key === undefined)
        throw new DomainError("missing", "enforcement.evidence.no_bytes", "There is no file of it here");
      const data = { by, purpose, sha256: content.sha256, dossierId };
      await readings.handle(id, { type: "RecordReading", data, at: clock.now() }, { actor: by });
      const held = await blobs.get(content.blob);
      const bytes = held && openContent(key, content.blob, held);
      if (bytes === undefined || sha256(bytes) !== content.sha256)
        throw new DomainError("unavailable", "enforcement.evidence.altered", "What is stored is not what was captured");
      return bytes;
    },
    erase: async ({ id, state: { content } }, data, by, meta) => {
      await store.handle(id, { type: "EraseWords", data, by, at: clock.now() }, meta, null);
      // Nobody can read it any more: its key went with the words.
      if (content !== undefined) await blobs.delete([content.blob]);
    },
    tidy,
    start: sweep.start,
    stop: sweep.stop,
  };
};

const nothing = () => [];
export const evidenceAggregates = [
  aggregateKind("enforcement", "evidence", evidenceDecider, nothing),
  aggregateKind("enforcement", "evidenceReadings", readingsDecider, nothing),
  aggregateKind("enforcement", "signingKeys", signingKeyDecider, nothing),
];
