import { ReporterNoticeDueV1 } from "@wangge/contracts/events";
import type { EventHandler, Received } from "@wangge/kit";
import type { AfterEnd, Filling } from "../../domain/index.ts";
import type { ReporterDeps } from "../../edge/reading.ts";
import type { CaseFact, CaseListener } from "../policies/case-facts.ts";
import type { News, Post } from "./post.ts";

export interface ProgressDeps {
  readonly reports: ReporterDeps["reports"];
  readonly afterEnd: (at: string) => AfterEnd;
}

const DAY_MS = 86_400_000;

/** Everybody whom a step concerns is told of it. */
export const tellOfProgress = (post: Post, { reports, afterEnd }: ProgressDeps): CaseListener => {
  const numbersOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (ids.length === 0) return new Map();
    const found = await reports.find({ where: { _id: { in: ids } }, limit: ids.length });
    return new Map(
      found.flatMap(({ id, state }) => (state.status === "new" ? [] : [[id, state.trackingNumber] as const])),
    );
  };
  const fillingOf = ({ step, at, says }: CaseFact, numbers: ReadonlyMap<string, string>): Filling => {
    if (step === "merged") return { into: numbers.get(says["into"] ?? "") ?? "—" };
    if (step !== "closed") return says;
    return { reopenUntil: new Date(Date.parse(at) + afterEnd(at).reopenDays * DAY_MS).toISOString() };
  };
  return async (facts) => {
    const numbers = await numbersOf(facts.flatMap(({ says }) => says["into"] ?? []));
    return post(
      facts.map((fact): News => ({
        reportId: fact.reportId,
        happening: fact.step,
        filling: fillingOf(fact, numbers),
        event: fact.id,
        meta: fact.meta,
      })),
    );
  };
};

/** 谁看过我的信息: whoever's record was read is told without asking. */
export const tellOfReading = (post: Post): EventHandler => ({
  event: ReporterNoticeDueV1,
  mode: "each",
  handle: (received: readonly Received<ReporterNoticeDueV1>[]) =>
    post(
      received.map(({ data: { reportId, role, purpose, readAt }, envelope: { id: event }, meta }) => ({
        reportId,
        happening: "read",
        filling: { role, purpose, readAt },
        event,
        meta,
      })),
    ),
});
