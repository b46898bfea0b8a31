import { messageOf, sweeping, type Clock, type Log } from "@wangge/kit";
import type { Messenger } from "../../adapters/messenger.ts";
import { isCodeGood, type Filling, type IssuedCode, type Message } from "../../domain/index.ts";
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

interface Recipient {
  readonly contact: Contact;
  readonly language: Language;
  /** Of a follower: the code that counts now. */
  readonly code?: IssuedCode | undefined;
}

const PORTION = 50;
const EVERY_MS = 1_000;

/** Sends what is due, at least once each, and stops asking where nobody can be reached any more. */
export const createSender = (deps: SendDeps) => {
  const { messages, templates, messenger, reporters, followers, vault, clock, log } = deps;

  const recipientOf = async (to: string): Promise<Recipient | undefined> => {
    const [kind, id = ""] = to.split("/");
    if (kind === "reporter") {
      const { sealed } = (await reporters.load(id)) ?? {};
      return sealed === undefined ? undefined : { contact: vault.openReporter(id, sealed), language: "zh" };
    }
    const { sealed, state } = (await followers.load(id)) ?? {};
    if (sealed === undefined || state?.status !== "following") return undefined;
    return { contact: vault.openFollower(id, sealed), language: state.language, code: state.code };
  };

  /** What is written into a message when it goes, and kept nowhere; undefined: it has no sense any more. */
  const secretsOf = (
    { happening, about, filling }: Pick<Message, "happening" | "about" | "filling">,
    code: IssuedCode | undefined,
  ): Filling | undefined => {
    if (happening !== "confirm") return {};
    const isCurrent = code !== undefined && code.issue === filling["issue"] && isCodeGood(code, clock.now());
    return isCurrent ? { code: vault.codeFor(about, code.issue) } : undefined;
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
    const secrets = secretsOf(message, recipient.code);
    if (secrets === undefined) {
      await messages.handle(id, { type: "GiveUp", reason: "codeEnded", at: clock.now() });
      return;
    }
    const filled = { ...message, filling: { ...message.filling, ...secrets } };
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
