import { ops, type OpsTexts } from "../../common/texts/ops.ts";
import { useLanguage } from "../hooks.ts";

export const useOpsTexts = (): OpsTexts => ops[useLanguage()];
