import { publishSubject, type Manifest } from "@wangge/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  connectNats,
  done,
  isConnected,
  jetstreamBus,
  newId,
  provision,
  silentLog,
  topologyOf,
  type Bus,
  type Consumption,
} from "../src/index.ts";
import { partitionOf } from "../src/bus/topology.ts";
import { busConformanceManifests } from "../src/testing/conformance.ts";
import { eventually } from "../src/testing/index.ts";
import { ownNats } from "./real-nats.ts";

const [{ publishes }] = busConformanceManifests as readonly [Manifest];
const [Happened, Moved] = publishes as [Manifest["publishes"][number], Manifest["publishes"][number]];

const message = (subject: string, number: number) => {
  const id = newId();
  return { id, subject: publishSubject(subject, "k"), body: JSON.stringify({ id, number }) };
};

describe("a NATS server that dies under load and comes back", () => {
  let server: Awaited<ReturnType<typeof ownNats>>;
  let connection: Awaited<ReturnType<typeof connectNats>>;
  let bus: Bus;
  beforeEach(async () => {
    server = await ownNats();
    connection = await connectNats({ url: server.url, name: "test", log: silentLog });
    await provision(connection, topologyOf(busConformanceManifests), { replicas: 1 });
    bus = jetstreamBus(connection, silentLog);
  });
  afterEach(async () => {
    await bus.close();
    await server.stop();
  });

  it("keeps every publication that was answered, and consumers go on by themselves", async () => {
    const seen = { each: new Set<number>(), owner: [] as number[] };
    const consumptions: Consumption[] = [];
    const numberOf = (text: string): number => (JSON.parse(text) as { readonly number: number }).number;
    consumptions.push(
      await bus.consume(
        { stream: "EVT_GIVER", consumer: "taker--thing-happened-v1", mode: "each", batch: 20 },
        async (messages) => messages.map((one) => (seen.each.add(numberOf(one.text())), done)),
      ),
      await bus.consume(
        {
          stream: "EVT_GIVER",
          consumer: `taker--thing-moved-v1--p${partitionOf("k")}`,
          mode: "owner",
          batch: 20,
        },
        async (messages) => messages.map((one) => (seen.owner.push(numberOf(one.text())), done)),
      ),
    );

    let failures = 0;
    const until = async (messages: Parameters<Bus["publish"]>[0]): Promise<void> => {
      for (;;)
        try {
          await bus.publish(messages);
          return;
        } catch (error) {
          failures += 1;
          expect(error).toMatchObject({ name: "DomainError", kind: "unavailable", code: "bus.unavailable" });
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
    };
    const rounds = 150;
    for (let round = 0; round < rounds; round += 1) {
      const numbers = [round * 10, round * 10 + 1, round * 10 + 2];
      if (round === 40 || round === 90) server.kill();
      await until([
        ...numbers.map((n) => message(Happened.subject, n)),
        ...numbers.map((n) => message(Moved.subject, n)),
      ]);
    }
    expect(failures).toBeLessThan(rounds);
    const wanted = Array.from({ length: rounds }, (_, round) => [round * 10, round * 10 + 1, round * 10 + 2]).flat();
    await eventually(() => seen.each.size === wanted.length && new Set(seen.owner).size === wanted.length, {
      timeoutMs: 50_000,
    });
    expect([...seen.each].sort((a, b) => a - b)).toEqual(wanted);
    // A number may come again, but never one before what was not there yet.
    const firsts = [...new Set(seen.owner)];
    expect(firsts).toEqual(wanted);
    expect(await bus.lastSequence("EVT_GIVER")).toBe(wanted.length * 2);
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
  }, 90_000);

  it("knows whether it is connected", async () => {
    expect(bus.isConnected()).toBe(true);
    server.kill();
    await eventually(() => !isConnected(connection));
    await eventually(() => bus.isConnected(), { timeoutMs: 15_000 });
    await bus.close();
    expect(bus.isConnected()).toBe(false);
  });
});
