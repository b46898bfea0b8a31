import { Instant } from "@wangge/contracts";
import type { TrackedCase } from "@wangge/contracts/calls";
import { action, reject, type CallContext, type DomainError } from "@wangge/kit";
import { z } from "zod";
import type { Messages } from "../app/messages/post.ts";
import { LANGUAGES, type Templates } from "../app/messages/templates.ts";
import { rootOf } from "../app/similar.ts";
import type { AfterEnd, ReportCommand } from "../domain/index.ts";
import { Proof, type Proven } from "./proof.ts";
import type { Accepted, ReporterDeps } from "./reading.ts";

export interface OwnDeps extends ReporterDeps {
  readonly messages: Messages;
  readonly templates: Templates;
  readonly afterEnd: (endedAt: string) => AfterEnd;
  readonly progressOfMany: (caseIds: readonly string[]) => Promise<ReadonlyMap<string, TrackedCase>>;
}

const MOST_MESSAGES = 200;
const DAY_MS = 86_400_000;

const notEnded = (): DomainError => reject("intake.report.not_ended", "Not possible before it has ended");

/** What whoever reported something may do with it, by its number and his phone. */
export const ownActions = (deps: OwnDeps, proven: Proven) => {
  const { reports, messages, templates, afterEnd, progressOfMany, clock } = deps;

  /** The end of the case that goes on for this report. */
  const endOf = async (
    report: Accepted,
  ): Promise<{ readonly status: string; readonly endedAt: string } | undefined> => {
    const { id } = await rootOf(reports, report.id);
    const { status, endedAt } = (await progressOfMany([id])).get(id) ?? {};
    return status === undefined || endedAt === undefined ? undefined : { status, endedAt };
  };

  const command = async (report: Accepted, wanted: ReportCommand, { meta }: CallContext): Promise<void> => {
    await reports.handle(report.id, wanted, { ...meta, messageId: undefined, correlationId: report.id });
  };

  return {
    trackMessages: action({
      rest: "POST /track/messages",
      summary: "消息: everything that was told about my report, the newest first",
      access: "public",
      idempotent: true,
      input: Proof.extend({ language: z.enum(LANGUAGES).default("zh") }),
      output: z.object({ messages: z.array(z.object({ at: Instant, happening: z.string(), text: z.string() })) }),
      run: async ({ language, ...proof }) => {
        const { id } = await proven(proof);
        const found = await messages.find({ where: { "state.to": `reporter/${id}` }, limit: MOST_MESSAGES });
        const shown = found.flatMap(({ state }) =>
          state.status === "none"
            ? []
            : [{ at: state.at, happening: state.happening, text: templates.render(state, language, "inbox") }],
        );
        return { messages: shown.toSorted((one, other) => (one.at < other.at ? 1 : -1)) };
      },
    }),
    reopen: action({
      rest: "POST /track/reopen",
      summary:
        "重新办理: the problem is still there, though my case was closed; within the days that the closing message named",
      access: "public",
      idempotent: true,
      input: Proof,
      output: z.object({ trackingNumber: z.string(), reopenedAt: Instant }),
      run: async (proof, context) => {
        const report = await rootOf(reports, (await proven(proof)).id);
        const end = await endOf(report);
        if (end?.status !== "closed") throw notEnded();
        const data = { closedAt: end.endedAt, rules: afterEnd(end.endedAt) };
        await command(report, { type: "ReopenReport", data, at: clock.now() }, context);
        const { state } = (await reports.load(report.id)) ?? report;
        return {
          trackingNumber: proof.trackingNumber,
          reopenedAt: (state.status === "accepted" ? state.reopenedAt : undefined) ?? clock.now(),
        };
      },
    }),
    rate: action({
      rest: "POST /track/rate",
      summary: "评价: 1 to 5, once for each end",
      access: "public",
      idempotent: true,
      input: Proof.extend({ score: z.int().min(1).max(5) }),
      output: z.object({ trackingNumber: z.string(), score: z.int(), reopenUntil: Instant.optional() }),
      run: async ({ score, ...proof }, context) => {
        const report = await proven(proof);
        const end = await endOf(report);
        if (end === undefined) throw notEnded();
        const rules = afterEnd(end.endedAt);
        await command(
          report,
          { type: "RateReport", data: { score, endedAt: end.endedAt, rules }, at: clock.now() },
          context,
        );
        const until = Date.parse(end.endedAt) + rules.reopenDays * DAY_MS;
        const reopenUntil = end.status === "closed" ? { reopenUntil: new Date(until).toISOString() } : {};
        return { trackingNumber: proof.trackingNumber, score, ...reopenUntil };
      },
    }),
  };
};
