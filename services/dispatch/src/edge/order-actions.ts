import { DepartmentCode, WorkerId } from "@wangge/contracts";
import { action, reject } from "@wangge/kit";
import { z } from "zod";
import type { FilingStandards } from "../app/standards.ts";
import { CaseView } from "../view.ts";
import { ById, rolesFor, type CaseEdge } from "./case-edge.ts";
import { Reason } from "./reason.ts";

export interface OrderDeps extends CaseEdge {
  readonly standards: FilingStandards;
}

/** 派遣单: whose it is, and by which standard. */
export const orderActions = ({ command, existing, roster, standards }: OrderDeps) => {
  /** @throws DomainError `dispatch.department.unknown` */
  const mustBeDepartment = (department: string): void => {
    if (!standards.departments.has(department))
      throw reject("dispatch.department.unknown", "There is no such department", { department });
  };
  /** @throws DomainError `dispatch.worker.not_of_grid` */
  const mustBeOfGrid = async (caseId: string, worker: string | undefined): Promise<void> => {
    if (worker === undefined) return;
    const state = await existing(caseId);
    if ("grid" in state && !roster.isWorkerOf(state.grid, worker))
      throw reject("dispatch.worker.not_of_grid", "This worker does not work in the case's grid", { worker });
  };
  const Body = ById.extend({ department: DepartmentCode, worker: WorkerId.optional() });
  const bodyOf = ({ department, worker }: z.output<typeof Body>) => ({
    department,
    ...(worker === undefined ? {} : { worker }),
  });

  return {
    assign: action({
      rest: "POST /cases/:caseId/assign",
      summary: "派遣: gives a filed case to one department, or to a worker of its grid",
      access: rolesFor("AssignCase"),
      input: Body,
      output: CaseView,
      run: async (input, context) => {
        mustBeDepartment(input.department);
        await mustBeOfGrid(input.caseId, input.worker);
        return command(input.caseId, (at, by) => ({ type: "AssignCase", data: bodyOf(input), by, at }), context);
      },
    }),
    rule: action({
      rest: "POST /cases/:caseId/rule",
      summary: "强制裁定: says whose case it is after it was returned too often; it cannot come back",
      access: rolesFor("RuleCase"),
      input: Body.extend({ reason: Reason }),
      output: CaseView,
      run: async ({ reason, ...input }, context) => {
        mustBeDepartment(input.department);
        await mustBeOfGrid(input.caseId, input.worker);
        return command(
          input.caseId,
          (at, by) => ({ type: "RuleCase", data: { ...bodyOf(input), reason }, by, at }),
          context,
        );
      },
    }),
    revoke: action({
      rest: "POST /cases/:caseId/revoke",
      summary: "收回: takes an order back; what was asked for in it dies with it",
      access: rolesFor("RevokeOrder"),
      input: ById.extend({ reason: Reason }),
      output: CaseView,
      run: ({ caseId, reason }, context) =>
        command(caseId, (at, by) => ({ type: "RevokeOrder", data: { reason }, by, at }), context),
    }),
    delegate: action({
      rest: "POST /cases/:caseId/delegate",
      summary: "转交: gives the order to another worker of the grid, or without one back to the department itself",
      access: rolesFor("DelegateOrder"),
      input: ById.extend({ worker: WorkerId.optional() }),
      output: CaseView,
      run: async ({ caseId, worker }, context) => {
        await mustBeOfGrid(caseId, worker);
        const data = worker === undefined ? {} : { worker };
        return command(caseId, (at, by) => ({ type: "DelegateOrder", data, by, at }), context);
      },
    }),
    chooseStandard: action({
      rest: "POST /cases/:caseId/standard",
      summary: "选择立案标准: another condition of the category, before a clock has run by the first",
      access: rolesFor("ChooseStandard"),
      input: ById.extend({ standard: z.string().min(1).max(100).describe("id of a standard of the case's category") }),
      output: CaseView,
      run: async ({ caseId, standard: id }, context) => {
        const state = await existing(caseId);
        const { standard } = standards.chosen("category" in state ? state.category : "", id);
        return command(caseId, (at, by) => ({ type: "ChooseStandard", data: { standard }, by, at }), context);
      },
    }),
    void: action({
      rest: "POST /cases/:caseId/void",
      summary: "作废: ends a case that is not to be handled",
      access: rolesFor("VoidCase"),
      input: ById.extend({ reason: z.enum(["filedInError", "testCase", "outsideDistrict", "solvedElsewhere"]) }),
      output: CaseView,
      run: ({ caseId, reason }, context) =>
        command(caseId, (at, by) => ({ type: "VoidCase", data: { reason }, by, at }), context),
    }),
  };
};
