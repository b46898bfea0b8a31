/**
 * 执法回告. What a body of enforcement says of a case that it has the order of: taken up, not for it, or dealt with. Each is about one
 * order (attempt); where the case has moved on since, there is nothing left to do, whoever was quicker.
 */
import type { LeadAcceptedV1, LeadConcludedV1, LeadDeclinedV1 } from "@wangge/contracts/events";
import { DomainError, isDomainError, isRefusal, type Clock, type DeciderStore, type Meta } from "@wangge/kit";
import { openAssists, type Caller, type CaseCommand, type CaseEvent, type CaseState } from "../../domain/index.ts";

export interface FollowDeps {
  readonly cases: Pick<DeciderStore<CaseState, CaseCommand, CaseEvent>, "load" | "handle">;
  readonly clock: Clock;
  readonly changed: (before: CaseState, after: CaseState) => void;
}

type Answer = LeadAcceptedV1 | LeadDeclinedV1 | LeadConcludedV1;

const REASONS: Readonly<Record<LeadDeclinedV1["reason"], string>> = {
  notOurPower: "执法机关: 不属本机关职权",
  otherBody: "执法机关: 应由其他机关管辖",
  nothingFound: "执法机关: 现场未发现违法行为",
  insufficient: "执法机关: 线索不足, 无法核查",
};

const WITH_BODY: readonly CaseState["status"][] = ["assigned", "accepted", "suspended"];

/** The order that it answers is still with the body itself. */
const isWithBody = (state: CaseState, { department, attempt }: Answer): boolean =>
  WITH_BODY.includes(state.status) &&
  "assignment" in state &&
  state.assignment.department === department &&
  state.assignment.worker === undefined &&
  state.assignment.attempt === attempt;

/** While others have not finished their part it cannot be handled: enforcement hears of that end, and tells it again. */
const waitsForOthers = (state: CaseState): boolean => "grid" in state && openAssists(state).length > 0;

export const followEnforcement = ({ cases, clock, changed }: FollowDeps) => {
  const existing = async (caseId: string): Promise<CaseState> => {
    const stored = await cases.load(caseId);
    if (stored === undefined)
      throw new DomainError("missing", "dispatch.case.unknown", "There is no such case", { caseId });
    return stored.state;
  };

  const ask = async (caseId: string, command: CaseCommand, meta: Meta): Promise<void> => {
    const saved = await cases.handle(caseId, command, meta);
    if (saved.changed) changed(saved.before, saved.state);
  };

  const follow = async (
    answer: Answer,
    step: (state: CaseState, by: Caller, at: string) => CaseCommand | undefined,
    meta: Meta,
  ): Promise<void> => {
    const { caseId, department } = answer;
    const state = await existing(caseId);
    // Without roles: that he may is for the body's own rules to say, and they have.
    const by: Caller = { account: meta.actor ?? "enforcement", department };
    const at = clock.now();
    const command = isWithBody(state, answer) ? step(state, by, at) : undefined;
    if (command === undefined) return;
    try {
      // 挂账 ends with the answer: what it waited for is there.
      if (state.status === "suspended")
        await ask(caseId, { type: "ResumeCase", data: {}, by, at }, { ...meta, messageId: undefined });
      await ask(caseId, command, meta);
    } catch (error) {
      const isOvertaken =
        isRefusal(error) &&
        (!isWithBody(await existing(caseId), answer) ||
          (isDomainError(error) && error.code === "dispatch.case.assists_open"));
      if (!isOvertaken) throw error;
    }
  };

  return {
    accepted: (answer: LeadAcceptedV1, meta: Meta): Promise<void> =>
      follow(
        answer,
        ({ status }, by, at) => (status === "assigned" ? { type: "AcceptCase", by, at } : undefined),
        meta,
      ),
    declined: (answer: LeadDeclinedV1, meta: Meta): Promise<void> =>
      follow(
        answer,
        (_state, by, at) => ({ type: "ReturnCase", data: { reason: REASONS[answer.reason] }, by, at }),
        meta,
      ),
    concluded: (answer: LeadConcludedV1, meta: Meta): Promise<void> =>
      follow(answer, (state, by, at) => (waitsForOthers(state) ? undefined : { type: "ReportHandled", by, at }), meta),
  };
};
