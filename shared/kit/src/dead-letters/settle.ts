import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { busUnavailable } from "../bus/nats.ts";
import { discardedSubject, redriveSubject } from "../bus/port.ts";
import type { DeadLetter, Settled } from "./letter.ts";

/** Who decides, and why: stands beside the letter for good, in a stream that nobody can take anything out of. */
export type Decision = Pick<Settled, "by" | "reason">;

/** Puts a decision about a letter on the stream of settled ones. @returns false where another decision was there before */
export type Settle = (letter: DeadLetter, outcome: Settled["outcome"], decision: Decision) => Promise<boolean>;

/**
 * Put back, a letter goes to the consumer that gave it up and to nobody else; discarded, to nobody. One decision a letter: the first
 * that the server took.
 */
export const settleOn = (connection: NatsConnection): Settle => {
  const js = jetstream(connection, { checkAPI: false });
  return async ({ consumer, sequence, redriven }, outcome, decision) => {
    const subject = outcome === "putBack" ? redriveSubject(consumer) : discardedSubject(consumer);
    // Of one that is discarded only the decision is kept: what it was stands among the dead letters.
    const body = outcome === "putBack" ? { ...redriven, ...decision } : { deadLetter: sequence, consumer, ...decision };
    try {
      const { duplicate } = await js.publish(subject, JSON.stringify(body), {
        msgID: `dead-letter:${String(sequence)}`,
      });
      return !duplicate;
    } catch (error) {
      throw busUnavailable(error);
    }
  };
};
