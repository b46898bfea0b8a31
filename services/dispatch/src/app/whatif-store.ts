/** The rules that a store's cases went by, for whoever reads the store beside the service. */
import { chinaCalendars, dayOf } from "@wangge/calendar";
import { firstRules, processOf, type Process, type Rules } from "../domain/index.ts";
import type { RoutingContent } from "../domain/routing.ts";
import { inForceOn, type EditionState, type ShelfState } from "../domain/rulebook.ts";
import type { StandardsContent } from "../domain/filing-standards.ts";
import type { RulesThatAre } from "./whatif-rules.ts";

interface Document<State> {
  readonly _id: string;
  readonly state: State;
}

/** All shelves and editions of a store; `on`: the day whose rules a change is compared with. */
export const rulesInStore = (
  shelves: readonly Document<ShelfState>[],
  editions: readonly Document<EditionState>[],
  on: string,
): { readonly rules: Rules; readonly are: RulesThatAre } => {
  const contents = new Map(
    editions.map(({ _id, state }) => [_id, state.status === "written" ? state.content : undefined]),
  );
  const heldOn = <Content>(kind: string, day: string): Content => {
    const shelf = shelves.find(({ _id }) => _id === kind)?.state;
    const version = shelf === undefined ? undefined : inForceOn(shelf, day)?.version;
    const content = contents.get(`${kind}@${version ?? ""}`);
    if (content === undefined) throw new Error(`the store has no ${kind} in force on ${day}`);
    return content as Content;
  };
  return {
    rules: {
      calendars: chinaCalendars,
      processOf: (version) => processOf(contents.get(`process@${version}`) as Process | undefined, version),
      rulingAfterReturns: (at) => {
        try {
          return heldOn<RoutingContent>("routing", dayOf(at)).rulingAfterReturns;
        } catch {
          // Before the first edition.
          return firstRules.rulingAfterReturns(at);
        }
      },
    },
    are: {
      process: heldOn<Process>("process", on),
      standards: heldOn<StandardsContent>("filingStandards", on).standards,
    },
  };
};
