import { social, type SocialTexts } from "../../common/texts/social.ts";
import { useLanguage } from "../hooks.ts";

export const useSocial = (): SocialTexts => social[useLanguage()];

export { yuan } from "../../common/yuan.ts";

/** A word of a table of codes; what it does not have stays a code. */
export const wordIn = (words: Readonly<Record<string, string>>, code: string): string => words[code] ?? code;

/** An account of a book; behind a colon some of them say whose it is: `paid:01JD…`. */
export const accountIn = ({ accounts }: SocialTexts, account: string): string => {
  const [kind = "", whose] = account.split(":", 2);
  const word = wordIn(accounts, kind);
  return whose === undefined ? word : `${word} ${whose}`;
};
