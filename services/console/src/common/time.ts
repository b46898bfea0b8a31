import type { Language } from "./language.ts";

const ZONE = "Asia/Shanghai";
const LOCALE: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };

const formats = new Map<Language, Intl.DateTimeFormat>();

/** An instant as the district's clocks show it. */
export const clockTime = (instant: string, language: Language): string => {
  let format = formats.get(language);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LOCALE[language], {
      timeZone: ZONE,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hour12: false,
    });
    formats.set(language, format);
  }
  return format.format(new Date(instant));
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far it is to a deadline, or how long it is past: `2 h 5 min`, in the language's units. */
export const span = (ms: number, language: Language): string => {
  const units = language === "zh" ? { d: " 天", h: " 小时", m: " 分钟" } : { d: " d", h: " h", m: " min" };
  const all = Math.abs(ms);
  if (all >= 2 * DAY) return `${Math.floor(all / DAY)}${units.d}`;
  if (all >= HOUR) return `${Math.floor(all / HOUR)}${units.h} ${Math.floor((all % HOUR) / MINUTE)}${units.m}`;
  return `${Math.floor(all / MINUTE)}${units.m}`;
};
