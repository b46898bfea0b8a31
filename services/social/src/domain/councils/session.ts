/** 议事会议. Convened with notice, held with a quorum, voted topic by topic, its minutes signed by another than who wrote them. */
import { dayAfter, dayOf } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Asked, type Words } from "./terms.ts";
import type { CaseWanted } from "./topic.ts";
import { resultOf, type Choice, type Counts, type Majority } from "./voting.ts";

export interface AgendaItem {
  readonly topic: string;
  readonly ballot: "open" | "secret";
  /** A code of the rules. */
  readonly majority: string;
  readonly wanted?: CaseWanted;
}

export interface HeldItem extends AgendaItem {
  readonly status: "waiting" | "voting" | "settled";
  /** 回避: interested, so they neither vote nor count. */
  readonly recused: readonly string[];
  /** Of an open vote; a secret one is in its box. */
  readonly votes: readonly { readonly member: string; readonly choice: Choice }[];
  readonly counts?: Counts;
  readonly outcome?: "adopted" | "rejected";
  readonly resolution?: string;
}

/** A resolution that was not done in time: the session has to speak of it. */
export interface FollowUp {
  readonly resolution: string;
  readonly words?: Words;
}

export interface Minutes {
  readonly words: Words;
  readonly writtenBy: string;
  readonly signedBy?: string;
  readonly signedAt?: string;
}

export interface Session {
  readonly status: "convened" | "open" | "adjourned" | "closed";
  readonly community: string;
  readonly startsAt: string;
  readonly items: readonly HeldItem[];
  readonly followUps: readonly FollowUp[];
  /** Who had a seat when it was opened, and who of them was there. */
  readonly seated: readonly string[];
  readonly present: readonly string[];
  readonly minutes?: Minutes;
  /** Topics have not been told yet what became of them here. */
  readonly untold?: true;
}
export type SessionState = { readonly status: "none" } | Session;

interface Convened extends Asked {
  readonly community: string;
  readonly startsAt: string;
  readonly items: readonly AgendaItem[];
  readonly followUps: readonly string[];
}

export type SessionCommand =
  | ({ readonly type: "ConveneSession" } & Convened)
  | (Asked & { readonly type: "OpenSession"; readonly seated: readonly string[]; readonly present: readonly string[] })
  | (Asked & { readonly type: "AdjournSession" })
  | (Asked & { readonly type: "Recuse"; readonly topic: string; readonly member: string })
  | (Asked & { readonly type: "StartVote"; readonly topic: string })
  | (Asked & { readonly type: "Vote"; readonly topic: string; readonly choice: Choice })
  /** `slips`: what the box of a secret vote held. */
  | (Asked & {
      readonly type: "EndVote";
      readonly topic: string;
      readonly resolution: string;
      readonly slips?: readonly Choice[] | undefined;
    })
  | (Asked & { readonly type: "SpeakOf"; readonly resolution: string; readonly words: Words })
  | (Asked & { readonly type: "CloseSession" })
  | (Asked & { readonly type: "WriteMinutes"; readonly words: Words })
  | (Asked & { readonly type: "SignMinutes" })
  /** `settled`: how many topics had their outcome when topics were told. */
  | {
      readonly type: "NoteTopicsTold";
      readonly status: Session["status"];
      readonly settled: number;
      readonly at: string;
    };

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
};
type ByFact<Type extends string, Data = unknown> = Fact<Type, Data & { readonly by: string }>;

export type SessionEvent =
  | Fact<"SessionConvened", Convened>
  | ByFact<"SessionOpened", { readonly seated: readonly string[]; readonly present: readonly string[] }>
  | ByFact<"SessionAdjourned">
  | ByFact<"MemberRecused", { readonly topic: string; readonly member: string }>
  | ByFact<"VoteStarted", { readonly topic: string }>
  | ByFact<"VoteCast", { readonly topic: string; readonly choice: Choice }>
  | ByFact<"TopicRejected", { readonly topic: string; readonly counts: Counts }>
  | ByFact<
      "ResolutionAdopted",
      {
        readonly topic: string;
        readonly resolution: string;
        readonly counts: Counts;
        readonly wanted?: CaseWanted | undefined;
      }
    >
  | ByFact<"FollowUpSpokenOf", { readonly resolution: string; readonly words: Words }>
  | ByFact<"SessionClosed">
  | ByFact<"MinutesWritten", { readonly words: Words }>
  | ByFact<"MinutesSigned">
  | Fact<"TopicsTold">;

export interface SessionRules {
  /** Whole days between convening and the session. */
  readonly noticeDays: number;
  /** Basis points of the seats: more than that have to be there. */
  readonly quorumOver: number;
  readonly majorities: Readonly<Record<string, Majority>>;
}

const refuse = refusals("session");

const mustBe = ({ status }: Session, ...statuses: readonly Session["status"][]): void => {
  if (!statuses.includes(status)) throw refuse("not_now", `Not possible while the session is ${status}`, { status });
};

const itemOf = ({ items }: Session, topic: string): HeldItem => {
  const found = items.find((one) => one.topic === topic);
  if (found === undefined) throw refuse("not_on_agenda", "This topic is not on the agenda", { topic });
  return found;
};

const mustStand = ({ status }: HeldItem, wanted: HeldItem["status"]): void => {
  if (status !== wanted) throw refuse("vote_not_now", `Not possible while the vote is ${status}`, { status });
};

/** Who may vote on it: present, and not interested in it. */
export const eligibleFor = ({ present }: Session, { recused }: Pick<HeldItem, "recused">): readonly string[] =>
  present.filter((member) => !recused.includes(member));

export const settledIn = ({ items }: Pick<Session, "items">): number =>
  items.filter(({ outcome }) => outcome !== undefined).length;

const convene = (command: Convened, rules: SessionRules): SessionEvent[] => {
  const { at, by, community, startsAt, items, followUps } = command;
  const earliest = dayAfter(dayOf(at), rules.noticeDays);
  if (dayOf(startsAt) < earliest) throw refuse("notice_too_short", "Members are told earlier", { earliest });
  if (new Set(items.map(({ topic }) => topic)).size < items.length)
    throw refuse("topic_twice", "A topic stands once on an agenda");
  const unknown = items.find(({ majority }) => !(majority in rules.majorities));
  if (unknown !== undefined)
    throw refuse("majority_unknown", "There is no such majority", { majorities: Object.keys(rules.majorities) });
  if (items.length + followUps.length === 0) throw refuse("empty_agenda", "There is nothing to speak of");
  return [{ type: "SessionConvened", data: { community, startsAt, items, followUps, by, at } }];
};

const open = (
  { seated, present, by, at }: Extract<SessionCommand, { type: "OpenSession" }>,
  session: Session,
  { quorumOver }: SessionRules,
): SessionEvent[] => {
  mustBe(session, "convened");
  if (at < session.startsAt) throw refuse("too_early", "It begins later", { startsAt: session.startsAt });
  const there = [...new Set(present)];
  const stranger = there.find((account) => !seated.includes(account));
  if (stranger !== undefined) throw refuse("not_seated", "Only members are counted", { account: stranger });
  if (there.length * 10_000 <= seated.length * quorumOver)
    throw refuse("no_quorum", "Too few members are there", { present: there.length, seated: seated.length });
  return [{ type: "SessionOpened", data: { seated, present: there, by, at } }];
};

const countsOf = (session: Session, item: HeldItem, slips: readonly Choice[] | undefined): Counts => {
  const cast = item.ballot === "open" ? item.votes.map(({ choice }) => choice) : (slips ?? []);
  const times = (choice: Choice): number => cast.filter((one) => one === choice).length;
  return {
    ...{ for: times("for"), against: times("against"), abstain: times("abstain") },
    present: eligibleFor(session, item).length,
    seated: session.seated.filter((member) => !item.recused.includes(member)).length,
  };
};

const endVote = (
  { topic, resolution, slips, by, at }: Extract<SessionCommand, { type: "EndVote" }>,
  session: Session,
  { majorities }: SessionRules,
): SessionEvent[] => {
  const item = itemOf(session, topic);
  if (item.status === "settled") return [];
  mustStand(item, "voting");
  const counts = countsOf(session, item, slips);
  const majority = majorities[item.majority];
  if (majority === undefined) throw refuse("majority_unknown", "There is no such majority");
  if (resultOf(counts, majority) === "rejected") return [{ type: "TopicRejected", data: { topic, counts, by, at } }];
  return [{ type: "ResolutionAdopted", data: { topic, resolution, counts, wanted: item.wanted, by, at } }];
};

const duringSession = (
  command: Extract<SessionCommand, { type: "Recuse" | "StartVote" | "Vote" | "SpeakOf" }>,
  session: Session,
): SessionEvent[] => {
  const { by, at } = command;
  mustBe(session, "open");
  if (command.type === "SpeakOf") {
    const { resolution, words } = command;
    if (!session.followUps.some((one) => one.resolution === resolution))
      throw refuse("not_on_agenda", "This resolution is not on the agenda", { resolution });
    return [{ type: "FollowUpSpokenOf", data: { resolution, words, by, at } }];
  }
  const { topic } = command;
  const item = itemOf(session, topic);
  switch (command.type) {
    case "Recuse": {
      const { member } = command;
      if (item.recused.includes(member)) return [];
      mustStand(item, "waiting");
      if (!session.seated.includes(member)) throw refuse("not_seated", "Only a member recuses himself", { member });
      return [{ type: "MemberRecused", data: { topic, member, by, at } }];
    }
    case "StartVote":
      if (item.status === "voting") return [];
      mustStand(item, "waiting");
      if (eligibleFor(session, item).length === 0) throw refuse("nobody_left", "Everybody here is interested in it");
      return [{ type: "VoteStarted", data: { topic, by, at } }];
    case "Vote": {
      const { choice } = command;
      const before = item.votes.find(({ member }) => member === by);
      if (before?.choice === choice) return [];
      mustStand(item, "voting");
      if (item.ballot === "secret") throw refuse("secret", "This vote goes into the box");
      if (item.recused.includes(by)) throw refuse("recused", "Whoever is interested does not vote");
      if (!session.present.includes(by)) throw refuse("not_present", "Only members who are there vote");
      if (before !== undefined) throw refuse("voted", "One member, one vote");
      return [{ type: "VoteCast", data: { topic, choice, by, at } }];
    }
  }
};

const close = ({ by, at }: Asked, session: Session): SessionEvent[] => {
  mustBe(session, "open");
  const unsettled = session.items.filter(({ status }) => status === "voting").map(({ topic }) => topic);
  if (unsettled.length > 0) throw refuse("vote_open", "A vote is under way", { topics: unsettled });
  const unspoken = session.followUps.filter(({ words }) => words === undefined).map(({ resolution }) => resolution);
  if (unspoken.length > 0)
    throw refuse("follow_up_open", "What was not done in time has to be spoken of", { resolutions: unspoken });
  return [{ type: "SessionClosed", data: { by, at } }];
};

const write = ({ words, by, at }: Extract<SessionCommand, { type: "WriteMinutes" }>, session: Session) => {
  mustBe(session, "closed");
  if (session.minutes?.signedBy !== undefined) throw refuse("minutes_signed", "Signed minutes do not change");
  return [{ type: "MinutesWritten" as const, data: { words, by, at } }];
};

const sign = ({ by, at }: Asked, { minutes, present }: Session): SessionEvent[] => {
  if (minutes === undefined) throw refuse("no_minutes", "Nobody has written minutes yet");
  if (minutes.signedBy !== undefined) throw refuse("minutes_signed", "The minutes are signed");
  if (minutes.writtenBy === by) throw refuse("own_minutes", "Another than the writer signs them");
  if (!present.includes(by)) throw refuse("not_present", "Only a member who was there signs");
  return [{ type: "MinutesSigned", data: { by, at } }];
};

const decideWith =
  (rulesAt: (at: string) => SessionRules) =>
  (command: SessionCommand, state: SessionState): readonly SessionEvent[] => {
    const { at } = command;
    if (command.type === "ConveneSession") return state.status === "none" ? convene(command, rulesAt(at)) : [];
    const session = existing("session", state);
    switch (command.type) {
      case "OpenSession":
        return open(command, session, rulesAt(at));
      case "AdjournSession":
        mustBe(session, "convened");
        return [{ type: "SessionAdjourned", data: { by: command.by, at } }];
      case "Recuse":
      case "StartVote":
      case "Vote":
      case "SpeakOf":
        return duringSession(command, session);
      case "EndVote":
        return endVote(command, session, rulesAt(at));
      case "CloseSession":
        return close(command, session);
      case "WriteMinutes":
        return write(command, session);
      case "SignMinutes":
        return sign(command, session);
      case "NoteTopicsTold":
        // What happened meanwhile is told in the next round.
        return session.untold === true && session.status === command.status && settledIn(session) === command.settled
          ? [{ type: "TopicsTold", data: { at } }]
          : [];
    }
  };

const withItem = (session: Session, topic: string, change: (item: HeldItem) => HeldItem): Session => ({
  ...session,
  items: session.items.map((item) => (item.topic === topic ? change(item) : item)),
});

const evolve = (state: SessionState, event: SessionEvent): SessionState => {
  if (event.type === "SessionConvened") {
    const { community, startsAt, items, followUps } = event.data;
    return {
      status: "convened",
      ...{ community, startsAt, seated: [], present: [], untold: true },
      items: items.map((item) => ({ ...item, status: "waiting", recused: [], votes: [] })),
      followUps: followUps.map((resolution) => ({ resolution })),
    };
  }
  if (state.status === "none") return state;
  switch (event.type) {
    case "SessionOpened":
      return { ...state, status: "open", seated: event.data.seated, present: event.data.present };
    case "SessionAdjourned":
      return { ...state, status: "adjourned", untold: true };
    case "MemberRecused": {
      const { topic, member } = event.data;
      return withItem(state, topic, (item) => ({ ...item, recused: [...item.recused, member] }));
    }
    case "VoteStarted":
      return withItem(state, event.data.topic, (item) => ({ ...item, status: "voting" }));
    case "VoteCast": {
      const { topic, choice, by: member } = event.data;
      return withItem(state, topic, (item) => ({ ...item, votes: [...item.votes, { member, choice }] }));
    }
    case "TopicRejected": {
      const { topic, counts } = event.data;
      const settled = withItem(state, topic, (item) => ({ ...item, status: "settled", outcome: "rejected", counts }));
      return { ...settled, untold: true };
    }
    case "ResolutionAdopted": {
      const { topic, counts, resolution } = event.data;
      const settled = withItem(state, topic, (item) => ({
        ...item,
        ...{ status: "settled", outcome: "adopted", counts, resolution },
      }));
      return { ...settled, untold: true };
    }
    case "FollowUpSpokenOf": {
      const { resolution, words } = event.data;
      const followUps = state.followUps.map((one) => (one.resolution === resolution ? { resolution, words } : one));
      return { ...state, followUps };
    }
    case "SessionClosed":
      return { ...state, status: "closed", untold: true };
    case "MinutesWritten":
      return { ...state, minutes: { words: event.data.words, writtenBy: event.data.by } };
    case "MinutesSigned":
      return state.minutes === undefined
        ? state
        : { ...state, minutes: { ...state.minutes, signedBy: event.data.by, signedAt: event.data.at } };
    case "TopicsTold": {
      const { untold: _told, ...rest } = state;
      return rest;
    }
  }
};

export const sessionDeciderWith = (
  rulesAt: (at: string) => SessionRules,
): Decider<SessionState, SessionCommand, SessionEvent> => ({
  name: "social.session",
  initial: { status: "none" },
  decide: decideWith(rulesAt),
  evolve,
});
