/** 权限表. Who sees which field of an application in which state, and who may do what: the edge, the decisions and the printed matrix read it here. */

/** `ranked`: the panel has signed. The others are the application's own. */
export const states = ["draft", "submitted", "moreInfo", "passed", "failed", "withdrawn", "ranked"] as const;
export type ApplicationStateName = (typeof states)[number];

/** What somebody is to one application. */
export const viewers = [
  /** Everybody else: a recused or unassigned reviewer, another organization, a resident. For him there is no such application. */
  "outsider",
  /** 牵头申报单位 */
  "applicant",
  /** 联合申报单位, after it has consented; with edit rights where they were given. */
  "coApplicant",
  "coEditor",
  /** Asked to be one, and has not answered. */
  "invited",
  /** 经办 */
  "officer",
  /** 督察、财务、区政府: read, and do nothing. */
  "overseer",
  /** Assigned, and has not finished. */
  "reviewer",
  /** Has finished. */
  "reviewed",
  /** 评委 once the panel sits, where he has no tie. */
  "panelMember",
  "panelChair",
] as const;
export type Viewer = (typeof viewers)[number];

export const fields = [
  "round",
  "title",
  "applicant",
  "coApplicants",
  "theme",
  "answers",
  "identifyingAnswers",
  "attachmentNames",
  "budget",
  "submittedAt",
  "history",
  "eligibility",
  "screening",
  "moreInfo",
  "ownReview",
  "reviews",
  "reviewers",
  "result",
] as const;
export type ViewField = (typeof fields)[number];

/** `masked`: that there is something, not what; only in a blind round, else it is shown. */
export type Sight = "shown" | "masked" | "hidden";

const SUBMITTED = ["submitted", "moreInfo", "passed", "failed", "withdrawn", "ranked"] as const;
const IN_REVIEW = ["passed", "ranked"] as const;

type Shown = Partial<Record<ViewField, readonly ApplicationStateName[]>>;
const always = (...names: readonly ViewField[]): Shown => Object.fromEntries(names.map((name) => [name, states]));
const during = (when: readonly ApplicationStateName[], ...names: readonly ViewField[]): Shown =>
  Object.fromEntries(names.map((name) => [name, when]));

const CONTENT = ["round", "title", "applicant", "coApplicants", "theme", "answers", "identifyingAnswers"] as const;
const REST = ["attachmentNames", "budget"] as const;
const IDENTITY: readonly ViewField[] = [
  "applicant",
  "coApplicants",
  "identifyingAnswers",
  "attachmentNames",
  "history",
];

const ofApplicant: Shown = {
  ...always(...CONTENT, ...REST, "history"),
  ...during(SUBMITTED, "submittedAt", "eligibility", "moreInfo"),
  ...during(["passed", "failed", "ranked"], "screening"),
  ...during(["ranked"], "result"),
};
/** The office does not read what is still being written, and nobody but the reviewers reads reviews that are not all in. */
const ofOfficer: Shown = {
  ...during(SUBMITTED, ...CONTENT, ...REST, "submittedAt", "history", "eligibility", "moreInfo", "screening"),
  ...during(["ranked"], "reviews", "result"),
  ...during(IN_REVIEW, "reviewers"),
};
const ofReviewer: Shown = {
  ...during(IN_REVIEW, ...CONTENT, ...REST, "submittedAt", "history", "ownReview"),
};
const ofPanel: Shown = {
  ...during(IN_REVIEW, ...CONTENT, ...REST, "submittedAt", "history", "eligibility", "screening", "reviews"),
  ...during(IN_REVIEW, "reviewers", "result"),
};

const SIGHTS: Readonly<Record<Viewer, Shown>> = {
  outsider: {},
  applicant: ofApplicant,
  coApplicant: ofApplicant,
  coEditor: ofApplicant,
  invited: during(["draft"], "round", "title", "applicant", "theme"),
  officer: ofOfficer,
  overseer: ofOfficer,
  reviewer: ofReviewer,
  reviewed: { ...ofReviewer, ...during(IN_REVIEW, "reviews") },
  panelMember: ofPanel,
  panelChair: ofPanel,
};

/** Whose eyes are bound in a blind round. */
const BLIND: readonly Viewer[] = ["reviewer"];

export const sightOf = (viewer: Viewer, state: ApplicationStateName, field: ViewField): Sight => {
  if (SIGHTS[viewer][field]?.includes(state) !== true) return "hidden";
  return BLIND.includes(viewer) && IDENTITY.includes(field) ? "masked" : "shown";
};

/** Whether he may know that there is such an application. */
export const mayFind = (viewer: Viewer, state: ApplicationStateName): boolean =>
  fields.some((field) => sightOf(viewer, state, field) !== "hidden");

const OWN = ["applicant", "coEditor"] as const;

/** Who may do what to an application, and in which of its states. */
export const ACTS = {
  saveAnswers: { by: OWN, in: ["draft", "moreInfo"] },
  attachFile: { by: OWN, in: ["draft", "moreInfo"] },
  inviteCoApplicant: { by: ["applicant"], in: ["draft"] },
  removeCoApplicant: { by: ["applicant"], in: ["draft"] },
  answerInvitation: { by: ["invited"], in: ["draft"] },
  submitApplication: { by: ["applicant"], in: ["draft"] },
  withdrawApplication: { by: ["applicant"], in: ["draft", "submitted", "moreInfo", "passed", "withdrawn"] },
  supplyInfo: { by: ["applicant"], in: ["moreInfo"] },
  requestInfo: { by: ["officer"], in: ["submitted"] },
  screenApplication: { by: ["officer"], in: ["submitted", "moreInfo"] },
  saveReview: { by: ["reviewer"], in: ["passed"] },
  finishReview: { by: ["reviewer"], in: ["passed"] },
  releaseReviewer: { by: ["officer"], in: ["passed"] },
  supersedeReview: { by: ["panelChair"], in: ["passed"] },
} as const satisfies Readonly<
  Record<string, { readonly by: readonly Viewer[]; readonly in: readonly ApplicationStateName[] }>
>;
export type Act = keyof typeof ACTS;

/** `unknown`: he may not know of it; `forbidden`: not for him; `notNow`: for him, but not in this state. */
export type Verdict = "allowed" | "unknown" | "forbidden" | "notNow";

export const verdictOf = (act: Act, viewer: Viewer, state: ApplicationStateName): Verdict => {
  if (!mayFind(viewer, state)) return "unknown";
  const rule: { readonly by: readonly Viewer[]; readonly in: readonly ApplicationStateName[] } = ACTS[act];
  if (!rule.by.includes(viewer)) return "forbidden";
  return rule.in.includes(state) ? "allowed" : "notNow";
};

/** The whole table, a line for each viewer and state: CSV. */
export const accessMatrix = (): string =>
  [
    ["viewer", "state", ...fields, ...Object.keys(ACTS)],
    ...viewers.flatMap((viewer) =>
      states.map((state) => [
        viewer,
        state,
        ...fields.map((field) => sightOf(viewer, state, field)),
        ...(Object.keys(ACTS) as Act[]).map((act) => verdictOf(act, viewer, state)),
      ]),
    ),
  ]
    .map((cells) => `${cells.join(",")}\n`)
    .join("");
