import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CommunityCode, Day, Ulid } from "../vocabulary.ts";
import { VolunteerId, VolunteerNeedId } from "./organization-words.ts";

/** 志愿服务时长已确认. Somebody else than the volunteer has confirmed what he did. */
export const VolunteerHoursConfirmedV1 = defineEvent({
  subject: "social.volunteer.hours-confirmed.v1",
  title: { zh: "志愿服务时长已确认", en: "Volunteer hours confirmed" },
  why: "Counts for the volunteer, the need and the place.",
  key: ({ volunteerId }) => volunteerId,
  data: z.object({
    volunteerId: VolunteerId,
    needId: VolunteerNeedId,
    entryId: Ulid.describe("the same for what corrects it"),
    minutes: z.int().min(0).describe("0: struck out"),
    on: Day,
    community: CommunityCode,
    corrects: z.boolean().describe("this takes the place of what was confirmed before"),
  }),
  example: {
    volunteerId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    needId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    entryId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9B",
    minutes: 120,
    on: "2018-03-05",
    community: "510108002002",
    corrects: false,
  },
});
export type VolunteerHoursConfirmedV1 = DataOf<typeof VolunteerHoursConfirmedV1>;
