import { jetstreamManager } from "@nats-io/jetstream";
import { consumerName, defineEvent, defineManifest, publishSubject, schemaUrn } from "@wangge/contracts";
import { expect, it } from "vitest";
import { z } from "zod";
import { partitionOf } from "../src/bus/topology.ts";
import { done, newId } from "../src/index.ts";
import { eventually, realBus } from "../src/testing/index.ts";

const Moved = defineEvent({
  subject: "giver.thing.moved.v1",
  title: { zh: "测试", en: "Test" },
  why: "A partition with an owner.",
  key: ({ key }) => key,
  data: z.object({ key: z.string() }),
  example: { key: "a" },
});

/** A process that is busy for long loses its pin, and may get a new one while it still takes up the old one. */
it("an owner that is pinned anew while it takes a partition over goes on, and does not spin", async () => {
  const bus = await realBus([
    defineManifest({ name: "giver", publishes: [Moved], subscribes: [], calls: [] }),
    defineManifest({ name: "taker", publishes: [], subscribes: [{ event: Moved, mode: "partitioned" }], calls: [] }),
  ]);
  const stream = "EVT_GIVER";
  const consumer = consumerName("taker", Moved.subject, partitionOf("a"));
  const { consumers } = await jetstreamManager(bus.admin);
  const message = () => {
    const id = newId();
    const time = "2017-12-27T01:00:00.000Z";
    const fact = { specversion: "1.0", id, source: "giver", type: Moved.subject, subject: "a", time };
    const body = {
      ...fact,
      datacontenttype: "application/json",
      dataschema: schemaUrn(Moved.subject),
      data: { key: "a" },
    };
    return { id, subject: publishSubject(Moved.subject, "a"), body: JSON.stringify(body) };
  };

  const seen = new Set<string>();
  let owned = 0;
  let empty = 0;
  const consumption = await bus.bus.consume(
    {
      stream,
      consumer,
      mode: "owner",
      onOwner: async () => {
        owned += 1;
        if (owned > 1) return;
        await consumers.unpin(stream, consumer, "owner");
        await bus.bus.publish([message()]);
        // Until the message is here under its new pin.
        await new Promise((resolve) => setTimeout(resolve, 2_000));
      },
    },
    (messages) => {
      // Without a turn for anything else an endless loop would never be seen: an error makes it pause.
      if (messages.length === 0 && (empty += 1) > 0) throw new Error("there is nothing to work on");
      for (const { id } of messages) seen.add(id);
      return Promise.resolve(messages.map(() => done));
    },
  );
  const published = [message(), message()];
  await bus.bus.publish(published);
  await eventually(() => owned === 2 && seen.size === 3, { timeoutMs: 20_000 });
  expect(empty).toBe(0);
  await consumption.stop();
  await bus.stop();
}, 60_000);
