/** What evidence needs to know of the dossier that it belongs to, and of the registers. */
import type { Actor } from "@wangge/kit";
import type { Competence, ProcedureStep } from "../../domain/dossier/words.ts";

export interface DossierFacts {
  readonly dossierId: string;
  /** `power-0001@2` */
  readonly item: string;
  readonly body: string;
  readonly area: string;
  readonly investigators: readonly string[];
  /** Evidence is no longer taken in where it is not. */
  readonly isOpen: boolean;
}

export interface DossierDesk {
  /** @throws DomainError `enforcement.dossier.unknown`, for who may not know of it as if it were not there */
  readonly known: (dossierId: string, actor: Actor | undefined) => Promise<DossierFacts>;
  /** 所属机关 of an officer; undefined: nobody of the register. */
  readonly bodyOf: (account: string) => Promise<string | undefined>;
  readonly competence: (account: string, step: ProcedureStep, dossier: DossierFacts, at: string) => Promise<Competence>;
}
