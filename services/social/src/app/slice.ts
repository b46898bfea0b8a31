import type { Action, BatchResult, EventHandler, EventLogConfig, Parts } from "@wangge/kit";
import type { Config } from "../config.ts";

type OwnConfig = Pick<Config, "SWEEP_MS"> &
  Partial<
    Pick<
      Config,
      | "AUDIT_KEY"
      | "CERTIFICATE_KEY"
      | "CLAMD_ADDRESS"
      | "CLAMD_AWAY"
      | "INNER_TLS_DIR"
      | "DATA_DIR"
      | "PERSONAL_DATA_KEYS"
      | "PERSONAL_INDEX_KEY"
      | "SOCIAL_SEED"
    >
  > &
  EventLogConfig;

/** What a part of the service is made of. */
export type Needed = Pick<Parts<OwnConfig>, "config" | "store" | "clock" | "log" | "call">;

/** What a part of the service brings to it. */
export interface Slice {
  readonly actions: Readonly<Record<string, Action>>;
  readonly subscriptions: readonly EventHandler[];
  readonly start: () => Promise<void> | void;
  readonly stop: () => Promise<void> | void;
}

/** The actions of all parts. @throws Error where two have one name */
export const actionsTogether = (all: readonly Slice["actions"][]): Slice["actions"] => {
  const entries = all.flatMap((actions) => Object.entries(actions));
  const actions = Object.fromEntries(entries);
  const twice = entries.find(([name, one]) => actions[name] !== one);
  if (twice !== undefined) throw new Error(`two parts have an action ${twice[0]}`);
  return actions;
};

/** Several parts may want to hear of one event: one subscription, the parts one after the other. What fails in one is delivered to all again. */
export const heardTogether = (subscriptions: readonly EventHandler[]): readonly EventHandler[] =>
  [...Map.groupBy(subscriptions, ({ event, mode }) => `${event.subject} ${mode}`).values()].map((handlers) => {
    const [first] = handlers;
    if (first === undefined) throw new Error("a group without a handler");
    if (handlers.length === 1) return first;
    return {
      ...first,
      handle: async (received) => {
        const results: (readonly BatchResult[])[] = [];
        for (const { handle } of handlers) results.push(await handle(received));
        return received.map(
          (_, index) => results.map((one) => one[index]).find((one) => one?.ok === false) ?? { ok: true },
        );
      },
    };
  });
