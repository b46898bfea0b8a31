import { Instant, Ulid, WorkerId } from "@wangge/contracts";
import { action, DomainError, idFrom, newId, type Actor, type CallContext } from "@wangge/kit";
import { z } from "zod";
import type { People } from "../app/people.ts";
import type { KnownSwap } from "../app/swaps.ts";
import { SWAP_STATUSES } from "../domain/index.ts";
import { ownWorker, ShiftView, shiftView, swapParty } from "./people-input.ts";

const SwapView = z.object({
  swap: Ulid,
  status: z.enum(SWAP_STATUSES).describe("approved, committed and failed are on their way to done or dropped"),
  from: WorkerId,
  to: WorkerId,
  gives: ShiftView.describe("of `from`, as it was when the swap was asked for"),
  takes: ShiftView.optional().describe("of `to`; absent: nothing in return"),
  askedAt: Instant,
  code: z.string().optional().describe("why a rota did not allow it"),
});

const swapView = ({ id, state }: KnownSwap): z.input<typeof SwapView> => ({
  swap: id,
  status: state.status,
  from: state.from,
  to: state.to,
  gives: shiftView(state.from, state.gives),
  ...(state.takes === undefined ? {} : { takes: shiftView(state.to, state.takes) }),
  askedAt: state.askedAt,
  ...(state.code === undefined ? {} : { code: state.code }),
});

const ById = z.strictObject({ swap: Ulid });

const decides = (actor: Actor | undefined): boolean =>
  actor === undefined || actor.roles.some((role) => role === "supervisor" || role === "admin");

/** 换班. Asked by one, agreed to by the other, approved by somebody who is neither. */
export const swapActions = ({ swaps, swapStore }: Pick<People, "swaps" | "swapStore">) => {
  /** Others' swaps are for supervisors. */
  const mayKnow = ({ state }: KnownSwap, actor: Actor | undefined): boolean =>
    decides(actor) || (actor?.worker !== undefined && [state.from, state.to].includes(actor.worker));

  const known = async (id: string, actor: Actor | undefined): Promise<KnownSwap> => {
    const swap = await swaps.load(id);
    if (!mayKnow(swap, actor))
      throw new DomainError("missing", "dispatch.swap.unknown", "There is no such swap", { swap: id });
    return swap;
  };

  const say =
    (type: Parameters<typeof swaps.say>[1]) =>
    async ({ swap }: z.output<typeof ById>, { actor, meta }: CallContext) => {
      await known(swap, actor);
      return swapView(await swaps.say(swap, type, swapParty(actor), meta));
    };

  return {
    askSwap: action({
      rest: "POST /swaps",
      summary:
        "申请换班: one of my shifts for one of a colleague's, or for none; refused at once where a rota does not allow it",
      access: ["gridWorker"],
      status: 201,
      input: z.strictObject({
        gives: Ulid.describe("my shift"),
        to: WorkerId,
        takes: Ulid.optional().describe("the colleague's shift; absent: he takes mine and gives none"),
      }),
      output: SwapView,
      run: async ({ gives, to, takes }, { actor, meta, idempotencyKey: key }) => {
        const from = ownWorker(actor);
        const id = key === undefined ? newId() : idFrom("dispatch.swap", key);
        const before = key === undefined ? undefined : (await swapStore.find({ where: { _id: id }, limit: 1 }))[0];
        if (before !== undefined) return swapView(await known(id, actor));
        return swapView(await swaps.ask(id, { from, to, gives, takes }, swapParty(actor), meta));
      },
    }),
    swap: action({
      rest: "GET /swaps/:swap",
      summary: "One swap, for the two and for supervisors",
      access: ["gridWorker", "supervisor"],
      input: ById,
      output: SwapView,
      run: async ({ swap }, { actor }) => swapView(await known(swap, actor)),
    }),
    swaps: action({
      rest: "GET /swaps",
      summary: "换班申请, newest first: a worker's own, or all for supervisors",
      access: ["gridWorker", "supervisor"],
      input: z.strictObject({
        status: z.enum(SWAP_STATUSES).optional(),
        side: z.enum(["asked", "received"]).default("received").describe("of a worker's own: asked by him or of him"),
        after: Ulid.optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
      output: z.object({ swaps: z.array(SwapView), next: Ulid.optional() }),
      run: async ({ status, side, after, limit }, { actor }) => {
        const own = decides(actor) ? {} : { [side === "asked" ? "state.from" : "state.to"]: ownWorker(actor) };
        const where = { ...own, ...(status === undefined ? {} : { "state.status": status }) };
        const found = await swapStore.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        const swapsFound = found.flatMap((stored) =>
          stored.state.status === "none" ? [] : [swapView({ ...stored, state: stored.state })],
        );
        return { swaps: swapsFound, ...(next === undefined ? {} : { next }) };
      },
    }),
    consentSwap: action({
      rest: "POST /swaps/:swap/consent",
      summary: "同意换班: the colleague agrees",
      access: ["gridWorker"],
      input: ById,
      output: SwapView,
      run: say("ConsentSwap"),
    }),
    declineSwap: action({
      rest: "POST /swaps/:swap/decline",
      summary: "拒绝换班: the colleague does not",
      access: ["gridWorker"],
      input: ById,
      output: SwapView,
      run: say("DeclineSwap"),
    }),
    withdrawSwap: action({
      rest: "POST /swaps/:swap/withdraw",
      summary: "撤回换班: whoever asked wants it no more; until it is approved",
      access: ["gridWorker"],
      input: ById,
      output: SwapView,
      run: say("WithdrawSwap"),
    }),
    approveSwap: action({
      rest: "POST /swaps/:swap/approve",
      summary: "批准换班: by a supervisor who is neither of the two; both rotas change or none",
      access: ["supervisor"],
      input: ById,
      output: SwapView,
      run: say("ApproveSwap"),
    }),
    refuseSwap: action({
      rest: "POST /swaps/:swap/refuse",
      summary: "不批准换班",
      access: ["supervisor"],
      input: ById,
      output: SwapView,
      run: say("RefuseSwap"),
    }),
  };
};
