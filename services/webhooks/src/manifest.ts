import { defineManifest } from "@wangge/contracts/manifest";
import { EndpointDisabledV1, WebhooksLogSealedV1 } from "@wangge/contracts/events";

/** Streams whose events may be granted. */
export const FOLLOWED = [
  "EVT_REGISTRY",
  "EVT_INTAKE",
  "EVT_DISPATCH",
  "EVT_ENFORCEMENT",
  "EVT_SOCIAL",
  "EVT_APPRAISAL",
] as const;

export const manifest = defineManifest({
  name: "webhooks",
  publishes: [EndpointDisabledV1, WebhooksLogSealedV1],
  subscribes: [],
  // Who keeps the heads of its event log.
  calls: ["registry"],
  follows: FOLLOWED,
});
