import type { BatchResult, EventHandler } from "@wangge/kit";

const failureOf = (results: readonly (readonly BatchResult[])[], index: number): BatchResult =>
  results.map((one) => one[index] ?? { ok: true as const }).find(({ ok }) => !ok) ?? { ok: true };

const both = (one: EventHandler, other: EventHandler): EventHandler => ({
  ...one,
  handle: async (received) => {
    const results = await Promise.all([one.handle(received), other.handle(received)]);
    return received.map((_, index) => failureOf(results, index));
  },
});

/**
 * One subscription for each event, however many want to hear of it. A message that one of them could not handle comes again for
 * all: each of them must take the same event twice.
 */
export const together = (...handlers: readonly EventHandler[]): EventHandler[] => [
  ...handlers
    .reduce((known, handler) => {
      const before = known.get(handler.event.subject);
      return known.set(handler.event.subject, before === undefined ? handler : both(before, handler));
    }, new Map<string, EventHandler>())
    .values(),
];
