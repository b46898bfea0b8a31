import type { Box, Exif } from "../../domain/index.ts";

/** JPEG, made here from what was sent. */
export interface Renditions {
  readonly full: Buffer;
  readonly thumb: Buffer;
}

export interface Sanitised extends Renditions {
  /** In pixels of `full`. */
  readonly width: number;
  readonly height: number;
  /** What the picture said of itself, before that was dropped. */
  readonly exif: Exif;
}

export interface Images {
  /**
   * Draws the picture anew: only its pixels pass. @throws DomainError `intake.photo.type`, `intake.photo.too_many_pixels`,
   * `intake.photo.animated`, `intake.photo.unreadable`; `unavailable` where too many are being drawn
   */
  readonly sanitise: (bytes: Uint8Array) => Promise<Sanitised>;
  /** 涂黑: the same picture with black boxes. */
  readonly blacken: (full: Buffer, boxes: readonly Box[]) => Promise<Renditions>;
}

/** What may be sent. HEIC is not among them: its decoder is not free. */
export const PHOTO_MEDIA = ["image/jpeg", "image/png", "image/webp"] as const;
