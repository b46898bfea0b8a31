/** 议题. Somebody asks the council to talk of something; others support it; it is accepted, or refused with a reason. */
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Asked, type Words } from "./terms.ts";

/** 居民, 议事会成员, 民情受理室或受理箱. */
export type TopicOrigin = "resident" | "member" | "opinion";

/** Where a resolution on it would go: with both it becomes a case. */
export interface CaseWanted {
  readonly category: string;
  readonly grid: string;
}

export interface Topic {
  readonly status: "proposed" | "accepted" | "refused" | "scheduled" | "settled";
  readonly community: string;
  readonly origin: TopicOrigin;
  /** Account; absent: nobody said who he is. */
  readonly proposer?: string;
  readonly words: Words;
  readonly wanted?: CaseWanted;
  readonly supporters: readonly string[];
  readonly reason?: string;
  readonly session?: string;
  readonly outcome?: "adopted" | "rejected";
}
export type TopicState = { readonly status: "none" } | Topic;

type Proposal = Pick<Topic, "community" | "origin" | "words"> & {
  readonly proposer?: string | undefined;
  readonly wanted?: CaseWanted | undefined;
};

export type TopicCommand = { readonly at: string } & (
  | ({ readonly type: "ProposeTopic" } & Proposal)
  | { readonly type: "SupportTopic"; readonly by: string }
  | { readonly type: "AcceptTopic"; readonly by: string; readonly wanted?: CaseWanted | undefined }
  | { readonly type: "RefuseTopic"; readonly by: string; readonly reason: string }
  | { readonly type: "ScheduleTopic"; readonly session: string }
  | { readonly type: "SettleTopic"; readonly session: string; readonly outcome: "adopted" | "rejected" }
  /** The session did not come to it. */
  | { readonly type: "PutBackTopic"; readonly session: string }
);

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
};
export type TopicEvent =
  | Fact<"TopicProposed", Proposal>
  | Fact<"TopicSupported", Pick<Asked, "by">>
  | Fact<"TopicAccepted", { readonly by: string; readonly wanted?: CaseWanted | undefined }>
  | Fact<"TopicRefused", { readonly by: string; readonly reason: string }>
  | Fact<"TopicScheduled", { readonly session: string }>
  | Fact<"TopicSettled", { readonly session: string; readonly outcome: "adopted" | "rejected" }>
  | Fact<"TopicPutBack", { readonly session: string }>;

export interface TopicRules {
  /** How many have to support what a resident proposes. */
  readonly supporters: number;
  /** `whateverSupport`: also where enough support it. */
  readonly refusals: Readonly<Record<string, { readonly whateverSupport: boolean }>>;
}

const refuse = refusals("topic");

const mustBe = ({ status }: Topic, ...statuses: readonly Topic["status"][]): void => {
  if (!statuses.includes(status)) throw refuse("not_now", `Not possible while the topic is ${status}`, { status });
};

const isSupported = ({ origin, supporters }: Topic, rules: TopicRules): boolean =>
  origin !== "resident" || supporters.length >= rules.supporters;

export const topicDeciderWith = (
  rulesAt: (at: string) => TopicRules,
): Decider<TopicState, TopicCommand, TopicEvent> => ({
  name: "social.topic",
  initial: { status: "none" },
  decide: (command, state) => {
    const { at } = command;
    if (command.type === "ProposeTopic") {
      const { type: _type, ...data } = command;
      return state.status === "none" ? [{ type: "TopicProposed", data }] : [];
    }
    const topic = existing("topic", state);
    switch (command.type) {
      case "SupportTopic": {
        const { by } = command;
        mustBe(topic, "proposed");
        if (topic.proposer === by) throw refuse("own_topic", "Whoever proposes it supports it already");
        return topic.supporters.includes(by) ? [] : [{ type: "TopicSupported", data: { by, at } }];
      }
      case "AcceptTopic": {
        const { by, wanted } = command;
        mustBe(topic, "proposed");
        if (!isSupported(topic, rulesAt(at)))
          throw refuse("too_few_supporters", "Not enough residents support it yet", {
            supporters: topic.supporters.length,
            needed: rulesAt(at).supporters,
          });
        return [{ type: "TopicAccepted", data: { by, wanted, at } }];
      }
      case "RefuseTopic": {
        const { by, reason } = command;
        mustBe(topic, "proposed");
        const known = rulesAt(at).refusals[reason];
        if (known === undefined)
          throw refuse("reason_unknown", "There is no such reason", { reasons: Object.keys(rulesAt(at).refusals) });
        if (topic.origin === "resident" && isSupported(topic, rulesAt(at)) && !known.whateverSupport)
          throw refuse("supported", "What enough residents support is not refused for this reason", { reason });
        return [{ type: "TopicRefused", data: { by, reason, at } }];
      }
      case "ScheduleTopic":
        return topic.status === "accepted" ? [{ type: "TopicScheduled", data: { session: command.session, at } }] : [];
      case "SettleTopic": {
        const { session, outcome } = command;
        return topic.status === "accepted" || (topic.status === "scheduled" && topic.session === session)
          ? [{ type: "TopicSettled", data: { session, outcome, at } }]
          : [];
      }
      case "PutBackTopic": {
        const { session } = command;
        return topic.status === "scheduled" && topic.session === session
          ? [{ type: "TopicPutBack", data: { session, at } }]
          : [];
      }
    }
  },
  evolve: (state, event): TopicState => {
    if (event.type === "TopicProposed") {
      const { community, origin, words, proposer, wanted } = event.data;
      return {
        status: "proposed",
        ...{ community, origin, words, supporters: [] },
        ...(proposer === undefined ? {} : { proposer }),
        ...(wanted === undefined ? {} : { wanted }),
      };
    }
    if (state.status === "none") return state;
    switch (event.type) {
      case "TopicSupported":
        return { ...state, supporters: [...state.supporters, event.data.by] };
      case "TopicAccepted": {
        const wanted = event.data.wanted ?? state.wanted;
        return { ...state, status: "accepted", ...(wanted === undefined ? {} : { wanted }) };
      }
      case "TopicRefused":
        return { ...state, status: "refused", reason: event.data.reason };
      case "TopicScheduled":
        return { ...state, status: "scheduled", session: event.data.session };
      case "TopicSettled":
        return { ...state, status: "settled", session: event.data.session, outcome: event.data.outcome };
      case "TopicPutBack": {
        const { session: _left, ...rest } = state;
        return { ...rest, status: "accepted" };
      }
    }
  },
});
