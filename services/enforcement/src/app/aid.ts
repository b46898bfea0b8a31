import { dayOf } from "@wangge/calendar";
import {
  aggregateKind,
  isDomainError,
  messageOf,
  pagesOf,
  type Clock,
  type DeciderStore,
  type Log,
  type Meta,
  type StoreFactory,
  type Stored,
} from "@wangge/kit";
import {
  aidDecider,
  looksDecider,
  mustAssist,
  mustBeOffered,
  mustShare,
  otherSide,
  sharedView,
  unknownAid,
  type Aid,
  type AidCommand,
  type AidEvent,
  type AidState,
  type Look,
  type LookNoted,
  type LooksState,
  type NoteLook,
  type SharedView,
  type Side,
} from "../domain/aid/index.ts";
import { activePersons, activeUnits, type By } from "../domain/operation/index.ts";
import type { Fill, OperationDesk } from "./operations.ts";
import { publishAidAs } from "./publish-operation-as.ts";
import type { Teams } from "./team.ts";

export type Shared = SharedView & { readonly version: number; readonly aid: Stored<Aid> };

export interface AidDesk {
  readonly store: DeciderStore<AidState, AidCommand, AidEvent>;
  readonly looks: DeciderStore<LooksState, NoteLook, LookNoted>;
  readonly load: (id: string) => Promise<Stored<Aid>>;
  readonly say: (id: string, command: AidCommand, meta: Meta) => Promise<Stored<Aid>>;
  /** The account with its street. @throws DomainError `enforcement.aid.other_side` where it serves in no team */
  readonly sideOf: (account: string) => Promise<Side>;
  /** What this account sees of the operation now. It is noted, and so is a refusal. */
  readonly look: (id: string, account: string, how: Look["how"]) => Promise<Shared>;
  /** The same while a live view is open: nothing while the version is still this one. That somebody watches is noted by the minute. */
  readonly watch: (id: string, account: string, version: number) => Promise<Shared | undefined>;
  readonly noteEnd: (id: string, account: string) => Promise<void>;
  /** 协同: the helping side acts in the operation for its own people. */
  readonly acting: <Result>(
    id: string,
    account: string,
    work: (operation: string, by: By) => Promise<Result>,
  ) => Promise<Result>;
  readonly assign: (id: string, account: string, fill: Fill, meta: Meta) => Promise<void>;
  /** Ends what is over, and lets go who came by it. @returns how many ended */
  readonly lapse: () => Promise<number>;
}

interface Needed {
  readonly store: StoreFactory;
  readonly teams: Pick<Teams, "streetOf">;
  readonly operations: OperationDesk;
  readonly clock: Clock;
  readonly log: Log;
}

const PAGE = 200;

/** 互助, put together: what two streets agreed, what one shows the other, and a note of every look. */
export const createAid = async ({ store: factory, teams, operations, clock, log }: Needed): Promise<AidDesk> => {
  const store = await factory.decider("aids", aidDecider, {
    publishAs: publishAidAs,
    indexes: [["state.operation"], ["state.giving"], ["state.asking"]],
    sparse: ["state.open"],
    chained: true,
  });
  const looks = await factory.decider("aidLooks", looksDecider, {
    publishAs: () => [],
    indexes: [["state.aid"]],
    chained: true,
  });

  const load: AidDesk["load"] = async (id) => {
    const stored = await store.load(id);
    if (stored === undefined || stored.state.status === "none") throw unknownAid();
    return { ...stored, state: stored.state };
  };

  const sideOf: AidDesk["sideOf"] = async (account) => {
    const street = await teams.streetOf(account);
    if (street === undefined) throw otherSide();
    return { account, street };
  };

  const note = async (aid: string, look: Omit<Look, "at">): Promise<void> => {
    const at = clock.now();
    await looks.handle(`${aid}-${dayOf(at)}-${look.account}`, { type: "NoteLook", aid, look: { ...look, at } });
  };

  /** Notes it whatever comes of it; what cannot be noted is not shown. */
  const noted = async <Result>(
    aid: string,
    account: string,
    how: Look["how"],
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const street = await teams.streetOf(account);
    const who = { account, ...(street === undefined ? {} : { street }), how };
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      if (isDomainError(error) && error.kind === "forbidden") await note(aid, { ...who, outcome: error.code });
      throw error;
    }
    await note(aid, { ...who, outcome: "given" });
    return result;
  };

  const shown = async (id: string, account: string): Promise<Shared> => {
    const [aid, by] = [await load(id), await sideOf(account)];
    mustShare(aid.state, by, clock.now());
    const { version, state } = await operations.load(aid.state.operation);
    // Reading took its time: what is over by now is not shown any more.
    mustShare((await load(id)).state, by, clock.now());
    return { version, aid, ...sharedView(aid.state, state) };
  };

  const acting: AidDesk["acting"] = (id, account, work) =>
    noted(id, account, "acted", async () => {
      const [{ state }, by] = [await load(id), await sideOf(account)];
      mustAssist(state, by, clock.now());
      return work(state.operation, { account, aid: id, street: by.street });
    });

  const tryRelease = async (
    operation: string,
    by: By,
    whom: { readonly officers: readonly string[]; readonly units: readonly string[] },
  ): Promise<void> => {
    try {
      await operations.say<"ReleaseForces">(operation, { type: "ReleaseForces", ...whom }, by, {});
    } catch (error) {
      if (!isDomainError(error)) throw error;
      log.debug({ operation, code: error.code }, "helpers stay for now");
    }
  };

  const helpersIn = async ({ id, state }: Stored<Aid>) => {
    const operation = (await operations.load(state.operation)).state;
    const isHelper = ({ aid }: { readonly aid?: string | undefined }): boolean => aid === id;
    return operation.status === "live"
      ? { persons: activePersons(operation).filter(isHelper), units: activeUnits(operation).filter(isHelper) }
      : { persons: [], units: [] };
  };

  /** Helpers whose aid is over go home; who is inside, commands or is missed goes when that is over. */
  const letGo = async (aid: Stored<Aid>): Promise<void> => {
    const by = { account: "enforcement", aid: aid.id };
    const { operation } = aid.state;
    for (const { unit } of (await helpersIn(aid)).units)
      await tryRelease(operation, by, { officers: [], units: [unit] });
    for (const { officer } of (await helpersIn(aid)).persons)
      await tryRelease(operation, by, { officers: [officer], units: [] });
    const { persons, units } = await helpersIn(aid);
    if (persons.length + units.length === 0) await store.handle(aid.id, { type: "NoteHelpersHome", at: clock.now() });
  };

  const lapseOne = async (aid: Stored<Aid>): Promise<boolean> => {
    const { status } = (await operations.load(aid.state.operation)).state;
    const command = { type: "LapseAid", operationClosed: status === "closed", at: clock.now() } as const;
    const { state, version, changed } = await store.handle(aid.id, command);
    if (state.status === "ended") await letGo({ id: aid.id, version, state });
    return changed;
  };

  return {
    store,
    looks,
    load,
    sideOf,
    say: async (id, command, meta) => {
      const { state, version } = await store.handle(id, command, meta);
      if (state.status === "none") throw unknownAid();
      const stored = { id, version, state };
      if (state.status === "ended") await letGo(stored);
      return stored;
    },
    look: (id, account, how) => noted(id, account, how, () => shown(id, account)),
    watch: async (id, account, version) => {
      const found = await shown(id, account);
      if (found.version === version) return undefined;
      const street = await teams.streetOf(account);
      await note(id, { account, ...(street === undefined ? {} : { street }), how: "streamFrame", outcome: "given" });
      return found;
    },
    noteEnd: async (id, account) => {
      await note(id, { account, how: "streamEnded", outcome: "given" });
    },
    acting,
    assign: async (id, account, fill, meta) => {
      const { state } = await load(id);
      await acting(id, account, async (operation, by) => {
        mustBeOffered(state, id, (await operations.load(operation)).state, [...fill.persons, ...fill.units]);
        await operations.assign(operation, fill, by, meta);
      });
    },
    lapse: async () => {
      let ended = 0;
      for await (const page of pagesOf(store, { "state.open": true }, PAGE))
        for (const { id, version, state } of page)
          try {
            if (state.status !== "none") ended += Number(await lapseOne({ id, version, state }));
          } catch (error) {
            log.warn({ aid: id, error: messageOf(error) }, "a mutual aid waits");
          }
      return ended;
    },
  };
};

export const aidAggregates = [
  aggregateKind("enforcement", "aids", aidDecider, publishAidAs),
  aggregateKind("enforcement", "aidLooks", looksDecider, () => []),
];
