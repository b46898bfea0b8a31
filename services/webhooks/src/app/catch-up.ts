import { messageOf, pagesOf, type Bus, type Clock, type Log } from "@wangge/kit";
import { deliveryId, isDue, type CatchUp, type DeliveryRules } from "../domain/index.ts";
import { dueAtFor, letterOf } from "./take-in.ts";
import { isKnown, LISTENING, type Deliveries, type Endpoints, type Known } from "./stores.ts";
import type { Waiting } from "./waiting.ts";

const PAGE = 500;

export interface CatchUpParts {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly waiting: Waiting;
  readonly bus: Pick<Bus, "read">;
  readonly rulesAt: (at: string) => DeliveryRules;
  readonly clock: Clock;
  readonly log: Log;
  readonly wake: (endpoint: string) => void;
}

/**
 * 补投. Reads the part of a stream that nobody took in as it came: since an activation, behind a queue that was full, for a replay. It ends in three steps,
 * so that nothing falls between the two ways: read to the end; go live, so that new ones are taken in as they come; read on, until what any
 * replica of the stream may have kept back is there. What both bring is one delivery.
 */
export const createCatchUp = (parts: CatchUpParts) => {
  const { endpoints, deliveries, waiting, bus, rulesAt, clock, log, wake } = parts;

  const queue = async (endpoint: Known, stream: string, { next, againUntil = 0 }: CatchUp): Promise<number> => {
    const { id, state } = endpoint;
    const at = clock.now();
    const page = await bus.read(stream, { fromSequence: next, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) return next;
    const letters = page
      .map((message) => letterOf(id, { ...message, stream }))
      .filter((letter) => {
        // A replay may begin before what was due from the first.
        const known = letter.sequence <= againUntil ? { ...state, from: { [stream]: 1 } } : state;
        return isDue(known, letter);
      });
    const dueAt = dueAtFor(endpoint, clock);
    const outcomes = await deliveries.handleMany(
      letters.map((data) => ({
        id: deliveryId(id, stream, data.sequence),
        command: { type: "Queue", data, dueAt, again: data.sequence <= againUntil, at },
      })),
    );
    for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
    waiting.add(id, letters.length);
    await endpoints.handle(id, { type: "CatchUp", stream, from: next, next: last.sequence + 1 });
    wake(id);
    return last.sequence + 1;
  };

  const advance = async (endpoint: Known, stream: string): Promise<void> => {
    let known = endpoint;
    for (;;) {
      const catchUp = known.state.catchUps[stream];
      if (catchUp === undefined) return;
      const at = clock.now();
      const { mostWaiting, settleSeconds } = rulesAt(at);
      if (waiting.of(known.id) > mostWaiting / 2) return;
      const next = await queue(known, stream, catchUp);
      if (next === catchUp.next) {
        const { liveSince } = catchUp;
        if (liveSince === undefined) await endpoints.handle(known.id, { type: "GoLive", stream, at });
        else if (Date.parse(at) - Date.parse(liveSince) < settleSeconds * 1_000) return;
        else await endpoints.handle(known.id, { type: "EndCatchUp", stream, seen: catchUp });
      }
      const again = await endpoints.load(known.id);
      if (!isKnown(again)) return;
      known = again;
    }
  };

  /** As far as there is room, for every endpoint that is behind somewhere; trouble with one does not hold up the others. */
  return async (): Promise<void> => {
    for await (const page of pagesOf(endpoints, LISTENING))
      for (const endpoint of page.filter(isKnown))
        for (const stream of Object.keys(endpoint.state.catchUps))
          await advance(endpoint, stream).catch((error: unknown) => {
            log.warn(
              { endpoint: endpoint.id, stream, error: messageOf(error) },
              "did not catch up; the next time will do",
            );
          });
  };
};
