import type { DataOf } from "../event.ts";
import { defineLogSealed } from "../log-sealed.ts";

export const IntakeLogSealedV1 = defineLogSealed("intake", { zh: "受理", en: "intake" });
export type IntakeLogSealedV1 = DataOf<typeof IntakeLogSealedV1>;
