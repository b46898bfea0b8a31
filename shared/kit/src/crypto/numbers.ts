import { z } from "zod";

/**
 * Numbers that stand for a person, as people write them: mobile (11 digits, 1[3-9]), landline with its area code, identity
 * number (GB 11643, 18 places; the old ones of 15 cannot be told from a grid code), with spaces or dashes between.
 */
const GAP = "[\\s\\-–—·]{0,3}";
const spaced = (length: number): string => `(?:${GAP}\\d){${String(length)}}`;

const numbersBetween = (edge: string): RegExp =>
  new RegExp(
    `(?<!${edge})(?:` +
      `[1-9]${spaced(16)}${GAP}[\\dXx]` +
      `|(?:(?:\\+|00)?86${GAP})?1${GAP}[3-9]${spaced(9)}` +
      `|\\(?0\\d{2,3}\\)?${GAP}[2-9]${spaced(6)}(?:${GAP}\\d)?` +
      `)(?!${edge})`,
    "g",
  );

const inProse = numbersBetween("\\d");
/** Ids of traces are digits and letters without a space: they stay whole. */
const inLogs = numbersBetween("[\\dA-Za-z]");

/** Cheaper than the whole expression on texts without any number in them, which most are. */
const MAYBE = /\d(?:\D{0,3}\d){9}/;

const asciiDigits = (text: string): string =>
  text.replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));

/** What somebody wrote, with `***` for every number that stands for a person. */
export const withoutPersonalNumbers = (text: string): string => {
  const plain = asciiDigits(text);
  return MAYBE.test(plain) ? plain.replace(inProse, "***") : text;
};

export const hasPersonalNumber = (text: string): boolean => inProse[Symbol.search](asciiDigits(text)) >= 0;

/** A text that others will read, between so many signs: no numbers of anybody in it. */
export const withoutNumbers = (least: number, most: number) =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .refine((text) => !hasPersonalNumber(text), "without phone or identity numbers");

/** The same for a line of a log: the net below the rule that no log line carries an input. */
export const logLineWithoutPersonalNumbers = (line: string): string =>
  MAYBE.test(line) ? line.replace(inLogs, "***") : line;
