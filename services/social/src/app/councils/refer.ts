/** Hands what was resolved, needed, voted or said to the reception, and hears what became of it. */
import { CalendarError, dayOf } from "@wangge/calendar";
import type { DataOf, EventContract } from "@wangge/contracts";
import {
  BudgetDecidedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseReworkedV1,
  CaseVoidedV1,
  NeedRaisedV1,
  OpinionRecordedV1,
  ResolutionAdoptedV1,
} from "@wangge/contracts/events";
import { on, type BatchResult, type EventHandler, type Meta, type Received } from "@wangge/kit";
import type { CaseStage, CaseWanted, Origin, Referral } from "../../domain/councils/index.ts";
import type { Desk } from "./desk.ts";

interface Brought {
  readonly origin: Origin;
  readonly text: string;
  readonly wanted?: CaseWanted | undefined;
  readonly channel?: Referral["channel"] | undefined;
  readonly dueOn?: string | undefined;
}

/** The referral has the id of what it comes from: heard twice it is one. */
const refer = async ({ referrals, vault, clock }: Desk, brought: Brought, meta: Meta): Promise<void> => {
  const { origin, text, wanted, channel, dueOn } = brought;
  const stored = await referrals.load(origin.id);
  if (stored !== undefined) return;
  const book = vault.of("referrals", origin.id, stored);
  const data = { origin, words: book.write(text), wanted, channel, dueOn };
  await referrals.handle(origin.id, { type: "Refer", ...data, at: clock.now() }, meta, book.sealed);
};

const dueOnOf = ({ rules: { council, calendar } }: Desk, at: string): string | undefined => {
  try {
    const { amount, kind } = council(at).fulfilWithin;
    return dayOf(calendar.addTime(at, amount, kind));
  } catch (error) {
    // A year that is not loaded: due at once is better than a resolution that nobody asks for again.
    if (error instanceof CalendarError) return dayOf(at);
    throw error;
  }
};

/** What the slice itself has said: each step after it is taken when it is heard, whatever was killed in between. */
export const onOwnFacts = (desk: Desk): EventHandler[] => [
  on(ResolutionAdoptedV1, async ({ resolutionId, community, topicId, wanted, adoptedAt }, meta) => {
    if (wanted === undefined) return;
    const topic = await desk.topics.load(topicId);
    if (topic === undefined || topic.state.status === "none") throw new Error(`no topic ${topicId}`);
    const text = desk.vault.of("topics", topicId, topic).read(topic.state.words);
    const origin = { kind: "resolution", id: resolutionId, community } as const;
    await refer(desk, { origin, text, wanted, dueOn: dueOnOf(desk, adoptedAt) }, meta);
  }),
  on(NeedRaisedV1, async ({ needId, representative, community, wanted }, meta) => {
    const stored = await desk.representatives.load(representative);
    const need =
      stored === undefined || stored.state.status === "none"
        ? undefined
        : stored.state.needs.find(({ id }) => id === needId);
    if (need === undefined) throw new Error(`no need ${needId}`);
    const text = desk.vault.of("representatives", representative, stored).read(need.words);
    await refer(desk, { origin: { kind: "need", id: needId, community }, text, wanted }, meta);
  }),
  on(OpinionRecordedV1, async ({ opinionId, collectionId, community, from, to, recordedAt }, meta) => {
    const stored = await desk.collections.load(collectionId);
    const letter =
      stored === undefined || stored.state.status === "none"
        ? undefined
        : stored.state.letters.find(({ id }) => id === opinionId);
    if (letter === undefined) throw new Error(`no letter ${opinionId}`);
    const text = desk.vault.of("collections", collectionId, stored).read(letter.words);
    if (to === "intake") {
      const channel = from === "box" ? "opinionBox" : "receptionRoom";
      await refer(desk, { origin: { kind: "opinion", id: opinionId, community }, text, channel }, meta);
      return;
    }
    const topic = await desk.topics.load(opinionId);
    if (topic !== undefined) return;
    const book = desk.vault.of("topics", opinionId, topic);
    const proposal = { community, origin: "opinion", words: book.write(text), at: recordedAt } as const;
    await desk.topics.handle(opinionId, { type: "ProposeTopic", ...proposal }, meta, book.sealed);
  }),
  on(BudgetDecidedV1, async ({ budgetId, community, winners }, meta) => {
    const stored = await desk.budgets.load(budgetId);
    if (stored === undefined || stored.state.status === "none") throw new Error(`no budget ${budgetId}`);
    const book = desk.vault.of("budgets", budgetId, stored);
    for (const { project: id } of winners) {
      const project = stored.state.projects.find((one) => one.id === id);
      const execution = project?.execution;
      if (project === undefined || execution === undefined || !("wanted" in execution)) continue;
      const { wanted } = execution;
      await refer(desk, { origin: { kind: "project", id, community }, text: book.read(project.words), wanted }, meta);
    }
  }),
];

interface CaseFact {
  readonly caseId: string;
  readonly stage: CaseStage;
  readonly into?: string;
}

const fact = <Contract extends EventContract>(event: Contract, tell: (data: DataOf<Contract>) => CaseFact) => ({
  event,
  tell: (data: unknown) => tell(data as DataOf<Contract>),
});
const standing =
  (stage: CaseStage) =>
  ({ caseId }: { readonly caseId: string }) => ({ caseId, stage });

const FACTS = [
  fact(CaseFiledV1, standing("filed")),
  fact(CaseRejectedV1, standing("rejected")),
  fact(CaseMergedV1, ({ caseId, into }) => ({ caseId, stage: "merged", into })),
  fact(CaseHandledV1, standing("handled")),
  fact(CaseReworkedV1, standing("filed")),
  fact(CaseClosedV1, standing("closed")),
  fact(CaseReopenedV1, standing("filed")),
  fact(CaseVoidedV1, standing("voided")),
];

/** Which referrals follow these cases. Of all cases of the district few are: one look for a whole batch. */
const followersOf = async ({ referrals }: Desk, caseIds: readonly string[]): Promise<ReadonlyMap<string, string[]>> => {
  const followers = new Map<string, string[]>();
  const found = await referrals.find({ where: { "state.caseId": { in: caseIds } }, limit: 10 * caseIds.length });
  for (const { id, state } of found)
    if (state.status !== "none" && state.caseId !== undefined)
      followers.set(state.caseId, [...(followers.get(state.caseId) ?? []), id]);
  return followers;
};

const hearAll = async (desk: Desk, facts: readonly (CaseFact & { readonly heard: number; readonly meta: Meta })[]) => {
  const followers = await followersOf(desk, [...new Set(facts.map(({ caseId }) => caseId))]);
  const results: BatchResult[] = [];
  for (const { meta, ...told } of facts)
    try {
      if (!Number.isInteger(told.heard))
        throw new Error(`a fact of case ${told.caseId} without its place in the history`);
      for (const id of followers.get(told.caseId) ?? [])
        await desk.referrals.handle(id, { type: "HearOfCase", ...told, at: desk.clock.now() }, meta);
      results.push({ ok: true });
    } catch (error) {
      results.push({ ok: false, error });
    }
  return results;
};

export const onCases = (desk: Desk): EventHandler[] =>
  FACTS.map(({ event, tell }) => ({
    event,
    mode: "each",
    handle: (received: readonly Received<never>[]) =>
      hearAll(
        desk,
        received.map(({ data, meta, envelope }) => ({ ...tell(data), heard: Number(envelope.sequence), meta })),
      ),
  }));
