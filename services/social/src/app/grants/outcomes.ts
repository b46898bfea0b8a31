import { hash } from "node:crypto";
import { dayOf } from "@wangge/calendar";
import {
  CaseClosedV1,
  CaseFiledV1,
  CaseMergedV1,
  CaseReopenedV1,
  CaseVoidedV1,
  GridStaffedV1,
} from "@wangge/contracts/events";
import { on, onBy, pagesOf, type EventHandler, type Meta, type Stored, type Where } from "@wangge/kit";
import type { CountedCase } from "../../domain/grants/outcome/counted-case.ts";
import { earnedBy, type OutcomeFormula } from "../../domain/grants/grant/index.ts";
import type { CountedCases, Staffings } from "./stores.ts";

interface Span {
  readonly from: string;
  readonly until: string;
}

const whereOf = ({ grids, category }: OutcomeFormula, { from, until }: Span): Where => ({
  "state.grid": { in: [...grids] },
  "state.category": category,
  "state.filedOn": { gte: from, lte: until },
  "state.gone": null,
});

/** Each event changes one counted case: those of one grid go side by side, and share their reads and saves. */
const onCase = onBy(({ caseId }: { readonly caseId: string }) => caseId);

/** 成效数据: what the bus says of cases, counted; and who walks which grid. */
export const createOutcomes = ({
  cases,
  staffings,
}: {
  readonly cases: CountedCases;
  readonly staffings: Staffings;
}) => {
  const hear = (caseId: string, data: CountedCase, meta: Meta) =>
    cases.handle(caseId, { type: "HearOfCase", data }, meta);

  const idsOf = async (formula: OutcomeFormula, span: Span): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const page of pagesOf(cases, whereOf(formula, span))) ids.push(...page.map(({ id }) => id));
    return ids;
  };

  const subscriptions: readonly EventHandler[] = [
    onCase(CaseFiledV1, ({ caseId, grid, category, filedAt }, meta) =>
      hear(caseId, { grid, category, filedOn: dayOf(filedAt) }, meta),
    ),
    onCase(CaseClosedV1, ({ caseId, closedAt }, meta) => hear(caseId, { closedAt }, meta)),
    onCase(CaseReopenedV1, ({ caseId, reopenedAt }, meta) => hear(caseId, { reopenedAt }, meta)),
    onCase(CaseVoidedV1, ({ caseId }, meta) => hear(caseId, { gone: true }, meta)),
    onCase(CaseMergedV1, ({ caseId }, meta) => hear(caseId, { gone: true }, meta)),
    on(GridStaffedV1, ({ grid, workers, staffedAt }, meta) =>
      staffings.handle(grid, { type: "HearOfStaff", data: { workers, since: staffedAt } }, meta),
    ),
  ];

  return {
    subscriptions,
    /** Both spans counted, and which cases that were. */
    measure: async (formula: OutcomeFormula) => {
      const [before, after] = [await idsOf(formula, formula.baseline), await idsOf(formula, formula.span)];
      return {
        before: before.length,
        after: after.length,
        cases: hash("sha256", JSON.stringify([before, after]), "hex"),
        earned: earnedBy(formula, before.length, after.length),
      };
    },
    /** The cases behind a count, by age. */
    casesOf: (
      formula: OutcomeFormula,
      of: "baseline" | "span",
      page: { readonly after?: string | undefined; readonly limit: number },
    ): Promise<readonly Stored<CountedCase>[]> =>
      cases.find({ where: whereOf(formula, formula[of]), order: "oldest", after: page.after, limit: page.limit }),
    walks: async (worker: string, grid: string): Promise<boolean> =>
      (await staffings.load(grid))?.state.workers.includes(worker) === true,
  };
};

export type Outcomes = ReturnType<typeof createOutcomes>;
