import { dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { action } from "@wangge/kit";
import { z } from "zod";
import type { AuthorityDesk } from "../../app/authority/desk.ts";
import { reasonWords } from "../../app/authority/data.ts";
import { Account, Area, CompetenceAnswer, PowerItemCode, Step } from "./input.ts";
import { officerActions } from "./officer-actions.ts";
import { powerItemActions } from "./power-item-actions.ts";
import { READERS } from "./registrar.ts";

/** 权责与执法资格, as they are kept and asked for. */
export const authorityActions = (desk: AuthorityDesk) => ({
  ...powerItemActions(desk),
  ...officerActions(desk),
  competence: action({
    rest: "GET /competence",
    summary: "执法资格: may this officer do this step of this item here on this day? If not, every reason why",
    access: READERS,
    input: z.strictObject({
      officer: Account,
      item: PowerItemCode,
      step: Step,
      area: Area,
      on: Day.optional().describe("as of this day; default today"),
    }),
    output: CompetenceAnswer,
    run: async ({ officer, item, step, area, on }) => {
      const answer = await desk.competence(officer, item, step, area, on ?? dayOf(desk.clock.now()));
      if (!answer.ok)
        return { ok: false as const, reasons: answer.reasons.map((code) => ({ code, text: reasonWords[code] })) };
      return answer as z.input<typeof CompetenceAnswer>;
    },
  }),
});
