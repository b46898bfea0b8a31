import { AckPolicy, jetstream, jetstreamManager, type ConsumerMessages } from "@nats-io/jetstream";
import { connectNats, silentLog } from "@wangge/kit";

export interface Address {
  readonly NATS_URL?: string;
  readonly NATS_USER?: string;
  readonly NATS_PASSWORD?: string;
}

export interface Subscribers {
  /** Messages that each of them has been given. */
  readonly given: () => { readonly slow: number; readonly silent: number };
  readonly stop: () => Promise<void>;
}

const PER_MESSAGE_MS = 1_000;

/** Two subscribers of a stream with durables of their own: one takes a second a message, one never acknowledges any. */
export const badSubscribers = async (address: Address, stream: string): Promise<Subscribers> => {
  const { NATS_URL: url = "", NATS_USER: user, NATS_PASSWORD: password } = address;
  const connection = await connectNats({ url, user, password, name: "integrator", log: silentLog });
  const manager = await jetstreamManager(connection);
  const given = { slow: 0, silent: 0 };
  const open: ConsumerMessages[] = [];
  const reading: Promise<void>[] = [];
  let stopping = false;
  const subscribe = async (name: keyof typeof given, callback: (ack: () => void) => void): Promise<void> => {
    const durable = `integrator--${name}`;
    const max_ack_pending = 5_000;
    await manager.consumers.add(stream, { durable_name: durable, ack_policy: AckPolicy.Explicit, max_ack_pending });
    const consumer = await jetstream(connection).consumers.get(stream, durable);
    const messages = await consumer.consume({ max_messages: 500 });
    open.push(messages);
    const read = async (): Promise<void> => {
      for await (const message of messages) {
        if (stopping) break;
        given[name] += 1;
        if (name === "slow") await new Promise((resolve) => setTimeout(resolve, PER_MESSAGE_MS));
        callback(() => {
          message.ack();
        });
      }
    };
    reading.push(read());
  };
  await subscribe("slow", (ack) => {
    ack();
  });
  await subscribe("silent", () => undefined);
  return {
    given: () => given,
    stop: async () => {
      stopping = true;
      for (const messages of open) messages.stop();
      // One that is in the middle of its second would ask for more on a connection that is closed.
      await Promise.all(reading);
      for (const name of Object.keys(given)) await manager.consumers.delete(stream, `integrator--${name}`);
      await connection.close();
    },
  };
};
