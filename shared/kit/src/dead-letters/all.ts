import { readAll } from "../bus/read-all.ts";
import type { Bus, StreamMessage } from "../bus/port.ts";
import { DEAD_LETTERS, REDRIVE } from "../bus/topology.ts";
import { deadLetterOf, settledOf, type DeadLetter, type Settled } from "./letter.ts";

/** A service has a say about its own letters only: the subject says whose word it is. */
const placeOf = (service: string, { deadLetter }: Pick<Settled, "deadLetter">): string =>
  `${service} ${String(deadLetter)}`;
const serviceIn = ({ subject }: StreamMessage): string => subject.split(".")[1] ?? "";
const serviceOfConsumer = ({ consumer }: DeadLetter): string => consumer.split("--")[0] ?? "";

/**
 * Dead letters that nobody has put back or discarded yet, oldest first; all of them or those of one consumer. For who may read
 * both streams as a whole: a service knows its own from its desk.
 */
export const openDeadLetters = async (bus: Pick<Bus, "read">, consumer?: string): Promise<readonly DeadLetter[]> => {
  const settled = new Set<string>();
  for await (const message of readAll(bus, REDRIVE)) settled.add(placeOf(serviceIn(message), settledOf(message)));
  const open: DeadLetter[] = [];
  for await (const message of readAll(bus, DEAD_LETTERS)) {
    const letter = deadLetterOf(message);
    const isSettled = settled.has(placeOf(serviceOfConsumer(letter), { deadLetter: letter.sequence }));
    if (!isSettled && (consumer === undefined || letter.consumer === consumer)) open.push(letter);
  }
  return open;
};
