import { CaseId, CategoryCode, DepartmentCode, Instant, StreetCode } from "@wangge/contracts";
import { action, type Log } from "@wangge/kit";
import { z } from "zod";
import { createPredictor, dueAsOf, REASONS, isOpenAt, outcomeAsOf, predict, setting } from "../app/predict.ts";
import { type CaseEdge } from "./case-edge.ts";
import { STAFF } from "./staff.ts";

/** Those that are due soonest; what is due later can wait for the next question. */
const MOST = 1_000;

const Share = z.number().min(0).max(1);

export const AtRiskView = z.object({
  model: z.object({
    version: z.string(),
    trainedUntil: Instant,
    orders: z.int(),
    cases: z.int(),
  }),
  considered: z.int().describe("open orders that were looked at, those due soonest first; more than this many are not"),
  cases: z.array(
    z.object({
      caseId: CaseId,
      street: StreetCode,
      category: CategoryCode,
      department: DepartmentCode,
      dueAt: Instant,
      share: Share.describe("of its time that is used, in working time where that is what runs"),
      probability: Share.describe("that it will be late"),
      low: Share.describe("with high: nine in ten"),
      high: Share,
      support: z.int().describe("past orders of its kind that were still open with as much of their time used"),
      reasons: z
        .array(z.object({ feature: z.enum(REASONS), weight: z.number() }))
        .describe("above 0 towards being late, compared with the usual order that has just begun; the heaviest first"),
    }),
  ),
});

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

export interface PredictDeps extends Pick<CaseEdge, "cases" | "clock" | "mayKnow"> {
  readonly log: Log;
}

/** 超期预测: which open orders will probably be late. */
export const predictActions = ({ cases, clock, mayKnow, log }: PredictDeps) => {
  const predictor = createPredictor({ cases, now: clock.now, log });
  return {
    atRisk: action({
      rest: "GET /cases/at-risk",
      summary: "超期预测: open orders by how likely they will be late, with how sure that is and why",
      access: STAFF,
      input: z.strictObject({
        street: StreetCode.optional(),
        department: DepartmentCode.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: AtRiskView,
      run: async ({ street, department, limit }, { actor }) => {
        const model = await predictor.current();
        const now = clock.now();
        const at = Date.parse(now);
        const found = await cases.find({
          where: {
            "state.status": { in: ["assigned", "accepted"] },
            "state.assignment.dueAt": { gt: now },
            ...(street === undefined ? {} : { "state.street": street }),
            ...(department === undefined ? {} : { "state.assignment.department": department }),
          },
          by: { path: "state.assignment.dueAt" },
          limit: MOST,
        });
        const known = found.filter(({ state }) => mayKnow(state, actor));
        const orders = await predictor.openOrders(known);
        const open = known.flatMap(({ id }) => {
          const order = orders.get(id);
          // Whose deadline has passed needs no prediction.
          return order !== undefined && isOpenAt(order, at) && outcomeAsOf(order, at) === undefined
            ? [{ id, order }]
            : [];
        });
        const predicted = open.map(({ id: caseId, order }) => ({
          caseId,
          order,
          ...predict(model, order, at, setting),
        }));
        predicted.sort((a, b) => b.probability - a.probability || (a.caseId < b.caseId ? -1 : 1));
        const { version, trainedUntil, orders: count, cases: caseCount } = model;
        return {
          model: { version, trainedUntil: new Date(trainedUntil).toISOString(), orders: count, cases: caseCount },
          considered: open.length,
          cases: predicted
            .slice(0, limit)
            .map(({ caseId, order, probability, low, high, support, share, reasons }) => ({
              caseId,
              street: order.street,
              category: order.category,
              department: order.department,
              dueAt: new Date(dueAsOf(order, at)).toISOString(),
              share: rounded(share),
              probability: rounded(probability),
              low: rounded(low),
              high: rounded(high),
              support,
              reasons: reasons.map(({ feature, weight }) => ({ feature, weight: rounded(weight) })),
            })),
        };
      },
    }),
  };
};
