import { CaseId, Instant } from "@wangge/contracts";
import { AuditSealedV1 } from "@wangge/contracts/events";
import { action, withoutNumbers, type Clock, type SignedHead } from "@wangge/kit";
import { z } from "zod";
import type { Audit } from "../app/audit/audit.ts";
import { CaseView, viewOf } from "../view.ts";

/** Cases in one answer: it goes over the bus as one message. */
const PAGE = 100;

const Head = AuditSealedV1.data;
const headView = ({ head, signature }: SignedHead): z.input<typeof Head> => ({ ...head, signature });

/** 审计: the histories of cases, to be checked by others; and what the law wants removed from them. */
export const auditActions = ({ cases, sealer, exportOf }: Audit, clock: Clock) => ({
  redact: action({
    rest: "POST /cases/:caseId/redactions",
    summary:
      "依法删除: removes words from a history by order; that it was done stays there, and the rest can be checked as before",
    access: ["supervisor"],
    input: z.strictObject({
      caseId: CaseId,
      sequence: z.int().min(1).describe("which entry of the history, counted from 1"),
      path: z.string().min(1).max(100).describe("which field of it: data.reason"),
      basis: withoutNumbers(1, 200).describe("法律依据"),
      order: withoutNumbers(1, 100).describe("文号"),
    }),
    output: CaseView,
    run: async ({ caseId, ...redaction }, { meta }) => {
      const at = clock.now();
      return viewOf(await cases.chain.redact(caseId, { ...redaction, at }, meta), at);
    },
  }),
  seal: action({
    rest: "POST /audit/seals",
    summary: "封存: seals at once what changed since the last head",
    access: ["supervisor"],
    idempotent: true,
    input: z.strictObject({}),
    output: z.object({ head: Head.nullable() }),
    run: async () => {
      const sealed = await sealer.seal();
      return { head: sealed === undefined ? null : headView(sealed) };
    },
  }),
  heads: action({
    rest: "GET /audit/heads",
    summary: "封存: the signed heads, oldest first; who keeps them apart is asked with GET /audit/anchors",
    access: ["supervisor"],
    input: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).describe("the last epoch of the page before"),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ heads: z.array(Head), next: z.int().optional() }),
    run: async ({ after, limit }) => {
      const heads = (await sealer.headsAfter(after, limit)).map(headView);
      const next = heads.length === limit ? heads.at(-1)?.epoch : undefined;
      return { heads, ...(next === undefined ? {} : { next }) };
    },
  }),
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
      if ("caseIds" in input) return { ...(await exportOf(input.caseIds)) } as never;
      const { from, to, after, limit } = input;
      // Without an index: an audit may take its time, and every case that is filed would pay for one.
      const where = { "state.reportedAt": { gte: from, lt: to } };
      const found = await cases.find({ where, limit, after, order: "oldest" });
      const next = found.length === limit ? found.at(-1)?.id : undefined;
      const page = await exportOf(found.map(({ id }) => id));
      return { ...page, ...(next === undefined ? {} : { next }) } as never;
    },
  }),
});
