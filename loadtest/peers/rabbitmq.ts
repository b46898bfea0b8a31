/**
 * RabbitMQ by hand: quorum queues, publisher confirms, one acknowledgement for all that came before. It keeps no records: what it
 * persists of an order is the order's own message, which spares it a store.
 */
import { connect, type ConsumeMessage, type Message } from "amqplib";
import type { PeerServer } from "../../deploy/local/peers.mjs";
import type { Contestant } from "./contestant.ts";
import { createShareOut, factOf } from "./jobs.ts";
import { lanes } from "./lanes.ts";

const [REPORTS, ORDERS, CLOSED] = ["reports", "orders", "closed"];
const TAKEN = 500;

interface Carried {
  readonly id: string;
  readonly grid: string;
  readonly worker?: string;
}

const carriedBy = ({ properties: { headers } }: Message): Carried => headers as unknown as Carried;

export const rabbitmq = (server: () => Promise<PeerServer | { readonly missing: string }>): Contestant => ({
  name: "rabbitmq",
  durability: "strict",
  mode: "batch",
  open: async (closed) => {
    const place = await server();
    if ("missing" in place) return place;
    const connection = await connect(place.url);
    const channel = () => connection.createConfirmChannel();
    const [feed, dispatch, field] = [await channel(), await channel(), await channel()];
    for (const queue of [REPORTS, ORDERS, CLOSED])
      await feed.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
    const shares = createShareOut();

    /** Works off a queue, up to so many in a hand: what `step` publishes is confirmed before the hand is acknowledged. */
    const workOff = async (
      own: typeof dispatch,
      queue: string,
      step: (messages: readonly ConsumeMessage[]) => Promise<void>,
    ) => {
      const waiting: ConsumeMessage[] = [];
      const lane = lanes(1, async () => {
        const taken = waiting.splice(0, TAKEN);
        const last = taken.at(-1);
        if (last === undefined) return 0;
        await step(taken);
        own.ack(last, true);
        return taken.length;
      });
      await own.prefetch(2 * TAKEN);
      await own.consume(queue, (message) => {
        if (message === null) return;
        waiting.push(message);
        lane.wake();
      });
      return lane;
    };
    const send = (own: typeof dispatch, queue: string, body: string | Buffer, headers: Carried): boolean =>
      own.sendToQueue(queue, typeof body === "string" ? Buffer.from(body) : body, { persistent: true, headers });

    const both = [
      await workOff(dispatch, REPORTS, async (messages) => {
        for (const message of messages) {
          const { id, grid } = carriedBy(message);
          const worker = shares.take(grid);
          send(dispatch, ORDERS, factOf("assigned", { id, grid }, worker), { id, grid, worker });
        }
        await dispatch.waitForConfirms();
      }),
      await workOff(field, ORDERS, async (messages) => {
        const orders = messages.map(carriedBy);
        for (const { id, grid, worker = "" } of orders)
          send(field, CLOSED, factOf("closed", { id, grid }, worker), { id, grid, worker });
        await field.waitForConfirms();
        for (const { id, worker = "" } of orders) {
          shares.release(worker);
          closed(id);
        }
      }),
    ];
    return {
      accept: async (jobs) => {
        for (const lane of both) lane.check();
        for (const { id, grid, body } of jobs) send(feed, REPORTS, body, { id, grid });
        await feed.waitForConfirms();
      },
      audit: async () => {
        const ids = new Set<string>();
        const { messageCount } = await feed.checkQueue(CLOSED);
        const reading = await channel();
        await reading.prefetch(TAKEN);
        let facts = 0;
        // Read to the end and not acknowledged one by one, so that a look leaves the queue as it was once the channel closes.
        for (let message = await reading.get(CLOSED); message !== false; message = await reading.get(CLOSED)) {
          ids.add(carriedBy(message).id);
          facts += 1;
        }
        await reading.close();
        return { closed: messageCount, published: { facts, jobs: ids.size } };
      },
      serverPids: () => place.pids(),
      close: async () => {
        await Promise.all(both.map((lane) => lane.stop()));
        await connection.close();
      },
    };
  },
});
