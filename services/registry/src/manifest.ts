import { defineManifest } from "@wangge/contracts";
import {
  AuditSealedV1,
  ChangeRecordedV1,
  GridStaffedV1,
  GridVacatedV1,
  HistoriesSealedV1,
  PostFilledV1,
  PostVacatedV1,
  RecordAmendedV1,
  RecordMovedV1,
  RecordRecodedV1,
  RecordRedrawnV1,
  RecordRegisteredV1,
  RecordRenamedV1,
  RecordSupersededV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "registry",
  publishes: [
    ChangeRecordedV1,
    GridStaffedV1,
    GridVacatedV1,
    PostFilledV1,
    PostVacatedV1,
    RecordAmendedV1,
    RecordMovedV1,
    RecordRecodedV1,
    RecordRedrawnV1,
    RecordRegisteredV1,
    RecordRenamedV1,
    RecordSupersededV1,
  ],
  subscribes: [
    { event: AuditSealedV1, mode: "each" },
    { event: HistoriesSealedV1, mode: "each" },
  ],
  calls: [],
});
