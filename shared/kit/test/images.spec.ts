import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sharpImages } from "../src/images/index.ts";
import { animation, bomb, colourAt, gif, INSIDE, telephoneJpeg, twoColours, webp } from "../src/testing/pictures.ts";

const images = sharpImages(
  { maxBytes: 5_242_880, maxPixels: 64_000_000, longEdge: 2560, thumbEdge: 320 },
  "giver.photo",
);
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code,
  );
const html = "<html><script>alert(1)</script>";

describe("a picture that is drawn anew", () => {
  it("keeps its pixels and nothing else: no maker, no place, no profile", async () => {
    const { full, thumb, exif } = await images.sanitise(await telephoneJpeg());
    expect(exif).toEqual({ takenAt: "2017-12-27T01:00:00.000Z", point: INSIDE });
    for (const made of [full, thumb]) {
      const { format, exif: left, icc, xmp, iptc } = await sharp(made).metadata();
      expect([format, left, icc, xmp, iptc]).toEqual(["jpeg", undefined, undefined, undefined, undefined]);
      expect(made.includes("SECRET-MAKER") || made.includes("Exif")).toBe(false);
    }
  });

  it("loses what hangs behind its end, or between its segments", async () => {
    const jpeg = await telephoneJpeg();
    const comment = Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, html.length + 2]),
      Buffer.from(html),
      jpeg.subarray(2),
    ]);
    const zip = Buffer.from("PK\u0003\u0004 evil.js PK\u0005\u0006");
    for (const polyglot of [
      comment,
      Buffer.concat([jpeg, zip]),
      Buffer.concat([await twoColours(), Buffer.from(html)]),
    ]) {
      const { full, thumb } = await images.sanitise(polyglot);
      for (const made of [full, thumb])
        expect(["script", "PK\u0003\u0004"].map((text) => made.includes(text))).toEqual([false, false]);
    }
  });

  it("is no larger than its rules say, stands upright, and is never enlarged", async () => {
    const turned = await sharp(await twoColours(4000, 3000))
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { full, thumb, width, height } = await images.sanitise(turned);
    expect([width, height]).toEqual([1920, 2560]);
    expect((await sharp(thumb).metadata()).height).toBe(320);
    // Turned by a quarter, left is up.
    expect((await colourAt(full, 960, 200)).r).toBeGreaterThan(200);
    expect((await colourAt(full, 960, 2400)).b).toBeGreaterThan(200);
    expect(await images.sanitise(await webp())).toMatchObject({ width: 60, height: 40 });
  });

  it.each([
    ["GIF", gif(), "giver.photo.type"],
    [
      "SVG",
      Promise.resolve(Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`)),
      "giver.photo.type",
    ],
    ["PDF", Promise.resolve(Buffer.from("%PDF-1.7\n1 0 obj")), "giver.photo.type"],
    ["HTML", Promise.resolve(Buffer.from(html)), "giver.photo.type"],
    ["TIFF", twoColours().then((png) => sharp(png).tiff().toBuffer()), "giver.photo.type"],
    ["HEIC", Promise.resolve(Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1")), "giver.photo.type"],
    ["nothing", Promise.resolve(Buffer.alloc(0)), "giver.photo.type"],
    ["a picture that moves", animation(), "giver.photo.animated"],
    ["144 million pixels in 18 kB", Promise.resolve(bomb()), "giver.photo.too_many_pixels"],
    [
      "the first half of a picture",
      telephoneJpeg().then((all) => all.subarray(0, all.length / 2)),
      "giver.photo.unreadable",
    ],
    [
      "a beginning and noise",
      twoColours().then((png) => Buffer.concat([png.subarray(0, 60), Buffer.alloc(500, 7)])),
      "giver.photo.unreadable",
    ],
  ])("is refused: %s", async (_what, bytes, code) => {
    expect(await codeOf(images.sanitise(await bytes))).toBe(code);
  });

  it("whatever it is, is drawn or refused", async () => {
    const good = await Promise.all([telephoneJpeg(40, 30), twoColours(40, 30), webp()]);
    const altered = fc
      .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), fc.nat())
      .map(([bytes, changes, cut]) => {
        const made = Buffer.from(bytes);
        for (const [place, byte] of changes) made[place % made.length] = byte;
        return cut % 3 === 0 ? made.subarray(0, cut % made.length) : made;
      });
    const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: altered }, anything), async (bytes) => {
        expect(await codeOf(images.sanitise(bytes))).toMatch(
          /^ok$|^giver\.photo\.(type|unreadable|animated|too_many_pixels)$/,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("does not stop the process from answering others", async () => {
    const large = await twoColours(5_000, 4_000);
    let longest = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await Promise.all([1, 2, 3].map(() => images.sanitise(large)));
    clearInterval(ticks);
    expect(longest).toBeLessThan(250);
  });

  it("waits for its turn, but not in a line without end", async () => {
    const small = await webp();
    const codes = await Promise.all(Array.from({ length: 60 }, () => codeOf(images.sanitise(small))));
    expect(new Set(codes)).toEqual(new Set(["ok", "giver.photo.busy"]));
    expect(await codeOf(images.sanitise(small))).toBe("ok");
  });
});

describe("black boxes", () => {
  it("leave nothing of what was there, in both renditions, and the rest as it was", async () => {
    const { full } = await images.sanitise(await twoColours());
    const black = await images.blacken(full, [
      { left: 101, top: 53, width: 75, height: 91 },
      { left: 600, top: 440, width: 40, height: 40 },
    ]);
    const pixels = await sharp(black.full).extract({ left: 101, top: 53, width: 75, height: 91 }).raw().toBuffer();
    expect(Math.max(...pixels)).toBeLessThan(4);
    expect(await colourAt(black.full, 620, 460)).toEqual({ r: 0, g: 0, b: 0 });
    expect((await colourAt(black.full, 40, 300)).r).toBeGreaterThan(240);
    expect((await colourAt(black.thumb, 69, 49)).r).toBeLessThan(20);
  });
});
