import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { followLive } from "../../common/live.ts";
import { useSession } from "../hooks.ts";

/** What is counted over the whole district is asked for again at most so often, however much happens. */
const RECOUNT_MS = 2_000;

export interface Live {
  readonly isConnected: boolean;
  /** Events since the page was opened. */
  readonly events: number;
  /** The last of them, by its place in the stream. */
  readonly place: string | undefined;
  /** Events since the list was last read. */
  readonly unread: number;
  readonly markRead: () => void;
}

/** Keeps counts and map up to date, and says when the list is not: it does not move under somebody's hand. */
export const useLive = (): Live => {
  const queries = useQueryClient();
  const account = useSession()?.account;
  const [isConnected, setConnected] = useState(false);
  const [{ events, place }, setSeen] = useState<Pick<Live, "events" | "place">>({ events: 0, place: undefined });
  const [read, setRead] = useState(0);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const recount = (): void => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey: ["by-grid"] });
      void queries.invalidateQueries({ queryKey: ["summary"] });
    };
    const stop = followLive({
      onState: setConnected,
      onEvents: (batch) => {
        setSeen(({ events: before }) => ({ events: before + batch.length, place: batch.at(-1)?.id }));
        timer ??= setTimeout(recount, RECOUNT_MS);
      },
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [queries, account]);

  return { isConnected, events, place, unread: events - read, markRead: () => setRead(events) };
};
