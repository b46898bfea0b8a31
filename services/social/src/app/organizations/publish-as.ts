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
import { dayOf } from "@wangge/calendar";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { mentoredMinutes, type Incubation, type IncubationEvent } from "../../domain/organizations/hub/index.ts";
import type { OrganizationEvent, OrganizationState } from "../../domain/organizations/index.ts";
import { minutesOf, type VolunteerEvent, type VolunteerState } from "../../domain/organizations/volunteers/index.ts";

/** What others learn of an organization. `state` is the organization after the event. */
export const publishOrganizationAs = (
  event: OrganizationEvent,
  { id: organizationId, state }: Stored<OrganizationState>,
): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { on: from } = event.data;
  const turned = (status: OrganizationStatusChangedV1["status"], reason?: string): readonly PublicEvent[] => [
    publicEvent(OrganizationStatusChangedV1, {
      organizationId,
      status,
      from,
      ...(reason === undefined ? {} : { reason }),
    }),
  ];
  switch (event.type) {
    case "GroupRecorded":
      return turned("forming");
    case "Registered": {
      const { form, place } = state.profile;
      const { code } = event.data;
      return [
        publicEvent(OrganizationRegisteredV1, { organizationId, form, code, registeredOn: from, street: place.street }),
      ];
    }
    case "Suspended":
      return turned("suspended", event.data.reason);
    case "Resumed":
      return turned("registered");
    case "Deregistered":
      return turned("deregistered", event.data.reason);
    case "ReportMissed": {
      const { year, to, lastDay } = event.data;
      return [publicEvent(OrganizationReportMissedV1, { organizationId, year, to, lastDay })];
    }
    case "Banned": {
      const { id: banId, ...ban } = event.data.ban;
      return [publicEvent(OrganizationBannedV1, { organizationId, banId, ...ban })];
    }
    case "BanLifted": {
      const { id: banId, reason } = event.data;
      return [publicEvent(OrganizationBanLiftedV1, { organizationId, banId, liftedOn: from, reason })];
    }
    case "Applied":
    case "Refused":
    case "Amended":
    case "PeopleSet":
    case "HubDesignated":
    case "ReportReceived":
    case "DecisionOverdue":
    case "WakeSet":
      return [];
  }
};

/** An agreement that was never accepted is nobody else's business. */
export const publishIncubationAs = (
  event: IncubationEvent,
  { id: organizationId, state }: Stored<Incubation>,
): readonly PublicEvent[] => {
  const { on } = event.data;
  const agreement = state.agreements.find(({ id }) => id === event.data.agreement);
  if (agreement === undefined) return [];
  const { hub, from, until } = agreement;
  const ended = (outcome: IncubationEndedV1["outcome"]): readonly PublicEvent[] => [
    publicEvent(IncubationEndedV1, { organizationId, hub, on, outcome, minutes: mentoredMinutes(agreement) }),
  ];
  switch (event.type) {
    case "IncubationAccepted":
      return [publicEvent(IncubationBegunV1, { organizationId, hub, from, until })];
    case "Graduated":
      return ended("graduated");
    case "IncubationEnded":
      return agreement.status === "ended" ? ended("ended") : [];
    case "IncubationProposed":
    case "IncubationDeclined":
    case "MentoringRecorded":
    case "MentoringSigned":
      return [];
  }
};

export const publishVolunteerAs = (
  event: VolunteerEvent,
  { id: volunteerId, state }: Stored<VolunteerState>,
): readonly PublicEvent[] => {
  switch (event.type) {
    case "Enrolled":
    case "Erased":
      return [];
    case "HoursConfirmed":
    case "HoursCorrected":
    case "HoursStruck": {
      const entry = state.status === "none" ? undefined : state.hours.find(({ id }) => id === event.data.id);
      if (entry === undefined) return [];
      const { need: needId, id: entryId, from, community } = entry;
      const said = { needId, entryId, minutes: minutesOf(entry), on: dayOf(from), community };
      return [
        publicEvent(VolunteerHoursConfirmedV1, { volunteerId, ...said, corrects: event.type !== "HoursConfirmed" }),
      ];
    }
  }
};
