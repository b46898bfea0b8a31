import { Instant, Fen } from "@wangge/contracts";
import { VentureApplicationId, VentureRoundId } from "@wangge/contracts/events";
import { action, type Action, type Actor, type CallContext, type Clock, type Stored } from "@wangge/kit";
import { z } from "zod";
import { isSocialOffice } from "../../app/selection/looking.ts";
import type { Panels } from "../../app/selection/panels.ts";
import { ofPanel, type Panel } from "../../domain/selection/index.ts";
import { Account, accountOf, given, JUDGES, OFFICE, OfRound, Words } from "./words.ts";

const Accounts = z.array(Account).max(50);
const Points = z.int().describe("万分之一分");
const Reason = z.object({ organization: z.string(), reason: z.string(), detail: z.string().optional() });

const PanelView = z.object({
  roundId: VentureRoundId,
  status: z.enum(["appointed", "sitting", "minuted", "signed"]),
  members: Accounts,
  chair: Account,
  rules: z.string().describe("评选规则版本"),
  ranking: z
    .array(
      z.object({
        rank: z.int().optional(),
        applicationId: VentureApplicationId,
        title: z.string(),
        asked: Fen,
        raw: Points,
        normalised: Points,
        reviews: z.int(),
        isNormalised: z.boolean().describe("false: too few reviews of each reviewer, as they were written"),
      }),
    )
    .optional()
    .describe("in the order of the ranks; for a member without what he is recused from, and so without numbers"),
  excluded: z.array(z.object({ applicationId: VentureApplicationId, ineligible: z.array(Reason) })).optional(),
  recused: z
    .array(z.object({ applicationId: VentureApplicationId, members: Accounts }))
    .optional()
    .describe("for the office"),
  present: Accounts.optional(),
  moves: z
    .array(
      z.object({
        applicationId: VentureApplicationId,
        from: z.int().optional(),
        to: z.int().optional(),
        reasons: z.string(),
        inFavour: Accounts,
        against: Accounts,
      }),
    )
    .optional(),
  minutes: z.object({ text: z.string(), by: Account, at: Instant }).optional(),
  signedBy: Account.optional(),
  signedAt: Instant.optional(),
});

/** A member does not meet in the ranking what he is recused from, nor a gap where it stands; the office meets all. */
const viewOf = (
  { id: roundId, state }: Stored<Panel>,
  { isOffice, hidden }: { readonly isOffice: boolean; readonly hidden: ReadonlySet<string> },
): z.input<typeof PanelView> => {
  const { status, members, chair, rulesVersion: rules } = state;
  const about = { roundId, status, members: [...members], chair, rules };
  if (state.status === "appointed") return about;
  const { proposal, order, present, moves, minutes, signedBy, signedAt } = state;
  const sees = (application: string): boolean => !hidden.has(application);
  return {
    ...about,
    ranking: order.flatMap((id, index) => {
      const entry = proposal.ranking.find(({ application }) => application === id);
      if (entry === undefined || !sees(id)) return [];
      const { application: applicationId, title, asked, raw, score: normalised, reviews, isNormalised } = entry;
      const rank = isOffice ? { rank: index + 1 } : {};
      return [{ ...rank, applicationId, title, asked, raw, normalised, reviews, isNormalised }];
    }),
    excluded: proposal.excluded
      .filter(({ application }) => sees(application))
      .map(({ application: applicationId, ineligible }) => ({ applicationId, ineligible: [...ineligible] })),
    ...(isOffice
      ? {
          recused: Object.entries(proposal.recused).map(([applicationId, those]) => ({
            applicationId,
            members: [...those],
          })),
        }
      : {}),
    present: [...present],
    moves: moves
      .filter(({ application }) => sees(application))
      .map(({ application: applicationId, inFavour, against, reasons, from, to }) => ({
        ...{ applicationId, ...(isOffice ? { from, to } : {}), reasons },
        ...{ inFavour: [...inFavour], against: [...against] },
      })),
    ...given({ minutes, signedBy, signedAt }),
  };
};

interface PanelEdge {
  readonly panels: Panels;
  readonly clock: Clock;
}

/** 评审会: who sits, what is changed and why, and who signs. */
export const panelActions = ({ panels, clock }: PanelEdge): Readonly<Record<string, Action>> => {
  const shown = async (stored: Stored<Panel>, actor: Actor | undefined): Promise<z.input<typeof PanelView>> => {
    const isOffice = isSocialOffice(actor);
    const hidden = isOffice ? new Set<string>() : await panels.hiddenFrom(stored.id, accountOf(actor));
    return viewOf(stored, { isOffice, hidden });
  };
  const said = ({ actor }: CallContext) => ({ by: accountOf(actor), at: clock.now() });
  return {
    appointPanel: action({
      rest: "POST /venture/rounds/:roundId/panel",
      summary:
        "组成评审会: members and chair, none of them a reviewer of the round; each declares his ties before it opens",
      access: OFFICE,
      input: OfRound.extend({ members: Accounts, chair: Account }),
      output: PanelView,
      run: async ({ roundId, members, chair }, { actor, meta }) =>
        shown(await panels.appoint(roundId, { members, chair }, accountOf(actor), meta), actor),
    }),
    openPanel: action({
      rest: "POST /venture/rounds/:roundId/panel/open",
      summary: "开会: puts the scores before the panel; anew where anything has changed since",
      access: OFFICE,
      input: OfRound,
      output: PanelView,
      run: async ({ roundId }, { actor, meta }) => shown(await panels.open(roundId, accountOf(actor), meta), actor),
    }),
    takeAttendance: action({
      rest: "POST /venture/rounds/:roundId/panel/attendance",
      summary: "签到: who is there, by quorum",
      access: OFFICE,
      input: OfRound.extend({ present: Accounts }),
      output: PanelView,
      run: async ({ roundId, present }, context) =>
        shown(
          await panels.say(roundId, { type: "TakeAttendance", present, ...said(context) }, context.meta),
          context.actor,
        ),
    }),
    moveApplication: action({
      rest: "POST /venture/rounds/:roundId/panel/moves",
      summary:
        "调整名次: with reasons and votes; members recused from any application between the two ranks are counted out",
      access: OFFICE,
      input: OfRound.extend({
        applicationId: VentureApplicationId,
        to: z.int().min(1),
        reasons: Words(4000),
        inFavour: Accounts,
        against: Accounts,
      }),
      output: PanelView,
      run: async ({ roundId, applicationId: application, ...vote }, context) =>
        shown(
          await panels.say(roundId, { type: "MoveApplication", application, ...vote, ...said(context) }, context.meta),
          context.actor,
        ),
    }),
    writePanelMinutes: action({
      rest: "PUT /venture/rounds/:roundId/panel/minutes",
      summary: "会议纪要",
      access: OFFICE,
      input: OfRound.extend({ text: Words(20_000) }),
      output: PanelView,
      run: async ({ roundId, text }, context) =>
        shown(await panels.say(roundId, { type: "WriteMinutes", text, ...said(context) }, context.meta), context.actor),
    }),
    signPanelMinutes: action({
      rest: "POST /venture/rounds/:roundId/panel/sign",
      summary:
        "签署纪要: by a member who was there and did not write them; the ranking is final, if nothing has changed since",
      access: JUDGES,
      input: OfRound,
      output: PanelView,
      run: async ({ roundId }, { actor, meta }) => shown(await panels.sign(roundId, accountOf(actor), meta), actor),
    }),
    panel: action({
      rest: "GET /venture/rounds/:roundId/panel",
      summary: "评审会 of a round, for its members and the office",
      access: [...OFFICE, ...JUDGES],
      input: OfRound,
      output: PanelView,
      run: async ({ roundId }, { actor }) => {
        const stored = await panels.load(roundId);
        if (!isSocialOffice(actor) && !stored.state.members.includes(actor?.id ?? "")) throw ofPanel.unknown();
        return shown(stored, actor);
      },
    }),
  };
};
