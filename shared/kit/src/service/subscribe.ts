import { consumerName, followerName, PARTITIONS, streamOf } from "@wangge/contracts";
import type { BatchHandler, Bus, ConsumeOptions, Consumption, Verdict } from "../bus/port.ts";
import { DEAD_LETTERS, lettersConsumer, REDRIVE, redriveConsumer, settledConsumer } from "../bus/topology.ts";
import type { LetterDesk } from "../dead-letters/desk.ts";
import { DomainError } from "../errors.ts";
import type { EventHandler, Follower } from "./define.ts";
import { receiver } from "./receive.ts";
import { redrivenMessages } from "./redrive.ts";

interface Wired {
  readonly options: ConsumeOptions;
  readonly handler: BatchHandler;
}

const wiredOf = (service: string, { onOwner, ...subscription }: EventHandler): readonly Wired[] => {
  const { subject } = subscription.event;
  const wired = (partition?: number): Wired => {
    const consumer = consumerName(service, subject, partition);
    return {
      options: {
        stream: streamOf(subject),
        consumer,
        mode: partition === undefined ? "each" : "owner",
        ...(onOwner === undefined || partition === undefined ? {} : { onOwner: () => onOwner(partition) }),
      },
      handler: receiver(subscription, consumer),
    };
  };
  return subscription.mode === "each"
    ? [wired()]
    : Array.from({ length: PARTITIONS }, (_, partition) => wired(partition));
};

const unknownConsumer = (consumer: string): Verdict => ({
  kind: "dead",
  error: new DomainError("missing", "bus.consumer_unknown", `There is no consumer ${consumer} any more`),
});

/** Dead letters that were put back, one after the other: two of one key keep their order. */
const redriveHandler =
  (handlers: ReadonlyMap<string, BatchHandler>): BatchHandler =>
  async (carriers) => {
    const verdicts: Verdict[] = [];
    for (const { consumer, message } of redrivenMessages(carriers)) {
      const [verdict = unknownConsumer(consumer)] = (await handlers.get(consumer)?.([message])) ?? [];
      verdicts.push(verdict);
    }
    return verdicts;
  };

/** Wires every subscription of a service, and every stream that it follows, to its durables, and to its dead letters that come back. */
export const subscribeAll = async (
  service: string,
  subscriptions: readonly EventHandler[],
  bus: Pick<Bus, "consume">,
  followers: readonly Follower[] = [],
  letters?: Pick<LetterDesk, "keep" | "note">,
): Promise<readonly Consumption[]> => {
  const wired = [
    ...subscriptions.flatMap((subscription) => wiredOf(service, subscription)),
    ...followers.map(({ stream, handle }): Wired => ({
      options: { stream, consumer: followerName(service, stream), mode: "owner" },
      handler: handle,
    })),
  ];
  if (wired.length === 0) return [];
  const handlers = new Map(wired.map(({ options, handler }) => [options.consumer, handler]));
  const redrive: Wired = {
    options: { stream: REDRIVE, consumer: redriveConsumer(service), mode: "each" },
    handler: redriveHandler(handlers),
  };
  const ofLetters: readonly Wired[] =
    letters === undefined
      ? []
      : [
          {
            options: { stream: DEAD_LETTERS, consumer: lettersConsumer(service), mode: "each" },
            handler: letters.keep,
          },
          { options: { stream: REDRIVE, consumer: settledConsumer(service), mode: "each" }, handler: letters.note },
        ];
  return Promise.all([...wired, redrive, ...ofLetters].map(({ options, handler }) => bus.consume(options, handler)));
};
