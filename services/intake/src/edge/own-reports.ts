import type { TrackedCase } from "@wangge/contracts/calls";
import { reject, type CallContext, type DomainError, type Sealed } from "@wangge/kit";
import { rootOf } from "../app/similar.ts";
import type { AfterEnd, ReportCommand } from "../domain/index.ts";
import type { Accepted, ReporterDeps } from "./reading.ts";

export interface OwnDeps extends ReporterDeps {
  readonly afterEnd: (endedAt: string) => AfterEnd;
  readonly progressOfMany: (caseIds: readonly string[]) => Promise<ReadonlyMap<string, TrackedCase>>;
}

/** What whoever reported something may do with it after its end. */
export interface OwnReports {
  /** @throws DomainError `intake.report.not_ended`, `intake.report.reopen_late`, `intake.report.reopen_often` */
  readonly reopen: (report: Accepted, text: string, context: CallContext) => Promise<void>;
  /** @throws DomainError `intake.report.not_ended`, `intake.report.rated_already`, `intake.report.rate_late` */
  readonly rate: (report: Accepted, score: number, context: CallContext) => Promise<void>;
}

const notEnded = (): DomainError => reject("intake.report.not_ended", "Not possible before it has ended");

export const ownReports = (deps: OwnDeps): OwnReports => {
  const { reports, vault, afterEnd, progressOfMany, clock } = deps;

  const endOf = async (reportId: string) => {
    const { status, endedAt } = (await progressOfMany([reportId])).get(reportId) ?? {};
    return status === undefined || endedAt === undefined ? undefined : { status, endedAt };
  };

  const handle = async (
    { id }: Accepted,
    command: ReportCommand,
    { meta }: CallContext,
    sealed?: Sealed,
  ): Promise<void> => {
    await reports.handle(id, command, { ...meta, messageId: undefined, correlationId: id }, sealed);
  };

  return {
    reopen: async (own, text, context) => {
      const report = await rootOf(reports, own.id);
      const end = await endOf(report.id);
      if (end?.status !== "closed") throw notEnded();
      const data = { closedAt: end.endedAt, rules: afterEnd(end.endedAt) };
      const words = vault.openWords(report.id, report.sealed);
      const said = [words?.said, text].filter((one) => one !== undefined).join("\n");
      const sealed = report.sealed === undefined ? undefined : vault.addSaid(report.id, report.sealed, said);
      await handle(report, { type: "ReopenReport", data, at: clock.now() }, context, sealed);
    },
    rate: async (own, score, context) => {
      const { id } = await rootOf(reports, own.id);
      const end = await endOf(id);
      if (end === undefined) throw notEnded();
      const data = { score, endedAt: end.endedAt, rules: afterEnd(end.endedAt) };
      await handle(own, { type: "RateReport", data, at: clock.now() }, context);
    },
  };
};
