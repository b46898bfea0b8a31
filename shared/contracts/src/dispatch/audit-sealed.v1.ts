import { AuditHead, exampleHead } from "../audit-head.ts";
import { defineEvent, type DataOf } from "../event.ts";

/** 流转记录已封存. The heads of all case histories that changed since the last time, under one signed root. */
export const AuditSealedV1 = defineEvent({
  subject: "dispatch.audit.sealed.v1",
  title: { zh: "流转记录已封存", en: "Audit trail sealed" },
  why: "Another service keeps it where dispatch cannot alter it: what is sealed cannot be rewritten unseen.",
  key: () => "audit",
  data: AuditHead,
  example: exampleHead,
});
export type AuditSealedV1 = DataOf<typeof AuditSealedV1>;
