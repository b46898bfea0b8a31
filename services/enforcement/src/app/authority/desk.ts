import { pagesOf, type Clock, type DeciderStore, type Stored } from "@wangge/kit";
import type {
  Certificate,
  Competence,
  Force,
  Incompetence,
  OfficerCommand,
  OfficerEvent,
  OfficerState,
  PowerItemCommand,
  PowerItemContent,
  PowerItemEvent,
  PowerItemState,
  ProcedureStep,
} from "../../domain/authority/index.ts";
import type { Day } from "../../domain/law/index.ts";

export type Officers = DeciderStore<OfficerState, OfficerCommand, OfficerEvent>;
export type PowerItems = DeciderStore<PowerItemState, PowerItemCommand, PowerItemEvent>;

/** What an officer serves in a team as. */
export interface Served {
  readonly officer: string;
  readonly force: Force;
  readonly street: string;
}
/** Why the record does not hold, by account; only of those for whom it does not. */
export type Unfit = ReadonlyMap<string, readonly Incompetence[]>;
export type UnfitOf = (served: readonly Served[], on: Day) => Promise<Unfit>;

export interface AuthorityRegisters {
  /** @param item the code, `power-0001` */
  readonly competence: (
    account: string,
    item: string,
    step: ProcedureStep,
    area: string,
    on: Day,
  ) => Promise<Competence>;
  readonly unfitOf: UnfitOf;
  /** 所属机关 by the last posting; undefined: nobody of the register. */
  readonly bodyOf: (account: string) => Promise<string | undefined>;
  readonly itemOn: (
    item: string,
    on: Day,
  ) => Promise<
    { readonly version: string; readonly decidingBody: string; readonly norms: PowerItemContent["norms"] } | undefined
  >;
}

/** All that the edge asks of the registers. */
export interface AuthorityDesk extends AuthorityRegisters {
  readonly officers: Officers;
  readonly items: PowerItems;
  readonly clock: Clock;
  readonly contentHash: (content: PowerItemContent) => string;
  /** The certificate as it is kept. @throws DomainError `enforcement.officer.certificate_taken` where another has this number */
  readonly certificateOf: (
    account: string,
    given: Pick<Certificate, "issuedOn" | "expiresOn"> & { readonly number: string },
  ) => Promise<Certificate>;
  /** @throws DomainError `enforcement.officer.unknown_power` */
  readonly mustKnow: (powers: readonly string[]) => Promise<void>;
}

/** All of a register, in the order of their ids. */
export const allOf = async <State>(
  store: Pick<DeciderStore<State, never, never>, "find">,
): Promise<Stored<State>[]> => {
  const all: Stored<State>[] = [];
  for await (const page of pagesOf(store, {})) all.push(...page);
  return all;
};
