import { DepartmentCode, Ulid } from "@wangge/contracts";
import { action, idFrom, keyOfAccount, newId, reject } from "@wangge/kit";
import { z } from "zod";
import type { FilingStandards } from "../app/standards.ts";
import { CaseView } from "../view.ts";
import { ById, rolesFor, type CaseEdge } from "./case-edge.ts";
import { Reason } from "./reason.ts";

const LimitInput = z.strictObject({
  amount: z.number().positive().max(1000),
  kind: z.enum(["urgentHour", "workingHour", "workingDay", "naturalDay"]),
});

export interface SupervisionDeps extends CaseEdge {
  readonly standards: Pick<FilingStandards, "departments">;
}

/** 督办与协办, and what is said beside a case. */
export const supervisionActions = ({ command, existing, standards }: SupervisionDeps) => ({
  supervise: action({
    rest: "POST /cases/:caseId/supervisions",
    summary: "督办: wants an answer about a case within the reply time",
    access: rolesFor("Supervise"),
    input: ById.extend({ reason: z.enum(["timeout", "leader", "important"]), text: Reason }),
    output: CaseView,
    run: ({ caseId, ...data }, context) => {
      // The same request again is the same order.
      const { idempotencyKey: key, actor } = context;
      const id = key === undefined ? newId() : idFrom(`supervision:${caseId}:${keyOfAccount(actor?.id, key)}`);
      return command(caseId, (at, by) => ({ type: "Supervise", data: { id, ...data }, by, at }), context);
    },
  }),
  replySupervision: action({
    rest: "POST /cases/:caseId/supervisions/:order/reply",
    summary: "督办回复: whoever has the case answers",
    access: rolesFor("ReplySupervision"),
    input: ById.extend({ order: Ulid, text: Reason }),
    output: CaseView,
    run: ({ caseId, order: id, text }, context) =>
      command(caseId, (at, by) => ({ type: "ReplySupervision", data: { id, text }, by, at }), context),
  }),
  assist: action({
    rest: "POST /cases/:caseId/assists",
    summary: "协办: gives another department a part of the case, with a clock of its own",
    access: rolesFor("AskAssist"),
    input: ById.extend({
      department: DepartmentCode,
      task: Reason,
      limit: LimitInput.optional().describe("default: the limit of the case's standard"),
    }),
    output: CaseView,
    run: async ({ caseId, department, task, limit }, context) => {
      if (!standards.departments.has(department))
        throw reject("dispatch.department.unknown", "There is no such department", { department });
      const state = await existing(caseId);
      const own = "standard" in state ? state.standard.limit : { amount: 1, kind: "workingDay" as const };
      const data = { department, task, limit: limit ?? own };
      return command(caseId, (at, by) => ({ type: "AskAssist", data, by, at }), context);
    },
  }),
  finishAssist: action({
    rest: "POST /cases/:caseId/assists/:department/finish",
    summary: "协办完成: the part is done, or the dispatcher releases it",
    access: rolesFor("FinishAssist"),
    input: ById.extend({ department: DepartmentCode }),
    output: CaseView,
    run: ({ caseId, department }, context) =>
      command(caseId, (at, by) => ({ type: "FinishAssist", data: { department }, by, at }), context),
  }),
  note: action({
    rest: "POST /cases/:caseId/notes",
    summary: "备注: a word beside the case; no clock minds it",
    access: rolesFor("AddNote"),
    input: ById.extend({ text: Reason }),
    output: CaseView,
    run: ({ caseId, text }, context) =>
      command(caseId, (at, by) => ({ type: "AddNote", data: { text }, by, at }), context),
  }),
});
