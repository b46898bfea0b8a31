import { z } from "zod";

const milliseconds = z.number().min(0);

/** 运行状态. One process of a service, as it knows itself. */
export const InstanceStatus = z.object({
  service: z.string(),
  node: z.string(),
  version: z.string().describe("which build it is"),
  startedAt: z.string(),
  notReady: z.string().optional().describe("why it cannot do its work now"),
  consumers: z
    .array(
      z.object({
        consumer: z.string(),
        pending: z.int().min(0).describe("not delivered yet, over all processes of the service"),
        unacknowledged: z.int().min(0).describe("in hand, over all processes of the service"),
        oldestMs: milliseconds.describe(
          "how long the oldest that is not done has waited, as far as this process knows",
        ),
      }),
    )
    .describe("消费积压"),
  outboxes: z
    .array(
      z.object({
        store: z.string(),
        entries: z.int().min(0).describe("events saved by this process that the bus does not have yet"),
        oldestMs: milliseconds,
      }),
    )
    .describe("待发事件"),
  deadLetters: z.int().min(0).describe("死信: open ones of the service"),
});
export type InstanceStatus = z.infer<typeof InstanceStatus>;

/** 死信, as operators see it: what it was and why it was given up, nothing of what it said. */
export const LetterView = z.object({
  sequence: z.int().min(1),
  consumer: z.string(),
  event: z.string().describe("the subject that it was published on"),
  eventId: z.string(),
  code: z.string(),
  reason: z.string(),
  givenUpAt: z.string(),
});
export type LetterView = z.infer<typeof LetterView>;
