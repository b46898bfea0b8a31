import { ContentHash, Ulid } from "@wangge/contracts";
import { Amount, ApplicationId, RoundId } from "@wangge/contracts/events";
import { action, DomainError, type CallContext, type Clock, type Where } from "@wangge/kit";
import { z } from "zod";
import { knownAllocation, recomputed, type Rounds } from "../../app/grants/rounds.ts";
import type { Allocations } from "../../app/grants/stores.ts";
import type { Treasury } from "../../app/grants/treasury.ts";
import { unknownAllocation, type AllocationCommand } from "../../domain/grants/allocation/index.ts";
import { accountOf, EVERYBODY, idOfRequest, isOfOffice, OFFICE } from "./access.ts";
import { AllocationView, allocationView } from "./allocation-view.ts";

interface Deps {
  readonly allocations: Allocations;
  readonly rounds: Rounds;
  readonly treasury: Treasury;
  readonly clock: Clock;
}

type Asked = AllocationCommand extends infer One
  ? One extends AllocationCommand
    ? Pick<One, "type" | "data">
    : never
  : never;

const Reason = z.string().min(1).max(2_000);
const Changes = z
  .array(z.strictObject({ application: ApplicationId, granted: Amount, reason: Reason }))
  .max(500)
  .default([])
  .describe("awards that are another one than the rule gave; each an amount that the rule knows for the applicant");

/** 资金分配、资助决定、公示、异议、复核. */
export const allocationActions = ({ allocations, rounds, treasury, clock }: Deps) => {
  const ask = async (round: string, asked: Asked, { actor, meta }: CallContext) => {
    const command = { ...asked, by: accountOf(actor), at: clock.now() } as AllocationCommand;
    const stored = knownAllocation(await allocations.handle(round, command, { ...meta, correlationId: round }));
    return allocationView(stored, actor);
  };
  const ById = z.strictObject({ round: RoundId });
  const Answer = ById.extend({ objection: Ulid, upheld: z.boolean(), reason: Reason, changes: Changes });

  return {
    runAllocation: action({
      rest: "POST /rounds/:round/allocation",
      summary:
        "分配测算: reserves the envelope of the round and works out by rule who gets what; again until it is determined",
      access: ["socialOfficer"],
      input: ById,
      output: AllocationView,
      run: async ({ round }, { actor, meta }) =>
        allocationView(await rounds.run(round, accountOf(actor), { ...meta, correlationId: round }), actor),
    }),
    allocations: action({
      rest: "GET /allocations",
      summary: "资助决定, newest first, a page at a time",
      access: OFFICE,
      input: z.strictObject({
        status: AllocationView.shape.status.optional(),
        after: RoundId.optional(),
        limit: z.coerce.number().int().min(1).max(50).default(20),
      }),
      output: z.object({ allocations: z.array(AllocationView), next: RoundId.optional() }),
      run: async ({ status, after, limit }, { actor }) => {
        const where: Where = status === undefined ? {} : { "state.status": status };
        const found = await allocations.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        const shown = found.map((one) => allocationView(knownAllocation(one), actor));
        return { allocations: shown, ...(next === undefined ? {} : { next }) };
      },
    }),
    allocation: action({
      rest: "GET /rounds/:round/allocation",
      summary: "What a round comes to; public from its determination on",
      access: EVERYBODY,
      input: ById,
      output: AllocationView,
      run: async ({ round }, { actor }) => {
        const stored = knownAllocation(await allocations.load(round));
        if (stored.state.editions.length === 0 && !isOfOffice(actor)) throw unknownAllocation();
        return allocationView(stored, actor);
      },
    }),
    recomputeAllocation: action({
      rest: "GET /rounds/:round/allocation/recompute",
      summary: "复算: worked out once more from what was kept, and compared byte by byte",
      access: OFFICE,
      input: ById,
      output: z.object({ hash: ContentHash, recomputed: ContentHash, identical: z.boolean(), rule: z.string() }),
      run: async ({ round }) => recomputed(knownAllocation(await allocations.load(round)).state),
    }),
    decideFindings: action({
      rest: "POST /rounds/:round/allocation/findings/decide",
      summary: "重复资助认定: is it paid for already? If so the applicant gets nothing and the list moves up",
      access: ["socialOfficer", "districtGovernment"],
      input: ById.extend({
        decisions: z
          .array(z.strictObject({ finding: Ulid, duplicate: z.boolean(), reason: Reason }))
          .min(1)
          .max(1_000),
      }),
      output: AllocationView,
      run: ({ round, decisions }, context) => ask(round, { type: "DecideFindings", data: { decisions } }, context),
    }),
    determineAllocation: action({
      rest: "POST /rounds/:round/allocation/determine",
      summary:
        "资助决定, by somebody other than who worked it out, of the result that has this hash; its publicity begins",
      access: ["districtGovernment"],
      input: ById.extend({ hash: ContentHash, reasons: Reason, changes: Changes }),
      output: AllocationView,
      run: async ({ round, ...data }, context) => {
        const { state } = knownAllocation(await allocations.load(round));
        if (state.status === "proposed" && recomputed(state).hash !== data.hash)
          throw new DomainError("conflict", "social.allocation.changed", "The result is another one by now");
        return ask(round, { type: "Determine", data }, context);
      },
    }),
    abandonAllocation: action({
      rest: "POST /rounds/:round/allocation/abandon",
      summary: "终止: nothing comes of the round, what it had reserved is free again",
      access: ["districtGovernment"],
      input: ById.extend({ reason: Reason }),
      output: AllocationView,
      run: async ({ round, reason }, context) => {
        await ask(round, { type: "Abandon", data: { reason } }, context);
        await treasury.settleAllocation(knownAllocation(await allocations.load(round)));
        return allocationView(knownAllocation(await allocations.load(round)), context.actor);
      },
    }),
    object: action({
      rest: "POST /rounds/:round/allocation/objections",
      summary: "提出异议, while it is publicized",
      access: EVERYBODY,
      input: ById.extend({ about: ApplicationId.optional(), text: Reason }),
      output: AllocationView,
      run: ({ round, about, text }, context) =>
        ask(
          round,
          {
            type: "Object",
            data: { id: idOfRequest("objection", context), text, ...(about === undefined ? {} : { about }) },
          },
          context,
        ),
    }),
    answerObjection: action({
      rest: "POST /rounds/:round/allocation/objections/:objection/answer",
      summary: "异议答复, by somebody who had no hand in the determination; what it changes is a new edition",
      access: ["districtGovernment", "inspector"],
      input: Answer,
      output: AllocationView,
      run: ({ round, objection: id, ...data }, context) =>
        ask(round, { type: "AnswerObjection", data: { id, ...data } }, context),
    }),
    appealObjection: action({
      rest: "POST /rounds/:round/allocation/objections/:objection/appeal",
      summary: "申请复核: once, by who objected, within its time",
      access: EVERYBODY,
      input: ById.extend({ objection: Ulid, text: Reason }),
      output: AllocationView,
      run: ({ round, objection: id, text }, context) => ask(round, { type: "Appeal", data: { id, text } }, context),
    }),
    decideAppeal: action({
      rest: "POST /rounds/:round/allocation/objections/:objection/appeal/decide",
      summary: "复核决定, by somebody who neither determined nor answered; final",
      access: ["districtGovernment", "inspector"],
      input: Answer,
      output: AllocationView,
      run: ({ round, objection: id, ...data }, context) =>
        ask(round, { type: "DecideAppeal", data: { id, ...data } }, context),
    }),
  };
};
