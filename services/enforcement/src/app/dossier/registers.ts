/** What the dossier asks of the registers of authority. */
import type { Competence, Norm, ProcedureStep } from "../../domain/authority/index.ts";
import type { Day } from "../../domain/law/index.ts";

/** 权责事项 as it is in force on a day. */
export interface ItemInForce {
  /** `power-0001@2` */
  readonly version: string;
  readonly decidingBody: string;
  /** 处罚依据: what the act violates, and what follows. */
  readonly norms: readonly Norm[];
}

export interface Registers {
  /** @param item the code, `power-0001` */
  readonly competence: (
    account: string,
    item: string,
    step: ProcedureStep,
    area: string,
    on: Day,
  ) => Promise<Competence>;
  readonly itemOn: (item: string, on: Day) => Promise<ItemInForce | undefined>;
}
