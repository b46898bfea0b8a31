import { idFrom, type BatchResult, type DeciderStore, type Item, type Meta } from "@wangge/kit";
import type {
  Filling,
  FollowerCommand,
  FollowerEvent,
  FollowerState,
  MessageCommand,
  MessageEvent,
  MessageState,
} from "../../domain/index.ts";
import { acceptedOf, type Accepted, type ReporterDeps } from "../../edge/reading.ts";
import type { Templates } from "./templates.ts";

export type Messages = DeciderStore<MessageState, MessageCommand, MessageEvent>;
export type Followers = DeciderStore<FollowerState, FollowerCommand, FollowerEvent>;

export interface PostDeps extends Pick<ReporterDeps, "reports" | "reporters" | "followers" | "clock"> {
  readonly messages: Messages;
  readonly templates: Templates;
  /** Whether anything is sent beside the inbox. */
  readonly isSending: boolean;
  /** The courtyards that a point lies in; asked only where somebody follows one. */
  readonly courtyardsAt: (point: { readonly lng: number; readonly lat: number }) => Promise<readonly string[]>;
}

/** Of one thing that happened, to one report. */
export interface News {
  readonly reportId: string;
  readonly happening: string;
  readonly filling: Filling;
  /** The id of the event: whoever hears of it again tells nobody twice. */
  readonly event: string;
  readonly meta: Meta;
}

interface Recipient {
  readonly to: string;
  readonly channel?: "sms" | "email";
}

const MOST = 5_000;
/** People who follow a place or a kind of problem hear of its beginning and its end. */
const OF_AREAS: ReadonlySet<string> = new Set(["filed", "closed"]);

const add = <Value>(lists: Map<string, Value[]>, key: string, value: Value): void => {
  lists.set(key, [...(lists.get(key) ?? []), value]);
};

/** Tells everybody who is to be told of something, each once. A batch costs five reads and a write, however many it holds. */
export const createPost = (deps: PostDeps): ((news: readonly News[]) => Promise<readonly BatchResult[]>) => {
  const { reports, reporters, followers, messages, templates, clock, isSending, courtyardsAt } = deps;

  const reportsOf = async (news: readonly News[]): Promise<ReadonlyMap<string, Accepted>> => {
    const ids = [...new Set(news.map(({ reportId }) => reportId))];
    const found = await reports.find({ where: { _id: { in: ids } }, limit: ids.length });
    return new Map(found.map((stored) => [stored.id, acceptedOf(stored)]));
  };

  /** The report itself and all that were merged into it, as far as somebody stands behind them. */
  const reportersOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, readonly Recipient[]>> => {
    const merged = await reports.find({ where: { "state.mergedInto": { in: ids } }, limit: MOST });
    const rootOf = new Map<string, string>(ids.map((id) => [id, id]));
    for (const { id, state } of merged)
      if (state.status === "accepted" && state.mergedInto !== undefined) rootOf.set(id, state.mergedInto);
    const kept = await reporters.find({ where: { _id: { in: [...rootOf.keys()] } }, limit: rootOf.size });
    const found = new Map<string, Recipient[]>();
    for (const { id, state } of kept) {
      if (state.status !== "kept") continue;
      const channel = state.fields.includes("phone") ? "sms" : state.fields.includes("email") ? "email" : undefined;
      const recipient: Recipient = { to: `reporter/${id}`, ...(channel === undefined ? {} : { channel }) };
      // A merged report's own news are its reporter's, besides those of the one that goes on.
      if (ids.includes(id)) add(found, id, recipient);
      const root = rootOf.get(id);
      if (root !== undefined && root !== id) add(found, root, recipient);
    }
    return found;
  };

  const followersOf = async (subjects: readonly string[]): Promise<ReadonlyMap<string, readonly Recipient[]>> => {
    const found = new Map<string, Recipient[]>();
    for (const { id, state } of await followers.find({ where: { "state.subject": { in: subjects } }, limit: MOST }))
      if (state.status === "following")
        add(found, state.subject, { to: `follower/${id}`, ...(state.isConfirmed ? { channel: state.channel } : {}) });
    return found;
  };

  const hasCourtyards = async (): Promise<boolean> =>
    (await followers.find({ where: { "state.subject": { gte: "courtyard/", lt: "courtyard0" } }, limit: 1 })).length >
    0;

  const subjectsOf = async (
    { id, state: { grid, category, point, visibility } }: Accepted,
    happening: string,
    withCourtyards: boolean,
  ): Promise<readonly string[]> => {
    const own = `report/${id}`;
    if (visibility === "private" || !OF_AREAS.has(happening)) return [own];
    const courtyards = point !== undefined && withCourtyards ? await courtyardsAt(point) : [];
    return [own, `grid/${grid}`, `category/${category}`, ...courtyards.map((one) => `courtyard/${one}`)];
  };

  const itemFor = ({ reportId, happening, filling, event, meta }: News, report: Accepted) => {
    const { trackingNumber: number, category } = report.state;
    const at = clock.now();
    return ({ to, channel }: Recipient): Item<MessageCommand> => {
      const sent = isSending && channel !== undefined ? { channel } : {};
      const data = { to, about: reportId, happening, filling: { number, category, ...filling }, ...sent };
      return {
        id: idFrom("message", event, to),
        command: { type: "PostMessage", data, at },
        meta: { ...meta, messageId: undefined, correlationId: reportId },
      };
    };
  };

  const itemsOf = async (news: readonly News[]) => {
    const known = await reportsOf(news);
    const told = news.filter(({ reportId }) => known.has(reportId));
    const withCourtyards = told.some(({ happening }) => OF_AREAS.has(happening)) && (await hasCourtyards());
    const subjects = await Promise.all(
      told.map(async ({ reportId, happening }) => {
        const report = known.get(reportId);
        return report === undefined ? [] : subjectsOf(report, happening, withCourtyards);
      }),
    );
    const toReporters = told.filter(({ happening }) => templates.tells("reporter", happening));
    const ids = [...new Set(toReporters.map(({ reportId }) => reportId))];
    const ofReporters = ids.length === 0 ? undefined : await reportersOf(ids);
    const ofFollowers = await followersOf([...new Set(subjects.flat())]);
    return told.flatMap((one, index) => {
      const report = known.get(one.reportId);
      if (report === undefined) return [];
      const recipients = [
        ...(templates.tells("reporter", one.happening) ? (ofReporters?.get(one.reportId) ?? []) : []),
        ...(templates.tells("follower", one.happening)
          ? (subjects[index] ?? []).flatMap((subject) => ofFollowers.get(subject) ?? [])
          : []),
      ];
      return recipients.map(itemFor(one, report)).map((item) => ({ news: one, item }));
    });
  };

  return async (news) => {
    const items = await itemsOf(news);
    if (items.length === 0) return news.map(() => ({ ok: true }));
    const outcomes = await messages.handleMany(
      items.map(({ item }) => item),
      { expectNew: true },
    );
    const failed = new Map<News, unknown>();
    for (const [index, outcome] of outcomes.entries()) {
      const one = items[index]?.news;
      if (!outcome.ok && one !== undefined) failed.set(one, outcome.error);
    }
    return news.map((one) => (failed.has(one) ? { ok: false, error: failed.get(one) } : { ok: true }));
  };
};
export type Post = ReturnType<typeof createPost>;
