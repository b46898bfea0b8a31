/** 照片 of strangers, drawn anew. A door of its own: only who takes pictures loads their library. */
export { exifOf, type Exif } from "./exif.ts";
export { pngOf } from "./draw.ts";
export * from "./port.ts";
export { sharpImages } from "./sharp.ts";
