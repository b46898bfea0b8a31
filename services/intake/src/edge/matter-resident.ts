import { action, type CallContext } from "@wangge/kit";
import { z } from "zod";
import { knownMatter, type MatterDesk, type Said } from "../app/matter-desk.ts";
import { dayOf, unknownMatter, type Matter, type MatterCommand } from "../domain/index.ts";
import { BroughtInput, Words } from "./matter-input.ts";
import { TrackedMatter, type MatterViews } from "./matter-view.ts";
import { Proof, type Subjects } from "./subjects.ts";

interface ResidentDeps {
  readonly desk: MatterDesk;
  readonly views: MatterViews;
  readonly subjects: Subjects;
}

/** Where a review goes: above the body that replied last. */
export const superiorFor = ({ superiorOf }: MatterDesk, { replies, onHand }: Matter, at: string): string =>
  superiorOf(replies.at(-1)?.department ?? onHand, dayOf(at));

/** What the resident does himself, by number and phone. */
export const residentActions = ({ desk, views, subjects }: ResidentDeps) => {
  const ask = async (
    proof: z.infer<typeof Proof>,
    make: (at: string, state: Matter) => MatterCommand,
    { meta }: CallContext,
    said?: Said,
  ) => {
    const known = await subjects.proven(proof);
    if (!("matter" in known.of)) throw unknownMatter();
    const { id, state } = known.of.matter;
    await desk.handle(id, make(desk.clock.now(), state), { ...meta, correlationId: id }, said);
    return views.tracked(knownMatter(await desk.matters.load(id)));
  };
  const saidBy = (role: Said["role"], text: string | undefined): Said | undefined =>
    text === undefined ? undefined : { role, text };

  return {
    bringOwn: action({
      rest: "POST /track/materials",
      summary: "补正: brings materials; the clock runs on when the last one that was told is there",
      access: "public",
      input: Proof.extend({ materials: BroughtInput.min(1) }),
      output: TrackedMatter,
      run: ({ materials: brought, ...proof }, context) =>
        ask(proof, (at) => ({ type: "BringMaterials", brought, at }), context),
    }),
    withdrawOwn: action({
      rest: "POST /track/withdraw",
      summary: "撤回: takes it back",
      access: "public",
      input: Proof.extend({ text: Words.optional() }),
      output: TrackedMatter,
      run: ({ text, ...proof }, context) =>
        ask(proof, (at) => ({ type: "WithdrawMatter", at }), context, saidBy("reason", text)),
    }),
    rateOwn: action({
      rest: "POST /track/rating",
      summary: "评价: one to five, once after the end",
      access: "public",
      input: Proof.extend({ stars: z.int().min(1).max(5) }),
      output: TrackedMatter,
      run: ({ stars, ...proof }, context) => ask(proof, (at) => ({ type: "RateMatter", stars, at }), context),
    }),
    reopenOwn: action({
      rest: "POST /track/reopen",
      summary: "重开: not content, said within the days that the rules give",
      access: "public",
      input: Proof.extend({ text: Words }),
      output: TrackedMatter,
      run: ({ text, ...proof }, context) =>
        ask(proof, (at) => ({ type: "ReopenMatter", at }), context, saidBy("reopening", text)),
    }),
    reviewOwn: action({
      rest: "POST /track/review",
      summary: "复查, then 复核: the body above looks at the reply again",
      access: "public",
      input: Proof.extend({ text: Words }),
      output: TrackedMatter,
      run: ({ text, ...proof }, context) =>
        ask(
          proof,
          (at, state) => ({ type: "AskReview", to: superiorFor(desk, state, at), at }),
          context,
          saidBy("review", text),
        ),
    }),
  };
};
