import { isListening } from "./decide.ts";
import type { EndpointState, Registered } from "./endpoint.ts";

/** What is looked at of an event. */
export interface Seen {
  readonly stream: string;
  readonly sequence: number;
  readonly type: string;
  readonly key: string;
}

/** Whether the endpoint has asked for such an event, and may have it. */
export const fits = ({ events, keys }: Pick<Registered, "events" | "keys">, { type, key }: Seen): boolean =>
  events.includes(type) && (keys === undefined || keys.some((prefix) => key.startsWith(prefix)));

/** 应投: whether the event is due to the endpoint at all, however it gets there. */
export const isDue = (state: EndpointState, seen: Seen): boolean =>
  state.status !== "none" &&
  isListening(state) &&
  seen.sequence >= (state.from[seen.stream] ?? Infinity) &&
  fits(state, seen);

/** Whether it is taken in as it comes; else it is read from its stream later. */
export const isLive = (state: EndpointState, stream: string): boolean => {
  if (state.status === "none") return false;
  const catchUp = state.catchUps[stream];
  return catchUp === undefined || catchUp.liveSince !== undefined;
};
