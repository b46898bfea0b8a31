import { Instant, ReportId, Ulid } from "@wangge/contracts";
import { action, idFrom, withoutPersonalNumbers, type Role, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import type { Updates } from "../app/policies/record-steps.ts";
import { isOpen, type PublicDeps } from "../app/public-reports.ts";
import { isTrackingNumber, STEPS, type UpdateState } from "../domain/index.ts";
import { acceptedOf, unknownReport, type Reading, type ReporterDeps } from "./reading.ts";
import { DESCRIPTION_ERASED } from "./reporter-view.ts";

const MOST_LISTED = 1000;
const MOST_SKIPPED = 20_000;

const StepView = z.object({
  updateId: Ulid,
  trackingNumber: z.string(),
  step: z.enum(STEPS),
  reason: z.string().optional(),
  at: Instant,
});

const CommentView = z.object({
  updateId: Ulid,
  receivedAt: Instant,
  writtenAt: Instant,
  status: z.string().describe("the state on the other side, as it calls it"),
  asksToReopen: z.boolean(),
  description: z.string().describe("phone and identity numbers in it are masked"),
});

export interface UpdateDeps extends ReporterDeps, PublicDeps {
  readonly updates: Updates;
}

const stepView = ({ id: updateId, state }: Stored<UpdateState>): z.input<typeof StepView>[] => {
  if (state.status === "none" || state.origin === "client") return [];
  const { at, update } = state;
  const { trackingNumber, step, reason } = update;
  return [{ updateId, trackingNumber, step, ...(reason === undefined ? {} : { reason }), at }];
};

const whereOf = (since: string, until: string, numbers: readonly string[] | undefined): Where => ({
  "state.origin": "district",
  "state.at": { gte: since, lt: until },
  ...(numbers === undefined ? {} : { "state.update.trackingNumber": { in: numbers } }),
});

/** 进展, both ways: what the district did with reports of an Open311 client, and what the client says of them. */
export const updateActions = (deps: UpdateDeps, { mayKnow }: Pick<Reading, "mayKnow">, roles: readonly Role[]) => {
  const { reports, updates, progressOfMany, vault, clock } = deps;
  return {
    steps: action({
      summary: "What was done with reports that came through Open311, the oldest first",
      access: "service",
      idempotent: true,
      input: z.strictObject({
        since: Instant,
        until: Instant.describe("does not count"),
        number: z.array(z.string().max(40)).max(MOST_LISTED).optional(),
        skip: z.int().min(0).max(MOST_SKIPPED).default(0),
        limit: z.int().min(1).max(MOST_LISTED).default(MOST_LISTED),
      }),
      output: z.object({ steps: z.array(StepView) }),
      run: async ({ since, until, number, skip, limit }) => {
        const where = whereOf(since, until, number);
        const found = await updates.find({ where, limit: skip + limit, order: "oldest" });
        return { steps: found.slice(skip).flatMap(stepView) };
      },
    }),
    comment: action({
      summary: "What the program that a public report came through says of it: kept sealed, twice is once",
      access: "service",
      idempotent: true,
      input: z.strictObject({
        client: Ulid,
        updateId: z.string().min(1).max(200).describe("the client's own"),
        trackingNumber: z.string().max(40),
        status: z.string().regex(/^[A-Z_]{2,40}$/),
        saysOpen: z.boolean().describe("its status means that the matter is not done"),
        writtenAt: Instant,
        description: z.string().max(4000),
      }),
      output: z.object({ updateId: Ulid, asksToReopen: z.boolean() }),
      run: async ({ client, updateId, trackingNumber, status, saysOpen, writtenAt, description }, { meta }) => {
        if (!isTrackingNumber(trackingNumber)) throw unknownReport();
        const [found] = await reports.find({ where: { "state.trackingNumber": trackingNumber }, limit: 1 });
        const report = acceptedOf(found);
        if (report.state.visibility === "private") throw unknownReport();
        const progress = (await progressOfMany([report.id])).get(report.id);
        const asksToReopen = saysOpen && !isOpen({ report, progress });
        const { grid } = report.state;
        const data = { report: report.id, trackingNumber, grid, client, status, asksToReopen, writtenAt };
        const id = idFrom("update", client, updateId);
        const { state } = await updates.handle(
          id,
          { type: "KeepComment", data, at: clock.now() },
          { ...meta, messageId: undefined, correlationId: report.id },
          vault.sealComment(id, description),
        );
        const isAsked = state.status === "kept" && state.origin === "client" && state.update.asksToReopen;
        return { updateId: id, asksToReopen: isAsked };
      },
    }),
    comments: action({
      rest: "GET /reports/:reportId/comments",
      summary: "What the other side has said of a report since, the newest first",
      access: roles,
      input: z.strictObject({ reportId: ReportId }),
      output: z.object({ comments: z.array(CommentView) }),
      run: async ({ reportId }, { actor }) => {
        await mayKnow(acceptedOf(await reports.load(reportId)), actor);
        const where = { "state.update.report": reportId, "state.origin": "client" };
        const found = await updates.find({ where, limit: MOST_LISTED });
        return {
          comments: found.flatMap(({ id: updateId, state, sealed }) => {
            if (state.status === "none" || state.origin === "district") return [];
            const { status, asksToReopen, writtenAt } = state.update;
            const description = withoutPersonalNumbers(vault.openComment(updateId, sealed) ?? DESCRIPTION_ERASED);
            return [{ updateId, receivedAt: state.at, writtenAt, status, asksToReopen, description }];
          }),
        };
      },
    }),
  };
};
