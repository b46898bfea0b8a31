import type { Exif } from "./exif.ts";

export interface ImageLimits {
  /** Of one image as it is sent. */
  readonly maxBytes: number;
  /** Width × height of one image as it is sent. */
  readonly maxPixels: number;
  /** The longer side of what is kept, and of its thumbnail, in pixels. */
  readonly longEdge: number;
  readonly thumbEdge: number;
}

/** In pixels of the full rendition, from its upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

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
   * Draws the picture anew: only its pixels pass. @throws DomainError `….type`, `….too_many_pixels`, `….animated`,
   * `….unreadable`, after the codes of whoever made it; `unavailable` where too many are being drawn
   */
  readonly sanitise: (bytes: Uint8Array) => Promise<Sanitised>;
  /** 涂黑: the same picture with black boxes. */
  readonly blacken: (full: Buffer, boxes: readonly Box[]) => Promise<Renditions>;
}

/** What may be sent. HEIC is not among them: its decoder is not free. */
export const PHOTO_MEDIA = ["image/jpeg", "image/png", "image/webp"] as const;
