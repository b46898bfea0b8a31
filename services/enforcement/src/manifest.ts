import { defineManifest } from "@wangge/contracts";
import {
<<<<<<< HEAD
  AidEndedV1,
  AidGrantedV1,
  CaseAssignedV1,
  CaseAssistFinishedV1,
  CaseHandedOnV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseReturnedV1,
  CaseRevokedV1,
  CaseReworkedV1,
  CaseVoidedV1,
=======
>>>>>>> enf-dossier
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
<<<<<<< HEAD
  LeadAcceptedV1,
  LeadConcludedV1,
  LeadDeclinedV1,
  LeadOverdueV1,
  OperationAlarmRaisedV1,
  OperationClosedV1,
  OperationCommandTransferredV1,
  OperationOpenedV1,
} from "@wangge/contracts/events";

/** What dispatch says of cases, and what the own dossiers say to leads. */
const heard = [
  CaseAssignedV1,
  CaseReworkedV1,
  CaseHandedOnV1,
  CaseHandledV1,
  CaseReturnedV1,
  CaseRevokedV1,
  CaseMergedV1,
  CaseVoidedV1,
  CaseAssistFinishedV1,
  DossierFiledV1,
  DossierDecidedV1,
  DossierWithdrawnV1,
  DossierTransferredV1,
];
=======
} from "@wangge/contracts/events";
>>>>>>> enf-dossier

export const manifest = defineManifest({
  name: "enforcement",
  publishes: [
<<<<<<< HEAD
    LeadAcceptedV1,
    LeadDeclinedV1,
    LeadConcludedV1,
    LeadOverdueV1,
=======
>>>>>>> enf-dossier
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
<<<<<<< HEAD
    OperationOpenedV1,
    OperationAlarmRaisedV1,
    OperationCommandTransferredV1,
    OperationClosedV1,
    AidGrantedV1,
    AidEndedV1,
  ],
  subscribes: heard.map((event) => ({ event, mode: "each" as const })),
=======
  ],
  subscribes: [],
>>>>>>> enf-dossier
  calls: ["registry"],
});
