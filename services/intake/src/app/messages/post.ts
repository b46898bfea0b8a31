import { idFrom, type DeciderStore, type Item, type Meta } from "@wangge/kit";
import type {
  Filling,
  FollowerCommand,
  FollowerEvent,
  FollowerState,
  MessageCommand,
  MessageEvent,
  MessageState,
} from "../../domain/index.ts";
import type { Accepted, ReporterDeps } from "../../edge/reading.ts";
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
}

interface Recipient {
  readonly to: string;
  readonly channel?: "sms" | "email";
}

const MOST = 1_000;
/** People who follow a place or a kind of problem hear of its beginning and its end. */
const OF_AREAS = new Set(["filed", "closed"]);

/** Tells everybody who is to be told of something, each once. */
export const createPost = (deps: PostDeps) => {
  const { reports, reporters, followers, messages, templates, clock, isSending, courtyardsAt } = deps;

  const reporterOf = async (reportId: string): Promise<readonly Recipient[]> => {
    const stored = await reporters.load(reportId);
    if (stored?.state.status !== "kept") return [];
    const { fields } = stored.state;
    const channel = fields.includes("phone") ? "sms" : fields.includes("email") ? "email" : undefined;
    return [{ to: `reporter/${reportId}`, ...(channel === undefined ? {} : { channel }) }];
  };

  const followersOf = async (subjects: readonly string[]): Promise<readonly Recipient[]> => {
    const found = await followers.find({ where: { "state.subject": { in: subjects } }, limit: MOST });
    return found.flatMap(({ id, state }) =>
      state.status === "following"
        ? [{ to: `follower/${id}`, ...(state.isConfirmed ? { channel: state.channel } : {}) }]
        : [],
    );
  };

  const hasCourtyards = async (): Promise<boolean> =>
    (await followers.find({ where: { "state.subject": { gte: "courtyard/", lt: "courtyard0" } }, limit: 1 })).length >
    0;

  const areasOf = async ({ state: { grid, category, point, visibility } }: Accepted): Promise<readonly string[]> => {
    if (visibility === "private") return [];
    const courtyards = point !== undefined && (await hasCourtyards()) ? await courtyardsAt(point) : [];
    return [`grid/${grid}`, `category/${category}`, ...courtyards.map((id) => `courtyard/${id}`)];
  };

  const recipientsOf = async (report: Accepted, happening: string): Promise<readonly Recipient[]> => {
    const { id, state } = report;
    const merged = await reports.find({ where: { "state.mergedInto": id }, limit: MOST });
    const hasReporter = [...(state.hasReporter ? [id] : []), ...merged.map((one) => one.id)];
    const subjects = [`report/${id}`, ...(OF_AREAS.has(happening) ? await areasOf(report) : [])];
    const all = await Promise.all([followersOf(subjects), ...hasReporter.map(reporterOf)]);
    return all.flat();
  };

  return {
    /** @throws DomainError `unavailable` */
    tell: async ({ reportId, happening, filling, event }: News, meta: Meta): Promise<void> => {
      const stored = await reports.load(reportId);
      if (stored?.state.status !== "accepted") return;
      const report = { ...stored, state: stored.state };
      const { trackingNumber: number, category } = report.state;
      const at = clock.now();
      const items = (await recipientsOf(report, happening))
        .filter(({ to }) => templates.tells(to.startsWith("reporter/") ? "reporter" : "follower", happening))
        .map(({ to, channel }): Item<MessageCommand> => {
          const data = { to, about: reportId, happening, filling: { number, category, ...filling } };
          return {
            id: idFrom("message", event, to),
            command: {
              type: "PostMessage",
              data: { ...data, ...(isSending && channel !== undefined ? { channel } : {}) },
              at,
            },
            meta: { ...meta, messageId: undefined, correlationId: reportId },
          };
        });
      if (items.length === 0) return;
      for (const outcome of await messages.handleMany(items, { expectNew: true })) if (!outcome.ok) throw outcome.error;
    },
  };
};
export type Post = ReturnType<typeof createPost>;
