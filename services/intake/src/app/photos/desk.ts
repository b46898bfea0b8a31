import { createHash } from "node:crypto";
import {
  idFrom,
  newContentKey,
  reject,
  type BlobStore,
  type Clock,
  type DeciderStore,
  type Meta,
  type Stored,
} from "@wangge/kit";
import type { Images, Sanitised } from "@wangge/kit/images";
import type { Point } from "@wangge/contracts";
import {
  checkBoxes,
  type About,
  type Content,
  type PhotoCommand,
  type PhotoEvent,
  type PhotoRules,
  type PhotoState,
  type Picture,
  type Stage,
  type View,
} from "../../domain/index.ts";
import type { Vault } from "../vault.ts";
import type { Contents } from "./contents.ts";
import { openSecrets, sealSecrets, type Owner } from "./secrets.ts";

export type Photos = DeciderStore<PhotoState, PhotoCommand, PhotoEvent>;

export interface DeskParts {
  readonly photos: Photos;
  readonly blobs: BlobStore;
  readonly contents: Contents;
  readonly images: Images;
  readonly vault: Vault;
  readonly rules: PhotoRules;
  readonly clock: Clock;
}

/** What whoever brings a photo says of it. */
export interface Told {
  readonly view: View;
  readonly stage: Stage;
  readonly channel: About["channel"];
  readonly takenAt?: string | undefined;
  readonly point?: Point | undefined;
  readonly addedBy?: string | undefined;
}

export const goneWith = () => reject("intake.report.erased", "What this report said is erased, and its photos with it");

export const tooMany = (most: number) =>
  reject("intake.photo.too_many", "These are more photos than a report may have", { most });

const DAY_MS = 86_400_000;

/** What a picture says of itself counts where its sender says nothing; a clock that runs ahead by days says nothing. */
export const completed = (told: Told, exif: Sanitised["exif"], nowMs: number) => {
  const fromExif: ("takenAt" | "point")[] = [];
  let { takenAt, point } = told;
  if (takenAt === undefined && exif.takenAt !== undefined && Date.parse(exif.takenAt) < nowMs + DAY_MS) {
    ({ takenAt } = exif);
    fromExif.push("takenAt");
  }
  if (point === undefined && exif.point !== undefined) {
    ({ point } = exif);
    fromExif.push("point");
  }
  return { takenAt, point, fromExif };
};

/** As they come from the sender, whatever the picture adds. */
export const aboutOf = ({ view, stage, channel, takenAt, addedBy, point }: Told, fingerprint: string): About => ({
  view,
  stage,
  channel,
  takenAt,
  hasPoint: point !== undefined,
  fromExif: [],
  addedBy,
  fingerprint,
});

export interface Desk {
  /** 添加照片 to a report. @throws DomainError of the pictures; `intake.report.erased`, `intake.photo.too_many` */
  readonly add: (photo: Bringing, owner: Owner, meta: Meta) => Promise<Stored<PhotoState>>;
  /** The same, ahead of its report. */
  readonly upload: (photo: Bringing, meta: Meta) => Promise<Stored<PhotoState>>;
  /** 涂黑 in what everybody sees; no boxes: nothing is black any more. */
  readonly redact: (
    photo: Stored<PhotoState>,
    owner: Owner,
    boxes: RedactBoxes,
    meta: Meta,
  ) => Promise<Stored<PhotoState>>;
  /** 按网址添加: writes down what is to be fetched from where. The same address again is the same photo. @returns its id */
  readonly request: (photo: { readonly url: string; readonly told: Told }, owner: Owner, meta: Meta) => Promise<string>;
  readonly fingerprintOf: (bytes: Uint8Array, told: Told, reportId: string | undefined) => string;
}

type RedactBoxes = Extract<PhotoCommand, { readonly type: "RedactPhoto" }>["boxes"];

export interface Bringing {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly told: Told;
  readonly fingerprint: string;
}

/** Where photos come in. Content is put first, named by the aggregate then, and kept last: what a crash leaves is tidied up. */
export const createDesk = (parts: DeskParts): Desk => {
  const { photos, blobs, contents, images, vault, rules, clock } = parts;

  /** The picture, its content in the store; and what is sealed of it. */
  const taken = async ({ id, bytes, told, fingerprint }: Bringing, owner: Owner | undefined) => {
    const made = await images.sanitise(bytes);
    const { takenAt, point, fromExif } = completed(told, made.exif, clock.ms());
    const key = newContentKey();
    const sealed = sealSecrets(vault, id, { key: key.toString("base64"), point }, owner);
    if (sealed === undefined) throw goneWith();
    const content = await contents.put(id, key, made);
    const about = { ...aboutOf({ ...told, takenAt, point }, fingerprint), fromExif };
    const data: Picture = { ...about, content, width: made.width, height: made.height };
    return { data, sealed };
  };

  /** Lost to another one of the same key, content stays unkept, and goes. */
  const keep = async (content: Content, { changed }: { readonly changed: boolean }): Promise<void> => {
    if (changed) await blobs.keep([content.full, content.thumb]);
  };

  /** Counted before the write: two at the same time may be one too many. */
  const makeRoom = async (reportId: string): Promise<void> => {
    const most = rules.mostPerReport;
    const there = await photos.find({ where: { "state.reportId": reportId }, limit: most });
    if (there.length >= most) throw tooMany(most);
  };

  /** What came before under the same key is not drawn a second time. */
  const repeated = (before: Stored<PhotoState> | undefined, { fingerprint }: Bringing): boolean =>
    before !== undefined && "content" in before.state && before.state.fingerprint === fingerprint;

  return {
    add: async (photo, owner, meta) => {
      const before = await photos.load(photo.id);
      if (before !== undefined && repeated(before, photo)) return before;
      if (before === undefined) await makeRoom(owner.id);
      const { data, sealed } = await taken(photo, owner);
      const command = { type: "AddPhoto", data, reportId: owner.id, at: clock.now() } as const;
      const stored = await photos.handle(photo.id, command, meta, sealed);
      await keep(data.content, stored);
      return stored;
    },
    upload: async (photo, meta) => {
      const before = await photos.load(photo.id);
      if (before !== undefined && repeated(before, photo)) return before;
      const { data, sealed } = await taken(photo, undefined);
      const at = clock.now();
      const expiresAt = new Date(clock.ms() + rules.unclaimedMinutes * 60_000).toISOString();
      const stored = await photos.handle(photo.id, { type: "UploadPhoto", data, expiresAt, at }, meta, sealed);
      await keep(data.content, stored);
      return stored;
    },
    request: async ({ url, told }, owner, meta) => {
      const id = idFrom("photo", owner.id, url);
      if ((await photos.load(id)) !== undefined) return id;
      await makeRoom(owner.id);
      const sealed = sealSecrets(vault, id, { key: "", point: told.point, url }, owner);
      if (sealed === undefined) throw goneWith();
      const data = aboutOf(told, vault.fingerprint("photo", owner.id, url));
      await photos.handle(id, { type: "RequestPhoto", data, reportId: owner.id, at: clock.now() }, meta, sealed);
      return id;
    },
    redact: async ({ id, state, sealed }, owner, boxes, meta) => {
      const at = clock.now();
      checkBoxes(state, boxes);
      const secrets = openSecrets(vault, { id, sealed }, owner);
      if (state.status !== "attached" || secrets === undefined || boxes.length === 0)
        return photos.handle(id, { type: "RedactPhoto", boxes, at }, meta);
      const key = Buffer.from(secrets.key, "base64");
      const full = await contents.get(key, state.content.full);
      if (full === undefined) throw goneWith();
      const content = await contents.put(id, key, await images.blacken(full, boxes));
      const stored = await photos.handle(id, { type: "RedactPhoto", boxes, content, at }, meta);
      await keep(content, stored);
      return stored;
    },
    fingerprintOf: (bytes, { view, stage, channel, takenAt, point, addedBy }, reportId) => {
      const hash = createHash("sha256").update(bytes).digest("base64url");
      return vault.fingerprint("photo", hash, reportId, view, stage, channel, takenAt, point?.lng, point?.lat, addedBy);
    },
  };
};
