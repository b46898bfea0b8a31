import type { Envelope } from "@wangge/contracts";
import { messageOf, type Bus, type Log, type StreamMessage } from "@wangge/kit";

/** One event as it goes out: a frame of `text/event-stream`. */
export interface Frame {
  readonly sequence: number;
  /** The grid it happened in. */
  readonly grid: string;
  /** 不公开: for the office and for whoever has the order; absent for what everybody in the service may see. */
  readonly onlyFor?: { readonly worker?: string; readonly department?: string };
  readonly text: string;
}

export interface FeedOptions {
  readonly bus: Pick<Bus, "read" | "lastSequence">;
  readonly stream: string;
  readonly log: Log;
  readonly pollMs?: number;
  /** Frames that are kept for those who are a little behind. */
  readonly kept?: number;
}

export interface Feed {
  /** Begins to look at the stream, with the first follower. Calls `wake` whenever there is something new. */
  readonly follow: (wake: () => void) => Promise<() => void>;
  /** The last event that is known. */
  readonly position: () => number;
  /** Frames from a sequence on, from memory or from the stream; empty when there are none yet. */
  readonly from: (sequence: number) => Promise<readonly Frame[]>;
  readonly lastSequence: () => Promise<number>;
  readonly stop: () => void;
}

const BATCH = 500;

const onlyFor = ({ visibility, worker, department }: Readonly<Record<string, unknown>>): Pick<Frame, "onlyFor"> =>
  visibility === "private"
    ? {
        onlyFor: {
          ...(typeof worker === "string" ? { worker } : {}),
          ...(typeof department === "string" ? { department } : {}),
        },
      }
    : {};

const contentOf = (text: string): Pick<Frame, "onlyFor" | "text"> => {
  try {
    const { type, subject, time, data } = JSON.parse(text) as Envelope<Readonly<Record<string, unknown>>>;
    if (!type.startsWith("dispatch.case.")) return { text: ": not of a case" };
    const line = `event: ${type}\ndata: ${JSON.stringify({ caseId: subject, ...data, type, time })}`;
    return { ...onlyFor(data), text: line };
  } catch {
    return { text: ": unreadable" };
  }
};

const frameOf = ({ sequence, subject, text }: StreamMessage): Frame => {
  const content = contentOf(text);
  const grid = subject.slice(subject.lastIndexOf(".") + 1);
  return { ...content, sequence, grid, text: `id: ${sequence}\n${content.text}\n\n` };
};

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** One look at the stream for all who follow it. Nobody follows: nobody looks. */
export const feedOf = ({ bus, stream, log, pollMs = 200, kept = 10_000 }: FeedOptions): Feed => {
  const wakes = new Set<() => void>();
  let ring: Frame[] = [];
  let position = 0;
  /** Counts the times that looking began; a loop of an earlier time ends. */
  let era = 0;
  let beginning: Promise<void> | undefined;

  const look = async (mine: number): Promise<void> => {
    while (mine === era) {
      let isMore = false;
      try {
        const messages = await bus.read(stream, { fromSequence: position + 1, limit: BATCH });
        if (mine !== era) return;
        const last = messages.at(-1);
        if (last !== undefined) {
          ring.push(...messages.map(frameOf));
          if (ring.length > kept) ring = ring.slice(-kept);
          position = last.sequence;
          for (const wake of wakes) wake();
        }
        isMore = messages.length === BATCH;
      } catch (error) {
        log.debug({ stream, error: messageOf(error) }, "live updates wait for the bus");
        await wait(1_000);
      }
      if (!isMore) await wait(pollMs);
    }
  };

  const begin = async (): Promise<void> => {
    const last = await bus.lastSequence(stream);
    if (wakes.size === 0) return;
    ring = [];
    position = last;
    era += 1;
    void look(era);
  };

  const end = (): void => {
    era += 1;
    beginning = undefined;
  };

  const follow: Feed["follow"] = async (wake) => {
    wakes.add(wake);
    const unfollow = (): void => {
      if (wakes.delete(wake) && wakes.size === 0) end();
    };
    try {
      await (beginning ??= begin());
    } catch (error) {
      beginning = undefined;
      unfollow();
      throw error;
    }
    return unfollow;
  };

  const from: Feed["from"] = async (sequence) => {
    if (sequence > position) return [];
    const first = ring[0]?.sequence ?? position + 1;
    if (sequence < first) return (await bus.read(stream, { fromSequence: sequence, limit: BATCH })).map(frameOf);
    // The stream has no gaps, but nothing here depends on that.
    const start = ring.findIndex((frame) => frame.sequence >= sequence);
    return start < 0 ? [] : ring.slice(start, start + BATCH);
  };

  return { follow, position: () => position, from, lastSequence: () => bus.lastSequence(stream), stop: end };
};
