import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "../../common/api.ts";
import { appraisal, type AppraisalTexts } from "../../common/texts/appraisal.ts";
import { useLanguage, useTexts } from "../hooks.ts";
import type { Card, Dictionary, Indicator, Names, Side } from "./types.ts";

export const useAppraisalTexts = (): AppraisalTexts => appraisal[useLanguage()];

/** 考核表 of a day. */
export const useCards = (on: string) =>
  useQuery({
    queryKey: ["cards", on],
    queryFn: async () => dataOf(await api.GET("/appraisal/cards", { params: { query: { on } } })).cards,
    staleTime: 60_000,
  });

/** 指标词典 of a day. */
export const useDictionary = (on: string) =>
  useQuery({
    queryKey: ["dictionary", on],
    queryFn: async () => dataOf(await api.GET("/appraisal/dictionary", { params: { query: { on } } })),
    staleTime: 60_000,
  });

export const cardOf = (cards: readonly Card[] | undefined, code: string): Card | undefined =>
  cards?.find((card) => card.code === code);

export const indicatorOf = (dictionary: Dictionary | undefined, code: string): Indicator | undefined =>
  dictionary?.indicators.find((indicator) => indicator.code === code);

/** What a subject is called; a code that nobody knows stays as it is. */
export const useSubjectName = (names: Names | undefined): ((code: string) => string) => {
  const language = useLanguage();
  return (code) => names?.[code]?.[language] ?? code;
};

/** 经办 of a side (S3): the one officer knows nothing of the other's. */
export const officerOf = (side: Side): string => (side === "subCentre" ? "economyOfficer" : "appraisalOfficer");

/** A refusal in the words of the page. */
export const useReason = (): ((error: unknown) => string | undefined) => {
  const texts = useAppraisalTexts();
  const { problems } = useTexts();
  return (error) => {
    if (!(error instanceof Error) || !("details" in error)) return undefined;
    const { because } = error.details as { readonly because?: unknown };
    const code = "code" in error ? String(error.code) : "";
    return typeof because === "string" ? (texts.notYours[because] ?? problems[code]) : undefined;
  };
};
