import { action } from "@wangge/kit";
import { z } from "zod";
import { ChangeInput, operationsOf } from "../app/operations.ts";
import { VintageInput } from "../app/vintage.ts";
import { successionTo } from "../domain/index.ts";
import * as view from "../view.ts";
import { askedBy, limit, STAFF, type Edge } from "./edge.ts";

/** 变更. What offices ask of the register. */
export const changeActions = ({ registrar, look, mustBeOpen }: Edge) => {
  const { placesOn } = registrar;
  return {
    changes: action({
      rest: "GET /changes",
      summary: "变更: the journal of the register, newest first",
      access: STAFF,
      input: z.strictObject({ before: z.int().min(1).optional(), limit }),
      output: z.object({ changes: z.array(view.ChangeView), next: z.int().optional() }),
      run: look(({ before, limit: most }) => {
        const all = registrar.changes().filter(({ number }) => before === undefined || number < before);
        const page = all.slice(-most).reverse();
        const last = page.at(-1)?.number ?? 1;
        return {
          changes: page.map(({ number: change, effectiveFrom, reason, records, recordedAt, by }) => ({
            change,
            effectiveFrom,
            reason,
            records: { ...records },
            recordedAt,
            by,
          })),
          ...(last > 1 ? { next: last } : {}),
        };
      }),
    }),
    change: action({
      rest: "POST /changes",
      summary: "变更: registers, amends, renames, re-codes, merges, splits, ends; all of it or nothing",
      access: ["supervisor", "admin"],
      input: ChangeInput,
      output: view.RecordedView,
      run: async (input, context) => {
        mustBeOpen();
        const { effectiveFrom, reason, dryRun } = input;
        const recorded = await registrar.record(
          { effectiveFrom, operations: operationsOf(input) },
          { reason, ...askedBy(context, input), dryRun },
        );
        return view.recordedView(recorded);
      },
    }),
    vintage: action({
      rest: "POST /vintages",
      summary:
        "区划代码年度版本: takes in a published list of codes; what the list does not say is assumed, and said so",
      access: ["supervisor", "admin"],
      input: VintageInput,
      output: view.RecordedView.extend({ assumptions: z.array(z.string()) }),
      run: async ({ effectiveFrom, dryRun, list }, context) => {
        mustBeOpen();
        const { operations, assumptions } = successionTo(placesOn(effectiveFrom), list);
        const reason = `统计用区划代码 ${list.vintage}`;
        const recorded = await registrar.record(
          { effectiveFrom, operations },
          { reason, ...askedBy(context, { effectiveFrom, list }), dryRun },
        );
        return { ...view.recordedView(recorded), assumptions: [...assumptions] };
      },
    }),
  };
};
