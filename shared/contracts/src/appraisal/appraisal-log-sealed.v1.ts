import type { DataOf } from "../event.ts";
import { defineLogSealed } from "../log-sealed.ts";

export const AppraisalLogSealedV1 = defineLogSealed("appraisal", { zh: "考核", en: "appraisal" });
export type AppraisalLogSealedV1 = DataOf<typeof AppraisalLogSealedV1>;
