import type { Feed, Frame } from "./feed.ts";

/** Where the frames go: a response, or a test. */
export interface Sink {
  /** False when it has enough for now. */
  readonly write: (text: string) => boolean;
  /** Resolves when it can take more; or when it is gone. */
  readonly drained: () => Promise<void>;
  readonly end: (text: string) => void;
  readonly isGone: () => boolean;
}

export interface FollowOptions {
  readonly feed: Feed;
  readonly sink: Sink;
  /** The last event that the client has seen; absent: it wants what comes from now on. */
  readonly after: number | undefined;
  /** 街道. Only events in grids whose code begins so. */
  readonly street: string | undefined;
  /** Whether the client may know of it at all. */
  readonly mayKnow: (frame: Frame) => boolean;
  readonly heartbeatMs?: number;
  /** For how long a client may leave what it got unread. */
  readonly patienceMs?: number;
  /** When the right to look ends. */
  readonly expiresAt: number;
  readonly now?: () => number;
}

/** The id may come from a gateway or a replica that was a little ahead; one that nobody knows belongs to a stream that is no more. */
const startAt = async (feed: Feed, after: number | undefined): Promise<number> => {
  if (after === undefined) return feed.position() + 1;
  let last = feed.position();
  for (let attempt = 0; attempt < 5 && after > last; attempt += 1) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    last = await feed.lastSequence();
  }
  return Math.min(after, last) + 1;
};

export interface Following {
  readonly stop: (reason: string) => void;
  readonly finished: Promise<void>;
}

/**
 * Sends what happens, in order, each event once, until the client goes. Every frame and every heartbeat carries the place in the
 * stream, so that a client that comes back with it (`Last-Event-ID`) misses nothing and gets nothing twice.
 */
export const followCases = (options: FollowOptions): Following => {
  const {
    feed,
    sink,
    after,
    street,
    mayKnow,
    heartbeatMs = 15_000,
    patienceMs = 15_000,
    expiresAt,
    now = Date.now,
  } = options;
  let reason: string | undefined;
  let wake: () => void = () => undefined;
  let isWoken = false;
  const stopped = Promise.withResolvers<true>();
  const ring = (): void => {
    isWoken = true;
    wake();
  };

  const sleepUntil = (at: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, at - now()));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isWoken) wake();
    });

  /** False where the client does not read. */
  const send = async (text: string): Promise<boolean> => {
    if (sink.write(text)) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => {
        resolve(false);
      }, patienceMs);
    });
    const isRead = await Promise.race([sink.drained().then(() => true), late, stopped.promise]);
    clearTimeout(timer);
    return isRead;
  };

  const run = async (): Promise<void> => {
    const unfollow = await feed.follow(ring);
    try {
      let next = await startAt(feed, after);
      let beat = now() + heartbeatMs;
      // The place is sent at once: who loses the connection before the first event comes back to here.
      if (!(await send(`retry: 1000\nid: ${next - 1}\n\n`))) reason ??= "too slow";
      while (reason === undefined && !sink.isGone()) {
        if (now() >= expiresAt) reason = "token expired";
        isWoken = false;
        const frames = reason === undefined ? await feed.from(next) : [];
        const last = frames.at(-1);
        if (last !== undefined) {
          const text = frames
            .filter((frame) => (street === undefined || frame.grid.startsWith(street)) && mayKnow(frame))
            .map((frame) => frame.text)
            .join("");
          next = last.sequence + 1;
          if (text === "") continue;
          beat = now() + heartbeatMs;
          if (!(await send(text))) reason ??= "too slow";
        } else if (reason === undefined) {
          if (now() >= beat) {
            beat = now() + heartbeatMs;
            if (!(await send(`: still here\nid: ${next - 1}\n\n`))) reason ??= "too slow";
          } else await sleepUntil(Math.min(beat, expiresAt));
        }
      }
      if (!sink.isGone()) sink.end(`: ${reason ?? "end"}, come back with the last id\n\n`);
    } finally {
      unfollow();
    }
  };

  return {
    stop: (why) => {
      reason ??= why;
      stopped.resolve(true);
      ring();
    },
    finished: run(),
  };
};
