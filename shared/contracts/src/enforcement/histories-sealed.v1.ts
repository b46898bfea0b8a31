import { AuditHead, exampleHead } from "../audit-head.ts";
import { defineEvent, type DataOf } from "../event.ts";

/** 执法记录已封存. The heads of all histories of enforcement that changed since the last time, under one signed root. */
export const HistoriesSealedV1 = defineEvent({
  subject: "enforcement.histories.sealed.v1",
  title: { zh: "执法记录已封存", en: "Enforcement histories sealed" },
  why: "The registry keeps it where enforcement cannot alter it: a dossier that is sealed cannot be rewritten unseen.",
  key: () => "histories",
  data: AuditHead,
  example: exampleHead,
});
export type HistoriesSealedV1 = DataOf<typeof HistoriesSealedV1>;
