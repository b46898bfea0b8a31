import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Ulid } from "../vocabulary.ts";

/** 推送地址已停用. */
export const EndpointDisabledV1 = defineEvent({
  subject: "webhooks.endpoint.disabled.v1",
  title: { zh: "推送地址已停用", en: "Endpoint disabled" },
  why: "The integrator and the office learn that nothing is sent there any more; whoever runs the other system has to act.",
  key: ({ endpointId }) => endpointId,
  data: z.object({
    endpointId: Ulid,
    because: z
      .enum(["gone", "failing", "notGranted", "byOffice"])
      .describe("it answered 410; every try of a delivery failed; its grant was withdrawn; the office disabled it"),
    disabledAt: Instant,
  }),
  example: { endpointId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", because: "failing", disabledAt: "2026-11-30T01:20:00.000Z" },
});
export type EndpointDisabledV1 = DataOf<typeof EndpointDisabledV1>;
