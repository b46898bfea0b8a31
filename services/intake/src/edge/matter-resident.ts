import { action, type CallContext } from "@wangge/kit";
import { z } from "zod";
import { knownMatter, type KnownMatter, type MatterDesk, type Said } from "../app/matter-desk.ts";
import { dayOf, isInspected, unknownMatter, type Matter, type MatterCommand } from "../domain/index.ts";
import { BroughtInput, Words } from "./matter-input.ts";
import { TrackedMatter, type MatterViews } from "./matter-view.ts";
import type { OwnReports } from "./own-reports.ts";
import { Proof, type Known, type Subjects } from "./subjects.ts";

interface ResidentDeps<Tracked extends z.ZodType> {
  readonly desk: MatterDesk;
  readonly views: MatterViews;
  readonly subjects: Subjects;
  readonly own: OwnReports;
  /** A report or a matter, as whoever brought it sees it. */
  readonly track: { readonly output: Tracked; readonly of: (known: Known) => Promise<z.input<Tracked>> };
}

/** Where a review goes: above the body that replied last. */
export const superiorFor = ({ superiorOf, inspectionOf }: MatterDesk, matter: Matter, at: string): string => {
  const above = isInspected(matter) ? inspectionOf : superiorOf;
  return above(matter.replies.at(-1)?.department ?? matter.onHand, dayOf(at));
};

/** What the resident does himself, by number and phone. */
export const residentActions = <Tracked extends z.ZodType>({
  desk,
  views,
  subjects,
  own,
  track,
}: ResidentDeps<Tracked>) => {
  const change = async (
    { id, state }: KnownMatter,
    make: (at: string, state: Matter) => MatterCommand,
    { meta }: CallContext,
    said?: Said,
  ): Promise<void> => {
    await desk.handle(id, make(desk.clock.now(), state), { ...meta, correlationId: id }, said);
  };

  const ask = async (
    proof: z.infer<typeof Proof>,
    make: (at: string, state: Matter) => MatterCommand,
    context: CallContext,
    said?: Said,
  ) => {
    const known = await subjects.proven(proof);
    if (!("matter" in known.of)) throw unknownMatter();
    const { id } = known;
    await change(known.of.matter, make, context, said);
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
      summary: "评价: one to five, once after each end",
      access: "public",
      idempotent: true,
      input: Proof.extend({ stars: z.int().min(1).max(5) }),
      output: track.output,
      run: async ({ stars, ...proof }, context) => {
        const known = await subjects.proven(proof);
        if ("report" in known.of) await own.rate(known.of.report, stars, context);
        else await change(known.of.matter, (at) => ({ type: "RateMatter", stars, at }), context);
        return track.of(await subjects.byId(known.id));
      },
    }),
    reopenOwn: action({
      rest: "POST /track/reopen",
      summary: "重新办理: not content, or the problem is still there; within the days that the rules give",
      access: "public",
      idempotent: true,
      input: Proof.extend({ text: Words }),
      output: track.output,
      run: async ({ text, ...proof }, context) => {
        const known = await subjects.proven(proof);
        if ("report" in known.of) await own.reopen(known.of.report, text, context);
        else await change(known.of.matter, (at) => ({ type: "ReopenMatter", at }), context, saidBy("reopening", text));
        return track.of(await subjects.byId(known.id));
      },
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
