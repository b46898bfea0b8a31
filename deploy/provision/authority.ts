import type { ProvisionChange } from "@wangge/kit";
import type { Compiled } from "./compile.ts";

/** Who lets principals in: a configuration file of the server, or an operator that signs. Takes effect without a restart. */
export interface Authority {
  /** What differs from what holds now. Changes nothing. */
  readonly plan: (compiled: Compiled) => Promise<readonly ProvisionChange[]>;
  readonly apply: (compiled: Compiled) => Promise<void>;
  /** New credentials beside the old ones. @returns what the old ones are called */
  readonly renew: (principal: string, compiled: Compiled) => Promise<readonly string[]>;
  /** Takes old credentials back: whoever still has a connection by them loses it. */
  readonly retire: (principal: string, old: readonly string[], compiled: Compiled) => Promise<void>;
  /** Takes all credentials back. They stay so until new ones are made by `renew`. */
  readonly revoke: (principal: string, compiled: Compiled) => Promise<void>;
}

/** What a principal may do, as a plan compares it. */
export interface Rights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** What its credentials are called. */
  readonly credentials: readonly string[];
}

const lines = (sign: string, word: string, before: readonly string[], after: readonly string[]): readonly string[] =>
  after.filter((subject) => !before.includes(subject)).map((subject) => `${sign} ${word} ${subject}`);

/** `+ publish evt.social.>`, `- subscribe …`, a line each. */
const detailOf = (before: Rights, after: Rights): readonly string[] =>
  (["publish", "subscribe", "credentials"] as const).flatMap((word) => [
    ...lines("+", word, before[word], after[word]),
    ...lines("-", word, after[word], before[word]),
  ]);

const NONE: Rights = { publish: [], subscribe: [], credentials: [] };

/** Principals that come, go or change, in the order of their names. */
export const compareRights = (
  before: ReadonlyMap<string, Rights>,
  after: ReadonlyMap<string, Rights>,
): readonly ProvisionChange[] =>
  [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name): readonly ProvisionChange[] => {
    const [old, next] = [before.get(name), after.get(name)];
    const detail = detailOf(old ?? NONE, next ?? NONE);
    if (old === undefined) return [{ action: "add", kind: "principal", name, detail: detail.join("\n") }];
    if (next === undefined)
      return [{ action: "remove", kind: "principal", name, loses: `every connection, and\n${detail.join("\n")}` }];
    return detail.length === 0 ? [] : [{ action: "change", kind: "principal", name, detail: detail.join("\n") }];
  });
