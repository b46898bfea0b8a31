import { messageOf, pagesOf, type BlobStore, type Clock, type DeciderStore, type Log, type Stored } from "@wangge/kit";
import {
  answersFor,
  type AccessRecorded,
  type AccessState,
  type PhotoState,
  type RecordAccess,
  type ReportCommand,
  type ReportEvent,
  type ReportState,
} from "../../domain/index.ts";
import type { Claims } from "../photos/claims.ts";
import { photoOf } from "../photos/contents.ts";
import type { Photos } from "../photos/desk.ts";

const PAGE = 100;
/** Longer than any upload takes: what is not kept by then has no process any more that would. */
const GRACE_MS = 600_000;
const LIVE = ["requested", "failed", "attached"];
const by = { actor: "intake" } as const;

export interface TidyParts {
  readonly photos: Photos;
  readonly reports: DeciderStore<ReportState, ReportCommand, ReportEvent>;
  readonly accesses: DeciderStore<AccessState, RecordAccess, AccessRecorded>;
  readonly blobs: BlobStore;
  readonly claims: Claims;
  readonly clock: Clock;
  readonly log: Log;
}

export interface TidyPhotos {
  /** 删除照片 of a report whose words are erased. Again, and nothing happens. */
  readonly removeOf: (reportId: string) => Promise<void>;
  /** Completes what crashes have left, and lets go of what nobody came for. */
  readonly tidy: () => Promise<void>;
}

/** Content without a photo, photos without a report, reports without their words: what each is for, goes with it. */
export const tidyPhotosPolicy = (parts: TidyParts): TidyPhotos => {
  const { photos, reports, accesses, blobs, claims, clock, log } = parts;
  let erasedSince = "";

  const clear = async ({ id, state }: Stored<PhotoState>): Promise<void> => {
    const names = state.status === "none" ? [] : state.waste;
    if (names.length === 0) return;
    await blobs.delete(names);
    await photos.handle(id, { type: "ClearWaste", names }, by);
  };

  const removeOf = async (reportId: string): Promise<void> => {
    for await (const page of pagesOf(photos, { "state.reportId": reportId, "state.status": { in: LIVE } }))
      for (const { id } of page) {
        const command = { type: "RemovePhoto", cause: "erased", at: clock.now() } as const;
        await clear(await photos.handle(id, command, { ...by, correlationId: reportId }, null));
      }
  };

  const clearWaste = async (): Promise<void> => {
    for await (const page of pagesOf(photos, { "state.waste": { gt: "" } }))
      for (const photo of page) await clear(photo);
  };

  /** Each is answered for by its photo, which a crash kept from saying so, or by nobody. */
  const settleContent = async (): Promise<void> => {
    for (let seen = PAGE; seen === PAGE;) {
      const names = await blobs.unkept(clock.ms() - GRACE_MS, PAGE);
      seen = names.length;
      for (const [id, own] of Map.groupBy(names, photoOf)) {
        const state = (await photos.load(id))?.state ?? { status: "none" };
        const { kept = [], lost = [] } = Object.groupBy(own, (name) => (answersFor(state, name) ? "kept" : "lost"));
        await blobs.keep(kept);
        await blobs.delete(lost);
      }
    }
  };

  /** The report that it was reserved for is there and names it, or its time is over. */
  const settleWaiting = async ({ id, state }: Stored<PhotoState>): Promise<void> => {
    if (state.status !== "waiting") return;
    const report = state.reservedFor === undefined ? undefined : await reports.load(state.reservedFor);
    if (report?.state.status === "accepted" && report.state.photos?.includes(id) === true) await claims.claim(report);
    const at = clock.now();
    if (at > state.expiresAt)
      await clear(await photos.handle(id, { type: "RemovePhoto", cause: "expired", at }, by, null));
  };

  const settleErased = async (): Promise<void> => {
    const began = new Date(clock.ms() - GRACE_MS).toISOString();
    for await (const page of pagesOf(accesses, { "state.kind": "erase", "state.at": { gte: erasedSince } })) {
      const ids = new Set(page.flatMap(({ state }) => (state.status === "recorded" ? state.reports : [])));
      for (const id of ids) {
        const report = await reports.load(id);
        if (report?.state.status === "accepted" && report.state.descriptionErasedAt !== undefined) await removeOf(id);
      }
    }
    erasedSince = began;
  };

  const settleAllWaiting = async (): Promise<void> => {
    for await (const page of pagesOf(photos, { "state.status": "waiting" }))
      for (const photo of page) await settleWaiting(photo);
  };

  return {
    removeOf,
    tidy: async () => {
      for (const part of [settleAllWaiting, settleErased, clearWaste, settleContent])
        try {
          await part();
        } catch (error) {
          log.warn({ part: part.name, error: messageOf(error) }, "photos not tidied yet");
        }
    },
  };
};
