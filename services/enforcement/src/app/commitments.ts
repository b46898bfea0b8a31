import { isDomainError, isRefusal, pagesOf, type Clock, type DeciderStore, type Meta, type Stored } from "@wangge/kit";
import { hasRun, type OperationCommand, type OperationEvent, type OperationState } from "../domain/operation/index.ts";
import { typeOf, type Commitment, type UnitTypes } from "../domain/team/index.ts";
import type { Teams } from "./team.ts";

export type Operations = DeciderStore<OperationState, OperationCommand, OperationEvent>;

/** A claim that no assignment has used by then is given up. */
const STALE_MS = 60_000;
const PAGE = 200;

export interface Wanted {
  readonly officers: readonly string[];
  readonly units: readonly string[];
}

export interface Commitments {
  /**
   * Takes these for an operation and then does what needs them; where that is refused they are free again. Nobody is ever in two live
   * operations: each is asked first, in his own document, and released only when the operation has said that he is out of it.
   */
  readonly taking: <Result>(
    operation: string,
    claim: string,
    wanted: Wanted,
    work: () => Promise<Result>,
    meta: Meta,
  ) => Promise<Result>;
  /** Lets go whom the operation has released. */
  readonly settle: (operation: string) => Promise<void>;
  /** The same for all, after a crash. */
  readonly settleAll: () => Promise<void>;
}

interface Needed {
  readonly teams: Teams;
  readonly operations: Operations;
  readonly unitTypesAt: (at: string) => UnitTypes;
  readonly clock: Clock;
}

interface Holder {
  readonly id: string;
  readonly kind: "members" | "units";
  readonly commitment: Commitment;
}

/** What became of a claim, as the operation tells it. */
const fateOf = (state: OperationState | undefined, { id, kind, commitment: { claim } }: Holder) => {
  if (state === undefined || !hasRun(state)) return "unused";
  const stays =
    kind === "members"
      ? state.persons.filter((one) => one.officer === id).map((one) => ({ ...one, isIn: one.status !== "released" }))
      : state.units.filter((one) => one.unit === id).map((one) => ({ ...one, isIn: one.status !== undefined }));
  const stay = stays.find((one) => one.claim === claim);
  return stay === undefined ? "unused" : stay.isIn ? "in" : "out";
};

export const createCommitments = ({ teams, operations, unitTypesAt, clock }: Needed): Commitments => {
  const { members, units } = teams;

  const releaseOf = async ({ id, kind, commitment: { claim } }: Holder): Promise<void> => {
    const command = { type: "Release", claim, at: clock.now() } as const;
    await (kind === "members" ? members.handle(id, command) : units.handle(id, command));
  };

  const commitAll = async (operation: string, claim: string, wanted: Wanted, meta: Meta): Promise<void> => {
    const at = clock.now();
    const types = unitTypesAt(at);
    const unfit = await teams.unfitAmong(await Promise.all(wanted.officers.map(teams.member)), at);
    const people = wanted.officers.map((id) => ({
      id,
      command: { type: "Commit", operation, claim, at, unfit: unfit.get(id) ?? [] } as const,
      meta,
    }));
    const groups = await Promise.all(
      wanted.units.map(async (id) => {
        const unitType = typeOf(types, (await teams.unit(id)).state.unitType);
        return { id, command: { type: "Commit", operation, claim, unitType, at } as const, meta };
      }),
    );
    const outcomes = [...(await members.handleMany(people)), ...(await units.handleMany(groups))];
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined) throw failed.error;
  };

  const heldFor = (operation: string, claim: string, wanted: Wanted): readonly Holder[] => {
    const commitment = { operation, claim, at: "" };
    return [
      ...wanted.officers.map((id) => ({ id, kind: "members" as const, commitment })),
      ...wanted.units.map((id) => ({ id, kind: "units" as const, commitment })),
    ];
  };

  /** The operation decides once that a claim came to nothing: after that an assignment that is still under way is refused. */
  const giveUp = async (holder: Holder): Promise<void> => {
    const { operation, claim } = holder.commitment;
    const { state } = await operations.handle(operation, {
      ...{ type: "VoidClaim", claim, by: { account: "enforcement" }, at: clock.now() },
    });
    if (fateOf(state, holder) !== "in") await releaseOf(holder);
  };

  const settleOne = async (holder: Holder): Promise<void> => {
    const { operation, at } = holder.commitment;
    const fate = fateOf((await operations.load(operation))?.state, holder);
    if (fate === "out") await releaseOf(holder);
    if (fate === "unused" && clock.ms() - Date.parse(at) >= STALE_MS) await giveUp(holder);
  };

  const settleWhere = async (condition: string | { readonly gt: string }): Promise<void> => {
    const where = { "state.commitment.operation": condition };
    const held = ({ id, state }: Stored<object>, kind: Holder["kind"]): readonly Holder[] =>
      "commitment" in state ? [{ id, kind, commitment: state.commitment as Commitment }] : [];
    for await (const page of pagesOf(members, where, PAGE))
      for (const one of page.flatMap((stored) => held(stored, "members"))) await settleOne(one);
    for await (const page of pagesOf(units, where, PAGE))
      for (const one of page.flatMap((stored) => held(stored, "units"))) await settleOne(one);
  };

  return {
    taking: async (operation, claim, wanted, work, meta) => {
      try {
        await commitAll(operation, claim, wanted, meta);
        return await work();
      } catch (error) {
        // Whether the store has saved it when it did not answer nobody knows: then the sweep finds out.
        const isKnown = isRefusal(error) || (isDomainError(error) && error.kind === "conflict");
        if (isKnown) for (const holder of heldFor(operation, claim, wanted)) await giveUp(holder);
        throw error;
      }
    },
    settle: (operation) => settleWhere(operation),
    settleAll: () => settleWhere({ gt: "" }),
  };
};
