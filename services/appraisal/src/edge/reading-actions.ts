import { Instant, Ulid } from "@wangge/contracts";
import { action, newId, withoutNumbers, type CallContext, type Clock, type Role } from "@wangge/kit";
import { z } from "zod";
import type { Readings } from "../app/readings.ts";
import type { ReadingSource } from "../domain/index.ts";
import { callerOf } from "./access.ts";

const Subject = z.string().regex(/^[A-Za-z0-9-]{1,40}$/);
const Measure = z.string().regex(/^[a-z][a-z-]{1,39}$/, "kebab-case");

const ReadingView = z.object({ readingId: Ulid, version: z.int(), status: z.enum(["recorded", "withdrawn"]) });

interface Side {
  readonly source: ReadingSource;
  readonly path: "surveys" | "economy";
  readonly zh: string;
  readonly roles: readonly Role[];
}

/** 民调 comes from who runs the appraisal of streets, economic figures from who runs that of sub-centres; neither from the other. */
const SIDES: readonly Side[] = [
  { source: "surveys", path: "surveys", zh: "第三方民调", roles: ["appraisalOfficer"] },
  { source: "economy", path: "economy", zh: "经济填报", roles: ["economyOfficer"] },
];

export const readingActions = ({ readings, clock }: { readonly readings: Readings; readonly clock: Clock }) => {
  const viewed = (readingId: string, version: number, status: "none" | "recorded" | "withdrawn") => ({
    readingId,
    version,
    status: status === "none" ? ("recorded" as const) : status,
  });
  const ofSide = ({ source, path, zh, roles }: Side) => ({
    [`record${source}`]: action({
      rest: `POST /appraisal/${path}`,
      summary: `${zh}: records one reading; it is never altered, only withdrawn by somebody else`,
      access: roles,
      status: 201,
      input: z.strictObject({
        readingId: Ulid.optional().describe("yours, so that a second try is the same reading"),
        measure: Measure,
        subject: Subject.describe("whom it is about, by code"),
        amount: z.int().min(0).max(Number.MAX_SAFE_INTEGER).describe("in the unit of the measure; money in fen"),
        at: Instant.describe("when it was measured"),
      }),
      output: ReadingView,
      run: async ({ readingId = newId(), ...reading }, context: CallContext) => {
        const { id: by } = callerOf(context);
        const at = new Date(reading.at).toISOString();
        const { version, state } = await readings.stores[source].handle(
          readingId,
          { type: "Record", source, ...reading, at, by, recordedAt: clock.now() },
          context.meta,
        );
        return viewed(readingId, version, state.status);
      },
    }),
    [`withdraw${source}`]: action({
      rest: `POST /appraisal/${path}/:readingId/withdraw`,
      summary: `${zh}: withdraws a reading that somebody else recorded, with the reason`,
      access: roles,
      input: z.strictObject({ readingId: Ulid, reason: withoutNumbers(1, 500) }),
      output: ReadingView,
      run: async ({ readingId, reason }, context: CallContext) => {
        const { id: by } = callerOf(context);
        const { version, state } = await readings.stores[source].handle(
          readingId,
          { type: "Withdraw", source, by, reason, withdrawnAt: clock.now() },
          context.meta,
        );
        return viewed(readingId, version, state.status);
      },
    }),
  });
  return Object.assign({}, ...SIDES.map(ofSide)) as ReturnType<typeof ofSide>;
};
