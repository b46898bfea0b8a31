import type { PhotoEvent, Picture } from "../src/domain/index.ts";

export const pictureOf = (more: Partial<Picture> = {}): Picture => ({
  view: "near",
  stage: "report",
  channel: "web",
  hasPoint: false,
  fromExif: [],
  fingerprint: "f1",
  content: { full: "p/1/full", thumb: "p/1/thumb" },
  width: 640,
  height: 480,
  ...more,
});

export const AT = "2017-12-27T01:00:00.000Z";
export const LATER = "2017-12-27T02:00:00.000Z";

export const photoAdded = (more: Partial<Picture> = {}): PhotoEvent => ({
  type: "PhotoAdded",
  data: { ...pictureOf(more), reportId: "r1", at: AT },
});
export const photoUploaded = (more: Partial<Picture> = {}): PhotoEvent => ({
  type: "PhotoUploaded",
  data: { ...pictureOf(more), expiresAt: LATER },
});
