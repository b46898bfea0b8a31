import { action } from "@wangge/kit";
import { z } from "zod";
import { ReasonPhrase } from "../app/reason-phrases.ts";
import { controlActions } from "./control-actions.ts";
import { type FieldEdge } from "./field.ts";
import { STAFF } from "./staff.ts";
import { handlingPhotoActions } from "./handling-photo-actions.ts";
import { inboxActions } from "./inbox-actions.ts";
import { patrolActions } from "./patrol-actions.ts";
import { syncActions } from "./sync-actions.ts";

/** 现场工作: everything that people out in the grids ask for. */
export const fieldActions = (edge: FieldEdge) => ({
  ...patrolActions(edge),
  ...controlActions(edge),
  ...handlingPhotoActions(edge),
  ...syncActions(edge),
  ...inboxActions(edge),
  reasonPhrases: action({
    rest: "GET /reason-phrases",
    summary: "常用语: reasons that are often given, by the step that wants one",
    access: STAFF,
    input: z.strictObject({}),
    output: z.object({ version: z.string(), templates: z.array(ReasonPhrase) }),
    run: () => {
      const { version, templates } = edge.templatesAt(edge.clock.now());
      return Promise.resolve({ version, templates });
    },
  }),
});
