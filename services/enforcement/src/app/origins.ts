/** 案源. What a dossier says that it came from has to be there: a case that is with the body, an operation that is under way. */
import { reject } from "@wangge/kit";
import type { Source } from "../domain/dossier/index.ts";
import type { Leads } from "./lead/listen.ts";

export interface Origins {
  /** @throws DomainError `enforcement.lead.not_with_body`, `enforcement.operation.not_live` */
  readonly check: (source: Source, operationId: string | undefined, department: string | undefined) => Promise<void>;
}

interface Known {
  readonly leads: { readonly leads: Pick<Leads, "load"> };
  readonly joint: { readonly isLive: (operation: string) => Promise<boolean> };
}

export const originsOf = (known: () => Known): Origins => ({
  check: async (source, operationId, department) => {
    const { leads, joint } = known();
    if (source.kind === "case") {
      const lead = (await leads.leads.load(source.caseId))?.state;
      // Open or taken up, or answered while the penalty goes on apart.
      const isWithBody =
        lead !== undefined &&
        lead.status !== "none" &&
        lead.status !== "away" &&
        lead.status !== "declined" &&
        lead.order?.department === department;
      if (!isWithBody)
        throw reject("enforcement.lead.not_with_body", "Your body does not have this case", { caseId: source.caseId });
    }
    if (operationId !== undefined && !(await joint.isLive(operationId)))
      throw reject("enforcement.operation.not_live", "This operation is not under way", { operationId });
  },
});
