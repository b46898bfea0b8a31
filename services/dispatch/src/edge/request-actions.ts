import { Instant } from "@wangge/contracts";
import { action } from "@wangge/kit";
import { z } from "zod";
import { SUSPENSION_CAUSES } from "../domain/index.ts";
import { CaseView } from "../view.ts";
import { ById, rolesFor, type CaseEdge } from "./case-edge.ts";
import { Reason } from "./reason.ts";

/** 延期与挂账. Asked for by whoever has the order, decided by his department and the dispatcher. */
export const requestActions = ({ command }: CaseEdge) => ({
  request: action({
    rest: "POST /cases/:caseId/requests",
    summary: "申请: more time (延期, one more original limit), or the clock to stand still until a day (挂账)",
    access: rolesFor("MakeRequest"),
    input: z.discriminatedUnion("kind", [
      ById.extend({ kind: z.literal("extension"), reason: Reason }),
      ById.extend({
        kind: z.literal("suspension"),
        reason: Reason,
        until: Instant,
        cause: z.enum(SUSPENSION_CAUSES).optional().describe("挂账事由: whoever reported it is told this one"),
      }),
    ]),
    output: CaseView,
    run: ({ caseId, ...data }, context) =>
      command(caseId, (at, by) => ({ type: "MakeRequest", data, by, at }), context),
  }),
  withdrawRequest: action({
    rest: "POST /cases/:caseId/requests/withdraw",
    summary: "撤回申请",
    access: rolesFor("WithdrawRequest"),
    input: ById,
    output: CaseView,
    run: ({ caseId }, context) => command(caseId, (at, by) => ({ type: "WithdrawRequest", data: {}, by, at }), context),
  }),
  decideRequest: action({
    rest: "POST /cases/:caseId/requests/decide",
    summary: "审批: the department endorses, the dispatcher grants; nobody what he asked for himself",
    access: rolesFor("DecideRequest"),
    input: z.discriminatedUnion("granted", [
      ById.extend({ granted: z.literal(true) }),
      ById.extend({ granted: z.literal(false), reason: Reason }),
    ]),
    output: CaseView,
    run: ({ caseId, ...data }, context) =>
      command(caseId, (at, by) => ({ type: "DecideRequest", data, by, at }), context),
  }),
  resume: action({
    rest: "POST /cases/:caseId/resume",
    summary: "恢复: ends a suspension before its day",
    access: rolesFor("ResumeCase"),
    input: ById,
    output: CaseView,
    run: ({ caseId }, context) => command(caseId, (at, by) => ({ type: "ResumeCase", data: {}, by, at }), context),
  }),
  appeal: action({
    rest: "POST /cases/:caseId/appeal",
    summary: "超时申诉: asks not to count as late, once, after the closing",
    access: rolesFor("MakeAppeal"),
    input: ById.extend({ reason: Reason }),
    output: CaseView,
    run: ({ caseId, reason }, context) =>
      command(caseId, (at, by) => ({ type: "MakeAppeal", data: { reason }, by, at }), context),
  }),
  reviewAppeal: action({
    rest: "POST /cases/:caseId/appeal/review",
    summary: "申诉审核: first the dispatcher, then the window; that it was late stays a fact",
    access: rolesFor("ReviewAppeal"),
    input: z.discriminatedUnion("granted", [
      ById.extend({ granted: z.literal(true) }),
      ById.extend({ granted: z.literal(false), reason: Reason }),
    ]),
    output: CaseView,
    run: ({ caseId, ...data }, context) =>
      command(caseId, (at, by) => ({ type: "ReviewAppeal", data, by, at }), context),
  }),
});
