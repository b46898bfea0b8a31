/** A text with nothing in it that XML cannot hold: control characters and broken pairs become a mark. */
export const fitForXml = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\t\n\r\P{Cc}]|[\uFFFE\uFFFF]/gu, "\uFFFD");
