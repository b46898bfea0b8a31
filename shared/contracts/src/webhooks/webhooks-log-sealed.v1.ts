import type { DataOf } from "../event.ts";
import { defineLogSealed } from "../log-sealed.ts";

export const WebhooksLogSealedV1 = defineLogSealed("webhooks", { zh: "推送", en: "webhooks" });
export type WebhooksLogSealedV1 = DataOf<typeof WebhooksLogSealedV1>;
