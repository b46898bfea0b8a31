import { CaseId, Instant, Ulid } from "@wangge/contracts";
import { dayOf } from "@wangge/calendar";
import { action, idFrom, invalidInput, pagesOf, reject, runAction } from "@wangge/kit";
import { z } from "zod";
import { createSync, type Answered, type Queued } from "../app/sync.ts";
import { CaseView, historyViewOf, HistoryView, viewOf } from "../view.ts";
import { unknownCase } from "./case-edge.ts";
import { workerOf, type FieldEdge } from "./field.ts";
import { patrolOf, patrolView, PatrolView } from "./patrol-actions.ts";

const MOST = 200;
/** What a telephone may ask for while it is away: names of actions, each with its own input and its own roles. */
const COMMANDS: readonly string[] = [
  "accept",
  "return",
  "handle",
  "verify",
  "check",
  "request",
  "withdrawRequest",
  "replySupervision",
  "note",
];

const Item = z.strictObject({
  clientId: Ulid.describe("made by the telephone; the same one again is the same command"),
  caseId: CaseId,
  command: z.string().min(1).max(40),
  data: z.record(z.string(), z.unknown()).default({}),
  madeAt: Instant.describe("by the telephone's clock: shown, and never counted by"),
  baseVersion: z.int().min(1).describe("the version of the case that the telephone had"),
});

const Outcome = z.enum(["applied", "conflict", "held", "refused"]);

const Answer = z.object({
  clientId: Ulid,
  caseId: CaseId,
  outcome: z.enum(["applied", "repeated", "conflict", "held", "refused"]),
  was: Outcome.optional().describe("repeated: the answer that was given, and is given again"),
  madeAt: Instant,
  at: Instant.describe("when it was answered, by the server's clock: this one counts"),
  code: z.string().optional(),
  behind: Ulid.optional().describe("held: the command of the same case that met a conflict"),
  case: CaseView.optional().describe("as it was when this was answered"),
  changes: HistoryView.shape.entries.optional().describe("conflict: what happened since `baseVersion`"),
});

const answerOf = ({ answer, isRepeated, seen, changes }: Answered): z.input<typeof Answer> => {
  const { clientId, caseId, outcome, madeAt, at, code, behind } = answer;
  return {
    clientId,
    caseId,
    outcome: isRepeated ? "repeated" : outcome,
    ...(isRepeated ? { was: outcome } : {}),
    madeAt,
    at,
    ...(code === undefined ? {} : { code }),
    ...(behind === undefined ? {} : { behind }),
    ...(seen === undefined ? {} : { case: viewOf(seen, at) }),
    ...(changes === undefined ? {} : { changes: historyViewOf(changes).entries }),
  };
};

const MOST_ORDERS = 500;
/** Of a ULID: enough to tell the orders of one worker apart. */
const tailOf = (id: string): string => id.slice(-8);

/** `since`: version of each order and patrol, as short as it can be said. */
const tokenOf = (things: readonly { readonly id: string; readonly version: number }[]): string =>
  things.map(({ id, version }) => `${tailOf(id)}${version.toString(36)}`).join("~");

const knownOf = (since: string | undefined): ReadonlySet<string> => new Set(since?.split("~"));

const Versions = z
  .record(z.string(), z.string())
  .describe("rules and standards that the telephone keeps: load those that differ");

/** 离线同步: a telephone sends what its worker did without a network, and learns what is new. */
export const syncActions = (edge: FieldEdge) => {
  const { cases, patrols, syncItems, gridsOf, versions, mayKnow, actionOf, clock } = edge;

  const run = async (
    { caseId, command, data }: Queued,
    key: string,
    { actor, meta }: Parameters<Parameters<typeof action>[0]["run"]>[1],
  ): Promise<unknown> => {
    const single = COMMANDS.includes(command) ? actionOf(command) : undefined;
    if (single === undefined)
      throw reject("dispatch.sync.command_unknown", "This cannot be asked for offline", { command });
    const { traceparent, correlationId } = meta;
    return runAction(
      `dispatch.${command}`,
      single,
      { ...data, caseId },
      {
        ...(actor === undefined ? {} : { actor }),
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(correlationId === undefined ? {} : { correlationId }),
        idempotencyKey: key,
        external: true,
      },
    );
  };
  const sync = createSync({
    items: syncItems,
    cases,
    run,
    messageIdOf: (key) => idFrom("request", key),
    mayKnow,
    clock,
  });

  /** One id, one command: two under one id would be answered by chance. */
  const mustDiffer = (items: readonly z.output<typeof Item>[]): void => {
    const seen = new Map<string, string>();
    for (const [place, item] of items.entries()) {
      const text = JSON.stringify(item);
      if ((seen.get(item.clientId) ?? text) !== text)
        throw invalidInput([{ path: `items.${place}.clientId`, message: "two commands under one id", code: "custom" }]);
      seen.set(item.clientId, text);
    }
  };

  return {
    sync: action({
      rest: "POST /sync",
      summary:
        "离线同步: commands of a telephone in their order; each has its own answer, a conflict is shown and not guessed",
      access: ["gridWorker", "department", "supervisor"],
      idempotent: true,
      input: z.strictObject({
        sentAt: Instant.optional().describe("what time the telephone has now"),
        items: z.array(Item).min(1).max(MOST),
      }),
      output: z.object({
        at: Instant.describe("what time the server has"),
        skewMs: z.int().optional().describe("时钟偏差: the telephone's clock less the server's"),
        answers: z.array(Answer),
      }),
      run: async ({ sentAt, items }, context) => {
        mustDiffer(items);
        const skewMs = sentAt === undefined ? undefined : Date.parse(sentAt) - clock.ms();
        const answers = await sync(items, context, skewMs);
        return { at: clock.now(), ...(skewMs === undefined ? {} : { skewMs }), answers: answers.map(answerOf) };
      },
    }),
    syncChanges: action({
      rest: "GET /sync/changes",
      summary: "增量下载: what a worker's telephone is to have; with `since` only what is new to it",
      access: ["gridWorker"],
      input: z.strictObject({ since: z.string().max(12_000).optional().describe("`next` of the answer before") }),
      output: z.object({
        at: Instant,
        orders: z
          .array(z.object({ caseId: CaseId, version: z.int() }))
          .describe("all open orders: what is not among them is done or another's"),
        cases: z.array(CaseView).describe("those that are new or have changed"),
        patrols: z.array(PatrolView).describe("of today in the worker's grids: new or changed"),
        versions: Versions,
        next: z.string(),
      }),
      run: async ({ since }, { actor }) => {
        const worker = workerOf(actor);
        const now = clock.now();
        const where = { "state.assignment.worker": worker, "state.status": { in: ["assigned", "accepted"] } };
        const orders = await cases.find({ where, limit: MOST_ORDERS, by: { path: "state.assignment.dueAt" } });
        const grids = await gridsOf(worker);
        const today = [];
        for await (const page of pagesOf(patrols.store, { "state.grid": { in: [...grids] }, "state.day": dayOf(now) }))
          today.push(...page.map(patrolOf));
        const known = knownOf(since);
        const isNew = (one: { readonly id: string; readonly version: number }): boolean => !known.has(tokenOf([one]));
        return {
          at: now,
          orders: orders.map(({ id: caseId, version }) => ({ caseId, version })),
          cases: orders.filter(isNew).map((stored) => viewOf(stored, now)),
          patrols: today.filter(isNew).map(patrolView),
          versions: { ...versions(now) },
          next: tokenOf([...orders, ...today]),
        };
      },
    }),
    offlineCommands: action({
      rest: "GET /cases/:caseId/offline",
      summary: "离线操作记录: what telephones sent for a case, when it was made there and when it counted here",
      access: ["gridWorker", "dispatcher", "department", "supervisor"],
      input: z.strictObject({ caseId: CaseId }),
      output: z.object({
        commands: z.array(
          z.object({
            clientId: Ulid,
            command: z.string(),
            by: z.string(),
            madeAt: Instant,
            at: Instant,
            skewMs: z.int().optional(),
            outcome: Outcome,
            code: z.string().optional(),
          }),
        ),
      }),
      run: async ({ caseId }, { actor }) => {
        const stored = await cases.load(caseId);
        if (stored === undefined || !mayKnow(stored.state, actor)) throw unknownCase(caseId);
        const found = await syncItems.find({
          where: { "state.caseId": caseId },
          limit: MOST,
          by: { path: "state.at" },
        });
        const answered = found.flatMap(({ state }) => (state.status === "none" ? [] : [state]));
        // Answered within one millisecond: by how far the case was.
        answered.sort((one, other) => Date.parse(one.at) - Date.parse(other.at) || one.version - other.version);
        return {
          commands: answered.map((state) => {
            const { clientId, command, account: by, madeAt, at, skewMs, outcome, code } = state;
            const more = { ...(skewMs === undefined ? {} : { skewMs }), ...(code === undefined ? {} : { code }) };
            return { clientId, command, by, madeAt, at, outcome, ...more };
          }),
        };
      },
    }),
  };
};
