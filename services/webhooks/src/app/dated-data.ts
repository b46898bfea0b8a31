import { dayOf } from "@wangge/calendar";
import { dataFiles, versionShape } from "@wangge/kit";
import { z } from "zod";

const { versions } = dataFiles(new URL("../../data/", import.meta.url), "webhooks", dayOf);

const count = z.int().min(1);
const DeliveryRulesData = z.strictObject({
  ...versionShape,
  retryAfterSeconds: z.array(count).min(1),
  jitterPart: z.number().min(0).max(1),
  mostRetryAfterSeconds: count,
  mostWaiting: count,
  mostAtOnce: count,
  mostTimeoutMs: count,
  overlapHours: count,
  keptDays: count,
  settleSeconds: count,
  mostEndpoints: count,
  mostBodyBytes: count,
  mostResponseBytes: count,
});

/** The delivery rules that hold at an instant. */
export const loadDeliveryRules = () => versions("delivery-rules.json", "delivery_rules", DeliveryRulesData).at;
