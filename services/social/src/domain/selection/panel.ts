import type { Decider } from "@wangge/kit/domain";
import type { Fen } from "../money.ts";
import type { IneligibleBecause } from "./eligibility.ts";
import type { Stage } from "./form.ts";
import { ofPanel } from "./refuse.ts";
import type { SelectionRules } from "./rules.ts";

/** One application as the panel has it before it; what it says of the project stands still from here on. */
export interface Entry {
  readonly application: string;
  readonly organization: string;
  readonly title: string;
  readonly budget: Fen;
  readonly asked: Fen;
  readonly own: Fen;
  /** Ten-thousandths of a point: as written, and normalised. */
  readonly raw: number;
  readonly score: number;
  readonly reviews: number;
  readonly isNormalised: boolean;
  readonly stages: readonly Stage[];
  readonly grids: readonly string[];
  readonly follows?: string;
}

/** What the reviews came to, at one time. */
export interface Proposal {
  readonly ranking: readonly Entry[];
  /** Reviewed, and not eligible any more. */
  readonly excluded: readonly { readonly application: string; readonly ineligible: readonly IneligibleBecause[] }[];
  /** Members who may not speak of an application, by application; none of it: nobody. */
  readonly recused: Readonly<Record<string, readonly string[]>>;
}

export interface Move {
  readonly application: string;
  /** Its place from now on, counted from 1, and the one before. */
  readonly to: number;
  readonly from: number;
  readonly reasons: string;
  readonly inFavour: readonly string[];
  readonly against: readonly string[];
}

interface Appointment {
  readonly members: readonly string[];
  readonly chair: string;
  readonly programme: string;
  /** Edition of the selection rules, and what it says of panels. */
  readonly rulesVersion: string;
  readonly rule: SelectionRules["panel"];
}

/** 评审会 of a round; it has the id of the round. */
export type PanelState =
  | { readonly status: "none" }
  | (Appointment & { readonly status: "appointed" })
  | (Appointment & {
      readonly status: "sitting" | "minuted" | "signed";
      readonly proposal: Proposal;
      /** The ids in the order of their rank, as the panel has it now. */
      readonly order: readonly string[];
      readonly present: readonly string[];
      readonly moves: readonly Move[];
      readonly minutes?: { readonly text: string; readonly by: string; readonly at: string };
      readonly signedBy?: string;
      readonly signedAt?: string;
    });
export type Panel = Exclude<PanelState, { readonly status: "none" }>;
export type Session = Extract<PanelState, { readonly proposal: Proposal }>;

interface Said {
  readonly by: string;
  readonly at: string;
}
type Vote = Omit<Move, "from"> & Said;

export type PanelCommand =
  | ({ readonly type: "AppointPanel"; readonly appointment: Appointment } & Said)
  | ({ readonly type: "OpenPanel"; readonly proposal: Proposal } & Said)
  | ({ readonly type: "TakeAttendance"; readonly present: readonly string[] } & Said)
  | ({ readonly type: "MoveApplication" } & Vote)
  | ({ readonly type: "WriteMinutes"; readonly text: string } & Said)
  /** `current`: what the reviews come to now. */
  | ({ readonly type: "SignMinutes"; readonly current: Proposal } & Said);

export type PanelEvent =
  | { readonly type: "PanelAppointed"; readonly data: { readonly appointment: Appointment } & Said }
  | { readonly type: "PanelOpened"; readonly data: { readonly proposal: Proposal } & Said }
  | { readonly type: "AttendanceTaken"; readonly data: { readonly present: readonly string[] } & Said }
  | { readonly type: "ApplicationMoved"; readonly data: Move & Said }
  | { readonly type: "MinutesWritten"; readonly data: { readonly text: string } & Said }
  | { readonly type: "MinutesSigned"; readonly data: Said };

type Of<Type extends PanelCommand["type"]> = Extract<PanelCommand, { readonly type: Type }>;

/** How many of these must be there, rounded up. */
const quorumOf = (count: number, { quorum }: SelectionRules["panel"]): number => Math.ceil((count * quorum) / 10_000);

const existing = (state: PanelState): Panel => {
  if (state.status === "none") throw ofPanel.unknown();
  return state;
};

const inSession = (state: PanelState, ...statuses: readonly Session["status"][]): Session => {
  const panel = existing(state);
  if (panel.status === "appointed" || !statuses.includes(panel.status))
    throw ofPanel.rule("not_now", `Not possible while the panel is ${panel.status}`, { status: panel.status });
  return panel;
};

const distinct = (accounts: readonly string[]): boolean => new Set(accounts).size === accounts.length;

const appoint = ({ appointment, by, at }: Of<"AppointPanel">, state: PanelState): PanelEvent[] => {
  const { members, chair, rule } = appointment;
  if (state.status !== "none" && state.status !== "appointed")
    throw ofPanel.rule("not_now", "The panel has met", { status: state.status });
  if (!distinct(members) || members.length < rule.membersLeast)
    throw ofPanel.rule("too_few", "A panel has several different members", { least: rule.membersLeast });
  if (!members.includes(chair)) throw ofPanel.rule("chair_not_member", "The chair is one of the members");
  return [{ type: "PanelAppointed", data: { appointment, by, at } }];
};

const open = ({ proposal, by, at }: Of<"OpenPanel">, state: PanelState): PanelEvent[] => {
  const panel = existing(state);
  if (panel.status === "signed") throw ofPanel.rule("not_now", "The panel has ended", { status: panel.status });
  if (panel.status !== "appointed" && sameProposal(panel.proposal, proposal)) return [];
  return [{ type: "PanelOpened", data: { proposal, by, at } }];
};

/** Text order does not depend on how a store gives keys back. */
const textOf = ({ ranking, excluded, recused }: Proposal): string => {
  const entry = (one: Entry): unknown => [
    ...[one.application, one.organization, one.title, one.budget, one.asked, one.own, one.raw, one.score, one.reviews],
    ...[one.isNormalised, one.grids, one.follows ?? null],
    one.stages.map(({ title, amount, due }) => [title, amount, due]),
  ];
  return JSON.stringify([
    ranking.map(entry),
    excluded.map(({ application, ineligible }) => [
      application,
      ineligible.map(({ organization, reason, detail }) => [organization, reason, detail ?? null]),
    ]),
    Object.entries(recused).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ]);
};
const sameProposal = (one: Proposal, other: Proposal): boolean => textOf(one) === textOf(other);

const attend = ({ present, by, at }: Of<"TakeAttendance">, panel: Session): PanelEvent[] => {
  if (!distinct(present) || present.some((account) => !panel.members.includes(account)))
    throw ofPanel.rule("not_member", "Only members are counted, each once");
  const least = quorumOf(panel.members.length, panel.rule);
  if (present.length < least) throw ofPanel.rule("no_quorum", "Too few members are there", { least });
  return [{ type: "AttendanceTaken", data: { present, by, at } }];
};

/** A change of one rank changes all between: who is recused from any of these has no part in it. */
const move = ({ type: _, ...vote }: Of<"MoveApplication">, panel: Session): PanelEvent[] => {
  const { order, members, present, proposal, rule } = panel;
  const from = order.indexOf(vote.application) + 1;
  if (from === 0) throw ofPanel.rule("not_ranked", "This application is not ranked");
  if (vote.to < 1 || vote.to > order.length) throw ofPanel.rule("no_such_rank", "There is no such rank");
  if (vote.to === from) return [];
  const touched = order.slice(Math.min(from, vote.to) - 1, Math.max(from, vote.to));
  const isFree = (account: string): boolean =>
    touched.every((application) => proposal.recused[application]?.includes(account) !== true);
  const voters = [...vote.inFavour, ...vote.against];
  if (!distinct(voters) || voters.some((account) => !present.includes(account)))
    throw ofPanel.rule("not_present", "Only members who are there vote, each once");
  if (!voters.every(isFree)) throw ofPanel.rule("recused", "A recused member has no vote here");
  const least = quorumOf(members.filter(isFree).length, rule);
  const there = present.filter(isFree).length;
  if (there === 0 || there < least)
    throw ofPanel.rule("no_quorum", "Too few are there who may vote on this", { least });
  if (2 * vote.inFavour.length <= there) throw ofPanel.rule("not_carried", "Most of those who may vote must agree");
  return [{ type: "ApplicationMoved", data: { ...vote, from } }];
};

const write = ({ text, by, at }: Of<"WriteMinutes">, panel: Session): PanelEvent[] => {
  if (panel.present.length === 0) throw ofPanel.rule("no_quorum", "Nobody was there");
  return [{ type: "MinutesWritten", data: { text, by, at } }];
};

const sign = ({ current, by, at }: Of<"SignMinutes">, state: PanelState): PanelEvent[] => {
  const panel = inSession(state, "minuted", "signed");
  if (panel.status === "signed") {
    if (panel.signedBy === by) return [];
    throw ofPanel.rule("not_now", "The minutes are signed", { status: panel.status });
  }
  if (panel.minutes?.by === by) throw ofPanel.rule("same_person", "Who writes the minutes may not sign them");
  if (!panel.present.includes(by)) throw ofPanel.forbidden("not_present", "A member who was there signs");
  if (!sameProposal(panel.proposal, current))
    throw ofPanel.rule("stale", "Reviews, ties or applications have changed since the panel opened: open it anew");
  return [{ type: "MinutesSigned", data: { by, at } }];
};

const decide = (command: PanelCommand, state: PanelState): readonly PanelEvent[] => {
  switch (command.type) {
    case "AppointPanel":
      return appoint(command, state);
    case "OpenPanel":
      return open(command, state);
    case "TakeAttendance":
      return attend(command, inSession(state, "sitting"));
    case "MoveApplication":
      return move(command, inSession(state, "sitting"));
    case "WriteMinutes":
      return write(command, inSession(state, "sitting", "minuted"));
    case "SignMinutes":
      return sign(command, state);
  }
};

const moved = (order: readonly string[], { application, to }: Move): readonly string[] =>
  order.filter((one) => one !== application).toSpliced(to - 1, 0, application);

const evolve = (state: PanelState, event: PanelEvent): PanelState => {
  if (event.type === "PanelAppointed") return { ...event.data.appointment, status: "appointed" };
  if (state.status === "none") return state;
  if (event.type === "PanelOpened") {
    const { members, chair, programme, rulesVersion, rule } = state;
    const { proposal } = event.data;
    const order = proposal.ranking.map(({ application }) => application);
    const appointment = { members, chair, programme, rulesVersion, rule };
    return { ...appointment, status: "sitting", proposal, order, present: [], moves: [] };
  }
  if (state.status === "appointed") return state;
  switch (event.type) {
    case "AttendanceTaken":
      return { ...state, present: event.data.present };
    case "ApplicationMoved": {
      const { by: _, at: __, ...one } = event.data;
      return { ...state, order: moved(state.order, one), moves: [...state.moves, one] };
    }
    case "MinutesWritten":
      return { ...state, status: "minuted", minutes: event.data };
    case "MinutesSigned":
      return { ...state, status: "signed", signedBy: event.data.by, signedAt: event.data.at };
  }
};

export const panelDecider: Decider<PanelState, PanelCommand, PanelEvent> = {
  name: "social.panel",
  initial: { status: "none" },
  decide,
  evolve,
};
