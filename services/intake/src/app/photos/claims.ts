import { DomainError, messageOf, type Clock, type DeciderStore, type Log, type Stored } from "@wangge/kit";
import type { PhotoRules, ReportCommand, ReportEvent, ReportState } from "../../domain/index.ts";
import type { Vault } from "../vault.ts";
import { tooMany, type Photos } from "./desk.ts";
import { isClaimSecret, openSecrets, sealSecrets } from "./secrets.ts";

/** A photo that was uploaded ahead, and the proof of whoever uploaded it. */
export interface Claim {
  readonly photoId: string;
  readonly secret: string;
}

export interface ClaimParts {
  readonly photos: Photos;
  readonly reports: DeciderStore<ReportState, ReportCommand, ReportEvent>;
  readonly vault: Vault;
  readonly rules: Pick<PhotoRules, "mostPerReport">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Claims {
  /** Before the report is written: nobody else gets them. @throws DomainError `intake.photo.unknown`, `.taken`, `.expired`, `.too_many` */
  readonly reserve: (reportId: string, claims: readonly Claim[]) => Promise<void>;
  /** After it: the photos are its own. Again, and nothing happens. */
  readonly claim: (report: Stored<ReportState>) => Promise<void>;
  /** The same, but a store that is away only delays it: the sweep comes by. */
  readonly claimSoon: (report: Stored<ReportState>) => Promise<void>;
}

export const unknownPhoto = (): DomainError =>
  new DomainError("missing", "intake.photo.unknown", "There is no such photo");

/** 先传照片, 后上报. Reserve, write the report, claim: whatever dies in between, the photo ends up with its report or is removed. */
export const createClaims = ({ photos, reports, vault, rules, clock, log }: ClaimParts): Claims => {
  const reserveOne = async (reportId: string, { photoId, secret }: Claim): Promise<void> => {
    const photo = isClaimSecret(vault, photoId, secret) ? await photos.load(photoId) : undefined;
    if (photo === undefined) throw unknownPhoto();
    const { state } = photo;
    const earlier = state.status === "waiting" ? state.reservedFor : undefined;
    const isFree = earlier !== undefined && earlier !== reportId && (await reports.load(earlier)) === undefined;
    const instead = isFree ? earlier : undefined;
    await photos.handle(photoId, { type: "ReservePhoto", reportId, instead, at: clock.now() });
  };

  const claimOne = async (report: Stored<ReportState>, photoId: string): Promise<void> => {
    const photo = await photos.load(photoId);
    if (photo?.state.status !== "waiting") return;
    const secrets = openSecrets(vault, photo, undefined);
    const sealed = secrets === undefined ? undefined : sealSecrets(vault, photoId, secrets, report);
    if (sealed === undefined) return;
    const command = { type: "ClaimPhoto", reportId: report.id, at: clock.now() } as const;
    await photos.handle(photoId, command, { correlationId: report.id, actor: "intake" }, sealed);
  };

  const claim: Claims["claim"] = async (report) => {
    const ids = report.state.status === "accepted" ? (report.state.photos ?? []) : [];
    if (ids.length === 0) return;
    // What a save gives back has nothing sealed with it.
    const stored = (await reports.load(report.id)) ?? report;
    for (const id of ids) await claimOne(stored, id);
  };

  return {
    reserve: async (reportId, claims) => {
      const most = rules.mostPerReport;
      if (claims.length > most) throw tooMany(most);
      for (const one of claims) await reserveOne(reportId, one);
    },
    claim,
    claimSoon: async (report) => {
      try {
        await claim(report);
      } catch (error) {
        log.warn({ report: report.id, error: messageOf(error) }, "photos not claimed yet");
      }
    },
  };
};
