import { reject, type Actor, type CallContext, type Clock, type Stored } from "@wangge/kit";
import type { z } from "zod";
import type { GrantPorts } from "../../app/grants/ports.ts";
import type { Grants } from "../../app/grants/stores.ts";
import { knownGrant, type Treasury } from "../../app/grants/treasury.ts";
import { unknownGrant, type Grant, type GrantCommand } from "../../domain/grants/grant/index.ts";
import { accountOf, isOfOffice } from "./access.ts";
import { grantView, type GrantView } from "./grant-view.ts";

export type AskedOfGrant = GrantCommand extends infer One
  ? One extends GrantCommand
    ? Pick<One, "type" | "data">
    : never
  : never;

export interface GrantDeskDeps {
  readonly grants: Grants;
  readonly ports: Pick<GrantPorts, "organizations">;
  readonly treasury: Treasury;
  readonly clock: Clock;
}

/** Nobody else even finds a grant. */
const mayKnow = ({ organization }: Grant, actor: Actor | undefined): boolean =>
  isOfOffice(actor) || actor?.organization === organization || actor?.roles.includes("gridWorker") === true;

/** One grant as the edge asks about it: found by who may know it, asked with the ties of its organization, its money told to the books. */
export const grantDesk = ({ grants, ports, treasury, clock }: GrantDeskDeps) => {
  const known = async (id: string, actor: Actor | undefined): Promise<Stored<Grant>> => {
    const stored = knownGrant(await grants.load(id));
    if (!mayKnow(stored.state, actor)) throw unknownGrant();
    return stored;
  };
  const ask = async (
    id: string,
    asked: AskedOfGrant,
    { actor, meta }: CallContext,
  ): Promise<z.input<typeof GrantView>> => {
    const { state } = await known(id, actor);
    const party = await ports.organizations.people(state.organization);
    const by = {
      account: accountOf(actor),
      ...(actor?.organization === undefined ? {} : { organization: actor.organization }),
    };
    const command = { ...asked, by, party, at: clock.now() } as GrantCommand;
    const stored = knownGrant(await grants.handle(id, command, { ...meta, correlationId: id }));
    await treasury.settleGrant(stored);
    return grantView(stored, actor);
  };
  /** One invoice is accounted for once, whatever grant pays. Asked again at its acceptance, when each of two that came at one instant sees the other. */
  const mustBeFirst = async (id: string, number: string): Promise<void> => {
    const others = await grants.find({ where: { "state.receiptNumbers": number }, limit: 10 });
    const other = others.find(
      ({ id: one, state }) =>
        one !== id &&
        state.status !== "none" &&
        state.receipts.some((receipt) => receipt.number === number && receipt.status !== "refused"),
    );
    if (other !== undefined)
      throw reject("social.grant.receipt_elsewhere", "This invoice is accounted for in another grant", { number });
  };
  return { known, ask, mustBeFirst };
};

export type GrantDesk = ReturnType<typeof grantDesk>;
