import { defineManifest } from "@wangge/contracts";
import {
  PurchaseAwardedV1,
  PurchaseClosedV1,
  PurchaseContractedV1,
  PurchasePaidV1,
  PurchasePublishedV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "social",
  publishes: [PurchasePublishedV1, PurchaseAwardedV1, PurchaseContractedV1, PurchasePaidV1, PurchaseClosedV1],
  subscribes: [],
  calls: ["registry", "intake"],
});
