/** Pictures for tests: as telephones send them, and as nobody should. */
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

/** A picture of a telephone that knows when and where it was taken: 2017-12-27 09:00:00, no offset, at INSIDE. */
export const telephoneJpeg = (width = 800, height = 600): Promise<Buffer> =>
  plain(width, height, "#c08040")
    .jpeg()
    .withExif({
      IFD0: { Make: "SECRET-MAKER", Artist: "张三" },
      IFD2: { DateTimeOriginal: "2017:12:27 09:00:00" },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "30/1 39/1 4824/100",
        GPSLongitudeRef: "E",
        GPSLongitude: "104/1 5/1 3156/100",
      },
    })
    .withIccProfile("p3")
    .toBuffer();

export const INSIDE = { lng: 104.0921, lat: 30.6634 };

/** Something to see: left half red, right half blue. */
export const twoColours = async (width = 640, height = 480): Promise<Buffer> =>
  plain(width, height, "#ff0000")
    .composite([
      { input: { create: { width: width / 2, height, channels: 3, background: "#0000ff" } }, left: width / 2, top: 0 },
    ])
    .png()
    .toBuffer();

export const webp = (): Promise<Buffer> => plain(60, 40, "#00ff00").webp().toBuffer();
export const gif = (): Promise<Buffer> => plain(60, 40, "#00ff00").gif().toBuffer();
const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** A PNG of one bit a pixel: 18 kB that unfold to 144 million pixels. */
export const bomb = (side = 12_000): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((1 + side / 8) * side));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
};

export const animation = async (): Promise<Buffer> => {
  const frames = await Promise.all(["#f00", "#0f0", "#00f"].map((colour) => plain(20, 20, colour).png().toBuffer()));
  return sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
};

export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

export const colourAt = async (image: Buffer, left: number, top: number): Promise<Colour> => {
  const [r = -1, g = -1, b = -1] = await sharp(image).extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  return { r, g, b };
};
