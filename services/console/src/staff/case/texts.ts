import { caseTexts, type CaseTexts } from "../../common/texts/case.ts";
import { useLanguage } from "../hooks.ts";

export const useCaseTexts = (): CaseTexts => caseTexts[useLanguage()];
