import { defineLogSealed, type DataOf } from "@wangge/contracts";

export const SampleLogSealedV1 = defineLogSealed("sample", { zh: "Sample", en: "sample" });
export type SampleLogSealedV1 = DataOf<typeof SampleLogSealedV1>;
