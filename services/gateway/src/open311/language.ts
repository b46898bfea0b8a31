export type Language = "zh" | "en";

/** Names and texts in Chinese, unless English is wanted more. @param header `Accept-Language` */
export const languageOf = (header: string | undefined): Language => {
  const weights = { zh: 0, en: 0 };
  for (const part of (header ?? "").split(",")) {
    const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
    const language = range.split("-")[0];
    if (language !== "zh" && language !== "en") continue;
    const quality = parameters.map((one) => /^\s*q=(\d(?:\.\d{1,3})?)\s*$/.exec(one)?.[1]).find(Boolean);
    weights[language] = Math.max(weights[language], quality === undefined ? 1 : Number(quality));
  }
  return weights.en > weights.zh ? "en" : "zh";
};
