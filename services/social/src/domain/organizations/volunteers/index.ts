export { fitOf, ranked, type Fit, type VolunteerRules } from "./matching.ts";
export {
  needDecider,
  unknownNeed,
  type Need,
  type NeedCommand,
  type NeedContent,
  type NeedEvent,
  type NeedState,
} from "./need.ts";
export {
  minutesOf,
  totalMinutes,
  unknownVolunteer,
  volunteerDecider,
  type Confirmer,
  type HoursEntry,
  type Slot,
  type Volunteer,
  type VolunteerCommand,
  type VolunteerEvent,
  type VolunteerProfile,
  type VolunteerState,
} from "./volunteer.ts";
