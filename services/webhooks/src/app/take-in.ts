import { deliveryId, isDue, isLive, type Letter } from "../domain/index.ts";
import { done, pagesOf, type BatchHandler, type Clock, type InMessage, type Verdict } from "@wangge/kit";
import type { Waiting } from "./waiting.ts";
import { isKnown, LISTENING, type Deliveries, type Endpoints, type Known } from "./stores.ts";

const AT_ONCE = 1_000;

/** Where a message lies and what it is, told by its place: `evt.<type>.<partition>.<key>`. */
export interface Located extends Pick<InMessage, "id" | "subject" | "sequence"> {
  readonly stream: string;
}

export const letterOf = (endpoint: string, { id, subject, stream, sequence }: Located): Letter => {
  const tokens = subject.split(".");
  return { endpoint, stream, sequence, eventId: id, type: tokens.slice(1, 5).join("."), key: tokens[6] ?? "" };
};

/** So long an ordered delivery rests: what was saved together with it is there by then, seen from every replica. */
const ORDER_SETTLES_MS = 1_000;

export const dueAtFor = ({ state: { ordered } }: Known, clock: Clock): string =>
  new Date(clock.ms() + (ordered ? ORDER_SETTLES_MS : 0)).toISOString();

export interface TakeInParts {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly waiting: Waiting;
  readonly mostWaiting: () => number;
  readonly clock: Clock;
  readonly wake: (endpoint: string) => void;
}

/**
 * 受理事件. What is due becomes deliveries, in the order of the stream, before the bus hears that it was taken. An endpoint for which too
 * many wait already takes no more from here: it reads on in the stream when there is room.
 */
export const takeIn = (parts: TakeInParts): BatchHandler => {
  const { endpoints, deliveries, waiting, mostWaiting, clock, wake } = parts;

  /** @returns the letters for one endpoint, none where it has to fall behind */
  const lettersFor = async (endpoint: Known, messages: readonly InMessage[]): Promise<readonly Letter[]> => {
    const { id, state } = endpoint;
    const letters = messages.map((message) => letterOf(id, message)).filter((letter) => isDue(state, letter));
    const [first] = letters;
    if (first === undefined || !isLive(state, first.stream)) return [];
    if (waiting.of(id) + letters.length <= mostWaiting()) return letters;
    await endpoints.handle(id, { type: "FallBehind", stream: first.stream, sequence: first.sequence });
    return [];
  };

  return async (messages): Promise<readonly Verdict[]> => {
    // Now, and not from memory: whoever has just gone live counts on it.
    const listening: Known[] = [];
    for await (const page of pagesOf(endpoints, LISTENING)) listening.push(...page.filter(isKnown));
    const at = clock.now();
    const failed = new Map<number, unknown>();
    for (const endpoint of listening) {
      const letters = await lettersFor(endpoint, messages);
      const dueAt = dueAtFor(endpoint, clock);
      for (let start = 0; start < letters.length; start += AT_ONCE) {
        const some = letters.slice(start, start + AT_ONCE);
        const outcomes = await deliveries.handleMany(
          some.map((data) => ({
            id: deliveryId(data.endpoint, data.stream, data.sequence),
            command: { type: "Queue", data, dueAt, again: false, at },
          })),
          { expectNew: true },
        );
        outcomes.forEach((outcome, index) => {
          if (!outcome.ok) failed.set(some[index]?.sequence ?? 0, outcome.error);
        });
        waiting.add(endpoint.id, some.length);
      }
      if (letters.length > 0) wake(endpoint.id);
    }
    return messages.map(({ sequence }) =>
      failed.has(sequence) ? { kind: "again", error: failed.get(sequence) } : done,
    );
  };
};
