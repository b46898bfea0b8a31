import { enforcement, type EnforcementTexts } from "../../common/texts/enforcement.ts";
import { useLanguage } from "../hooks.ts";

export const useEnforcement = (): EnforcementTexts => enforcement[useLanguage()];

/** 元 of fen, as one reads them. */
export const yuan = (fen: number): string => (fen / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2 });
