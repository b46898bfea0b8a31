import type { Decider } from "@wangge/kit/domain";
import { ACTS, type Act } from "./access.ts";
import type { IneligibleBecause } from "./eligibility.ts";
import type { Answers } from "./form.ts";
import { conflict, ofApplication } from "./refuse.ts";
import type { FieldProblem } from "./rubric.ts";

export type CoStatus = "invited" | "accepted" | "declined";
export interface CoApplicant {
  readonly organization: string;
  readonly status: CoStatus;
  readonly mayEdit: boolean;
}

/** What an application begins with and keeps. */
export interface Beginning {
  readonly round: string;
  readonly organization: string;
  readonly theme: string;
  readonly form: { readonly code: string; readonly version: number };
  /** The application whose project this one carries on. */
  readonly follows?: string | undefined;
}

export interface Request {
  readonly fields: readonly string[];
  readonly reason: string;
  /** Too late from this instant on. */
  readonly until: string;
}

export type ApplicationState =
  | { readonly status: "none" }
  | (Beginning & {
      readonly status: "draft" | "submitted" | "moreInfo" | "passed" | "failed" | "withdrawn";
      readonly answers: Answers;
      /** Counts the changes of the answers: what a writer says he has seen. */
      readonly revision: number;
      readonly coApplicants: readonly CoApplicant[];
      /** Organizations that find it: who leads it, who has consented, and who is asked. */
      readonly foundBy: readonly string[];
      /** Accounts that have written it: they are party to it. */
      readonly writers: readonly string[];
      readonly submittedAt?: string;
      readonly request?: Request;
      readonly screening?: { readonly reason: string; readonly note: string; readonly at: string };
    });
export type Application = Exclude<ApplicationState, { readonly status: "none" }>;

interface Said {
  readonly by: string;
  readonly at: string;
}
type Changed = { readonly answers: Answers; readonly seen: number } & Said;
type Invitation = { readonly organization: string; readonly mayEdit: boolean } & Said;
type Reply = { readonly organization: string; readonly consents: boolean } & Said;
type Removal = { readonly organization: string } & Said;
type Verdict = { readonly passed: boolean; readonly reason: string; readonly note: string } & Said;
/** What the checks of a whole application found. */
type Checked = { readonly problems: readonly FieldProblem[]; readonly ineligible: readonly IneligibleBecause[] };

export type ApplicationCommand =
  | ({ readonly type: "BeginApplication"; readonly beginning: Beginning } & Said)
  | ({ readonly type: "SaveAnswers" } & Changed)
  | ({ readonly type: "InviteCoApplicant" } & Invitation)
  | ({ readonly type: "AnswerInvitation" } & Reply)
  | ({ readonly type: "RemoveCoApplicant" } & Removal)
  | ({ readonly type: "SubmitApplication"; readonly seen: number } & Checked & Said)
  | ({ readonly type: "RequestInfo" } & Request & Said)
  | ({ readonly type: "SupplyInfo"; readonly seen: number } & Omit<Checked, "ineligible"> & Said)
  | ({ readonly type: "ScreenApplication" } & Omit<Checked, "ineligible"> & Verdict)
  | ({ readonly type: "WithdrawApplication"; readonly why: string } & Said);

export type ApplicationEvent =
  | { readonly type: "ApplicationBegun"; readonly data: { readonly beginning: Beginning } & Said }
  | { readonly type: "AnswersSaved"; readonly data: Omit<Changed, "seen"> }
  | { readonly type: "CoApplicantInvited"; readonly data: Invitation }
  | { readonly type: "InvitationAnswered"; readonly data: Reply }
  | { readonly type: "CoApplicantRemoved"; readonly data: Removal }
  | { readonly type: "ApplicationSubmitted"; readonly data: Said }
  | { readonly type: "InfoRequested"; readonly data: Request & Said }
  | { readonly type: "InfoSupplied"; readonly data: Said }
  | { readonly type: "ApplicationScreened"; readonly data: Verdict }
  | { readonly type: "ApplicationWithdrawn"; readonly data: { readonly why: string } & Said };

type Of<Type extends ApplicationCommand["type"]> = Extract<ApplicationCommand, { readonly type: Type }>;

/** Everybody whose project it is: who leads it, and who has consented. */
export const partiesOf = ({ organization, coApplicants }: Application): readonly string[] => [
  organization,
  ...coApplicants.filter(({ status }) => status === "accepted").map((one) => one.organization),
];

const mustBe = (act: Act, { status }: Application): void => {
  const when: readonly string[] = ACTS[act].in;
  if (!when.includes(status)) throw ofApplication.rule("not_now", `Not possible while it is ${status}`, { status });
};

const mustHaveSeen = (seen: number, { revision }: Application): void => {
  if (seen !== revision)
    throw conflict("application", "edited", "Somebody has changed it since you looked", { revision });
};

const invite = ({ type: _, ...data }: Of<"InviteCoApplicant">, state: Application): ApplicationEvent[] => {
  mustBe("inviteCoApplicant", state);
  if (data.organization === state.organization) throw ofApplication.rule("own_partner", "It is the applicant itself");
  const known = state.coApplicants.find(({ organization }) => organization === data.organization);
  if (known !== undefined && known.status !== "declined" && known.mayEdit === data.mayEdit) return [];
  return [{ type: "CoApplicantInvited", data }];
};

const answer = ({ type: _, ...data }: Of<"AnswerInvitation">, state: Application): ApplicationEvent[] => {
  mustBe("answerInvitation", state);
  const known = state.coApplicants.find(({ organization }) => organization === data.organization);
  if (known === undefined) throw ofApplication.unknown();
  if (known.status === (data.consents ? "accepted" : "declined")) return [];
  return [{ type: "InvitationAnswered", data }];
};

const save = ({ type: _, seen, ...data }: Of<"SaveAnswers">, state: Application): ApplicationEvent[] => {
  mustBe("saveAnswers", state);
  mustHaveSeen(seen, state);
  if (state.status === "moreInfo") {
    mustBeInTime(state, data.at);
    const closed = Object.keys(data.answers).filter((key) => state.request?.fields.includes(key) !== true);
    if (closed.length > 0)
      throw ofApplication.rule("field_closed", "Only what was asked for may be changed", { fields: closed });
  }
  const isSame = Object.entries(data.answers).every(
    ([key, value]) => JSON.stringify(state.answers[key]) === JSON.stringify(value),
  );
  return isSame ? [] : [{ type: "AnswersSaved", data }];
};

const mustBeInTime = ({ request }: Application, at: string): void => {
  if (request !== undefined && at >= request.until)
    throw ofApplication.rule("too_late", "The time to supply it is over", { until: request.until });
};

const mustBeSound = (problems: readonly FieldProblem[]): void => {
  if (problems.length > 0) throw ofApplication.rule("incomplete", "The application has errors", { problems });
};

const submit = (command: Of<"SubmitApplication">, state: Application): ApplicationEvent[] => {
  const { by, at, seen, problems, ineligible } = command;
  if (state.status === "submitted" && state.revision === seen) return [];
  mustBe("submitApplication", state);
  mustHaveSeen(seen, state);
  const unanswered = state.coApplicants
    .filter(({ status }) => status === "invited")
    .map(({ organization }) => organization);
  if (unanswered.length > 0)
    throw ofApplication.rule("consent_missing", "A co-applicant has not consented", { organizations: unanswered });
  mustBeSound(problems);
  if (ineligible.length > 0) throw ofApplication.rule("ineligible", "They may not apply", { ineligible });
  return [{ type: "ApplicationSubmitted", data: { by, at } }];
};

const requestInfo = ({ type: _, ...data }: Of<"RequestInfo">, state: Application): ApplicationEvent[] => {
  mustBe("requestInfo", state);
  if (data.until <= data.at) throw ofApplication.rule("over_before", "It would be over before it begins");
  return [{ type: "InfoRequested", data }];
};

const supply = ({ by, at, seen, problems }: Of<"SupplyInfo">, state: Application): ApplicationEvent[] => {
  mustBe("supplyInfo", state);
  mustHaveSeen(seen, state);
  mustBeInTime(state, at);
  mustBeSound(problems);
  return [{ type: "InfoSupplied", data: { by, at } }];
};

const screen = ({ type: _, problems, ...data }: Of<"ScreenApplication">, state: Application): ApplicationEvent[] => {
  if (state.status === (data.passed ? "passed" : "failed") && state.screening?.reason === data.reason) return [];
  mustBe("screenApplication", state);
  if (state.status === "moreInfo" && data.at < (state.request?.until ?? ""))
    throw ofApplication.rule("info_awaited", "The applicant still has time to supply what was asked for");
  // What was changed and not handed in may be half done.
  if (data.passed) mustBeSound(problems);
  return [{ type: "ApplicationScreened", data }];
};

const existing = (state: ApplicationState): Application => {
  if (state.status === "none") throw ofApplication.unknown();
  return state;
};

const decide = (command: ApplicationCommand, state: ApplicationState): readonly ApplicationEvent[] => {
  switch (command.type) {
    case "BeginApplication": {
      const { beginning, by, at } = command;
      if (state.status !== "none") throw ofApplication.rule("exists", "There is an application of this number");
      return [{ type: "ApplicationBegun", data: { beginning, by, at } }];
    }
    case "SaveAnswers":
      return save(command, existing(state));
    case "InviteCoApplicant":
      return invite(command, existing(state));
    case "AnswerInvitation":
      return answer(command, existing(state));
    case "RemoveCoApplicant": {
      const { type: _, ...data } = command;
      const application = existing(state);
      mustBe("removeCoApplicant", application);
      const isThere = application.coApplicants.some(({ organization }) => organization === data.organization);
      return isThere ? [{ type: "CoApplicantRemoved", data }] : [];
    }
    case "SubmitApplication":
      return submit(command, existing(state));
    case "RequestInfo":
      return requestInfo(command, existing(state));
    case "SupplyInfo":
      return supply(command, existing(state));
    case "ScreenApplication":
      return screen(command, existing(state));
    case "WithdrawApplication": {
      const { why, by, at } = command;
      const application = existing(state);
      if (application.status === "withdrawn") return [];
      mustBe("withdrawApplication", application);
      return [{ type: "ApplicationWithdrawn", data: { why, by, at } }];
    }
  }
};

const withWriter = (state: Application, by: string): readonly string[] =>
  state.writers.includes(by) ? state.writers : [...state.writers, by];

const evolve = (state: ApplicationState, event: ApplicationEvent): ApplicationState => {
  if (event.type === "ApplicationBegun") {
    const { beginning, by } = event.data;
    const foundBy = [beginning.organization];
    return { ...beginning, status: "draft", answers: {}, revision: 0, coApplicants: [], foundBy, writers: [by] };
  }
  if (state.status === "none") return state;
  const next = after(state, event);
  const partners = next.coApplicants.filter(({ status }) => status !== "declined").map((one) => one.organization);
  return { ...next, foundBy: [next.organization, ...partners] };
};

const after = (
  state: Application,
  event: Exclude<ApplicationEvent, { readonly type: "ApplicationBegun" }>,
): Application => {
  switch (event.type) {
    case "AnswersSaved": {
      const { answers, by } = event.data;
      const writers = withWriter(state, by);
      return { ...state, answers: { ...state.answers, ...answers }, revision: state.revision + 1, writers };
    }
    case "CoApplicantInvited": {
      const { organization, mayEdit } = event.data;
      const others = state.coApplicants.filter((one) => one.organization !== organization);
      return { ...state, coApplicants: [...others, { organization, status: "invited", mayEdit }] };
    }
    case "InvitationAnswered": {
      const { organization, consents, by } = event.data;
      const status = consents ? "accepted" : "declined";
      return {
        ...state,
        writers: withWriter(state, by),
        coApplicants: state.coApplicants.map((one) => (one.organization === organization ? { ...one, status } : one)),
      };
    }
    case "CoApplicantRemoved": {
      const { organization } = event.data;
      return { ...state, coApplicants: state.coApplicants.filter((one) => one.organization !== organization) };
    }
    case "ApplicationSubmitted":
      return { ...state, status: "submitted", submittedAt: event.data.at, writers: withWriter(state, event.data.by) };
    case "InfoRequested": {
      const { fields, reason, until } = event.data;
      return { ...state, status: "moreInfo", request: { fields, reason, until } };
    }
    case "InfoSupplied":
      return { ...state, status: "submitted" };
    case "ApplicationScreened": {
      const { passed, reason, note, at } = event.data;
      return { ...state, status: passed ? "passed" : "failed", screening: { reason, note, at } };
    }
    case "ApplicationWithdrawn":
      return { ...state, status: "withdrawn" };
  }
};

export const applicationDecider: Decider<ApplicationState, ApplicationCommand, ApplicationEvent> = {
  name: "social.application",
  initial: { status: "none" },
  decide,
  evolve,
};
