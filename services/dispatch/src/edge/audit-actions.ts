import { CaseId, Instant } from "@wangge/contracts";
import { action, redactionShape, sealActions, type Audit, type Clock, type DeciderStore } from "@wangge/kit";
import { z } from "zod";
import type { CaseCommand, CaseEvent, CaseState } from "../domain/index.ts";
import { CaseView, viewOf } from "../view.ts";

/** Cases in one answer: it goes over the bus as one message. */
const PAGE = 100;

export interface AuditEdge {
  readonly audit: Audit;
  readonly cases: DeciderStore<CaseState, CaseCommand, CaseEvent>;
  readonly clock: Clock;
}

/** 审计: the histories of cases, to be checked by others; and what the law wants removed from them. */
export const auditActions = ({ audit, cases, clock }: AuditEdge) => ({
  redact: action({
    rest: "POST /cases/:caseId/redactions",
    summary:
      "依法删除: removes words from a history by order; that it was done stays there, and the rest can be checked as before",
    access: ["supervisor"],
    input: z.strictObject({ caseId: CaseId, ...redactionShape }),
    output: CaseView,
    run: async ({ caseId, ...redaction }, { meta }) => {
      const at = clock.now();
      return viewOf(await cases.chain.redact(caseId, { ...redaction, at }, meta), at);
    },
  }),
  ...sealActions({ audit, path: "/audit", access: ["supervisor"] }),
  exportAudit: action({
    rest: "POST /audit/exports",
    summary:
      "审计导出: histories with all that proves them, for npm run verify; some cases, or those of a time, a page at a time",
    access: ["supervisor"],
    idempotent: true,
    input: z.union([
      z.strictObject({ caseIds: z.array(CaseId).min(1).max(PAGE) }),
      z.strictObject({
        from: Instant.describe("reported from this instant on"),
        to: Instant.describe("and before this one"),
        after: CaseId.optional().describe("the last case of the page before"),
        limit: z.int().min(1).max(PAGE).default(PAGE),
      }),
    ]),
    output: z.looseObject({ format: z.string(), cases: z.array(z.looseObject({})), next: CaseId.optional() }),
    run: async (input) => {
      if ("caseIds" in input) return { ...(await audit.exportOf("cases", input.caseIds)) } as never;
      const { from, to, after, limit } = input;
      // Without an index: an audit may take its time, and every case that is filed would pay for one.
      const where = { "state.reportedAt": { gte: from, lt: to } };
      const found = await cases.find({ where, limit, after, order: "oldest" });
      const next = found.length === limit ? found.at(-1)?.id : undefined;
      const page = await audit.exportOf(
        "cases",
        found.map(({ id }) => id),
      );
      return { ...page, ...(next === undefined ? {} : { next }) } as never;
    },
  }),
});
