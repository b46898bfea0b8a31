import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { exifOf } from "../src/images/index.ts";
import { INSIDE, telephoneJpeg } from "../src/testing/pictures.ts";

const blockOf = async (ifds: Parameters<ReturnType<typeof sharp>["withExif"]>[0]): Promise<Buffer> => {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: "#fff" } });
  return (await sharp(await picture.jpeg().withExif(ifds).toBuffer()).metadata()).exif ?? Buffer.alloc(0);
};
const at = (time: string, more: object = {}): Promise<Buffer> => blockOf({ IFD2: { DateTimeOriginal: time, ...more } });
const north = { GPSLatitudeRef: "N", GPSLatitude: "30/1 39/1 4824/100" };
const east = { GPSLongitudeRef: "E", GPSLongitude: "104/1 5/1 3156/100" };

describe("what a picture says of itself", () => {
  it("is when and where it was taken", async () => {
    const { exif } = await sharp(await telephoneJpeg(8, 8)).metadata();
    expect(exifOf(exif ?? Buffer.alloc(0))).toEqual({ takenAt: "2017-12-27T01:00:00.000Z", point: INSIDE });
  });

  it("is the time where it was, or Chinese standard time", async () => {
    const [newYork, none, nonsense] = [{ OffsetTimeOriginal: "-05:00" }, {}, { OffsetTimeOriginal: "+99:99" }].map(
      (offset) => at("2017:12:27 09:00:00", offset),
    );
    expect(exifOf((await newYork) ?? Buffer.alloc(0)).takenAt).toBe("2017-12-27T14:00:00.000Z");
    expect(exifOf((await none) ?? Buffer.alloc(0)).takenAt).toBe("2017-12-27T01:00:00.000Z");
    expect(exifOf((await nonsense) ?? Buffer.alloc(0)).takenAt).toBe("2017-12-27T01:00:00.000Z");
  });

  it("is south and west where it says so", async () => {
    const block = await blockOf({ IFD3: { ...north, ...east, GPSLatitudeRef: "S", GPSLongitudeRef: "W" } });
    expect(exifOf(block).point).toEqual({ lng: -INSIDE.lng, lat: -INSIDE.lat });
  });

  it.each([
    ["a time that is none", at("2017:13:45 99:00:00")],
    ["zeros for a time", at("0000:00:00 00:00:00")],
    ["half of a place", blockOf({ IFD3: north })],
    [
      "the place of cameras that know none",
      blockOf({ IFD3: { ...north, ...east, GPSLatitude: "0/1 0/1 0/1", GPSLongitude: "0/1 0/1 0/1" } }),
    ],
    ["a division by zero", blockOf({ IFD3: { ...north, ...east, GPSLatitude: "30/0 39/1 0/1" } })],
    ["a place beside the earth", blockOf({ IFD3: { ...north, ...east, GPSLatitude: "91/1 0/1 0/1" } })],
  ])("is nothing with %s", async (_what, block) => {
    expect(exifOf(await block)).toEqual({});
  });

  it("is read of anything without harm, quickly", async () => {
    const good = [...((await sharp(await telephoneJpeg(8, 8)).metadata()).exif ?? [])];
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 });
    const altered = changes.map((all) => all.reduce((bytes, [place, byte]) => bytes.with(place, byte), good));
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.nat(255), { maxLength: 200 }), altered), fc.nat(400), (bytes, cut) => {
        const { takenAt, point } = exifOf(Uint8Array.from(bytes.slice(0, cut)));
        if (takenAt !== undefined) expect(new Date(takenAt).toISOString()).toBe(takenAt);
        if (point !== undefined) expect(Math.abs(point.lng) <= 180 && Math.abs(point.lat) <= 90).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    const hostile = Buffer.alloc(65_536, 0xff);
    hostile.set([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]);
    const began = performance.now();
    exifOf(hostile);
    expect(performance.now() - began).toBeLessThan(50);
  });
});
