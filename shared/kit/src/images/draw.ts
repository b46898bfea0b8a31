import sharp from "sharp";
import { DomainError } from "../errors.ts";
import { createTurns } from "../turns.ts";

const inTurn = createTurns({ atOnce: 1, mostWaiting: 16, code: "images.busy" });

const pixels = (text: string): Promise<Buffer> =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30">${text}</text></svg>`))
    .raw()
    .toBuffer();

let hasChinese: Promise<boolean> | undefined;
/** Without a font for them all Chinese characters are drawn as the same box. */
const canWriteChinese = (): Promise<boolean> =>
  (hasChinese ??= Promise.all([pixels("考"), pixels("核")]).then(([one, other]) => !one.equals(other)));

/**
 * An SVG of our own as PNG. Never what somebody else sent: that would be read with everything that SVG can name.
 * @throws DomainError `unavailable` `images.no_font` on a machine without a Chinese font, such as Noto Sans CJK; `images.busy`
 */
export const pngOf = (svg: string): Promise<Buffer> =>
  inTurn(async () => {
    if (!(await canWriteChinese()))
      throw new DomainError("unavailable", "images.no_font", "There is no Chinese font on this machine: ask for SVG");
    return sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer();
  });
