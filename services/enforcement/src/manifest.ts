import { defineManifest } from "@wangge/contracts";
import {
  AidEndedV1,
  AidGrantedV1,
  OperationAlarmRaisedV1,
  OperationClosedV1,
  OperationCommandTransferredV1,
  OperationOpenedV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "enforcement",
  publishes: [
    OperationOpenedV1,
    OperationAlarmRaisedV1,
    OperationCommandTransferredV1,
    OperationClosedV1,
    AidGrantedV1,
    AidEndedV1,
  ],
  subscribes: [],
  calls: ["registry"],
});
