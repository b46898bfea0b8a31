/** 被拒绝的操作 of leads, operations and aid: in the same chained record as those of dossiers. Who tried what, never what he wrote. */
import { Instant } from "@wangge/contracts";
import { action, type Action } from "@wangge/kit";
import { z } from "zod";
import { traced } from "../edge/traced.ts";
import { refusalNoter, type AttemptParts } from "./attempts.ts";

/** What a command may be about, the narrowest first. */
const ABOUT = ["caseId", "operationId", "aidId", "street"] as const;

const isCommand = ({ rest }: Action): boolean => rest !== undefined && !rest.startsWith("GET ");

export const createRefusals = (parts: AttemptParts) => {
  const note = refusalNoter(parts);
  return {
    /** The same actions, with a trace of each command that was refused. */
    noting: (actions: Readonly<Record<string, Action>>): Readonly<Record<string, Action>> => ({
      ...actions,
      ...traced(Object.fromEntries(Object.entries(actions).filter(([, one]) => isCommand(one))), ABOUT, note),
    }),
    actions: {
      refusals: action({
        rest: "GET /refusals/:about",
        summary: "被拒绝的操作: who tried what of a lead, an operation, an aid or a street's team, and was refused",
        access: ["inspector", "supervisor"],
        input: z.strictObject({ about: z.string().min(1).max(40) }),
        output: z.object({
          refusals: z.array(z.object({ account: z.string(), asked: z.string(), code: z.string(), at: Instant })),
        }),
        run: async ({ about }) => {
          const noted = await parts.attempts.history(about);
          return { refusals: noted.map(({ event: { data } }) => data) };
        },
      }),
    },
  };
};
