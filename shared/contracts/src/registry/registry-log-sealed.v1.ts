import type { DataOf } from "../event.ts";
import { defineLogSealed } from "../log-sealed.ts";

export const RegistryLogSealedV1 = defineLogSealed("registry", { zh: "网格登记", en: "the registry" });
export type RegistryLogSealedV1 = DataOf<typeof RegistryLogSealedV1>;
