import type { InMessage, StreamMessage } from "../bus/port.ts";
import { DISCARDED, REDRIVE } from "../bus/topology.ts";
import type { Redriven } from "../service/redrive.ts";

/** A message that a consumer gave up. */
export interface DeadLetter {
  /** Its place among the dead letters. */
  readonly sequence: number;
  readonly consumer: string;
  readonly code: string;
  readonly reason: string;
  /** When it was given up, ms since 1970. */
  readonly storedAt: number;
  readonly redriven: Redriven;
}

/** What became of a dead letter: somebody gave it to its consumer again, or said that nobody needs it. */
export interface Settled {
  readonly deadLetter: number;
  readonly outcome: "putBack" | "discarded";
  /** The account; absent where it was put back by a tool that names nobody. */
  readonly by?: string;
  readonly reason?: string;
  /** ms since 1970 */
  readonly at: number;
}

type Stored = Pick<StreamMessage, "sequence" | "subject" | "storedAt" | "headers" | "text">;

/** One that was put back and given up again is told, and put back, as what it first was. */
const redrivenOf = ({ sequence, subject, headers, text }: Stored): Redriven => {
  const [, stream = "", consumer = ""] = subject.split(".");
  if (stream === REDRIVE) {
    const { by: _by, reason: _reason, ...first } = JSON.parse(text) as Redriven;
    return { ...first, deadLetter: sequence };
  }
  return {
    deadLetter: sequence,
    consumer,
    id: headers["Wangge-Id"] ?? "",
    subject: headers["Wangge-Subject"] ?? "",
    stream,
    sequence: Number(headers["Wangge-Sequence"] ?? 0),
    text,
  };
};

export const deadLetterOf = (message: Stored): DeadLetter => {
  const { sequence, headers, storedAt } = message;
  const redriven = redrivenOf(message);
  return {
    sequence,
    consumer: redriven.consumer,
    code: headers["Wangge-Code"] ?? "",
    reason: headers["Wangge-Reason"] ?? "",
    storedAt,
    redriven,
  };
};

/** What a message of the stream of settled letters says. */
export const settledOf = ({ subject, storedAt, text }: Pick<Stored, "subject" | "storedAt" | "text">): Settled => {
  const { deadLetter, by, reason } = JSON.parse(text) as Redriven;
  return {
    deadLetter,
    outcome: subject.startsWith(`${DISCARDED}.`) ? "discarded" : "putBack",
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
    at: storedAt,
  };
};

/** A delivered message, read as one of a stream. */
export const storedOf = (message: InMessage): Stored => ({
  sequence: message.sequence,
  subject: message.subject,
  storedAt: message.storedAt,
  headers: message.headers(),
  text: message.text(),
});
