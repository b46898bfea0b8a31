import { action, redactionShape, sealActions, type Audit, type Clock } from "@wangge/kit";
import { z } from "zod";

/** Histories in one answer: it goes over the bus as one message. */
const PAGE = 100;

const Id = z.string().min(1).max(100);

export interface AuditEdge {
  readonly audit: Audit;
  /** The collections that are chained. */
  readonly kinds: readonly string[];
  readonly clock: Clock;
}

/** 审计: the histories of dossiers and of all that goes with them, to be checked by others; and what the law wants removed from them. */
export const auditActions = ({ audit, kinds, clock }: AuditEdge) => {
  const Kind = z.enum(kinds).describe("what of: dossiers, evidence, officers");
  return {
    ...sealActions({ audit, path: "/enforcement/audit", access: ["supervisor"] }),
    exportAudit: action({
      rest: "POST /enforcement/audit/exports",
      summary:
        "审计导出: histories of one kind with all that proves them, for npm run verify; some, or all of them a page at a time",
      access: ["supervisor"],
      idempotent: true,
      input: z.union([
        z.strictObject({ kind: Kind, ids: z.array(Id).min(1).max(PAGE) }),
        z.strictObject({
          kind: Kind,
          after: Id.optional().describe("the last one of the page before"),
          limit: z.int().min(1).max(PAGE).default(PAGE),
        }),
      ]),
      output: z.looseObject({ format: z.string(), cases: z.array(z.looseObject({})), next: Id.optional() }),
      run: async (input) => {
        if ("ids" in input) return { ...(await audit.exportOf(input.kind, input.ids)) } as never;
        const { kind, after, limit } = input;
        const found = await audit.chained(kind).find({ where: {}, limit, after, order: "oldest" });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        const ids = found.map(({ id }) => id);
        return { ...(await audit.exportOf(kind, ids)), ...(next === undefined ? {} : { next }) } as never;
      },
    }),
    redact: action({
      rest: "POST /enforcement/audit/redactions",
      summary:
        "依法删除: removes words from a history by order; that it was done stays there, and the rest can be checked as before",
      access: ["supervisor"],
      input: z.strictObject({ kind: Kind, id: Id, ...redactionShape }),
      output: z.object({ id: z.string(), version: z.int(), changed: z.boolean() }),
      run: async ({ kind, id, ...redaction }, { meta }) => {
        const { version, changed } = await audit
          .chained(kind)
          .chain.redact(id, { ...redaction, at: clock.now() }, meta);
        return { id, version, changed };
      },
    }),
  };
};
