import { defineManifest } from "@wangge/contracts";
import {
  PurchaseAwardedV1,
  PurchaseClosedV1,
  PurchaseContractedV1,
  PurchasePaidV1,
  PurchasePublishedV1,
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
    PurchasePublishedV1,
    PurchaseAwardedV1,
    PurchaseContractedV1,
    PurchasePaidV1,
    PurchaseClosedV1,
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
