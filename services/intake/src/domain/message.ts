import type { Decider } from "@wangge/kit/domain";

/** What a message is filled in with: numbers, codes and instants, nothing personal. */
export type Filling = Readonly<Record<string, string>>;

/** 告知. One thing that one person is to be told; how he is reached lies with his record, not here. */
export interface Message {
  /** `reporter/<id of the report or matter>` or `follower/<followerId>` */
  readonly to: string;
  readonly about: string;
  /** What happened, and so which template. */
  readonly happening: string;
  readonly filling: Filling;
  /** Beside the inbox, which he reads by number and phone. */
  readonly channel?: "sms" | "email" | undefined;
}

/** Tried so often; then the message waits in the inbox alone. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 10_000;

export type MessageState =
  | { readonly status: "none" }
  /** In the inbox only. */
  | ({ readonly status: "kept"; readonly at: string; readonly givenUp?: string } & Message)
  | ({ readonly status: "due"; readonly at: string; readonly attempts: number; readonly nextAt: string } & Message)
  | ({ readonly status: "sent"; readonly at: string; readonly sentAt: string } & Message);

export type MessageCommand =
  | { readonly type: "PostMessage"; readonly data: Message; readonly at: string }
  /** Before sending: nobody else sends it until the pause is over, though this process dies. */
  | { readonly type: "TryMessage"; readonly attempt: number; readonly at: string }
  | { readonly type: "NoteSent"; readonly at: string }
  /** It cannot be sent: there is nothing to send it to any more. */
  | { readonly type: "GiveUp"; readonly reason: string; readonly at: string };

export type MessageEvent =
  | { readonly type: "MessagePosted"; readonly data: Message & { readonly at: string } }
  | { readonly type: "MessageTried"; readonly data: { readonly attempt: number; readonly nextAt: string } }
  | { readonly type: "MessageSent"; readonly data: { readonly at: string } }
  | { readonly type: "MessageGivenUp"; readonly data: { readonly reason: string; readonly at: string } };

const pauseMs = (attempt: number): number => FIRST_PAUSE_MS * 3 ** Math.min(attempt, 6);

const decide = (command: MessageCommand, state: MessageState): readonly MessageEvent[] => {
  if (command.type === "PostMessage")
    return state.status === "none" ? [{ type: "MessagePosted", data: { ...command.data, at: command.at } }] : [];
  if (state.status !== "due") return [];
  switch (command.type) {
    case "TryMessage": {
      if (command.attempt !== state.attempts + 1 || command.at < state.nextAt) return [];
      if (command.attempt > ATTEMPTS) return [{ type: "MessageGivenUp", data: { reason: "attempts", at: command.at } }];
      const nextAt = new Date(Date.parse(command.at) + pauseMs(command.attempt)).toISOString();
      return [{ type: "MessageTried", data: { attempt: command.attempt, nextAt } }];
    }
    case "NoteSent":
      return [{ type: "MessageSent", data: { at: command.at } }];
    case "GiveUp":
      return [{ type: "MessageGivenUp", data: { reason: command.reason, at: command.at } }];
  }
};

const messageOf = ({ to, about, happening, filling, channel }: Message): Message => ({
  to,
  about,
  happening,
  filling,
  ...(channel === undefined ? {} : { channel }),
});

/** Posted once, however often what it tells of is heard; sent at least once, with its id as the key for whoever sends. */
export const messageDecider: Decider<MessageState, MessageCommand, MessageEvent> = {
  name: "intake.message",
  initial: { status: "none" },
  decide,
  evolve: (state, event) => {
    if (event.type === "MessagePosted") {
      const { at, ...message } = event.data;
      return message.channel === undefined
        ? { status: "kept", ...message, at }
        : { status: "due", ...message, at, attempts: 0, nextAt: at };
    }
    if (state.status !== "due") return state;
    switch (event.type) {
      case "MessageTried":
        return { ...state, attempts: event.data.attempt, nextAt: event.data.nextAt };
      case "MessageSent":
        return { status: "sent", ...messageOf(state), at: state.at, sentAt: event.data.at };
      case "MessageGivenUp":
        return { status: "kept", ...messageOf(state), at: state.at, givenUp: event.data.reason };
    }
  },
};
