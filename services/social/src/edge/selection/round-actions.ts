import { Instant } from "@wangge/contracts";
import { ProgrammeCode, VentureRoundId } from "@wangge/contracts/events";
import { action, DomainError, type Action, type Actor, type Clock, type Stored } from "@wangge/kit";
import { z } from "zod";
import type { SelectionData } from "../../app/selection/data.ts";
import { isSocialOffice } from "../../app/selection/looking.ts";
import type { Rounds } from "../../app/selection/rounds.ts";
import type { Stores } from "../../app/selection/stores.ts";
import { ofProgramme, ofRound, takesAt, type Round as RoundState } from "../../domain/selection/index.ts";
import {
  Account,
  accountOf,
  Code,
  given,
  idOf,
  instant,
  Label,
  limitOf,
  OFFICE,
  OfRound,
  Round,
  Words,
} from "./words.ts";

const Reviewer = z.strictObject({
  account: Account,
  themes: z.array(Code).max(50),
  limit: z.int().min(1).max(500).describe("applications of the round at most"),
});

const RoundView = z.object({
  ...Round.shape,
  roundId: VentureRoundId,
  status: z.enum(["drafted", "announced", "open", "closed"]),
  takesApplications: z.boolean(),
  rules: z.string().describe("评选规则版本"),
  proposedClose: Instant.optional(),
  pool: z.array(Reviewer).optional().describe("for the office"),
});
const ProgrammeView = z.object({
  programme: ProgrammeCode,
  title: Label,
  themes: z.array(Code),
  status: z.enum(["running", "ended"]),
});

interface RoundEdge {
  readonly stores: Stores;
  readonly rounds: Rounds;
  readonly data: SelectionData;
  readonly clock: Clock;
}

/** 项目、轮次与征集: what is called for. */
export const roundActions = ({ stores, rounds, data, clock }: RoundEdge): Readonly<Record<string, Action>> => {
  const { programmes } = stores;

  /** How many applied is nobody's business: nothing of the places is shown, to nobody. */
  const viewOf = ({ id: roundId, state }: Stored<RoundState>, actor?: Actor): z.input<typeof RoundView> => {
    const { draftedBy: _drafter, places: _places, wakeAt: _wake, proposed, pool, ...rest } = state;
    const takesApplications = takesAt(state, clock.now());
    const ofOffice =
      actor !== undefined && isSocialOffice(actor)
        ? { pool: pool.map(({ themes, ...one }) => ({ ...one, themes: [...themes] })) }
        : {};
    const proposedClose = proposed === undefined ? {} : { proposedClose: proposed.closesAt };
    const { funder, themes, ...terms } = rest;
    return {
      roundId,
      ...terms,
      themes: [...themes],
      ...given({ funder }),
      takesApplications,
      ...proposedClose,
      ...ofOffice,
    };
  };

  const programmeOf = async (programme: string): Promise<z.input<typeof ProgrammeView>> => {
    const state = (await programmes.load(programme))?.state;
    if (state === undefined || state.status === "none") throw ofProgramme.unknown();
    return { programme, ...state, themes: [...state.themes] };
  };

  return {
    foundProgramme: action({
      rest: "POST /venture/programmes",
      summary: "设立项目: what rounds are held for, with its themes",
      access: OFFICE,
      status: 201,
      input: z.strictObject({ programme: ProgrammeCode, title: Label, themes: z.array(Code).min(1) }),
      output: ProgrammeView,
      run: async ({ programme, title, themes }, { actor, meta }) => {
        const at = clock.now();
        const known = data.themesAt(at);
        const unknown = themes.filter((theme) => !known.includes(theme));
        if (unknown.length > 0) throw ofProgramme.rule("no_such_theme", "There is no such theme", { themes: unknown });
        await programmes.handle(programme, { type: "FoundProgramme", title, themes, by: accountOf(actor), at }, meta);
        return programmeOf(programme);
      },
    }),
    endProgramme: action({
      rest: "POST /venture/programmes/:programme/end",
      summary: "结束项目: no more rounds",
      access: OFFICE,
      idempotent: true,
      input: z.strictObject({ programme: ProgrammeCode, why: Words(500) }),
      output: ProgrammeView,
      run: async ({ programme, why }, { actor, meta }) => {
        const at = clock.now();
        await programmes.handle(programme, { type: "EndProgramme", why, by: accountOf(actor), at }, meta);
        return programmeOf(programme);
      },
    }),
    programmes: action({
      rest: "GET /venture/programmes",
      summary: "Programmes by code, for everybody",
      access: "public",
      input: z.strictObject({ after: ProgrammeCode.optional(), limit: limitOf }),
      output: z.object({ programmes: z.array(ProgrammeView), next: ProgrammeCode.optional() }),
      run: async ({ after, limit }) => {
        const found = await programmes.find({ where: {}, order: "oldest", limit, after });
        const shown = await Promise.all(found.map(({ id }) => programmeOf(id)));
        return { programmes: shown, ...(found.length === limit ? given({ next: found.at(-1)?.id }) : {}) };
      },
    }),
    draftRound: action({
      rest: "POST /venture/rounds",
      summary: "拟定轮次: fund, envelope, window, form and rubric; it keeps the rules of today",
      access: OFFICE,
      status: 201,
      input: Round,
      output: RoundView,
      run: async (input, context) => {
        const { opensAt, closesAt, ...rest } = input;
        const terms = { ...rest, opensAt: instant(opensAt), closesAt: instant(closesAt) };
        const id = idOf("round", context);
        return viewOf(await rounds.draft(id, terms, accountOf(context.actor), context.meta), context.actor);
      },
    }),
    announceRound: action({
      rest: "POST /venture/rounds/:roundId/announce",
      summary: "公布征集: by somebody else than who drafted it; it opens and closes by itself",
      access: OFFICE,
      idempotent: true,
      input: OfRound,
      output: RoundView,
      run: async ({ roundId }, { actor, meta }) => {
        const command = { type: "AnnounceRound", by: accountOf(actor), at: clock.now() } as const;
        return viewOf(await rounds.say(roundId, command, meta), actor);
      },
    }),
    proposeExtension: action({
      rest: "POST /venture/rounds/:roundId/extension",
      summary: "申请延期 of the close, while it has not come",
      access: OFFICE,
      input: OfRound.extend({ closesAt: Instant, why: Words(500) }),
      output: RoundView,
      run: async ({ roundId, closesAt, why }, { actor, meta }) => {
        const proposed = { closesAt: instant(closesAt), why, by: accountOf(actor), at: clock.now() };
        return viewOf(await rounds.say(roundId, { type: "ProposeExtension", ...proposed }, meta), actor);
      },
    }),
    approveExtension: action({
      rest: "POST /venture/rounds/:roundId/extension/approve",
      summary: "批准延期: by somebody else, before the close; everybody is told",
      access: OFFICE,
      input: OfRound,
      output: RoundView,
      run: async ({ roundId }, { actor, meta }) => {
        const command = { type: "ApproveExtension", by: accountOf(actor), at: clock.now() } as const;
        return viewOf(await rounds.say(roundId, command, meta), actor);
      },
    }),
    enlistReviewer: action({
      rest: "POST /venture/rounds/:roundId/reviewers",
      summary: "评审专家入库 of a round, with the themes he knows and how much he takes; again: as said last",
      access: OFFICE,
      idempotent: true,
      input: OfRound.extend(Reviewer.shape),
      output: RoundView,
      run: async ({ roundId, ...reviewer }, { actor, meta }) => {
        const panel = (await stores.panels.load(roundId))?.state;
        if (panel !== undefined && panel.status !== "none" && panel.members.includes(reviewer.account))
          throw ofRound.rule("is_on_panel", "Who is on the panel of a round does not review in it");
        const command = { type: "EnlistReviewer", reviewer, by: accountOf(actor), at: clock.now() } as const;
        return viewOf(await rounds.say(roundId, command, meta), actor);
      },
    }),
    calls: action({
      rest: "GET /venture/calls",
      summary: "征集中: calls that are announced and not closed, the next to close first, for everybody",
      access: "public",
      input: z.strictObject({
        after: z.string().max(60).optional().describe("`next` of the page before"),
        limit: limitOf,
      }),
      output: z.object({ calls: z.array(RoundView), next: z.string().optional() }),
      run: async ({ after, limit }) => {
        const [value, id] = after?.split("_") ?? [];
        if (after !== undefined && (value === undefined || id === undefined))
          throw new DomainError("invalid", "social.round.bad_page", "There is no such page");
        const found = await stores.rounds.find({
          where: { "state.status": { in: ["announced", "open"] }, "state.closesAt": { gt: clock.now() } },
          by: { path: "state.closesAt", after: value === undefined || id === undefined ? undefined : { value, id } },
          limit,
        });
        const calls = found.flatMap(({ state, ...rest }) => (state.status === "none" ? [] : [{ ...rest, state }]));
        const last = calls.length === limit ? calls.at(-1) : undefined;
        return {
          calls: calls.map((one) => viewOf(one)),
          ...(last === undefined ? {} : { next: `${last.state.closesAt}_${last.id}` }),
        };
      },
    }),
    ventureRound: action({
      rest: "GET /venture/rounds/:roundId",
      summary: "One round: its call for everybody once it is announced",
      access: "public",
      input: OfRound,
      output: RoundView,
      run: async ({ roundId }, { actor }) => {
        const stored = await rounds.load(roundId);
        const isOffice = actor !== undefined && isSocialOffice(actor);
        if (stored.state.status === "drafted" && !isOffice) throw ofRound.unknown();
        return viewOf(stored, actor);
      },
    }),
    ventureRounds: action({
      rest: "GET /venture/rounds",
      summary: "All rounds, the newest first",
      access: OFFICE,
      input: z.strictObject({ after: VentureRoundId.optional(), limit: limitOf }),
      output: z.object({ rounds: z.array(RoundView), next: VentureRoundId.optional() }),
      run: async ({ after, limit }, { actor }) => {
        const found = await stores.rounds.find({ where: {}, limit, after });
        const shown = found.flatMap(({ state, ...rest }) => (state.status === "none" ? [] : [{ ...rest, state }]));
        return {
          rounds: shown.map((one) => viewOf(one, actor)),
          ...(found.length === limit ? given({ next: found.at(-1)?.id }) : {}),
        };
      },
    }),
  };
};
