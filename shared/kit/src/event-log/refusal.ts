import { DomainError } from "../errors.ts";
import type { Action } from "../service/define.ts";
import type { EventLog } from "./log.ts";

export interface RefusalOptions {
  readonly service: string;
  readonly eventLog: Pick<EventLog, "waitingSince">;
  /** 锚定失败容忍时间. Undefined: nothing is refused. */
  readonly afterMs: number | undefined;
  /** Actions that work all the same: those that look into it and mend it. */
  readonly except: readonly string[];
  readonly now?: () => number;
}

/**
 * 拒收. While events wait to be anchored for longer than the deployment bears, whoever asks this service to change something is told to come back: what cannot be
 * proven is not done. Reading works; so does what comes over the bus, which happened elsewhere.
 */
export const refusingUnanchored =
  ({ service, eventLog, afterMs, except, now = Date.now }: RefusalOptions) =>
  (actions: Readonly<Record<string, Action>>): Readonly<Record<string, Action>> => {
    if (afterMs === undefined) return actions;
    const refuse = (): void => {
      const since = eventLog.waitingSince();
      if (since === undefined || now() - since <= afterMs) return;
      throw new DomainError(
        "unavailable",
        `${service}.event_log.not_anchored`,
        "What is done now could not be proven: its events have waited too long to be anchored",
        { since: new Date(since).toISOString() },
      );
    };
    const isReading = ({ rest = "" }: Action): boolean => rest.startsWith("GET ") || rest === "";
    return Object.fromEntries(
      Object.entries(actions).map(([name, action]) => {
        if (isReading(action) || except.includes(name)) return [name, action];
        const run: Action["run"] = (input, context) => {
          refuse();
          return action.run(input, context);
        };
        return [name, { ...action, run }];
      }),
    );
  };
