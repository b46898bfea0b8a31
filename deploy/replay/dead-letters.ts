import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { DEAD_LETTERS, REDRIVE, redriveSubject, type Bus, type Redriven, type StreamMessage } from "@wangge/kit";

const PAGE = 500;

const allOf = async (bus: Bus, stream: string): Promise<readonly StreamMessage[]> => {
  const found: StreamMessage[] = [];
  for (let from = 1; ;) {
    const page = await bus.read(stream, { fromSequence: from, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) return found;
    found.push(...page);
    from = last.sequence + 1;
  }
};

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
  const redriven = new Set((await allOf(bus, REDRIVE)).map(({ text }) => (JSON.parse(text) as Redriven).deadLetter));
  return (await allOf(bus, DEAD_LETTERS))
    .map(deadLetterOf)
    .filter((letter) => !redriven.has(letter.sequence) && (consumer === undefined || letter.consumer === consumer));
};

/** Gives them to the consumer that gave them up, and to nobody else. @returns how many */
export const putBack = async (connection: NatsConnection, letters: readonly DeadLetter[]): Promise<number> => {
  const js = jetstream(connection, { checkAPI: false });
  for (const { consumer, sequence, redriven } of letters)
    await js.publish(redriveSubject(consumer), JSON.stringify(redriven), { msgID: `dead-letter:${String(sequence)}` });
  return letters.length;
};
