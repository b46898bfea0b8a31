/**
 * 被拒绝的操作 of leads, operations and aid: a command that the rules refuse leaves a trace under the id of what it was about, in the same
 * chained record as those of dossiers. By code alone: who tried what, never what he wrote.
 */
import { Instant } from "@wangge/contracts";
import { action, isDomainError, type Action, type CallContext, type Clock, type Log } from "@wangge/kit";
import { z } from "zod";
import type { Attempts } from "./dossier/desk.ts";

export interface RefusalParts {
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a command may be about, the narrowest first. */
const ABOUT = ["caseId", "operationId", "aidId", "street"] as const;

const aboutOf = (input: Readonly<Record<string, unknown>>): string | undefined => {
  const name = ABOUT.find((one) => typeof input[one] === "string");
  return name === undefined ? undefined : String(input[name]);
};

const isCommand = ({ rest }: Action): boolean => rest !== undefined && !rest.startsWith("GET ");

const codeOf = (error: unknown): string | undefined =>
  isDomainError(error) && (error.kind === "rule" || error.kind === "forbidden") ? error.code : undefined;

export const createRefusals = ({ attempts, clock, log }: RefusalParts) => {
  const note = async (about: string, asked: string, code: string, { actor }: CallContext): Promise<void> => {
    const account = actor?.id ?? "service";
    const data = { account, asked, code, at: clock.now() };
    try {
      await attempts.handle(about, { type: "NoteAttempt", data }, { actor: account });
    } catch (error) {
      // The refusal is what whoever asked has to hear; that it left no trace is ours.
      log.error({ about, asked, code, error: String(error) }, "a refused attempt was not recorded");
    }
  };

  const noted = (name: string, one: Action): Action => ({
    ...one,
    run: async (input, context) => {
      try {
        return await one.run(input, context);
      } catch (error) {
        const [code, about] = [codeOf(error), aboutOf(input)];
        if (code !== undefined && about !== undefined) await note(about, name, code, context);
        throw error;
      }
    },
  });

  return {
    /** The same actions, with a trace of each command that was refused. */
    noting: (actions: Readonly<Record<string, Action>>): Readonly<Record<string, Action>> =>
      Object.fromEntries(
        Object.entries(actions).map(([name, one]) => [name, isCommand(one) ? noted(name, one) : one] as const),
      ),
    actions: {
      refusals: action({
        rest: "GET /refusals/:about",
        summary: "被拒绝的操作: who tried what of a lead, an operation, an aid or a street's team, and was refused",
        access: ["inspector", "supervisor"],
        input: z.strictObject({ about: z.string().min(1).max(40) }),
        output: z.object({
          refusals: z.array(z.object({ account: z.string(), asked: z.string(), code: z.string(), at: Instant })),
        }),
        run: async ({ about }) => ({ refusals: (await attempts.history(about)).map(({ event: { data } }) => data) }),
      }),
    },
  };
};
