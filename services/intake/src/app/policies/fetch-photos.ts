import { isDomainError, isRefusal, messageOf, type Clock, type DeciderStore, type Log, type Stored } from "@wangge/kit";
import type { PhotoRules, PhotoState, ReportCommand, ReportEvent, ReportState } from "../../domain/index.ts";
import type { Desk, Photos } from "../photos/desk.ts";
import { openSecrets } from "../photos/secrets.ts";
import type { Vault } from "../vault.ts";

/** @throws DomainError: a refusal where asking again will not help, `unavailable` where it may */
export type FetchPhoto = (url: string, stopped: AbortSignal) => Promise<Buffer>;

const MOST_AT_ONCE = 20;

export interface FetchParts {
  readonly photos: Photos;
  readonly reports: DeciderStore<ReportState, ReportCommand, ReportEvent>;
  readonly desk: Desk;
  readonly vault: Vault;
  readonly fetchPhoto: FetchPhoto;
  readonly rules: PhotoRules;
  readonly clock: Clock;
  readonly log: Log;
}

export interface FetchPhotos {
  /** Fetches one now, in the background. */
  readonly begin: (photoId: string) => void;
  /** Fetches those whose time has come. */
  readonly fetchDue: () => Promise<void>;
  /** Lets go of what is being fetched: the next start begins it again. */
  readonly stopFetching: () => Promise<void>;
}

/** 按网址取照片: in the background, with pauses; a failure is noted and never comes back to whoever reported. */
export const fetchPhotosPolicy = (parts: FetchParts): FetchPhotos => {
  const { photos, reports, desk, vault, fetchPhoto, rules, clock, log } = parts;
  const inHand = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  const note = async ({ id, state }: Stored<PhotoState>, error: unknown): Promise<void> => {
    if (state.status !== "requested") return;
    const code = isDomainError(error) ? error.code : "internal";
    if (!isDomainError(error)) log.error({ photo: id, error: messageOf(error) }, "bug");
    const pause = isRefusal(error) ? undefined : rules.retryMinutes[state.attempts];
    const nextAt = pause === undefined ? undefined : new Date(clock.ms() + pause * 60_000).toISOString();
    await photos.handle(id, { type: "NoteFailure", code, nextAt, at: clock.now() }, { actor: "intake" });
  };

  const fetchOne = async (id: string): Promise<void> => {
    const photo = await photos.load(id);
    if (photo?.state.status !== "requested") return;
    const { view, stage, channel, takenAt, addedBy, fingerprint, reportId } = photo.state;
    try {
      const owner = await reports.load(reportId);
      const secrets = openSecrets(vault, photo, owner);
      // Its report is erased: the photo goes with it.
      if (owner === undefined || secrets?.url === undefined) return;
      const { point, url } = secrets;
      const told = { view, stage, channel, takenAt, addedBy, point };
      await desk.add({ id, bytes: await fetchPhoto(url, stopping.signal), told, fingerprint }, owner, {
        correlationId: reportId,
      });
    } catch (error) {
      if (!stopping.signal.aborted) await note(photo, error);
    }
  };

  const begin = (id: string): Promise<void> => {
    const running = inHand.get(id);
    if (running !== undefined) return running;
    const work = fetchOne(id)
      .catch((error: unknown) => {
        log.warn({ photo: id, error: messageOf(error) }, "photo not fetched yet");
      })
      .finally(() => inHand.delete(id));
    inHand.set(id, work);
    return work;
  };

  return {
    begin: (id) => void begin(id),
    fetchDue: async () => {
      const where = { "state.status": "requested", "state.nextAt": { lte: clock.now() } } as const;
      const due = await photos.find({ where, limit: MOST_AT_ONCE, order: "oldest" });
      await Promise.all(due.map(({ id }) => begin(id)));
    },
    stopFetching: async () => {
      stopping.abort();
      await Promise.all(inHand.values());
    },
  };
};
