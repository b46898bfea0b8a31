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
  readonly cases: Pick<DeciderStore<CaseState, CaseCommand, CaseEvent>, "history" | "hasHandled">;
  readonly run: RunCommand;
  /** The message id under which `run` has the case remember a key. */
  readonly messageIdOf: (key: string) => string;
  readonly mayKnow: (state: CaseState, actor: Actor | undefined) => boolean;
  readonly clock: Clock;
}

export const syncItems = (store: StoreFactory): Promise<SyncStore> =>
  store.decider("syncItems", syncDecider, { publishAs: () => [], indexes: [["state.caseId"]] });

export const syncAggregates = [aggregateKind("dispatch", "syncItems", syncDecider, () => [])];

/** Cases of one queue that are worked on side by side. */
const AT_ONCE = 8;

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

/**
 * 离线同步. Commands of one case in the order of the queue, cases side by side. A command takes effect at most once: its answer is
 * kept, and the case itself remembers its message id, should the process die between the two.
 */
export const createSync = ({ items, cases, run, messageIdOf, mayKnow, clock }: SyncParts) => {
  type Judged = Pick<SyncAnswer, "outcome" | "version" | "code" | "behind">;

  const judge = async (
    item: Queued,
    key: string,
    context: CallContext,
    behind: string | undefined,
  ): Promise<Judged> => {
    const { caseId, baseVersion } = item;
    const account = context.actor?.id ?? "";
    const history = await cases.history(caseId);
    const version = history.length;
    if (version === 0 || !mayKnow(stateAt(history, version), context.actor))
      return { outcome: "refused", version: 0, code: "dispatch.case.unknown" };
    // A process died after the case was saved.
    if (await cases.hasHandled(caseId, messageIdOf(key))) return { outcome: "applied", version };
    if (baseVersion > version) return { outcome: "refused", version, code: "dispatch.sync.base_unknown" };
    const overtaken = (steps: typeof history): Judged | undefined => {
      if (!isOvertaken(caseDecider, steps, { baseVersion, account })) return undefined;
      return behind === undefined
        ? { outcome: "conflict", version: steps.length }
        : { outcome: "held", version: steps.length, behind };
    };
    const before = overtaken(history);
    if (before !== undefined) return before;
    try {
      await run(item, key, context);
      return { outcome: "applied", version: (await cases.history(caseId)).length };
    } catch (error) {
      // What may pass is not answered: the telephone sends it again.
      if (!isDomainError(error) || !isRefusal(error)) throw error;
      const after = await cases.history(caseId);
      return overtaken(after) ?? { outcome: "refused", version: after.length, code: error.code };
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

  const answerOne = async (
    item: Queued,
    context: CallContext,
    skewMs: number | undefined,
    behind: string | undefined,
  ): Promise<Answered> => {
    const account = context.actor?.id ?? "";
    const { clientId, caseId, command, madeAt, baseVersion } = item;
    const key = idFrom("sync", account, clientId);
    const fingerprint = fingerprintOf(item);
    const about = { clientId, account, caseId, command, baseVersion, madeAt, skewMs, fingerprint };
    const known = (await items.load(key))?.state;
    if (known?.status === "answered") {
      const { status: _status, ...answer } = known;
      if (answer.fingerprint === fingerprint) return shown(answer, true, context.actor);
      const code = "dispatch.sync.client_id_reused";
      return { answer: { ...about, at: clock.now(), outcome: "refused", version: 0, code }, isRepeated: false };
    }
    const judged = await judge(item, key, context, behind);
    const data: SyncAnswer = { ...about, at: clock.now(), ...judged };
    const { state } = await items.handle(key, { type: "RecordAnswer", data }, { actor: account });
    if (state.status !== "answered") throw new Error("an answer that was recorded is not there");
    const { status: _status, ...answer } = state;
    return shown(answer, false, context.actor);
  };

  /** In the order of the queue: what comes after a conflict relies on what was not done. */
  const answerCase = async (
    queue: readonly { readonly item: Queued; readonly place: number }[],
    context: CallContext,
    skewMs: number | undefined,
    answers: Answered[],
  ): Promise<void> => {
    let behind: string | undefined;
    for (const { item, place } of queue) {
      const answered = await answerOne(item, context, skewMs, behind);
      answers[place] = answered;
      if (answered.answer.outcome === "conflict") behind ??= item.clientId;
    }
  };

  /** Answers in the order of the queue. @throws DomainError where something is away: what was answered so far stays so */
  return async (queue: readonly Queued[], context: CallContext, skewMs?: number): Promise<readonly Answered[]> => {
    const answers: Answered[] = [];
    const placed = queue.map((item, place) => ({ item, place }));
    const waiting = [...Map.groupBy(placed, ({ item }) => item.caseId).values()];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await answerCase(next, context, skewMs, answers);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
    return answers;
  };
};
