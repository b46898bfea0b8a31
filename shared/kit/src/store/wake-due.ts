import type { Clock } from "../clock.ts";
import { isDomainError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { DeciderStore } from "./port.ts";

const AT_ONCE = 200;

export interface WakeDueOptions<State, Command> {
  readonly store: Pick<DeciderStore<State, Command, unknown>, "find" | "handleMany">;
  /** What is asked of each whose `state.wakeAt` has come. It moves `wakeAt`, or takes it away. */
  readonly command: (at: string) => Command;
  /** The service, as the history names it. */
  readonly actor: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** 到期巡检. Asks each aggregate whose time has come; each says its own once, however many processes look. */
export const wakeDue = async <State, Command>({
  store,
  command,
  actor,
  clock,
  log,
}: WakeDueOptions<State, Command>): Promise<void> => {
  for (;;) {
    const at = clock.now();
    const due = await store.find({
      where: { "state.wakeAt": { lte: at } },
      by: { path: "state.wakeAt" },
      limit: AT_ONCE,
    });
    const outcomes = await store.handleMany(due.map(({ id }) => ({ id, command: command(at), meta: { actor } })));
    outcomes.forEach((outcome, index) => {
      if (!outcome.ok && !(isDomainError(outcome.error) && outcome.error.kind === "conflict"))
        log.error({ aggregate: due[index]?.id, error: messageOf(outcome.error) }, "it could not be woken");
    });
    if (due.length < AT_ONCE || !outcomes.some((outcome) => outcome.ok && outcome.changed)) return;
  }
};
