import { Envelope, type EventContract } from "@wangge/contracts";
import { DomainError, isRefusal, messageOf } from "../errors.ts";
import type { BatchHandler, InMessage, Verdict } from "../bus/port.ts";
import { done } from "../bus/port.ts";
import { inSpan, isSampled, SpanKind } from "../telemetry/index.ts";
import type { BatchResult, EventHandler, Received } from "./define.ts";

/** What cannot be read will not become readable: to the dead letters with it. */
const unreadable = (event: EventContract, cause: unknown): DomainError =>
  new DomainError("invalid", "bus.unreadable", `Not a ${event.subject}: ${messageOf(cause)}`, {}, { cause });

const parse = (event: EventContract, message: InMessage): Received<never> => {
  try {
    const envelope = Envelope.parse(message.envelope());
    if (envelope.type !== event.subject) throw new Error(`its type is ${envelope.type}`);
    return {
      data: event.data.parse(envelope.data) as never,
      envelope,
      meta: {
        messageId: envelope.id,
        correlationId: envelope.correlationid,
        actor: envelope.actor,
        traceparent: envelope.traceparent,
      },
    };
  } catch (cause) {
    throw unreadable(event, cause);
  }
};

const verdictOf = (error: unknown): Verdict => ({ kind: isRefusal(error) ? "dead" : "again", error });

/** Messages → parsed events → the service's handler → verdicts. */
export const receiver =
  ({ event, handle }: EventHandler, consumer: string): BatchHandler =>
  async (messages) => {
    const verdicts: Verdict[] = [];
    const readable: { readonly index: number; readonly received: Received<never> }[] = [];
    for (const [index, message] of messages.entries())
      try {
        readable.push({ index, received: parse(event, message) });
      } catch (error) {
        verdicts[index] = { kind: "dead", error };
      }
    const [first] = readable;
    if (first === undefined) return verdicts;
    const { traceparent } = first.received.meta;
    const work = (): Promise<readonly BatchResult[]> => handle(readable.map(({ received }) => received));
    try {
      // One span for a batch, continuing its first message: one for each would cost more than the work.
      const results = isSampled(traceparent)
        ? await inSpan(
            `receive ${event.subject}`,
            { traceparent, kind: SpanKind.CONSUMER, attributes: { consumer } },
            work,
          )
        : await work();
      readable.forEach(({ index }, place) => {
        const result = results[place];
        if (result === undefined) verdicts[index] = { kind: "again", error: new Error("the handler gave no result") };
        else verdicts[index] = result.ok ? done : verdictOf(result.error);
      });
    } catch (error) {
      for (const { index } of readable) verdicts[index] = verdictOf(error);
    }
    return verdicts;
  };
