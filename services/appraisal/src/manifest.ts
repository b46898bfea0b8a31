import { defineManifest, keptBy } from "@wangge/contracts";
import { AppraisalLogSealedV1, ResultPublishedV1 } from "@wangge/contracts/events";
import { toldEvents } from "./app/told-events.ts";

export const manifest = defineManifest({
  name: "appraisal",
  publishes: [ResultPublishedV1, AppraisalLogSealedV1],
  subscribes: [...toldEvents, ...keptBy("appraisal").map(({ sealed }) => sealed)].map((event) => ({
    event,
    mode: "each" as const,
  })),
  calls: ["registry", "dispatch"],
});
