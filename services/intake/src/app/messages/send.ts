import { messageOf, sweeping, type Clock, type Log } from "@wangge/kit";
import type { Messenger } from "../../adapters/messenger.ts";
import type { ReporterDeps } from "../../edge/reading.ts";
import type { Contact } from "../vault.ts";
import type { Messages } from "./post.ts";
import type { Language, Templates } from "./templates.ts";

export interface SendDeps extends Pick<ReporterDeps, "reporters" | "followers" | "vault"> {
  readonly messages: Messages;
  readonly templates: Templates;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
}

const PORTION = 50;
const EVERY_MS = 1_000;

/** Sends what is due, at least once each, and stops asking where nobody can be reached any more. */
export const createSender = (deps: SendDeps) => {
  const { messages, templates, messenger, reporters, followers, vault, clock, log } = deps;

  const recipientOf = async (
    to: string,
  ): Promise<{ readonly contact: Contact; readonly language: Language } | undefined> => {
    const [kind, id = ""] = to.split("/");
    if (kind === "reporter") {
      const { sealed } = (await reporters.load(id)) ?? {};
      return sealed === undefined ? undefined : { contact: vault.openReporter(id, sealed), language: "zh" };
    }
    const { sealed, state } = (await followers.load(id)) ?? {};
    if (sealed === undefined || state?.status !== "following") return undefined;
    return { contact: vault.openFollower(id, sealed), language: state.language };
  };

  const sendOne = async (id: string, attempts: number): Promise<void> => {
    const tried = await messages.handle(id, { type: "TryMessage", attempt: attempts + 1, at: clock.now() });
    if (!tried.changed || tried.state.status !== "due") return;
    const message = tried.state;
    const { channel = "sms" } = message;
    const recipient = await recipientOf(message.to);
    const to = channel === "sms" ? recipient?.contact.phone : recipient?.contact.email;
    if (recipient === undefined || to === undefined) {
      await messages.handle(id, { type: "GiveUp", reason: "noContact", at: clock.now() });
      return;
    }
    const secret = message.happening === "confirm" ? { code: vault.codeFor(message.about) } : {};
    const filled = { ...message, filling: { ...message.filling, ...secret } };
    await messenger({ id, channel, to, text: templates.render(filled, recipient.language, channel) });
    await messages.handle(id, { type: "NoteSent", at: clock.now() });
  };

  const sendDue = async (): Promise<void> => {
    const where = { "state.status": "due", "state.nextAt": { lte: clock.now() } };
    const due = await messages.find({ where, limit: PORTION, order: "oldest" });
    for (const { id, state } of due)
      try {
        if (state.status === "due") await sendOne(id, state.attempts);
      } catch (error) {
        log.warn({ message: id, error: messageOf(error) }, "a message was not sent yet");
      }
  };

  const sweep = sweeping({ name: "messages", everyMs: EVERY_MS, work: sendDue, log });
  return { sendDue, start: sweep.start, stop: sweep.stop };
};
export type Sender = ReturnType<typeof createSender>;
