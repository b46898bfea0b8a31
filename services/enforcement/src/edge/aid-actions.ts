import { Instant, StreetCode } from "@wangge/contracts";
import { AidId, OfficerId, OperationId } from "@wangge/contracts/events";
import {
  action,
  DomainError,
  idFrom,
  newId,
  type Action,
  type CallContext,
  type Clock,
  type Stored,
} from "@wangge/kit";
import { z } from "zod";
import type { AidDesk, Shared } from "../app/aid.ts";
import { Requirement } from "../app/operation-data.ts";
import type { OperationDesk } from "../app/operations.ts";
import { offeredOf, otherSide, type Aid, type AidCommand } from "../domain/aid/index.ts";
import { accountOf, byOf, FIELD, instant, Key, LEADS, mustBelong, UnitId } from "./operation-access.ts";
import { PersonStatus } from "./operation-view.ts";
import type { Teams } from "../app/team.ts";

const Tier = z.enum(["view", "assist"]).describe("查看: how many and where, never who. 协同: takes part");
const Share = z
  .strictObject({ operation: Tier, units: Tier.optional(), persons: Tier.optional() })
  .describe("共享范围 by kind; what is not named is not shared, and evidence never is");

const AidView = z.object({
  aidId: AidId,
  version: z.int(),
  status: z.enum(["requested", "offered", "accepted", "active", "ended", "declined", "withdrawn"]),
  operationId: OperationId,
  asking: StreetCode,
  giving: StreetCode,
  items: z.array(z.object({ need: z.string(), wanted: z.int(), offered: z.int() })),
  share: Share,
  until: Instant.describe("到期: from this instant on nothing is shared"),
  grantedAt: Instant.optional(),
  endedAt: Instant.optional(),
  endedBecause: z.string().optional(),
});

const viewOf = ({ id: aidId, version, state }: Stored<Aid>): z.input<typeof AidView> => {
  const { status, operation: operationId, asking, giving, share, until, grantedAt, endedAt, endedBecause } = state;
  return {
    ...{ aidId, version, status, operationId, asking, giving, items: [...offeredOf(state)], share, until },
    ...{ grantedAt, endedAt, endedBecause },
  };
};

const SharedView = z.object({
  version: z.int(),
  badge: z.object({ sharedFrom: StreetCode, zh: z.string(), until: Instant, share: Share }).describe("共享标识"),
  operation: z.looseObject({ type: z.string(), status: z.string(), level: z.int(), street: StreetCode }),
  persons: z.array(z.looseObject({ officer: OfficerId, status: PersonStatus })).optional(),
  personCounts: z.array(z.looseObject({ count: z.int() })).optional(),
  units: z.array(z.looseObject({ unit: UnitId })).optional(),
  unitCounts: z.array(z.looseObject({ count: z.int() })).optional(),
  alarms: z.array(z.looseObject({ id: z.string() })).optional(),
});

const sharedView = ({ aid, version, ...shown }: Shared) => {
  const { asking: sharedFrom, until, share } = aid.state;
  const badge = { sharedFrom, zh: `来自街道 ${sharedFrom} 的共享`, until, share };
  return JSON.parse(JSON.stringify({ version, badge, ...shown })) as z.input<typeof SharedView>;
};

export interface AidEdge {
  readonly aid: AidDesk;
  readonly desk: OperationDesk;
  readonly teams: Teams;
  readonly clock: Clock;
}

const ById = z.strictObject({ aidId: AidId });
type Step = "AcceptAid" | "GrantAid" | "DeclineAid" | "WithdrawAid" | "EndAid";

/** 互助 between streets: what is asked for and offered, what is shared, and what the helping side does. */
export const aidActions = ({ aid, desk, teams, clock }: AidEdge): Readonly<Record<string, Action>> => {
  const byOfSide = (context: CallContext) => aid.sideOf(accountOf(context.actor));

  const step = (type: Step, path: string, summary: string): Action =>
    action({
      rest: `POST /aid/:aidId/${path}`,
      summary,
      access: ["enforcementLead"],
      idempotent: true,
      input: ById,
      output: AidView,
      run: async ({ aidId }, context) => {
        const command: AidCommand = { type, by: await byOfSide(context), at: clock.now() };
        return viewOf(await aid.say(aidId, command, context.meta));
      },
    });

  /** The two sides and the control room. */
  const known = async (aidId: string, context: CallContext): Promise<Stored<Aid>> => {
    const stored = await aid.load(aidId);
    if (byOf(context).desk === true) return stored;
    const { street } = await byOfSide(context);
    if (street !== stored.state.asking && street !== stored.state.giving) throw otherSide();
    return stored;
  };

  return {
    requestAid: action({
      rest: "POST /aid",
      summary: "请求互助 of another street for an operation, with what it will see of it and until when",
      access: FIELD,
      status: 201,
      idempotent: true,
      input: z.strictObject({
        operationId: OperationId,
        giving: StreetCode,
        wants: z.array(Requirement).min(1).max(20),
        share: Share,
        until: Instant,
      }),
      output: AidView,
      run: async ({ operationId, giving, wants, share, until }, context) => {
        const { state } = await desk.load(operationId);
        await mustBelong(teams, state.street, context);
        if (state.status !== "live")
          throw new DomainError("rule", "enforcement.operation.not_live", "This operation is not under way");
        const key = context.meta.messageId;
        const id = key === undefined ? newId() : idFrom("aid", accountOf(context.actor), key);
        const asking = state.street;
        const terms = { operation: operationId, asking, giving, wants, share, until: instant(until) };
        const by = { account: accountOf(context.actor), street: asking };
        return viewOf(await aid.say(id, { type: "RequestAid", terms, by, at: clock.now() }, context.meta));
      },
    }),
    offerAid: action({
      rest: "POST /aid/:aidId/offer",
      summary: "提供: how many of what was asked for; several offers add up",
      access: ["enforcementLead"],
      input: ById.extend({
        items: z
          .array(z.strictObject({ need: Key, count: z.int().min(1).max(200) }))
          .min(1)
          .max(20),
      }),
      output: AidView,
      run: async ({ aidId, items }, context) => {
        const offer = Object.fromEntries(items.map(({ need, count }) => [need, count]));
        const command: AidCommand = { type: "OfferAid", offer, by: await byOfSide(context), at: clock.now() };
        return viewOf(await aid.say(aidId, command, context.meta));
      },
    }),
    acceptAid: step("AcceptAid", "accept", "接受: the asking street takes what is offered"),
    grantAid: step("GrantAid", "grant", "生效: the helping street agrees to come and to what it will see"),
    declineAid: step("DeclineAid", "decline", "谢绝 by who was asked"),
    withdrawAid: step("WithdrawAid", "withdraw", "撤回请求 by who asks"),
    endAid: step("EndAid", "end", "结束: 撤销 by who shares, 召回 by who helps; open connections end too"),
    aid: action({
      rest: "GET /aid/:aidId",
      summary: "One mutual aid: what was asked for and offered, what is shared, until when",
      access: FIELD,
      input: ById,
      output: AidView,
      run: async ({ aidId }, context) => viewOf(await known(aidId, context)),
    }),
    aids: action({
      rest: "GET /aid",
      summary: "Mutual aid that a street asks for or gives, the newest first",
      access: FIELD,
      input: z.strictObject({ street: StreetCode, side: z.enum(["asking", "giving"]).default("giving") }),
      output: z.object({ aids: z.array(AidView) }),
      run: async ({ street, side }, context) => {
        await mustBelong(teams, street, context);
        const found = await aid.store.find({ where: { [`state.${side}`]: street }, limit: 100 });
        return {
          aids: found.flatMap(({ state, ...rest }) => (state.status === "none" ? [] : [viewOf({ ...rest, state })])),
        };
      },
    }),
    sharedOperation: action({
      rest: "GET /aid/:aidId/operation",
      summary: "共享视图: what the helping street sees of the operation now; every look is noted",
      notes: ["aidLooks"],
      access: FIELD,
      input: ById,
      output: SharedView,
      run: async ({ aidId }, { actor }) => sharedView(await aid.look(aidId, accountOf(actor), "read")),
    }),
    openAidStream: action({
      summary: "The first frame of a live view, noted as such",
      access: FIELD,
      input: ById,
      output: SharedView,
      run: async ({ aidId }, { actor }) => sharedView(await aid.look(aidId, accountOf(actor), "streamOpened")),
    }),
    watchAidStream: action({
      summary: "The next frame of a live view, if there is news; refused from the instant on at which it is over",
      access: FIELD,
      idempotent: true,
      input: ById.extend({ version: z.int() }),
      output: z.object({ frame: SharedView.optional() }),
      run: async ({ aidId, version }, { actor }) => {
        const shown = await aid.watch(aidId, accountOf(actor), version);
        return shown === undefined ? {} : { frame: sharedView(shown) };
      },
    }),
    endAidStream: action({
      summary: "Notes that a live view has ended",
      access: FIELD,
      idempotent: true,
      input: ById,
      output: z.object({}),
      run: async ({ aidId }, { actor }) => {
        await aid.noteEnd(aidId, accountOf(actor));
        return {};
      },
    }),
    assignAid: action({
      rest: "POST /aid/:aidId/assign",
      summary: "派员: the helping street sends its own people, no more than it offered",
      access: LEADS,
      idempotent: true,
      input: ById.extend({
        persons: z
          .array(z.strictObject({ officer: OfficerId, need: Key }))
          .max(200)
          .default([]),
        units: z
          .array(z.strictObject({ unit: UnitId, need: Key }))
          .max(50)
          .default([]),
      }),
      output: AidView,
      run: async ({ aidId, ...fill }, { actor, meta }) => {
        await aid.assign(aidId, accountOf(actor), fill, meta);
        return viewOf(await aid.load(aidId));
      },
    }),
    setAidPersonStatus: action({
      rest: "POST /aid/:aidId/persons/status",
      summary: "人员状态 of the helping street's own people",
      access: FIELD,
      idempotent: true,
      input: ById.extend({ officer: OfficerId, status: PersonStatus.exclude(["released"]) }),
      output: z.object({ version: z.int() }),
      run: async ({ aidId, officer, status }, { actor, meta }) =>
        aid.acting(aidId, accountOf(actor), (operation, by) =>
          desk.say<"SetPersonStatus">(operation, { type: "SetPersonStatus", officer, status }, by, meta),
        ),
    }),
    aidLooks: action({
      rest: "GET /aid/:aidId/looks",
      summary: "查阅记录: who looked at what was shared, and who was refused; for the street that shares",
      access: FIELD,
      input: ById,
      output: z.object({
        looks: z.array(
          z.object({
            account: z.string(),
            street: StreetCode.optional(),
            how: z.string(),
            outcome: z.string(),
            at: Instant,
          }),
        ),
      }),
      run: async ({ aidId }, context) => {
        const { state } = await aid.load(aidId);
        await mustBelong(teams, state.asking, context);
        const days = await aid.looks.find({ where: { "state.aid": aidId }, limit: 500, order: "oldest" });
        const histories = await Promise.all(days.map(({ id }) => aid.looks.history(id)));
        return {
          looks: histories
            .flat()
            .map(({ event: { data } }) => {
              const { aid: _, ...look } = data;
              return look;
            })
            .toSorted((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at))),
        };
      },
    }),
  };
};
