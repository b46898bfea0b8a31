import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, OrganizationId } from "../vocabulary.ts";
import { aboutOrganization, organizationExample } from "./organization-words.ts";

/** 孵化协议结束. The group has graduated, or the agreement is over without that. */
export const IncubationEndedV1 = defineEvent({
  subject: "social.hub.incubation-ended.v1",
  title: { zh: "孵化协议结束", en: "Incubation ended" },
  why: "Hubs are looked at by what becomes of whom they mentor.",
  key: ({ organizationId }) => organizationId,
  data: z.object({
    ...aboutOrganization,
    hub: OrganizationId.describe("枢纽型社会组织"),
    on: Day,
    outcome: z.enum(["graduated", "ended"]).describe("出壳, 终止"),
    minutes: z.int().min(0).describe("mentoring that both have signed"),
  }),
  example: {
    ...organizationExample,
    hub: "01JD6Z0Q8V4Y7R2K3M5N6P8T9H",
    on: "2018-12-01",
    outcome: "graduated",
    minutes: 840,
  },
});
export type IncubationEndedV1 = DataOf<typeof IncubationEndedV1>;
