import {
  aggregateKind,
  idFrom,
  isDomainError,
  messageOf,
  newId,
  type Clock,
  type Log,
  type Meta,
  type StoreFactory,
  type Stored,
} from "@wangge/kit";
import {
  missingOf,
  operationDecider,
  resultsOf,
  unknownOperation,
  type By,
  type CommandOf,
  type DossierFact,
  type NewCommander,
  type NewPerson,
  type NewUnit,
  type Operation,
  type OperationCommand,
} from "../domain/operation/index.ts";
import { recommend, type Recommendation } from "../domain/run-card/index.ts";
import { createCommitments, type Operations } from "./commitments.ts";
import type { OperationData } from "./operation-data.ts";
import { publishOperationAs } from "./publish-operation-as.ts";
import type { Teams } from "./team.ts";

/** 案卷 that came of operations, as the dossiers themselves tell it. */
export interface Dossiers {
  readonly ofOperation: (operation: string) => Promise<readonly DossierFact[]>;
}

export interface Fill {
  readonly persons: readonly { readonly officer: string; readonly need: string }[];
  readonly units: readonly { readonly unit: string; readonly need: string }[];
}

/** A command without who and when. */
type Asked<Type extends OperationCommand["type"]> = Omit<CommandOf<Type>, "by" | "at">;
type Plain = Exclude<
  OperationCommand["type"],
  "OpenOperation" | "ReopenOperation" | "AssignForces" | "SetUnitStatus" | "VoidClaim" | "WakeOperation" | "LinkDossier"
>;

export interface OperationDesk {
  readonly store: Operations;
  /** @throws DomainError `enforcement.operation.unknown` */
  readonly load: (id: string) => Promise<Stored<Operation>>;
  readonly say: <Type extends Plain>(id: string, asked: Asked<Type>, by: By, meta: Meta) => Promise<Stored<Operation>>;
  readonly open: (id: string, by: By, meta: Meta) => Promise<Stored<Operation>>;
  readonly reopen: (
    id: string,
    asked: { readonly commander: string; readonly reason: string },
    by: By,
    meta: Meta,
  ) => Promise<Stored<Operation>>;
  readonly assign: (id: string, fill: Fill, by: By, meta: Meta) => Promise<Stored<Operation>>;
  readonly setUnitStatus: (
    id: string,
    asked: { readonly unit: string; readonly status: string },
    by: By,
    meta: Meta,
  ) => Promise<Stored<Operation>>;
  readonly recommend: (id: string) => Promise<Recommendation>;
  readonly results: (id: string) => Promise<ReturnType<typeof resultsOf> & { readonly late: readonly string[] }>;
  /** What is due by itself, in all operations. @returns how many had something */
  readonly wake: () => Promise<number>;
  readonly settle: () => Promise<void>;
}

interface Needed {
  readonly store: StoreFactory;
  readonly teams: Teams;
  readonly data: OperationData;
  readonly dossiers: Dossiers;
  readonly clock: Clock;
  readonly log: Log;
}

const AT_ONCE = 200;

/** 可依法删除: words that somebody wrote. */
const REDACTABLE = {
  OperationPlanned: ["data.plan.communication", "data.plan.safety"],
  PlanRevised: ["data.plan.communication", "data.plan.safety"],
  OperationCancelled: ["data.reason"],
  OperationReopened: ["data.reason"],
  OperationClosed: ["data.summary"],
  CommandTransferred: ["data.taken"],
  LevelRaised: ["data.reason"],
  TaskAdded: ["data.task.words"],
  LogNoted: ["data.words"],
};

const known = (id: string, state: Stored<unknown>["state"], version: number): Stored<Operation> => {
  const operation = state as Operation | { readonly status: "none" };
  if (operation.status === "none") throw unknownOperation();
  return { id, version, state: operation };
};

/** 联合执法行动, put together: the operation, the people it takes, the dossiers that come of it. */
export const createOperations = async ({
  store: factory,
  teams,
  data,
  dossiers,
  clock,
  log,
}: Needed): Promise<OperationDesk> => {
  const store: Operations = await factory.decider("operations", operationDecider, {
    publishAs: publishOperationAs,
    indexes: [["state.street", "state.status"], ["state.status"]],
    sparse: ["state.wakeAt"],
    chained: { redactable: REDACTABLE },
  });
  const { unitTypesAt } = data;
  const commitments = createCommitments({ teams, operations: store, unitTypesAt, clock });

  const load: OperationDesk["load"] = async (id) => {
    const stored = await store.load(id);
    if (stored === undefined) throw unknownOperation();
    return known(id, stored.state, stored.version);
  };

  const handle = async (id: string, command: OperationCommand, meta: Meta): Promise<Stored<Operation>> => {
    const { state, version } = await store.handle(id, command, meta);
    return known(id, state, version);
  };

  /** The same request again claims under the same number. */
  const claimOf = (id: string, { messageId }: Meta): string =>
    messageId === undefined ? newId() : idFrom("claim", id, messageId);

  const commanderOf = async (officer: string): Promise<NewCommander> => {
    const { force, skills, street } = (await teams.member(officer)).state;
    return { officer, force, skills, street };
  };

  /** Decides without saving: what is refused anyway takes nobody away from anywhere. */
  const mustBeAllowed = (command: OperationCommand, { state }: Stored<Operation>): void => {
    operationDecider.decide(command, state);
  };

  const begin = async (
    id: string,
    commander: string,
    meta: Meta,
    commandOf: (about: { commander: NewCommander; claim: string; operation: Operation }) => OperationCommand,
  ): Promise<Stored<Operation>> => {
    const operation = await load(id);
    const claim = claimOf(id, meta);
    const command = commandOf({ commander: await commanderOf(commander), claim, operation: operation.state });
    mustBeAllowed(command, operation);
    return commitments.taking(id, claim, { officers: [commander], units: [] }, () => handle(id, command, meta), meta);
  };

  const assignCommand = async (id: string, { persons, units }: Fill, by: By, claim: string) => {
    const aid = by.aid === undefined ? {} : { aid: by.aid };
    const newUnits = await Promise.all(
      units.map(async ({ unit, need }): Promise<NewUnit> => {
        const { unitType, street, crew } = (await teams.unit(unit)).state;
        return { unit, unitType, street, need, crew, ...aid };
      }),
    );
    const needs = new Map(persons.map(({ officer, need }) => [officer, need]));
    const officers = [...persons.map(({ officer }) => officer), ...newUnits.flatMap(({ crew }) => crew)];
    const newPersons = await Promise.all(
      [...new Set(officers)].map(async (officer): Promise<NewPerson> => {
        const need = needs.get(officer);
        return { ...(await commanderOf(officer)), ...(need === undefined ? {} : { need }), ...aid };
      }),
    );
    const unitTypes = data.unitTypesAt(clock.now());
    const type = "AssignForces" as const;
    return { type, claim, persons: newPersons, units: newUnits, unitTypes, by, at: clock.now() };
  };

  const link = async (id: string): Promise<void> => {
    const facts = await dossiers.ofOperation(id);
    const { state } = await load(id);
    if (state.status !== "live") return;
    for (const { dossier } of facts)
      if (!state.dossiers.includes(dossier))
        await store.handle(id, {
          ...{ type: "LinkDossier", dossier, by: { account: "enforcement" }, at: clock.now() },
        });
  };

  const say: OperationDesk["say"] = async (id, asked, by, meta) => {
    // What came of it belongs to it, before it closes.
    if (asked.type === "CloseOperation") await link(id);
    const stored = await handle(id, { ...asked, by, at: clock.now() } as unknown as OperationCommand, meta);
    if (asked.type === "CloseOperation" || asked.type === "ReleaseForces") await commitments.settle(id);
    return stored;
  };

  return {
    store,
    load,
    say,
    open: async (id, by, meta) => {
      const { commander: officer } = (await load(id)).state;
      const at = clock.now();
      return begin(id, officer, meta, ({ commander, claim, operation }) => ({
        ...{ type: "OpenOperation", commander, claim, by, at },
        ...{ terms: data.safetyTermsAt(operation.risk, at), unitTypes: unitTypesAt(at).version },
      }));
    },
    reopen: async (id, { commander: officer, reason }, by, meta) => {
      const at = clock.now();
      return begin(id, officer, meta, ({ commander, claim, operation }) => ({
        ...{ type: "ReopenOperation", commander, claim, reason, by, at },
        terms: data.safetyTermsAt(operation.risk, at),
      }));
    },
    assign: async (id, fill, by, meta) => {
      const operation = await load(id);
      const command = await assignCommand(id, fill, by, claimOf(id, meta));
      mustBeAllowed(command, operation);
      const wanted = {
        officers: command.persons.map(({ officer }) => officer),
        units: command.units.map(({ unit }) => unit),
      };
      return commitments.taking(id, command.claim, wanted, () => handle(id, command, meta), meta);
    },
    setUnitStatus: async (id, { unit, status }, by, meta) => {
      const { state } = await load(id);
      const unitTypes = "unitTypes" in state ? data.unitTypes(state.unitTypes) : unitTypesAt(clock.now());
      return handle(id, { type: "SetUnitStatus", unit, status, unitTypes, by, at: clock.now() }, meta);
    },
    recommend: async (id) => {
      const { state } = await load(id);
      const at = clock.now();
      const missing = "needs" in state ? missingOf(state) : [];
      const candidates = await teams.candidatesOf(state.street, unitTypesAt(at), at);
      return recommend({ missing, card: state.card, candidates, street: state.street, at });
    },
    results: async (id) => {
      const facts = await dossiers.ofOperation(id);
      const { state } = await load(id);
      const linked = "dossiers" in state ? state.dossiers : [];
      const others = facts.map(({ dossier }) => dossier).filter((dossier) => !linked.includes(dossier));
      // What is filed for it while it runs belongs to it; who looks does not write that down, closing it does.
      const isLive = state.status === "live";
      return { ...resultsOf(isLive ? [...linked, ...others] : linked, facts), late: isLive ? [] : others };
    },
    wake: async () => {
      let woken = 0;
      for (let past = ""; ;) {
        const at = clock.now();
        const due = await store.find({
          where: { "state.wakeAt": { gt: past, lte: at } },
          by: { path: "state.wakeAt" },
          limit: AT_ONCE,
        });
        const by = { account: "enforcement" };
        const items = due.map(({ id }) => ({
          id,
          command: { type: "WakeOperation", by, at } as const,
          meta: { actor: "enforcement" },
        }));
        const outcomes = items.length === 0 ? [] : await store.handleMany(items);
        for (const [index, outcome] of outcomes.entries())
          if (outcome.ok) woken += Number(outcome.changed);
          else if (!isDomainError(outcome.error) || outcome.error.kind !== "conflict")
            log.error({ operation: items[index]?.id, error: messageOf(outcome.error) }, "an operation was not woken");
        if (due.length < AT_ONCE) return woken;
        const last = due.at(-1)?.state;
        past = last !== undefined && "wakeAt" in last ? (last.wakeAt ?? past) : past;
      }
    },
    settle: commitments.settleAll,
  };
};

export const operationAggregates = [aggregateKind("enforcement", "operations", operationDecider, publishOperationAs)];
