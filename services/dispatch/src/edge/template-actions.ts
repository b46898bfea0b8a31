import { CategoryCode } from "@wangge/contracts";
import { CaseStatus } from "@wangge/contracts/calls";
import { action, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { DispatchRulebook } from "../app/rule-kinds.ts";
import { AUDIENCES, LANGUAGES, placeholdersIn, templatesFor } from "../domain/response-templates.ts";
import { STAFF } from "./staff.ts";

const TemplateView = z.object({
  id: z.string(),
  audience: z.enum(AUDIENCES),
  outcome: z.string().optional(),
  category: z.string().optional(),
  title: z.string(),
  text: z.string(),
  placeholders: z.array(z.string()).describe("to be filled in before it goes out"),
});

/** 答复模板: what staff begins an answer with. */
export const templateActions = ({
  rulebook,
  clock,
}: {
  readonly rulebook: DispatchRulebook;
  readonly clock: Clock;
}) => ({
  responseTemplates: action({
    rest: "GET /response-templates",
    summary: "答复模板: texts for a status or outcome, the most specific first; nothing personal in them",
    access: STAFF,
    input: z.strictObject({
      status: CaseStatus,
      outcome: z.string().optional(),
      category: CategoryCode.optional(),
      audience: z.enum(AUDIENCES).optional(),
      language: z.enum(LANGUAGES).default("zh"),
    }),
    output: z.object({ version: z.string(), templates: z.array(TemplateView) }),
    run: ({ language, ...question }) => {
      const { version, content } = rulebook.inForceAt("responseTemplates", clock.now());
      const templates = templatesFor(content, question).map(({ id, audience, outcome, category, title, text }) => ({
        id,
        audience,
        outcome,
        category,
        title: title[language],
        text: text[language],
        placeholders: [...new Set([...placeholdersIn(title[language]), ...placeholdersIn(text[language])])],
      }));
      return Promise.resolve({ version: `responseTemplates@${version}`, templates });
    },
  }),
});
