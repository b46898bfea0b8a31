/** 版面. Text laid on pages of so many lines of so many characters, each with its number. */
export interface PageRule {
  readonly lines: number;
  readonly characters: number;
}

/** A Chinese character takes the place of two letters. */
const widthOf = (sign: string): number => ((sign.codePointAt(0) ?? 0) < 0x2e80 ? 1 : 2);

const wrap = (line: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let current = "";
  let taken = 0;
  for (const sign of line) {
    const wide = widthOf(sign);
    if (taken + wide > width) {
      lines.push(current);
      current = "";
      taken = 0;
    }
    current += sign;
    taken += wide;
  }
  return [...lines, current];
};

export const pagesOf = (text: string, { lines, characters }: PageRule): readonly string[] => {
  const all = text
    .replaceAll("\f", "\n")
    .split(/\r\n|\r|\n/)
    .flatMap((line) => wrap(line, characters * 2));
  const pages: string[] = [];
  for (let at = 0; at < all.length; at += lines) pages.push(all.slice(at, at + lines).join("\n"));
  return pages;
};

/** The pages as one text, numbered from `first`; a form feed between them. */
export const printed = (pages: readonly string[], first: number): string =>
  pages.map((page, nth) => `${page}\n\n— ${String(first + nth)} —\n`).join("\f");
