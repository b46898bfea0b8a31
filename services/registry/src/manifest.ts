import { custody, defineManifest, keptBy } from "@wangge/contracts";
import {
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
  RegistryLogSealedV1,
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
    RegistryLogSealedV1,
  ],
  subscribes: keptBy("registry").map(({ sealed: event }) => ({ event, mode: "each" as const })),
  // Who keeps the heads of its own.
  calls: [custody.registry.keeper],
});
