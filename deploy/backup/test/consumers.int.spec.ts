import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { done, topologyOf, type ConsumerPlan } from "@wangge/kit";
import { eventually, realBus, type RealBus } from "@wangge/kit/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { manifests } from "../../provision/principals.ts";
import { placesOf, whilePaused } from "../consumers.ts";

let nats: RealBus;
let manager: JetStreamManager;
let seen: string[];
let published = 0;

const durable = topologyOf(manifests).consumers.find(
  ({ stream, mode }) => stream === "EVT_INTAKE" && mode === "each",
) as ConsumerPlan;

beforeAll(async () => {
  nats = await realBus(manifests);
  manager = await jetstreamManager(nats.admin);
  await nats.bus.consume({ stream: durable.stream, consumer: durable.name, mode: "each" }, (messages) => {
    seen.push(...messages.map(({ id }) => id));
    return Promise.resolve(messages.map(() => done));
  });
});
beforeEach(() => {
  seen = [];
});
afterAll(async () => {
  await nats.bus.close();
  await nats.stop();
});

/** Something that the consumer listens to. */
const say = async (): Promise<string> => {
  const id = `message-${String((published += 1))}`;
  const subject = durable.filter.replace(/\.[*>].*$/, ".510108001001012");
  await nats.bus.publish([{ id, subject, body: "{}" }]);
  return id;
};

describe("while consumers are paused", () => {
  it("nobody hears of what is said, and everybody does afterwards", async () => {
    const before = await say();
    await eventually(() => {
      expect(seen).toEqual([before]);
    });
    const during = await whilePaused(manager, [durable], 60_000, async (places) => {
      const id = await say();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(seen).toEqual([before]);
      expect(await placesOf(manager, [durable])).toEqual(places);
      return id;
    });
    await eventually(() => {
      expect(seen).toEqual([before, during]);
    });
  });

  it("they go on when the work fails", async () => {
    const failing = whilePaused(manager, [durable], 60_000, () => Promise.reject(new Error("the disk is full")));
    await expect(failing).rejects.toThrow("the disk is full");
    const id = await say();
    await eventually(() => {
      expect(seen).toEqual([id]);
    });
  });

  it("work that takes longer than they were paused for is not taken for whole", async () => {
    const late = whilePaused(manager, [durable], 500, async () => {
      const id = await say();
      await eventually(() => {
        expect(seen).toEqual([id]); // the bus itself lets them go on
      });
    });
    await expect(late).rejects.toThrow("longer than the consumers were paused");
  });
});
