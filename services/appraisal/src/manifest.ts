import { defineManifest } from "@wangge/contracts";
import { ResultPublishedV1 } from "@wangge/contracts/events";
import { caseEvents } from "./app/case-events.ts";

export const manifest = defineManifest({
  name: "appraisal",
  publishes: [ResultPublishedV1],
  subscribes: caseEvents.map((event) => ({ event, mode: "each" as const })),
  calls: ["registry"],
});
