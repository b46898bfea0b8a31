import { idFrom, type BatchResult, type Clock, type DeciderStore, type Item, type Meta } from "@wangge/kit";
import type {
  Filling,
  FollowerCommand,
  FollowerEvent,
  FollowerState,
  MessageCommand,
  MessageEvent,
  MessageState,
} from "../../domain/index.ts";
import type { ReporterDeps } from "../../edge/reading.ts";
import type { Audience, Templates } from "./templates.ts";

export type Messages = DeciderStore<MessageState, MessageCommand, MessageEvent>;
export type Followers = DeciderStore<FollowerState, FollowerCommand, FollowerEvent>;

export interface PostDeps extends Pick<ReporterDeps, "reporters" | "followers"> {
  readonly messages: Messages;
  readonly templates: Templates;
  /** Whether anything is sent beside the inbox. */
  readonly isSending: boolean;
  readonly clock: Clock;
}

/** Of one thing that happened, to one report or matter. */
export interface News {
  /** The report or matter. */
  readonly about: string;
  readonly happening: string;
  readonly filling: Filling;
  /** The reports and matters whose reporters are told. */
  readonly reporters: readonly string[];
  /** Whoever follows one of these is told: `report/<id>`, `grid/<code>` and so on. */
  readonly subjects: readonly string[];
  /** The id of the event: whoever hears of it again tells nobody twice. */
  readonly event: string;
  readonly meta: Meta;
}

interface Recipient {
  readonly to: string;
  readonly channel?: "sms" | "email";
}

const MOST = 5_000;

const add = <Value>(lists: Map<string, Value[]>, key: string, value: Value): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
};

const isNews = (one: News | undefined): one is News => one !== undefined;

/** Tells everybody who is to be told of something, each once. A batch costs two reads and a write, however many it holds. */
export const createPost = (deps: PostDeps) => {
  const { reporters, followers, messages, templates, clock, isSending } = deps;

  const reportersOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, Recipient>> => {
    if (ids.length === 0) return new Map();
    const kept = await reporters.find({ where: { _id: { in: ids } }, limit: ids.length });
    return new Map(
      kept.flatMap(({ id, state }) => {
        if (state.status !== "kept") return [];
        const channel = state.fields.includes("phone") ? "sms" : state.fields.includes("email") ? "email" : undefined;
        return [[id, { to: `reporter/${id}`, ...(channel === undefined ? {} : { channel }) }] as const];
      }),
    );
  };

  const followersOf = async (subjects: readonly string[]): Promise<ReadonlyMap<string, readonly Recipient[]>> => {
    const found = new Map<string, Recipient[]>();
    if (subjects.length === 0) return found;
    for (const { id, state } of await followers.find({ where: { "state.subject": { in: subjects } }, limit: MOST }))
      if (state.status === "following")
        add(found, state.subject, { to: `follower/${id}`, ...(state.isConfirmed ? { channel: state.channel } : {}) });
    return found;
  };

  const itemFor = ({ about, happening, filling, event, meta }: News, { to, channel }: Recipient) => {
    const at = clock.now();
    const sent = isSending && channel !== undefined ? { channel } : {};
    const item: Item<MessageCommand> = {
      id: idFrom("message", event, to),
      command: { type: "PostMessage", data: { to, about, happening, filling, ...sent }, at },
      meta: { ...meta, messageId: undefined, correlationId: about },
    };
    return item;
  };

  const itemsOf = async (news: readonly News[]) => {
    const toldTo = (audience: Audience) => news.filter(({ happening }) => templates.tells(audience, happening));
    const [toReporters, toFollowers] = [toldTo("reporter"), toldTo("follower")];
    const [ofReporters, ofFollowers] = await Promise.all([
      reportersOf([...new Set(toReporters.flatMap(({ reporters: ids }) => ids))]),
      followersOf([...new Set(toFollowers.flatMap(({ subjects }) => subjects))]),
    ]);
    return [
      ...toReporters.map((one) => ({ one, to: one.reporters.flatMap((id) => ofReporters.get(id) ?? []) })),
      ...toFollowers.map((one) => ({ one, to: one.subjects.flatMap((subject) => ofFollowers.get(subject) ?? []) })),
    ].flatMap(({ one, to }) => to.map((recipient) => ({ one, item: itemFor(one, recipient) })));
  };

  /** Answers in the order of the news; nothing to tell is well. */
  return async (news: readonly (News | undefined)[]): Promise<readonly BatchResult[]> => {
    const items = await itemsOf(news.filter(isNews));
    if (items.length === 0) return news.map(() => ({ ok: true }));
    const outcomes = await messages.handleMany(
      items.map(({ item }) => item),
      { expectNew: true },
    );
    const failed = new Map<News, unknown>();
    for (const [index, outcome] of outcomes.entries()) {
      const one = items[index]?.one;
      if (!outcome.ok && one !== undefined) failed.set(one, outcome.error);
    }
    return news.map((one) =>
      one !== undefined && failed.has(one) ? { ok: false, error: failed.get(one) } : { ok: true },
    );
  };
};
export type Post = ReturnType<typeof createPost>;
