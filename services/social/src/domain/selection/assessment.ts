import type { Decider } from "@wangge/kit/domain";
import type { RecusedBecause } from "./declaration.ts";
import { ofApplication, ofReview } from "./refuse.ts";
import { markProblems, rawScore, type Mark, type Rubric } from "./rubric.ts";
import type { SelectionRules } from "./rules.ts";
import { isDisputed, type Counted } from "./scoring.ts";

/** Only `final` counts. `superseded`: set aside by the chair or the office, with a reason; `recused`: for good. */
export type ReviewStatus = "assigned" | "final" | "superseded" | "recused";
export interface Review {
  readonly reviewer: string;
  readonly status: ReviewStatus;
  readonly marks: readonly Mark[];
  readonly comment: string;
}

interface Opening {
  readonly round: string;
  readonly theme: string;
  readonly rubric: Rubric;
  readonly rule: SelectionRules["review"];
}

/** 评审 of one application; it has the id of the application. */
export type AssessmentState =
  | { readonly status: "none" }
  | (Opening & {
      readonly status: "open" | "dropped";
      /** Reviewers that a disagreement has brought. */
      readonly extra: number;
      readonly reviews: readonly Review[];
      /** Whose task it is or was, and who may read it: neither recused nor set aside. */
      readonly readers: readonly string[];
      /** How many reviewers it still needs; absent: none. */
      readonly missing?: number;
    });
export type Assessment = Exclude<AssessmentState, { readonly status: "none" }>;

interface Said {
  readonly by: string;
  readonly at: string;
}
type About = { readonly reviewer: string };
type Written = About & { readonly marks: readonly Mark[]; readonly comment: string; readonly at: string };
type Recusal = About & { readonly why: RecusedBecause; readonly at: string };
type SetAside = About & { readonly reason: string } & Said;

export type AssessmentCommand =
  | ({ readonly type: "OpenAssessment"; readonly opening: Opening } & Said)
  | ({ readonly type: "AssignReviewer" } & About & { readonly at: string })
  | ({ readonly type: "SaveReview" | "FinishReview" } & Written)
  | ({ readonly type: "RecuseReviewer" } & Recusal)
  | ({ readonly type: "ReleaseReviewer" | "SupersedeReview" } & SetAside)
  | { readonly type: "DropAssessment"; readonly at: string };

export type AssessmentEvent =
  | { readonly type: "AssessmentOpened"; readonly data: { readonly opening: Opening } & Said }
  | { readonly type: "ReviewerAssigned"; readonly data: About & { readonly at: string } }
  | { readonly type: "ReviewSaved" | "ReviewFinished"; readonly data: Written }
  | { readonly type: "ExtraReviewerWanted" | "AssessmentDropped"; readonly data: { readonly at: string } }
  | { readonly type: "ReviewerRecused"; readonly data: Recusal }
  | { readonly type: "ReviewSuperseded"; readonly data: SetAside };

type Of<Type extends AssessmentCommand["type"]> = Extract<AssessmentCommand, { readonly type: Type }>;

const isActive = ({ status }: Review): boolean => status === "assigned" || status === "final";
const wanted = ({ rule, extra }: Assessment): number => rule.reviewers + extra;

/** The reviews that count, with their raw scores. */
export const countedOf = (application: string, { rubric, reviews }: Assessment): readonly Counted[] =>
  reviews
    .filter(({ status }) => status === "final")
    .map(({ reviewer, marks }) => ({ application, reviewer, raw: rawScore(rubric, marks) }));

/** Nothing is awaited any more. */
export const isComplete = (assessment: Assessment): boolean =>
  assessment.missing === undefined && assessment.reviews.every(({ status }) => status !== "assigned");

const existing = (state: AssessmentState): Assessment => {
  if (state.status === "none") throw ofApplication.unknown();
  return state;
};

const reviewOf = (state: Assessment, reviewer: string): Review | undefined =>
  state.reviews.find((one) => one.reviewer === reviewer);

const assign = ({ reviewer, at }: Of<"AssignReviewer">, state: Assessment): AssessmentEvent[] => {
  if (reviewOf(state, reviewer) !== undefined) return [];
  if (state.missing === undefined) throw ofReview.rule("enough", "It has all the reviewers that it needs");
  return [{ type: "ReviewerAssigned", data: { reviewer, at } }];
};

const write = ({ type, ...data }: Of<"SaveReview" | "FinishReview">, state: Assessment): AssessmentEvent[] => {
  const known = reviewOf(state, data.reviewer);
  // Whoever is not, or no more, its reviewer hears what he would hear if it did not exist.
  if (state.status === "dropped" || known === undefined || !isActive(known)) throw ofApplication.unknown();
  const isSame = JSON.stringify(known.marks) === JSON.stringify(data.marks) && known.comment === data.comment;
  if (known.status === "final") {
    if (type === "FinishReview" && isSame) return [];
    throw ofReview.rule("final", "A final review is not changed");
  }
  if (type === "SaveReview") return isSame ? [] : [{ type: "ReviewSaved", data }];
  const problems = markProblems(state.rubric, data.marks, state.rule.weightLeast);
  if (problems.length > 0) throw ofReview.rule("incomplete", "The review has errors", { problems });
  const finished: AssessmentEvent = { type: "ReviewFinished", data };
  const after = existing(evolve(state, finished));
  const raws = countedOf("", after).map(({ raw }) => raw);
  const wantsMore = isComplete(after) && after.extra < after.rule.extraMost && isDisputed(raws, after.rule.outlier);
  return wantsMore ? [finished, { type: "ExtraReviewerWanted", data: { at: data.at } }] : [finished];
};

const setAside = (
  { type, ...data }: Of<"ReleaseReviewer" | "SupersedeReview">,
  state: Assessment,
): AssessmentEvent[] => {
  const known = reviewOf(state, data.reviewer);
  if (known?.status === "superseded") return [];
  const from: ReviewStatus = type === "SupersedeReview" ? "final" : "assigned";
  if (known?.status !== from) throw ofReview.rule("not_now", `There is no ${from} review of this reviewer`);
  return [{ type: "ReviewSuperseded", data }];
};

const decide = (command: AssessmentCommand, state: AssessmentState): readonly AssessmentEvent[] => {
  switch (command.type) {
    case "OpenAssessment": {
      const { opening, by, at } = command;
      return state.status === "none" ? [{ type: "AssessmentOpened", data: { opening, by, at } }] : [];
    }
    case "AssignReviewer":
      return assign(command, existing(state));
    case "SaveReview":
    case "FinishReview":
      return write(command, existing(state));
    case "RecuseReviewer": {
      const { type: _, ...data } = command;
      const known = reviewOf(existing(state), data.reviewer);
      return known === undefined || known.status === "recused" ? [] : [{ type: "ReviewerRecused", data }];
    }
    case "ReleaseReviewer":
    case "SupersedeReview":
      return setAside(command, existing(state));
    case "DropAssessment":
      return state.status === "open" ? [{ type: "AssessmentDropped", data: { at: command.at } }] : [];
  }
};

const changed = (state: Assessment, reviewer: string, change: Partial<Review>): Assessment => ({
  ...state,
  reviews: state.reviews.map((one) => (one.reviewer === reviewer ? { ...one, ...change } : one)),
});

const bare = (state: Assessment, event: Exclude<AssessmentEvent, { type: "AssessmentOpened" }>): Assessment => {
  switch (event.type) {
    case "ReviewerAssigned": {
      const { reviewer } = event.data;
      return { ...state, reviews: [...state.reviews, { reviewer, status: "assigned", marks: [], comment: "" }] };
    }
    case "ReviewSaved":
    case "ReviewFinished": {
      const { reviewer, marks, comment } = event.data;
      const status = event.type === "ReviewFinished" ? "final" : "assigned";
      return changed(state, reviewer, { marks, comment, status });
    }
    case "ExtraReviewerWanted":
      return { ...state, extra: state.extra + 1 };
    case "ReviewerRecused":
      return changed(state, event.data.reviewer, { status: "recused" });
    case "ReviewSuperseded":
      return changed(state, event.data.reviewer, { status: "superseded" });
    case "AssessmentDropped":
      return { ...state, status: "dropped" };
  }
};

const evolve = (state: AssessmentState, event: AssessmentEvent): AssessmentState => {
  if (event.type !== "AssessmentOpened" && state.status === "none") return state;
  const next: Assessment =
    event.type === "AssessmentOpened"
      ? { ...event.data.opening, status: "open", extra: 0, reviews: [], readers: [] }
      : bare(existing(state), event);
  const { missing: _, ...rest } = next;
  const active = next.reviews.filter(isActive);
  const missing = next.status === "open" ? wanted(next) - active.length : 0;
  const readers = next.status === "open" ? active.map(({ reviewer }) => reviewer) : [];
  return { ...rest, readers, ...(missing > 0 ? { missing } : {}) };
};

export const assessmentDecider: Decider<AssessmentState, AssessmentCommand, AssessmentEvent> = {
  name: "social.assessment",
  initial: { status: "none" },
  decide,
  evolve,
};
