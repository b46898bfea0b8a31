import { schemaUrn } from "@wangge/contracts";
import { action } from "@wangge/kit";
import { z } from "zod";
import { accountOf, mayManage, type Desk } from "../app/desk.ts";
import { eventTypes } from "../app/event-types.ts";
import { covers } from "../domain/index.ts";
import { MANAGERS } from "./view.ts";

/** 事件目录 of what somebody may have. */
export const eventTypeActions = ({ grantOf }: Pick<Desk, "grantOf">) => ({
  eventTypes: action({
    rest: "GET /webhooks/event-types",
    summary: "事件目录: the kinds of events that were granted to you, with an example of each",
    access: MANAGERS,
    input: z.strictObject({}),
    output: z.object({
      eventTypes: z.array(
        z.object({
          type: z.string(),
          zh: z.string(),
          en: z.string(),
          why: z.string(),
          schema: z.string().describe("its JSON Schema among the contracts"),
          example: z.unknown(),
        }),
      ),
      keys: z.array(z.string()).optional(),
    }),
    run: (_input, context) => {
      const grant = grantOf(accountOf(context));
      const granted = [...eventTypes.values()].filter(
        ({ subject }) => mayManage(context) || (grant !== undefined && covers(grant, subject)),
      );
      const shown = granted.map(({ subject, title, why, example }) => ({
        ...{ type: subject, ...title, why, schema: schemaUrn(subject) },
        example,
      }));
      return Promise.resolve({
        eventTypes: shown,
        ...(grant?.keys === undefined ? {} : { keys: [...grant.keys] }),
      });
    },
  }),
});
