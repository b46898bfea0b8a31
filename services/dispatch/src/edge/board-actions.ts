import { DepartmentCode, GridCode } from "@wangge/contracts";
import { action, type Clock, type DeciderStore } from "@wangge/kit";
import { z } from "zod";
import { RUNNING } from "../app/burden.ts";
import { loadDepartments } from "../app/departments.ts";
import { isFinished } from "../app/totals.ts";
import { Status } from "../view.ts";
import { STAFF } from "./staff.ts";

const open = { in: Status.options.filter((status) => !isFinished(status)) };

/** 派遣看板: what a map and its lists are drawn with. Counts alone, so that private cases count as the others do. */
export const boardActions = ({
  cases,
  clock,
}: {
  readonly cases: Pick<DeciderStore<unknown, never, never>, "countBy">;
  readonly clock: Pick<Clock, "now">;
}) => ({
  byGrid: action({
    rest: "GET /cases/by-grid",
    summary: "How many cases are open in each grid that has some, and how many of them are past their deadline",
    access: STAFF,
    input: z.strictObject({}),
    output: z.object({ grids: z.array(z.object({ grid: GridCode, open: z.int(), overdue: z.int() })) }),
    run: async () => {
      const [all, late] = await Promise.all([
        cases.countBy("state.grid", { "state.status": open }),
        cases.countBy("state.grid", { "state.status": RUNNING, "state.assignment.dueAt": { lt: clock.now() } }),
      ]);
      return { grids: [...all].map(([grid, count]) => ({ grid, open: count, overdue: late.get(grid) ?? 0 })) };
    },
  }),
  departments: action({
    rest: "GET /departments",
    summary: "责任部门: the bodies that an order can go to",
    access: "public",
    idempotent: true,
    input: z.strictObject({}),
    output: z.object({
      departments: z.array(z.object({ code: DepartmentCode, name: z.object({ zh: z.string(), en: z.string() }) })),
    }),
    run: () => Promise.resolve({ departments: [...loadDepartments().values()] }),
  }),
});
