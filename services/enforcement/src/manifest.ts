import { defineManifest } from "@wangge/contracts";
import {
  DecisionPublicityWithdrawnV1,
  DecisionPublishedV1,
  DossierClosedV1,
  DossierDeadlineMissedV1,
  DossierDecidedV1,
  DossierDeliveredV1,
  DossierFiledV1,
  DossierReturnedV1,
  DossierTransferredV1,
  DossierWithdrawnV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "enforcement",
  publishes: [
    DossierFiledV1,
    DossierDecidedV1,
    DossierDeliveredV1,
    DossierClosedV1,
    DossierWithdrawnV1,
    DossierTransferredV1,
    DossierReturnedV1,
    DossierDeadlineMissedV1,
    DecisionPublishedV1,
    DecisionPublicityWithdrawnV1,
  ],
  subscribes: [],
  calls: ["registry"],
});
