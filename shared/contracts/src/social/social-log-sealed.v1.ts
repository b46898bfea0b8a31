import type { DataOf } from "../event.ts";
import { defineLogSealed } from "../log-sealed.ts";

export const SocialLogSealedV1 = defineLogSealed("social", { zh: "社会治理", en: "social governance" });
export type SocialLogSealedV1 = DataOf<typeof SocialLogSealedV1>;
