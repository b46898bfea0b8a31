import { fileTypeFromBuffer } from "file-type";
import sharp, { type Metadata, type OverlayOptions, type Sharp } from "sharp";
import { DomainError } from "../errors.ts";
import { createTurns } from "../turns.ts";
import { exifOf } from "./exif.ts";
import { PHOTO_MEDIA, type Box, type ImageLimits, type Images, type Renditions, type Sanitised } from "./port.ts";

/** Decoders that may see what strangers send; the library has a dozen more. */
const LOADERS = ["VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer"];
/** Two at once, each on one thread of the pool of four, which files and name look-ups need too. */
const TURNS = { atOnce: 2, mostWaiting: 32 };
const TIMEOUT_SECONDS = 8;
/** More than stands before the pixels of any camera: what looks for a type is not led through the whole of it. */
const MOST_HEAD = 256 * 1024;
const MOST_EXIF = 64 * 1024;
/** Of a picture that stays too large for one message, the next. */
const QUALITIES = [82, 65, 45] as const;
const THUMB_QUALITY = 70;

type Limits = ImageLimits;

const isAccepted = (mime: string | undefined): boolean => PHOTO_MEDIA.some((media) => media === mime);

type Refuse = (reason: string, message: string, details?: Readonly<Record<string, unknown>>) => DomainError;

const UNREADABLE = ["unreadable", "This picture cannot be read"] as const;

/** The decoder says in its own words what is wrong, which may quote the picture. */
const orUnreadable = async <T>(work: Promise<T>, code: string): Promise<T> => {
  try {
    return await work;
  } catch (cause) {
    const [reason, message] = UNREADABLE;
    throw new DomainError("invalid", `${code}.${reason}`, message, {}, { cause });
  }
};

/** Loads, and refuses what costs more than it should before a pixel is decoded. */
const openWith =
  ({ maxPixels }: Limits) =>
  (bytes: Uint8Array): Sharp =>
    sharp(bytes, { failOn: "error", limitInputPixels: maxPixels, sequentialRead: true, pages: 1 }).timeout({
      seconds: TIMEOUT_SECONDS,
    });

const check = (
  { width, height, pages = 1, format }: Metadata,
  mime: string,
  { maxPixels }: Limits,
  refuse: Refuse,
): void => {
  if (`image/${format}` !== mime) throw refuse(...UNREADABLE);
  if (width * height > maxPixels) throw refuse("too_many_pixels", "This picture has too many pixels", { maxPixels });
  if (pages > 1) throw refuse("animated", "Send a picture that stands still");
};

const fullOf = async (picture: () => Sharp, { longEdge, maxBytes }: Limits, refuse: Refuse) => {
  for (const quality of QUALITIES) {
    const made = await picture()
      .autoOrient()
      .resize({ width: longEdge, height: longEdge, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality })
      .toBuffer({ resolveWithObject: true });
    if (made.data.length <= maxBytes) return made;
  }
  throw refuse("unreadable", "This picture cannot be made small enough");
};

const thumbOf = (full: Sharp, { thumbEdge }: Limits): Promise<Buffer> =>
  full
    .resize({ width: thumbEdge, height: thumbEdge, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: THUMB_QUALITY })
    .toBuffer();

/** The encoder mixes pixels within blocks of 16: whoever blackens a part of a block blackens all of it. */
const BLOCK = 16;
const down = (at: number): number => Math.floor(at / BLOCK) * BLOCK;
const up = (at: number, most: number): number => Math.min(most, Math.ceil(at / BLOCK) * BLOCK);

const blackOver = (box: Box, width: number, height: number): OverlayOptions => {
  const [left, top] = [down(box.left), down(box.top)];
  const [right, bottom] = [up(box.left + box.width, width), up(box.top + box.height, height)];
  return {
    input: { create: { width: right - left, height: bottom - top, channels: 3, background: "#000000" } },
    left,
    top,
  };
};

/**
 * Pictures through sharp. What is kept is drawn from pixels: no metadata, no colour profile, nothing behind the end of the file.
 * The work is done on other threads; a few at once. `code` begins the codes of its refusals: `intake.photo`.
 */
export const sharpImages = (limits: Limits, code: string): Images => {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: LOADERS });
  const open = openWith(limits);
  const inTurn = createTurns({ ...TURNS, code: `${code}.busy` });
  const refuse: Refuse = (reason, message, details = {}) =>
    new DomainError("invalid", `${code}.${reason}`, message, details);

  const typeOf = async (bytes: Uint8Array): Promise<string> => {
    const type = await orUnreadable(fileTypeFromBuffer(bytes.subarray(0, MOST_HEAD)), code);
    if (type === undefined || !isAccepted(type.mime))
      throw refuse("type", "Send a JPEG, PNG or WebP picture", { accepted: PHOTO_MEDIA });
    return type.mime;
  };

  const draw = async (bytes: Uint8Array, metadata: Metadata): Promise<Sanitised> => {
    const { data: full, info } = await fullOf(() => open(bytes), limits, refuse);
    const thumb = await thumbOf(open(full), limits);
    const { exif } = metadata;
    return {
      full,
      thumb,
      width: info.width,
      height: info.height,
      exif: exif === undefined || exif.length > MOST_EXIF ? {} : exifOf(exif),
    };
  };

  const blacken: Images["blacken"] = async (bytes, boxes): Promise<Renditions> => {
    const { width, height } = await open(bytes).metadata();
    const over = boxes.map((box) => blackOver(box, width, height));
    // Finer than the original, so that what stays is not drawn worse a second time and no colour flows into the black.
    const full = await open(bytes).composite(over).jpeg({ quality: 90, chromaSubsampling: "4:4:4" }).toBuffer();
    return { full, thumb: await thumbOf(open(full), limits) };
  };

  return {
    sanitise: async (bytes) => {
      const mime = await typeOf(bytes);
      return inTurn(async () => {
        const metadata = await orUnreadable(
          sharp(bytes, { failOn: "error", limitInputPixels: false }).metadata(),
          code,
        );
        check(metadata, mime, limits, refuse);
        return orUnreadable(draw(bytes, metadata), code);
      });
    },
    blacken: (full, boxes) => inTurn(() => blacken(full, boxes)),
  };
};
