import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, OrganizationId } from "../vocabulary.ts";
import { aboutOrganization, organizationExample } from "./organization-words.ts";

/** 孵化协议开始. A hub and a group have both agreed that it mentors the group. */
export const IncubationBegunV1 = defineEvent({
  subject: "social.hub.incubation-begun.v1",
  title: { zh: "孵化协议开始", en: "Incubation begun" },
  why: "From now on the two are one house for whoever judges or pays either.",
  key: ({ organizationId }) => organizationId,
  data: z.object({
    ...aboutOrganization,
    hub: OrganizationId.describe("枢纽型社会组织"),
    from: Day,
    until: Day.describe("its last day"),
  }),
  example: {
    ...organizationExample,
    hub: "01JD6Z0Q8V4Y7R2K3M5N6P8T9H",
    from: "2018-03-01",
    until: "2019-02-28",
  },
});
export type IncubationBegunV1 = DataOf<typeof IncubationBegunV1>;
