import {
  createTurns,
  idFrom,
  pagesOf,
  messageOf,
  type Clock,
  type Log,
  type Meta,
  type Stored,
  type Where,
} from "@wangge/kit";
import {
  assignments,
  hasClosed,
  ofDeclaration,
  ofReview,
  tieTo,
  type Application,
  type Assessment,
  type AssessmentCommand,
  type Candidacy,
  type Interests,
  type Tie,
  type ToReview,
} from "../../domain/selection/index.ts";
import type { Parties } from "./parties.ts";
import type { Rounds } from "./rounds.ts";
import type { Stores } from "./stores.ts";

interface Needed {
  readonly stores: Stores;
  readonly rounds: Rounds;
  readonly parties: Parties;
  readonly clock: Clock;
  readonly log: Log;
}

export const declarationId = (round: string, account: string): string => idFrom("declaration", round, account);

/** An application in review, with what makes somebody party to it. */
interface InReview {
  readonly id: string;
  readonly application: Application;
  readonly assessment: Assessment;
  readonly interests: Interests;
}

/** 评审: who declares, who is given what, and what becomes of it when a tie is found. */
export const createReviews = ({ stores, rounds, parties, clock, log }: Needed) => {
  const { applications, assessments, declarations, panels } = stores;
  /** Assigning looks at everybody's load: one at a time. */
  const inTurn = createTurns({ code: "social.review.busy", atOnce: 1, mostWaiting: 100 });

  /** The applications of a round in these statuses, by id. */
  const applicationsOf = async (round: string, status: Where[string]): Promise<readonly Stored<Application>[]> => {
    const found: Stored<Application>[] = [];
    for await (const page of pagesOf(applications, { "state.round": round, "state.status": status }))
      for (const { state, ...rest } of page) if (state.status !== "none") found.push({ ...rest, state });
    return found;
  };

  /** What this account has declared in the round; undefined: nothing yet. */
  const candidacyOf = async (round: string, account: string): Promise<Candidacy | undefined> => {
    const state = (await declarations.load(declarationId(round, account)))?.state;
    return state?.status === "declared" ? { account, ties: state.ties } : undefined;
  };

  const inReview = async (round: string): Promise<readonly InReview[]> => {
    const passed = await applicationsOf(round, "passed");
    const found = await Promise.all(
      passed.map(async ({ id, state: application }) => {
        const assessment = (await assessments.load(id))?.state;
        if (assessment === undefined || assessment.status === "none") return undefined;
        return { id, application, assessment, interests: await parties.interestsOf(application) };
      }),
    );
    return found.filter((one) => one !== undefined);
  };

  /** 回避: voids what somebody has written who turns out to be tied to it. */
  const recuseTied = async (round: string, at: string): Promise<void> => {
    for (const { id, assessment, interests } of await inReview(round))
      for (const { reviewer, status } of assessment.reviews) {
        if (status === "recused") continue;
        const why = tieTo((await candidacyOf(round, reviewer)) ?? { account: reviewer, ties: [] }, interests);
        if (why !== undefined) await assessments.handle(id, { type: "RecuseReviewer", reviewer, why, at });
      }
  };

  /** Gives every application the reviewers that it needs, out of those who have declared. */
  const fill = async (round: string, at: string): Promise<void> => {
    const { state } = await rounds.load(round);
    const declared = await Promise.all(state.pool.map(({ account }) => candidacyOf(round, account)));
    const pool = state.pool.filter((_, index) => declared[index] !== undefined);
    const open = await inReview(round);
    const wanted: readonly ToReview[] = open.flatMap(({ id, assessment, interests }) => {
      const { missing, theme, reviews } = assessment;
      if (missing === undefined) return [];
      const tied = declared.filter((one) => one !== undefined).filter((one) => tieTo(one, interests) !== undefined);
      const barred = new Set([...reviews.map(({ reviewer }) => reviewer), ...tied.map(({ account }) => account)]);
      return [{ application: id, theme, missing, barred }];
    });
    const loads = new Map<string, number>();
    for (const { assessment } of open)
      for (const reviewer of assessment.readers) loads.set(reviewer, (loads.get(reviewer) ?? 0) + 1);
    for (const { application, reviewer } of assignments(pool, wanted, loads))
      await assessments.handle(application, { type: "AssignReviewer", reviewer, at });
  };

  /** Brings a round's reviews to what declarations, register and need ask for now. Safe to repeat. */
  const tend = (round: string): Promise<void> =>
    inTurn(async () => {
      const at = clock.now();
      await recuseTied(round, at);
      // What the panel has signed is not reviewed again; a tie is recorded all the same.
      if ((await panels.load(round))?.state.status !== "signed") await fill(round, at);
    });

  const left = (round: string) => (error: unknown) => {
    log.warn({ round, error: messageOf(error) }, "reviewers and ties are looked at again with the next sweep");
  };

  const say = async (id: string, command: AssessmentCommand, meta?: Meta): Promise<void> => {
    const { state } = await assessments.handle(id, command, meta);
    if (state.status !== "none" && state.missing !== undefined) await tend(state.round);
  };

  return {
    applicationsOf,
    candidacyOf,
    inReview,
    tend,
    say,
    declare: async (round: string, account: string, ties: readonly Tie[], meta: Meta): Promise<Candidacy> => {
      const at = clock.now();
      const { state } = await rounds.load(round);
      const panel = (await panels.load(round))?.state;
      const members = panel === undefined || panel.status === "none" ? [] : panel.members;
      if (!members.includes(account) && state.pool.every((one) => one.account !== account))
        throw ofDeclaration.forbidden("not_asked", "Only reviewers and panel members of the round declare");
      const command = { type: "DeclareTies", hasClosed: hasClosed(state, at), round, account, ties, at } as const;
      await declarations.handle(declarationId(round, account), command, meta);
      // Not waited for: how long it takes would tell how many have applied.
      void tend(round).catch(left(round));
      return (await candidacyOf(round, account)) ?? { account, ties: [] };
    },
    /** Opens the review of all that has passed. Safe to repeat: what is open stays as it is. */
    open: async (round: string, by: string): Promise<void> => {
      const at = clock.now();
      const { state } = await rounds.load(round);
      if (!hasClosed(state, at)) throw ofReview.rule("too_early", "Reviews begin when the round has closed");
      const rubric = await rounds.rubricOf(state.rubric);
      const rule = rounds.rulesOf(state).review;
      for (const { id, state: application } of await applicationsOf(round, "passed")) {
        const opening = { round, theme: application.theme, rubric, rule };
        await assessments.handle(id, { type: "OpenAssessment", opening, by, at });
      }
      await tend(round);
    },
    /** Resolves when nothing is under way. */
    rest: (): Promise<void> => inTurn(() => Promise.resolve()),
    /** Rounds whose panel has not ended: ties may be found in them and reviewers be missing. */
    tendAll: async (): Promise<void> => {
      for await (const page of pagesOf(stores.rounds, { "state.status": "closed" }))
        for (const { id } of page)
          if ((await panels.load(id))?.state.status !== "signed") await tend(id).catch(left(id));
    },
  };
};
export type Reviews = ReturnType<typeof createReviews>;
