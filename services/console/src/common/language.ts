import { createStore } from "./store.ts";

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
/** A name as the services give it. */
export type Named = Readonly<Record<Language, string>>;

const KEY = "wangge.language";
const isLanguage = (value: unknown): value is Language => LANGUAGES.some((language) => language === value);

const firstLanguage = (): Language => {
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(KEY);
  if (isLanguage(asked)) return asked;
  return navigator.language.startsWith("zh") ? "zh" : "en";
};

/** 语言. Of this browser: from `?lang=`, the last choice, or what the browser prefers. */
export const language = createStore<Language>(firstLanguage());

const show = (): void => {
  document.documentElement.lang = language.get() === "zh" ? "zh-CN" : "en";
};
show();
language.subscribe(show);

export const chooseLanguage = (chosen: Language): void => {
  localStorage.setItem(KEY, chosen);
  language.set(chosen);
};

/** Several words as one speaks them: 甲、乙 or one, two. */
export const listed = (words: readonly string[], language: Language): string =>
  words.join(language === "zh" ? "、" : ", ");
