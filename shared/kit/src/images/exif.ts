/**
 * Time and place out of the EXIF block of a picture, read once before the block is dropped (CIPA DC-008). Looks only at the tags
 * it needs and never at more than it is given: the block is whatever the sender wrote.
 */
export interface Exif {
  /** UTC. Cameras write local time, most without its offset: then it is Chinese standard time. */
  readonly takenAt?: string;
  /** WGS-84 degrees. */
  readonly point?: { readonly lng: number; readonly lat: number };
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where its values begin. */
  readonly at: number;
}

const ASCII = 2;
const LONG = 4;
const RATIONAL = 5;
const SIZES: Readonly<Record<number, number>> = { [ASCII]: 1, 3: 2, [LONG]: 4, [RATIONAL]: 8 };
const MOST_ENTRIES = 256;
const LITTLE_ENDIAN = 0x4949;
const HEADER = [0x45, 0x78, 0x69, 0x66, 0, 0];
const tags = { exif: 0x8769, gps: 0x8825, time: 0x9003, offset: 0x9011, latRef: 1, lat: 2, lngRef: 3, lng: 4 } as const;

/** One directory of tags. @throws RangeError where it points outside */
const reader = (view: DataView, isLittle: boolean) => {
  const directory = (at: number): ReadonlyMap<number, Entry> => {
    const count = Math.min(view.getUint16(at, isLittle), MOST_ENTRIES);
    const entries = new Map<number, Entry>();
    for (let place = at + 2; place < at + 2 + count * 12; place += 12) {
      const type = view.getUint16(place + 2, isLittle);
      const length = view.getUint32(place + 4, isLittle);
      const isInline = (SIZES[type] ?? 8) * length <= 4;
      const where = isInline ? place + 8 : view.getUint32(place + 8, isLittle);
      entries.set(view.getUint16(place, isLittle), { type, count: length, at: where });
    }
    return entries;
  };
  const inner = (entry: Entry | undefined): ReadonlyMap<number, Entry> =>
    entry?.type === LONG ? directory(view.getUint32(entry.at, isLittle)) : new Map();
  const text = (entry: Entry | undefined): string => {
    if (entry?.type !== ASCII) return "";
    const codes = Array.from({ length: Math.min(entry.count, 32) }, (_, index) => view.getUint8(entry.at + index));
    return String.fromCharCode(...codes).replace(/\0.*$/s, "");
  };
  /** Degrees, minutes and seconds. */
  const degrees = (entry: Entry | undefined): number => {
    if (entry?.type !== RATIONAL || entry.count !== 3) return Number.NaN;
    return [1, 60, 3600].reduce((sum, unit, index) => {
      const at = entry.at + index * 8;
      return sum + view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle) / unit;
    }, 0);
  };
  return { directory, inner, text, degrees };
};

const TIME = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})$/;
const OFFSET = /^[+-](?:0\d|1[0-4]):[0-5]\d$/;
const CHINA = "+08:00";

const instantOf = (time: string, offset: string): string | undefined => {
  const [, year, month, day, clock] = TIME.exec(time) ?? [];
  if (year === undefined || month === undefined || day === undefined || clock === undefined) return undefined;
  const ms = Date.parse(`${year}-${month}-${day}T${clock}${OFFSET.test(offset) ? offset : CHINA}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
};

const signed = (degrees: number, ref: string, [positive, negative]: readonly [string, string]): number =>
  ref === positive ? degrees : ref === negative ? -degrees : Number.NaN;

/** To a centimetre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

const pointOf = (lng: number, lat: number): Exif["point"] => {
  const isOnEarth = Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
  // Cameras that do not know where they are say 0, 0.
  return isOnEarth && (lng !== 0 || lat !== 0) ? { lng: rounded(lng), lat: rounded(lat) } : undefined;
};

/** What the block says of time and place; nothing of what it says wrongly. */
export const exifOf = (block: Uint8Array): Exif => {
  const start = HEADER.every((byte, index) => block[index] === byte) ? HEADER.length : 0;
  const view = new DataView(block.buffer, block.byteOffset + start, Math.max(0, block.byteLength - start));
  try {
    const isLittle = view.getUint16(0) === LITTLE_ENDIAN;
    const { directory, inner, text, degrees } = reader(view, isLittle);
    const main = directory(view.getUint32(4, isLittle));
    const [camera, gps] = [inner(main.get(tags.exif)), inner(main.get(tags.gps))];
    const takenAt = instantOf(text(camera.get(tags.time)), text(camera.get(tags.offset)));
    const point = pointOf(
      signed(degrees(gps.get(tags.lng)), text(gps.get(tags.lngRef)), ["E", "W"]),
      signed(degrees(gps.get(tags.lat)), text(gps.get(tags.latRef)), ["N", "S"]),
    );
    return { ...(takenAt === undefined ? {} : { takenAt }), ...(point === undefined ? {} : { point }) };
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
};
