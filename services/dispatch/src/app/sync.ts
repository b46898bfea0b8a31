import { createHash } from "node:crypto";
import {
  aggregateKind,
  idFrom,
  isDomainError,
  isRefusal,
  type Actor,
  type CallContext,
  type Clock,
  type DeciderStore,
  type HistoryEntry,
  type StoreFactory,
  type Stored,
} from "@wangge/kit";
import { fold } from "@wangge/kit/domain";
import { caseDecider, type CaseCommand, type CaseEvent, type CaseState } from "../domain/index.ts";
import {
  isOvertaken,
  syncDecider,
  type AnswerRecorded,
  type RecordAnswer,
  type SyncAnswer,
  type SyncState,
} from "../domain/sync.ts";

/** One command, as the telephone wrote it down. */
export interface Queued {
  readonly clientId: string;
  readonly caseId: string;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly madeAt: string;
  readonly baseVersion: number;
}

export interface Answered {
  readonly answer: SyncAnswer;
  /** It was answered before, under this id. */
  readonly isRepeated: boolean;
  /** As it was when this was answered; undefined for who may not know of it. */
  readonly seen?: Stored<CaseState>;
  /** 冲突: what happened since the version that the telephone had. */
  readonly changes?: readonly HistoryEntry<CaseEvent>[];
}

/** Does what the single action of this name does. @throws DomainError, as it does */
export type RunCommand = (item: Queued, key: string, context: CallContext) => Promise<unknown>;

export type SyncStore = DeciderStore<SyncState, RecordAnswer, AnswerRecorded>;

export interface SyncParts {
  readonly items: SyncStore;
  readonly cases: Pick<DeciderStore<CaseState, CaseCommand, CaseEvent>, "history" | "hasHandled" | "find">;
  readonly run: RunCommand;
  /** The message id under which `run` has the case remember a key. */
  readonly messageIdOf: (key: string) => string;
  readonly mayKnow: (state: CaseState, actor: Actor | undefined) => boolean;
  readonly clock: Clock;
}

export const syncItems = (store: StoreFactory): Promise<SyncStore> =>
  store.decider("syncItems", syncDecider, { publishAs: () => [], indexes: [["state.caseId"]] });

export const syncAggregates = [aggregateKind("dispatch", "syncItems", syncDecider, () => [])];

const fingerprintOf = ({ caseId, command, data, baseVersion, madeAt }: Queued): string => {
  const fields = Object.entries(data).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([caseId, command, fields, baseVersion, madeAt]))
    .digest("base64url");
};

const stateAt = (history: readonly HistoryEntry<CaseEvent>[], version: number): CaseState =>
  fold(
    caseDecider,
    history.slice(0, version).map(({ event }) => event),
  );

/** Those of them that are there, in one read. */
const byId = async <State>(
  store: Pick<DeciderStore<State, never, unknown>, "find">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Stored<State>>> => {
  const found = ids.length === 0 ? [] : await store.find({ where: { _id: { in: ids } }, limit: ids.length });
  return new Map(found.map((stored) => [stored.id, stored]));
};

interface Placed {
  readonly item: Queued;
  readonly place: number;
}

/** One command of each case at most: they are judged side by side, and share their reads and writes. */
interface Turn extends Placed {
  readonly key: string;
  readonly fingerprint: string;
  /** The command of the same case that met a conflict. */
  readonly behind: string | undefined;
}

/**
 * 离线同步. Commands of one case in the order of the queue, cases side by side. A command takes effect at most once: its answer is
 * kept, and the case itself remembers its message id, should the process die between the two.
 */
export const createSync = ({ items, cases, run, messageIdOf, mayKnow, clock }: SyncParts) => {
  type Judged = Pick<SyncAnswer, "outcome" | "version" | "code" | "behind">;

  const judge = async (
    { item, key, behind }: Turn,
    stored: Stored<CaseState> | undefined,
    context: CallContext,
  ): Promise<Judged> => {
    const { caseId, baseVersion } = item;
    const account = context.actor?.id ?? "";
    if (stored === undefined || !mayKnow(stored.state, context.actor))
      return { outcome: "refused", version: 0, code: "dispatch.case.unknown" };
    const { version } = stored;
    /** Unless a process died after the case was saved: then the case remembers the command. */
    const unlessDone = async (judged: Judged): Promise<Judged> =>
      (await cases.hasHandled(caseId, messageIdOf(key))) ? { outcome: "applied", version } : judged;
    const overtaken = async (): Promise<Judged | undefined> => {
      const steps = await cases.history(caseId);
      if (!isOvertaken(caseDecider, steps, { baseVersion, account })) return undefined;
      return behind === undefined
        ? { outcome: "conflict", version: steps.length }
        : { outcome: "held", version: steps.length, behind };
    };
    if (baseVersion > version) return unlessDone({ outcome: "refused", version, code: "dispatch.sync.base_unknown" });
    const before = baseVersion === version ? undefined : await overtaken();
    if (before !== undefined) return unlessDone(before);
    try {
      await run(item, key, context);
      return { outcome: "applied", version };
    } catch (error) {
      // What may pass is not answered: the telephone sends it again.
      if (!isDomainError(error) || !isRefusal(error)) throw error;
      const refused = { outcome: "refused", version: (await cases.history(caseId)).length, code: error.code } as const;
      return unlessDone((await overtaken()) ?? refused);
    }
  };

  const shown = async (answer: SyncAnswer, isRepeated: boolean, actor: Actor | undefined): Promise<Answered> => {
    const { caseId, version, baseVersion, outcome } = answer;
    const history = version === 0 ? [] : await cases.history(caseId);
    if (history.length === 0 || !mayKnow(stateAt(history, history.length), actor)) return { answer, isRepeated };
    const seen = { id: caseId, version, state: stateAt(history, version) };
    return outcome === "conflict"
      ? { answer, isRepeated, seen, changes: history.slice(baseVersion, version) }
      : { answer, isRepeated, seen };
  };

  const aboutOf = ({ item, fingerprint }: Turn, account: string, skewMs: number | undefined) => {
    const { clientId, caseId, command, madeAt, baseVersion } = item;
    return { clientId, account, caseId, command, baseVersion, madeAt, skewMs, fingerprint };
  };

  /** What was answered before is answered again, and nothing is done. */
  const repeated = async (
    turn: Turn,
    { status: _status, ...answer }: Extract<SyncState, { status: "answered" }>,
    actor: Actor | undefined,
    skewMs: number | undefined,
  ): Promise<Answered> => {
    if (answer.fingerprint === turn.fingerprint) return shown(answer, true, actor);
    const refused = { outcome: "refused", version: 0, code: "dispatch.sync.client_id_reused" } as const;
    const about = aboutOf(turn, actor?.id ?? "", skewMs);
    return { answer: { ...about, at: clock.now(), ...refused }, isRepeated: false };
  };

  /** Keeps the answers and gives them as they are kept: somebody else's may have been first. */
  const record = async (
    judged: readonly { readonly turn: Turn; readonly judged: Judged }[],
    account: string,
    skewMs: number | undefined,
  ): Promise<readonly SyncAnswer[]> => {
    const outcomes = await items.handleMany(
      judged.map(({ turn, judged: one }) => {
        const data = { ...aboutOf(turn, account, skewMs), at: clock.now(), ...one };
        return { id: turn.key, command: { type: "RecordAnswer", data }, meta: { actor: account } };
      }),
      { expectNew: true },
    );
    return outcomes.map((outcome) => {
      if (!outcome.ok) throw outcome.error;
      const { state } = outcome.stored;
      if (state.status !== "answered") throw new Error("an answer that was recorded is not there");
      const { status: _status, ...answer } = state;
      return answer;
    });
  };

  const answerFresh = async (
    turns: readonly Turn[],
    context: CallContext,
    skewMs: number | undefined,
    give: (turn: Turn, answered: Answered) => void,
  ): Promise<void> => {
    const ids = turns.map(({ item }) => item.caseId);
    const before = await byId(cases, ids);
    const results = await Promise.allSettled(turns.map((turn) => judge(turn, before.get(turn.item.caseId), context)));
    const after = await byId(cases, ids);
    const judged = turns.flatMap((turn, place) => {
      const result = results[place];
      if (result?.status !== "fulfilled") return [];
      const { value } = result;
      if (value.outcome !== "applied") return [{ turn, judged: value }];
      return [{ turn, judged: { ...value, version: after.get(turn.item.caseId)?.version ?? value.version } }];
    });
    const answers = await record(judged, context.actor?.id ?? "", skewMs);
    for (const [place, answer] of answers.entries()) {
      const turn = judged[place]?.turn;
      const seen = after.get(answer.caseId);
      if (turn === undefined) continue;
      const isKnown = answer.outcome === "applied" && seen?.version === answer.version;
      if (!isKnown) give(turn, await shown(answer, false, context.actor));
      else if (mayKnow(seen.state, context.actor)) give(turn, { answer, isRepeated: false, seen });
      else give(turn, { answer, isRepeated: false });
    }
    for (const result of results) if (result.status === "rejected") throw result.reason;
  };

  /** Answers in the order of the queue. @throws DomainError where something is away: what was answered so far stays so */
  return async (queue: readonly Queued[], context: CallContext, skewMs?: number): Promise<readonly Answered[]> => {
    const account = context.actor?.id ?? "";
    const answers: Answered[] = [];
    const behind = new Map<string, string>();
    const give = ({ item: { clientId, caseId }, place }: Turn, answered: Answered): void => {
      answers[place] = answered;
      // What comes after a conflict relies on what was not done.
      if (answered.answer.outcome === "conflict" && !behind.has(caseId)) behind.set(caseId, clientId);
    };
    const placed = queue.map((item, place): Placed => ({ item, place }));
    const queues = [...Map.groupBy(placed, ({ item }) => item.caseId).values()];
    const longest = Math.max(0, ...queues.map(({ length }) => length));
    for (let number = 0; number < longest; number += 1) {
      const turns = queues
        .flatMap((of) => of[number] ?? [])
        .map(({ item, place }): Turn => {
          const key = idFrom("sync", account, item.clientId);
          return { item, place, key, fingerprint: fingerprintOf(item), behind: behind.get(item.caseId) };
        });
      const known = await byId(
        items,
        turns.map(({ key }) => key),
      );
      const fresh: Turn[] = [];
      for (const turn of turns) {
        const state = known.get(turn.key)?.state;
        if (state?.status === "answered") give(turn, await repeated(turn, state, context.actor, skewMs));
        else fresh.push(turn);
      }
      if (fresh.length > 0) await answerFresh(fresh, context, skewMs, give);
    }
    return answers;
  };
};
