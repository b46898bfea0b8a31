import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import {
  DEAD_LETTERS,
  readAll,
  REDRIVE,
  redriveSubject,
  type Bus,
  type Redriven,
  type StreamMessage,
} from "@wangge/kit";

/** A message that a consumer gave up. */
export interface DeadLetter {
  /** Its place among the dead letters. */
  readonly sequence: number;
  readonly consumer: string;
  readonly code: string;
  readonly reason: string;
  readonly storedAt: number;
  readonly redriven: Redriven;
}

/** One that was put back and given up again is told, and put back, as what it first was. */
const redrivenOf = ({ sequence, subject, headers, text }: StreamMessage): Redriven => {
  const [, stream = "", consumer = ""] = subject.split(".");
  if (stream === REDRIVE) return { ...(JSON.parse(text) as Redriven), deadLetter: sequence };
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

const deadLetterOf = (message: StreamMessage): DeadLetter => {
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

/** Dead letters that nobody has put back yet, oldest first; all of them or those of one consumer. */
export const openDeadLetters = async (bus: Bus, consumer?: string): Promise<readonly DeadLetter[]> => {
  const redriven = new Set<number>();
  for await (const { text } of readAll(bus, REDRIVE)) redriven.add((JSON.parse(text) as Redriven).deadLetter);
  const open: DeadLetter[] = [];
  for await (const message of readAll(bus, DEAD_LETTERS)) {
    const letter = deadLetterOf(message);
    if (!redriven.has(letter.sequence) && (consumer === undefined || letter.consumer === consumer)) open.push(letter);
  }
  return open;
};

/** Gives them to the consumer that gave them up, and to nobody else. @returns how many */
export const putBack = async (connection: NatsConnection, letters: readonly DeadLetter[]): Promise<number> => {
  const js = jetstream(connection, { checkAPI: false });
  for (const { consumer, sequence, redriven } of letters)
    await js.publish(redriveSubject(consumer), JSON.stringify(redriven), { msgID: `dead-letter:${String(sequence)}` });
  return letters.length;
};
