/** What is due by itself. Every step can be cut off and is taken up by the next round, here or in another process. */
import { isDomainError, isRefusal, messageOf, type Log } from "@wangge/kit";
import type { Cases } from "../../adapters/cases.ts";
import type { Window } from "../../adapters/window.ts";
import { settledIn, type CaseStage, type Referral } from "../../domain/councils/index.ts";
import { isWaitingForPapers, type Ballots } from "./ballots.ts";
import { todayOf, type Desk } from "./desk.ts";

const AT_ONCE = 100;

export interface SweepParts {
  readonly desk: Desk;
  readonly ballots: Ballots;
  readonly window: Window;
  readonly cases: Cases;
  /** 初始数据, once: it needs the register, which may be away when this service starts. */
  readonly plant: () => Promise<void>;
  readonly log: Log;
}

/** @throws DomainError what the reception says */
const bring = async ({ window }: SweepParts, id: string, referral: Referral, text: string) => {
  const { origin, wanted, channel } = referral;
  if (wanted === undefined) return window.opine({ key: id, channel: channel ?? "receptionRoom", text });
  // What a household needs is nobody else's business.
  const visibility = origin.kind === "need" ? "private" : "public";
  return window.report({ key: id, ...wanted, description: text, visibility });
};

/** Asks the reception until it takes it, or refuses it; where it is away, the next round asks again. */
const bringWaiting = async (parts: SweepParts): Promise<void> => {
  const { desk, log } = parts;
  const { referrals, vault, clock } = desk;
  const waiting = await referrals.find({ where: { "state.status": "waiting" }, limit: AT_ONCE, order: "oldest" });
  for (const stored of waiting) {
    const { id, state } = stored;
    if (state.status !== "waiting") continue;
    try {
      const taken = await bring(parts, id, state, vault.of("referrals", id, stored).read(state.words));
      await referrals.handle(id, { type: "NoteTaken", taken, at: clock.now() });
    } catch (error) {
      if (!isDomainError(error)) {
        log.error({ referral: id, error: messageOf(error) }, "could not be handed to the reception");
        continue;
      }
      if (!isRefusal(error)) throw error;
      await referrals.handle(id, { type: "NoteRefused", code: error.code, at: clock.now() });
    }
  }
};

const STAGES: Readonly<Record<string, CaseStage>> = {
  verifying: "verifying",
  rejected: "rejected",
  merged: "merged",
  voided: "voided",
  handled: "handled",
  closed: "closed",
};

/** Facts that came before the case was known here are made up for by asking. */
const askUncertain = async ({ desk: { referrals, clock }, cases }: SweepParts): Promise<void> => {
  const uncertain = await referrals.find({ where: { "state.uncertain": true }, limit: AT_ONCE, order: "oldest" });
  const ids = uncertain.flatMap(({ state }) =>
    state.status === "none" || state.caseId === undefined ? [] : [state.caseId],
  );
  const known = new Map((await cases(ids)).map((one) => [one.caseId, one]));
  for (const { id, state } of uncertain) {
    const { caseId = "" } = state.status === "none" ? {} : state;
    const found = known.get(caseId);
    if (found === undefined) continue;
    const stage = STAGES[found.status] ?? "filed";
    await referrals.handle(id, { type: "HearOfCase", caseId, stage, into: found.mergedInto, at: clock.now() });
  }
};

/** Topics learn that they stand on an agenda, and what became of them there. */
const tellTopics = async ({ desk: { sessions, topics, clock } }: SweepParts): Promise<void> => {
  const untold = await sessions.find({ where: { "state.untold": true }, limit: AT_ONCE, order: "oldest" });
  for (const { id: session, state } of untold) {
    if (state.status === "none") continue;
    const isOver = state.status === "closed" || state.status === "adjourned";
    for (const { topic, outcome } of state.items) {
      const at = clock.now();
      if (outcome !== undefined) await topics.handle(topic, { type: "SettleTopic", session, outcome, at });
      else if (isOver) await topics.handle(topic, { type: "PutBackTopic", session, at });
      else await topics.handle(topic, { type: "ScheduleTopic", session, at });
    }
    const { status } = state;
    await sessions.handle(session, { type: "NoteTopicsTold", status, settled: settledIn(state), at: clock.now() });
  }
};

const wakeQuestions = async ({ desk: { questions, clock } }: SweepParts): Promise<void> => {
  const at = clock.now();
  const due = await questions.find({
    where: { "state.wakeAt": { lte: at } },
    by: { path: "state.wakeAt" },
    limit: AT_ONCE,
  });
  await questions.handleMany(due.map(({ id }) => ({ id, command: { type: "WakeQuestion", at } })));
};

/** Says which phases have begun; after the last the box is opened and the budget decided. */
const wakeBudgets = async ({ desk, ballots, log }: SweepParts): Promise<void> => {
  const { budgets, clock } = desk;
  const due = await budgets.find({
    where: { "state.wakeOn": { lte: todayOf(desk) } },
    by: { path: "state.wakeOn" },
    limit: AT_ONCE,
  });
  for (const { id } of due)
    try {
      const { state } = await budgets.handle(id, { type: "EnterPhases", at: clock.now() });
      if (state.status !== "live" || !state.entered.includes("finished")) continue;
      const slips = await ballots.count(id);
      await budgets.handle(id, { type: "DecideBudget", slips, at: clock.now() });
    } catch (error) {
      if (!isWaitingForPapers(error)) throw error;
      log.warn({ budget: id }, "a paper ballot waits for its second entry");
    }
};

const plantSeed = ({ plant }: SweepParts): Promise<void> => plant();

/** One round of everything; what fails does not keep the rest from being done. */
export const sweepOnce = async (parts: SweepParts): Promise<void> => {
  for (const work of [plantSeed, tellTopics, bringWaiting, askUncertain, wakeQuestions, wakeBudgets])
    try {
      await work(parts);
    } catch (error) {
      parts.log.warn({ work: work.name, error: messageOf(error) }, "put off to the next round");
    }
};
