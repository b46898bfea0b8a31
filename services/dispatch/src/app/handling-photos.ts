import { createHash } from "node:crypto";
import {
  aggregateKind,
  messageOf,
  newId,
  pagesOf,
  reject,
  sweeping,
  type BlobStore,
  type Clock,
  type DeciderStore,
  type Log,
  type Meta,
  type StoreFactory,
  type Stored,
  versionShape,
} from "@wangge/kit";
import { sharpImages, type Images } from "@wangge/kit/images";
import { z } from "zod";
import type { Ground } from "../adapters/registry.ts";
import { metresFrom } from "../domain/ground.ts";
import {
  flagsOf,
  handlingPhotoDecider,
  missingKinds,
  PHOTO_KINDS,
  roundedPoint,
  unknownPhoto,
  type AddedPhoto,
  type Content,
  type EvidenceStep,
  type HandlingPhotoCommand,
  type HandlingPhotoEvent,
  type HandlingPhotoState,
  type PhotoKind,
} from "../domain/handling-photo.ts";
import type { CaseState, Party } from "../domain/index.ts";
import { readVersions } from "./dated-data.ts";

const SWEEP_MS = 30_000;
/** Longer than any upload takes: what is not kept by then has no process any more that would. */
const GRACE_MS = 600_000;
const PAGE = 100;

const count = z.int().min(1);

const EvidenceVersion = z.object({
  ...versionShape,
  farMetres: count,
  oldHours: count,
  aheadMinutes: z.int().min(0),
  decimals: z.int().min(2).max(5),
  mostPerCase: count,
  maxBytes: count,
  maxPixels: count,
  longEdge: count,
  thumbEdge: count,
  required: z.array(
    z.object({
      categories: z.array(z.string().regex(/^[a-z]+-\d*\*?$/)).min(1),
      step: z.enum(["handle", "check"]),
      kinds: z.array(z.enum(PHOTO_KINDS)).min(1),
    }),
  ),
});

export const loadEvidenceRules = () => readVersions("evidence-rules.json", "evidence_rules", EvidenceVersion);
export type EvidenceRulesAt = ReturnType<typeof loadEvidenceRules>;

type PhotoStore = DeciderStore<HandlingPhotoState, HandlingPhotoCommand, HandlingPhotoEvent>;
type Known = Exclude<CaseState, { readonly status: "new" }>;

export interface Bringing {
  readonly id: string;
  readonly caseId: string;
  readonly kind: PhotoKind;
  readonly bytes: Buffer;
  readonly by: Party;
}

export interface HandlingPhotos {
  readonly store: PhotoStore;
  readonly rulesAt: EvidenceRulesAt;
  /** 添加处置照片. @throws DomainError of the pictures; `dispatch.photo.too_many`, `dispatch.photo.key_reused` */
  readonly add: (photo: Bringing, about: Known, meta: Meta) => Promise<Stored<AddedPhoto>>;
  readonly remove: (id: string, reason: string, meta: Meta) => Promise<void>;
  readonly ofCase: (caseId: string) => Promise<readonly Stored<AddedPhoto>[]>;
  /** @throws DomainError `dispatch.photo.unknown` */
  readonly bytesOf: (content: Content, size: keyof Content) => Promise<Buffer>;
  /** Whether any category needs a photo for this step: if not, nobody need be asked about a case. */
  readonly asksFor: (step: EvidenceStep) => boolean;
  /** 缺少的照片: what this step of a case of this category still needs, on its present order. */
  readonly missingPhotos: (caseId: string, category: string, step: EvidenceStep) => Promise<readonly PhotoKind[]>;
  /** Completes what crashes have left. */
  readonly tidy: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

interface Needed {
  readonly store: StoreFactory;
  readonly cases: Pick<DeciderStore<CaseState, never, never>, "load">;
  readonly ground: Pick<Ground, "shapesOf">;
  readonly clock: Clock;
  readonly log: Log;
  readonly rulesAt?: EvidenceRulesAt;
}

const isAdded = (stored: Stored<HandlingPhotoState>): stored is Stored<AddedPhoto> => stored.state.status === "added";

const addedOf = (stored: Stored<HandlingPhotoState>): Stored<AddedPhoto> => {
  if (!isAdded(stored)) throw unknownPhoto();
  return stored;
};

/** `<photo>/<made>/full` */
const photoOf = (name: string): string => name.slice(0, name.indexOf("/"));

/** 处置照片. Content is put first, named by its photo then, and kept last: what a crash leaves is tidied up. */
export const createHandlingPhotos = async (needed: Needed): Promise<HandlingPhotos> => {
  const { store: factory, cases, ground, clock, log, rulesAt = loadEvidenceRules() } = needed;
  const store = await factory.decider("photos", handlingPhotoDecider, {
    publishAs: () => [],
    indexes: [["state.caseId"], ["state.waste"]],
  });
  const blobs: BlobStore = await factory.blobs("handlingPhotos");
  // Sizes hold for a process: the gateway is told them once.
  const images: Images = sharpImages(rulesAt(clock.now()), "dispatch.photo");

  const put = async (id: string, { full, thumb }: { readonly full: Buffer; readonly thumb: Buffer }) => {
    const made = `${id}/${newId()}`;
    const content = { full: `${made}/full`, thumb: `${made}/thumb` };
    await blobs.put(content.full, full, clock.ms());
    await blobs.put(content.thumb, thumb, clock.ms());
    return content;
  };

  /** A photo is not refused because the registry is away: it says that nobody looked. */
  const metresFromGrid = async (grid: string, point: Parameters<typeof metresFrom>[1]): Promise<number | undefined> => {
    try {
      const [shape] = await ground.shapesOf([grid]);
      return shape === undefined ? undefined : Math.round(metresFrom(shape.ring, point));
    } catch (error) {
      log.warn({ grid, error: messageOf(error) }, "place of a photo not looked at");
      return undefined;
    }
  };

  const factsOf = async (kind: PhotoKind, exif: Awaited<ReturnType<Images["sanitise"]>>["exif"], about: Known) => {
    const rules = rulesAt(clock.now());
    const metres = exif.point === undefined ? undefined : await metresFromGrid(about.grid, exif.point);
    const orderedAt = "assignment" in about ? about.assignment.assignedAt : undefined;
    const seen = { kind, takenAt: exif.takenAt, point: exif.point, metresFromGrid: metres, orderedAt };
    return {
      ...(exif.takenAt === undefined ? {} : { takenAt: exif.takenAt }),
      ...(exif.point === undefined ? {} : { point: roundedPoint(exif.point, rules.decimals) }),
      ...(metres === undefined ? {} : { metresFromGrid: metres }),
      flags: flagsOf(seen, rules, clock.now()),
    };
  };

  const ofCase = async (caseId: string): Promise<readonly Stored<AddedPhoto>[]> => {
    const where = { "state.caseId": caseId, "state.status": "added" };
    const found: Stored<AddedPhoto>[] = [];
    for await (const page of pagesOf(store, where)) found.push(...page.filter(isAdded));
    return found;
  };

  const clear = async ({ id, state }: Stored<HandlingPhotoState>): Promise<void> => {
    if (state.status !== "removed" || state.waste.length === 0) return;
    await blobs.delete(state.waste);
    await store.handle(id, { type: "ClearWaste" }, { actor: "dispatch" });
  };

  const answersFor = (state: HandlingPhotoState | undefined, name: string): boolean =>
    state?.status === "added" && [state.content.full, state.content.thumb].includes(name);

  const tidy = async (): Promise<void> => {
    for await (const page of pagesOf(store, { "state.waste": { gt: "" } })) for (const one of page) await clear(one);
    for (let seen = PAGE; seen === PAGE;) {
      const names = await blobs.unkept(clock.ms() - GRACE_MS, PAGE);
      seen = names.length;
      for (const [id, own] of Map.groupBy(names, photoOf)) {
        const state = (await store.load(id))?.state;
        const { kept = [], lost = [] } = Object.groupBy(own, (name) => (answersFor(state, name) ? "kept" : "lost"));
        await blobs.keep(kept);
        await blobs.delete(lost);
      }
    }
  };
  const sweep = sweeping({ name: "handling photos", everyMs: SWEEP_MS, work: tidy, log });

  return {
    store,
    rulesAt,
    add: async ({ id, caseId, kind, bytes, by }, about, meta) => {
      const fingerprint = createHash("sha256").update(kind).update(bytes).digest("base64url");
      const before = await store.load(id);
      // What came before under the same key is not drawn a second time.
      if (
        before !== undefined &&
        isAdded(before) &&
        before.state.fingerprint === fingerprint &&
        before.state.caseId === caseId
      )
        return before;
      const most = rulesAt(clock.now()).mostPerCase;
      if ((await ofCase(caseId)).length >= most)
        throw reject("dispatch.photo.too_many", "These are more photos than a case may have", { most });
      const made = await images.sanitise(bytes);
      const facts = await factsOf(kind, made.exif, about);
      const content = await put(id, made);
      const { width, height } = made;
      const data = { caseId, kind, attempt: about.attempts, content, width, height, ...facts, fingerprint };
      const stored = await store.handle(id, { type: "AddHandlingPhoto", data, by, at: clock.now() }, meta);
      if (stored.changed) await blobs.keep([content.full, content.thumb]);
      return addedOf(stored);
    },
    remove: async (id, reason, meta) => {
      await clear(await store.handle(id, { type: "RemoveHandlingPhoto", reason, at: clock.now() }, meta));
    },
    ofCase,
    bytesOf: async (content, size) => {
      const bytes = await blobs.get(content[size]);
      if (bytes === undefined) throw unknownPhoto();
      return bytes;
    },
    asksFor: (step) => rulesAt(clock.now()).required.some((one) => one.step === step),
    missingPhotos: async (caseId, category, step) => {
      const rules = rulesAt(clock.now());
      // Most categories need none: then nobody is asked.
      if (missingKinds(rules, { category, step, attempt: 0 }, []).length === 0) return [];
      const state = (await cases.load(caseId))?.state;
      const attempt = state === undefined || state.status === "new" ? 0 : state.attempts;
      const photos = (await ofCase(caseId)).map((photo) => photo.state);
      return missingKinds(rules, { category, step, attempt }, photos);
    },
    tidy,
    start: sweep.start,
    stop: sweep.stop,
  };
};

export const handlingPhotoAggregates = [aggregateKind("dispatch", "photos", handlingPhotoDecider, () => [])];
