import type { Action, CallContext } from "@wangge/kit";
import { codeToNote, type NoteRefusal } from "../app/attempts.ts";

/** The first of these names that an input has a text under: what it is about. */
const aboutIn = (names: readonly string[], input: object): string | undefined =>
  names
    .map((name) => (input as Readonly<Record<string, unknown>>)[name])
    .find((value): value is string => typeof value === "string");

/** 被拒绝的操作: what an action refuses leaves a trace under the id of what it is about, by its code alone. */
export const traced = <Actions extends Readonly<Record<string, Action>>>(
  actions: Actions,
  names: readonly string[],
  note: NoteRefusal,
): Actions =>
  Object.fromEntries(
    Object.entries(actions).map(([name, one]) => {
      const run = async (input: never, context: CallContext): Promise<unknown> => {
        try {
          return await one.run(input, context);
        } catch (error) {
          const [code, about, account] = [codeToNote(error), aboutIn(names, input), context.actor?.id];
          if (code !== undefined && about !== undefined && account !== undefined)
            await note(about, name, account, code);
          throw error;
        }
      };
      return [name, { ...one, run }];
    }),
  ) as unknown as Actions;
