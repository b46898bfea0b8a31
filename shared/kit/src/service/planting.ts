import { isRefusal, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Actor } from "./actor.ts";
import type { Action } from "./define.ts";

export interface Planter {
  /** @throws what the action throws */
  readonly ask: (name: string, input: object, actor: Actor, key?: string) => Promise<unknown>;
  /** The same. Undefined where the rules refuse it: another process may plant the same, and what it did before is there. */
  readonly plant: (name: string, input: object, actor: Actor, key?: string) => Promise<unknown>;
}

/** 初始数据: planted by a service's own actions, so that what the rules refuse to others is not planted either. */
export const planter = (actions: Readonly<Record<string, Action>>, log: Log): Planter => {
  const ask: Planter["ask"] = async (name, input, actor, key) => {
    const one = actions[name];
    if (one === undefined) throw new Error(`no action ${name}`);
    const context = { actor, meta: { actor: actor.id, messageId: undefined }, idempotencyKey: key };
    return one.run(one.input.parse(input) as never, context);
  };
  return {
    ask,
    plant: async (name, input, actor, key) => {
      try {
        return await ask(name, input, actor, key);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        log.debug({ action: name, error: messageOf(error) }, "planted before");
        return undefined;
      }
    },
  };
};
