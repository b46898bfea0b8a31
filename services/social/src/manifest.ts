import { defineManifest } from "@wangge/contracts";
import {
  VentureApplicationScreenedV1,
  VentureApplicationSubmittedV1,
  VentureApplicationWithdrawnV1,
  VentureRoundClosedV1,
  VentureRoundExtendedV1,
  VentureRoundOpenedV1,
  VentureRoundRankedV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "social",
  publishes: [
    VentureApplicationScreenedV1,
    VentureApplicationSubmittedV1,
    VentureApplicationWithdrawnV1,
    VentureRoundClosedV1,
    VentureRoundExtendedV1,
    VentureRoundOpenedV1,
    VentureRoundRankedV1,
  ],
  subscribes: [],
  calls: ["registry", "intake"],
});
