import { blocksOf, type Block } from "./event-stream.ts";
import { session } from "./session.ts";

interface FollowOptions {
  readonly path: string;
  readonly onBlock: (block: Block) => void;
  readonly onState: (isConnected: boolean) => void;
}

export interface LiveOptions extends Pick<FollowOptions, "onState"> {
  /** Called with what has come since, at most once in `everyMs`. */
  readonly onEvents: (events: readonly LiveEvent[]) => void;
  readonly everyMs?: number;
}

export interface LiveEvent {
  /** Its place in the stream. */
  readonly id: string;
  readonly type: string;
  readonly caseId: string;
}

/** At most two updates of the page in a second, however much happens. */
const EVERY_MS = 500;
const RETRY_MS = 1_000;
/** Asked again it would be the same. */
const FOR_GOOD = [403, 404];

/**
 * Follows a stream over every break: each time from the last place that was seen. With a header for the token and not an address,
 * which would be written into logs. @returns how to stop
 */
const follow = ({ path, onBlock, onState }: FollowOptions): (() => void) => {
  const stopped = new AbortController();
  let last: string | undefined;

  const readOnce = async (): Promise<void> => {
    const response = await fetch(`/api/v1${path}`, {
      headers: {
        accept: "text/event-stream",
        authorization: `Bearer ${session.get()?.token ?? ""}`,
        ...(last === undefined ? {} : { "last-event-id": last }),
      },
      signal: stopped.signal,
    });
    if (FOR_GOOD.includes(response.status)) stopped.abort();
    if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`);
    let rest = "";
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const found = blocksOf(rest + part.value);
      rest = found.rest;
      // Not before: who is cut off with a place comes back to it.
      if (found.blocks.length > 0) onState(true);
      for (const block of found.blocks) {
        last = block.id ?? last;
        onBlock(block);
      }
    }
  };

  const isOver = (): boolean => stopped.signal.aborted;
  const run = async (): Promise<void> => {
    while (!isOver()) {
      await readOnce().catch(() => undefined);
      if (isOver()) return;
      onState(false);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  };
  void run();
  return () => stopped.abort();
};

/** What happens to cases. @returns how to stop */
export const followLive = ({ onEvents, onState, everyMs = EVERY_MS }: LiveOptions): (() => void) => {
  let waiting: LiveEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    const events = waiting;
    waiting = [];
    onEvents(events);
  };
  const stop = follow({
    path: "/stream/cases",
    onState,
    onBlock: ({ id = "", type, data }) => {
      if (type === undefined || data === undefined) return;
      const { caseId } = JSON.parse(data) as { readonly caseId?: unknown };
      waiting.push({ id, type, caseId: String(caseId) });
      timer ??= setTimeout(flush, everyMs);
    },
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
};

/** One operation, whole, each time that it changes; at most once in half a second, as it is then. @returns how to stop */
export const followOperation = (
  operationId: string,
  { onOperation, onState }: Pick<FollowOptions, "onState"> & { readonly onOperation: (operation: unknown) => void },
): (() => void) => {
  let newest: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    if (newest === undefined) return;
    onOperation(JSON.parse(newest));
    newest = undefined;
    timer = setTimeout(flush, EVERY_MS);
  };
  const stop = follow({
    path: `/stream/operations/${operationId}`,
    onState,
    onBlock: ({ type, data }) => {
      if (type !== "operation" || data === undefined) return;
      newest = data;
      // The first after a while is shown at once.
      timer ??= setTimeout(flush);
    },
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
};
