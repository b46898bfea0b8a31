import type { Clock, Meta, Stored } from "@wangge/kit";
import {
  budgetOf,
  countedOf,
  gridsOf,
  isComplete,
  ofPanel,
  ofRound,
  panelDecider,
  scoresOf,
  stagesOf,
  tieTo,
  titleOf,
  type Panel,
  type PanelCommand,
  type PanelState,
  type Proposal,
} from "../../domain/selection/index.ts";
import type { Candidate, SelectionPort } from "../ports.ts";
import type { Parties } from "./parties.ts";
import type { Reviews } from "./reviews.ts";
import type { Rounds } from "./rounds.ts";
import type { Stores } from "./stores.ts";

interface Needed {
  readonly stores: Stores;
  readonly rounds: Rounds;
  readonly parties: Parties;
  readonly reviews: Reviews;
  readonly clock: Clock;
}

/** 评审会: what the reviews come to, put before people who may change a rank with reasons. */
export const createPanels = ({ stores, rounds, parties, reviews, clock }: Needed) => {
  const { panels } = stores;

  const load = async (round: string): Promise<Stored<Panel>> => {
    const stored = await panels.load(round);
    if (stored === undefined || stored.state.status === "none") throw ofPanel.unknown();
    return { ...stored, state: stored.state };
  };
  const say = async (round: string, command: PanelCommand, meta?: Meta): Promise<Stored<Panel>> => {
    await panels.handle(round, command, meta);
    return load(round);
  };

  /** What all reviews come to now. @throws DomainError `social.panel.…` where something is still awaited */
  const proposalOf = async (round: string, members: readonly string[]): Promise<Proposal> => {
    const at = clock.now();
    await reviews.tend(round);
    const { state } = await rounds.load(round);
    const unscreened = await reviews.applicationsOf(round, { in: ["submitted", "moreInfo"] });
    if (unscreened.length > 0) throw ofPanel.rule("screening_open", "Not every application is screened");
    const passed = await reviews.applicationsOf(round, "passed");
    const open = await reviews.inReview(round);
    if (open.length < passed.length || !open.every(({ assessment }) => isComplete(assessment)))
      throw ofPanel.rule("reviews_missing", "Not every application has its reviews");
    const declared = await Promise.all(members.map((member) => reviews.candidacyOf(round, member)));
    if (declared.includes(undefined)) throw ofPanel.rule("undeclared", "A member has not declared his ties");

    const rules = rounds.rulesOf(state);
    const judged = await Promise.all(
      open.map(async (one) => ({
        ...one,
        ineligible: await parties.ineligibleOf(one.id, one.application, state, { rules, at }),
        recused: declared.flatMap((member) =>
          member !== undefined && tieTo(member, one.interests) !== undefined ? [member.account] : [],
        ),
      })),
    );
    const scores = scoresOf(
      open.flatMap(({ id, assessment }) => countedOf(id, assessment)),
      rules.normalisation,
    );
    const ranking = scores.flatMap(({ application, raw, normalised: score, reviews: count, isNormalised }) => {
      const one = judged.find(({ id, ineligible }) => id === application && ineligible.length === 0);
      if (one === undefined) return [];
      const { organization, answers, follows } = one.application;
      const { budget = 0, asked = 0, own = 0 } = budgetOf(answers) ?? {};
      const counted = { raw, score, reviews: count, isNormalised };
      const project = { budget, asked, own, stages: stagesOf(answers), grids: gridsOf(answers) };
      const carriesOn = follows === undefined ? {} : { follows };
      return [{ application, organization, title: titleOf(answers), ...project, ...counted, ...carriesOn }];
    });
    return {
      ranking,
      excluded: judged
        .filter(({ ineligible }) => ineligible.length > 0)
        .map(({ id, ineligible }) => ({ application: id, ineligible })),
      recused: Object.fromEntries(
        judged.filter(({ recused }) => recused.length > 0).map(({ id, recused }) => [id, recused]),
      ),
    };
  };

  return {
    load,
    say,
    /** What a member may not know of: recused from it when the panel opened, or tied to it by what he has declared since. */
    hiddenFrom: async (round: string, account: string): Promise<ReadonlySet<string>> => {
      const { state } = await load(round);
      if (state.status === "appointed") return new Set();
      const { ranking, excluded, recused } = state.proposal;
      const ties = (await reviews.candidacyOf(round, account))?.ties ?? [];
      const known = await Promise.all(
        [...ranking, ...excluded].map(({ application }) => stores.applications.load(application)),
      );
      const tied = known
        .filter((one) => one !== undefined)
        .filter(
          ({ state: of }) => of.status !== "none" && ties.some(({ organization }) => of.foundBy.includes(organization)),
        );
      const barred = Object.keys(recused).filter((application) => recused[application]?.includes(account) === true);
      return new Set([...barred, ...tied.map(({ id }) => id)]);
    },
    appoint: async (
      round: string,
      { members, chair }: { readonly members: readonly string[]; readonly chair: string },
      by: string,
      meta: Meta,
    ): Promise<Stored<Panel>> => {
      const { state } = await rounds.load(round);
      if (state.pool.some(({ account }) => members.includes(account)))
        throw ofPanel.rule("is_reviewer", "Who reviews in a round is not on its panel");
      const { version: rulesVersion, panel: rule } = rounds.rulesOf(state);
      const appointment = { members, chair, programme: state.programme, rulesVersion, rule };
      return say(round, { type: "AppointPanel", appointment, by, at: clock.now() }, meta);
    },
    /** Opens it, and anew when something has changed: what it had moved, and who was there, is asked again. */
    open: async (round: string, by: string, meta: Meta): Promise<Stored<Panel>> => {
      const { state } = await load(round);
      const proposal = await proposalOf(round, state.members);
      return say(round, { type: "OpenPanel", proposal, by, at: clock.now() }, meta);
    },
    sign: async (round: string, by: string, meta: Meta): Promise<Stored<Panel>> => {
      const { state } = await load(round);
      if (!state.members.includes(by)) throw ofPanel.unknown();
      // Whoever may not sign is refused before anything is looked at that the refusal would tell of.
      if (state.status !== "appointed")
        panelDecider.decide({ type: "SignMinutes", current: state.proposal, by, at: clock.now() }, state);
      const current = await proposalOf(round, state.members);
      return say(round, { type: "SignMinutes", current, by, at: clock.now() }, meta);
    },
  };
};
export type Panels = ReturnType<typeof createPanels>;

const candidatesOf = (state: PanelState | undefined): readonly Candidate[] => {
  if (state?.status !== "signed") throw ofRound.rule("not_ranked", "The panel of this round has not ended");
  return state.order.flatMap((id) => {
    const entry = state.proposal.ranking.find(({ application }) => application === id);
    if (entry === undefined) return [];
    const { raw: _raw, reviews: _reviews, isNormalised: _normalised, ...candidate } = entry;
    return [candidate];
  });
};

/** What the fund asks of the selection. */
export const selectionPort = ({ rounds, panels }: Pick<Stores, "rounds" | "panels">): SelectionPort => ({
  candidates: async (round) => candidatesOf((await panels.load(round))?.state),
  round: async (id) => {
    const state = (await rounds.load(id))?.state;
    if (state === undefined || state.status === "none") return undefined;
    const { fund, programme, envelope, title } = state;
    return { fund, programme, envelope, title };
  },
});
