import type { InMessage } from "../bus/port.ts";
import type { Envelope } from "@wangge/contracts";

/** What `npm run replay` puts on `redrive.<service>.<consumer>`: a dead letter with its first address. */
export interface Redriven {
  /** Its place among the dead letters. */
  readonly deadLetter: number;
  readonly consumer: string;
  readonly id: string;
  readonly subject: string;
  readonly stream: string;
  readonly sequence: number;
  readonly text: string;
  /** Who put it back, and why, where that was said. */
  readonly by?: string;
  readonly reason?: string;
}

/** Dead letters that were put back, as they first came. */
export const redrivenMessages = (
  messages: readonly InMessage[],
): readonly { readonly consumer: string; readonly message: InMessage }[] =>
  messages.map((carrier) => {
    const { consumer, id, subject, stream, sequence, text } = JSON.parse(carrier.text()) as Redriven;
    return {
      consumer,
      message: {
        id,
        subject,
        stream,
        sequence,
        key: subject.slice(subject.lastIndexOf(".") + 1),
        deliveries: carrier.deliveries,
        storedAt: carrier.storedAt,
        envelope: () => JSON.parse(text) as Envelope,
        text: () => text,
        headers: () => carrier.headers(),
      },
    };
  });
