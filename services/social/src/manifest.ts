import { defineManifest } from "@wangge/contracts";
import {
  IncubationBegunV1,
  IncubationEndedV1,
  OrganizationBanLiftedV1,
  OrganizationBannedV1,
  OrganizationRegisteredV1,
  OrganizationReportMissedV1,
  OrganizationStatusChangedV1,
  VolunteerHoursConfirmedV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "social",
  publishes: [
    OrganizationRegisteredV1,
    OrganizationStatusChangedV1,
    OrganizationBannedV1,
    OrganizationBanLiftedV1,
    OrganizationReportMissedV1,
    IncubationBegunV1,
    IncubationEndedV1,
    VolunteerHoursConfirmedV1,
  ],
  subscribes: [],
  calls: ["registry", "intake"],
});
