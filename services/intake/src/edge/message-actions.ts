import { Instant } from "@wangge/contracts";
import { action } from "@wangge/kit";
import { z } from "zod";
import type { Messages } from "../app/messages/post.ts";
import { LANGUAGES, type Templates } from "../app/messages/templates.ts";
import { Proof, type Subjects } from "./subjects.ts";

const MOST_MESSAGES = 200;

/** 消息: what was told, to be read by number and phone. */
export const messageActions = (
  { messages, templates }: { readonly messages: Messages; readonly templates: Templates },
  { proven }: Pick<Subjects, "proven">,
) => ({
  trackMessages: action({
    rest: "POST /track/messages",
    summary: "消息: everything that was told about my report, the newest first",
    access: "public",
    idempotent: true,
    input: Proof.extend({ language: z.enum(LANGUAGES).default("zh") }),
    output: z.object({ messages: z.array(z.object({ at: Instant, happening: z.string(), text: z.string() })) }),
    run: async ({ language, ...proof }) => {
      const { id } = await proven(proof);
      const found = await messages.find({ where: { "state.to": `reporter/${id}` }, limit: MOST_MESSAGES });
      const shown = found.flatMap(({ state }) =>
        state.status === "none"
          ? []
          : [{ at: state.at, happening: state.happening, text: templates.render(state, language, "inbox") }],
      );
      return { messages: shown.toSorted((one, other) => (one.at < other.at ? 1 : -1)) };
    },
  }),
});
