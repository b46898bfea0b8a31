import { DomainError, type Action, type CallContext } from "@wangge/kit";
import { isSocialOffice } from "../../app/selection/looking.ts";
import { OFFICE } from "./words.ts";

/**
 * What is for the office alone is not for an account that judges too: the answers of these actions tell what a reviewer may not
 * know. @throws DomainError `social.selection.judges`
 */
export const withoutJudges = (actions: Readonly<Record<string, Action>>): Readonly<Record<string, Action>> =>
  Object.fromEntries(
    Object.entries(actions).map(([name, action]) => {
      if (action.access !== OFFICE) return [name, action];
      const run = (input: never, context: CallContext): Promise<unknown> => {
        if (isSocialOffice(context.actor)) return action.run(input, context);
        throw new DomainError("forbidden", "social.selection.judges", "Who judges is not of the office");
      };
      return [name, { ...action, run }];
    }),
  );
