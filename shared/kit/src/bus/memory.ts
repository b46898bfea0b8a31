import { streamOf, type Envelope, type Manifest } from "@wangge/contracts";
import { isDomainError, messageOf } from "../errors.ts";
import {
  deadLetterSubject,
  delayOf,
  MAX_DELIVERIES,
  type BatchHandler,
  type Bus,
  type ConsumeOptions,
  type Consumption,
  type InMessage,
  type OutMessage,
  type StreamMessage,
} from "./port.ts";
import { matches, storedSubject, topologyOf } from "./topology.ts";

interface Place {
  acknowledged: number;
  deliveries: Map<number, number>;
}

export interface MemoryBus extends Bus {
  /** Everything in a stream, for tests to look at. */
  readonly stored: (stream: string) => readonly StreamMessage[];
}

/** The bus for rule and edge tests: same promises, one process, nothing durable. Passes the conformance suite of the real one. */
export const memoryBus = (
  manifests: readonly Manifest[],
  delay: (deliveries: number) => number = delayOf,
): MemoryBus => {
  const { consumers } = topologyOf(manifests);
  const streams = new Map<string, StreamMessage[]>();
  const places = new Map<string, Place>();
  const listeners = new Set<() => void>();
  const running = new Set<Consumption>();

  const stored = (stream: string): StreamMessage[] => {
    const found = streams.get(stream) ?? [];
    streams.set(stream, found);
    return found;
  };

  const append = (stream: string, id: string, subject: string, text: string): void => {
    const messages = stored(stream);
    if (messages.some((message) => message.id === id)) return;
    messages.push({ sequence: messages.length + 1, id, subject, text, storedAt: Date.now(), headers: {} });
    for (const listener of listeners) listener();
  };

  const publish = (messages: readonly OutMessage[]): Promise<void> => {
    for (const { id, subject, body } of messages)
      append(streamOf(subject.slice("evt.".length)), id, storedSubject(subject), body);
    return Promise.resolve();
  };

  const received = (stream: string, message: StreamMessage, deliveries: number): InMessage => ({
    id: message.id,
    subject: message.subject,
    key: message.subject.slice(message.subject.lastIndexOf(".") + 1),
    stream,
    sequence: message.sequence,
    storedAt: message.storedAt,
    deliveries,
    envelope: () => JSON.parse(message.text) as Envelope,
    text: () => message.text,
  });

  const consume = async (options: ConsumeOptions, handler: BatchHandler): Promise<Consumption> => {
    const { stream, consumer: name, batch = 500 } = options;
    const plan = consumers.find((candidate) => candidate.stream === stream && candidate.name === name);
    if (plan === undefined) throw new Error(`no consumer ${stream}/${name} in the manifests`);
    const place: Place = places.get(name) ?? { acknowledged: 0, deliveries: new Map() };
    places.set(name, place);
    let stopping = false;
    let wake: (() => void) | undefined;
    const listener = (): void => wake?.();
    listeners.add(listener);
    await options.onOwner?.();

    const wait = (ms?: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        wake = () => {
          if (ms !== undefined && !stopping) return;
          clearTimeout(timer);
          resolve();
        };
      });

    const work = async (): Promise<void> => {
      while (!stopping) {
        const waiting = stored(stream)
          .slice(place.acknowledged)
          .filter(({ subject }) => matches(plan.filter, subject))
          .slice(0, batch);
        const last = waiting.at(-1);
        if (last === undefined) {
          await wait();
          continue;
        }
        let open = waiting;
        while (open.length > 0 && !stopping) {
          const given = open.map((message) => {
            const deliveries = (place.deliveries.get(message.sequence) ?? 0) + 1;
            place.deliveries.set(message.sequence, deliveries);
            return received(stream, message, deliveries);
          });
          const verdicts = await handler(given);
          const again: StreamMessage[] = [];
          given.forEach((message, index) => {
            const verdict = verdicts[index];
            const original = open[index];
            if (verdict === undefined || original === undefined || verdict.kind === "done") return;
            const unavailable = isDomainError(verdict.error) && verdict.error.kind === "unavailable";
            if (verdict.kind === "again" && (unavailable || message.deliveries < MAX_DELIVERIES)) again.push(original);
            else
              append(
                "DLQ",
                `${name}:${String(message.sequence)}`,
                deadLetterSubject(stream, name),
                JSON.stringify({ reason: messageOf(verdict.error), text: message.text() }),
              );
          });
          open = again;
          if (open.length > 0) await wait(delay(place.deliveries.get(open[0]?.sequence ?? 0) ?? 1));
        }
        if (open.length === 0) place.acknowledged = last.sequence;
      }
    };
    const finished = work();
    const consumption: Consumption = {
      stop: async () => {
        stopping = true;
        listeners.delete(listener);
        running.delete(consumption);
        wake?.();
        await finished;
      },
    };
    running.add(consumption);
    return consumption;
  };

  return {
    publish,
    consume,
    read: (stream, { fromSequence = 1, fromTime, subject = ">", limit }) =>
      Promise.resolve(
        stored(stream)
          .filter(
            (message) =>
              message.sequence >= fromSequence &&
              (fromTime === undefined || message.storedAt >= fromTime) &&
              matches(subject, message.subject),
          )
          .slice(0, limit),
      ),
    lastSequence: (stream) => Promise.resolve(stored(stream).length),
    isConnected: () => true,
    close: async () => {
      await Promise.all([...running].map((consumption) => consumption.stop()));
    },
    stored,
  };
};
