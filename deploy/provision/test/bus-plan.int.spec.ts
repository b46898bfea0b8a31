import { jetstreamManager } from "@nats-io/jetstream";
import { topologyOf, planBus, provision, type ConsumerPlan, type Topology } from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { manifests } from "../principals.ts";
import { compiledWith, reader } from "./district.ts";
import { ownServer } from "./server.ts";

let server: Awaited<ReturnType<typeof ownServer>>;
beforeAll(async () => {
  server = await ownServer(() => "");
});
afterAll(() => server.stop());

const STREAM = "EVT_DISPATCH";
const DURABLE = "hotline--case-closed-v1";
const once = { replicas: 1 };

it("plans what apply then does, keeps messages and places, and lets a durable go only when told", async () => {
  const admin = await server.connect({ user: "admin", password: "any" });
  const manager = await jetstreamManager(admin);
  const { topology } = compiledWith();

  const planned = await planBus(admin, topology, once);
  expect(planned.every(({ action }) => action === "add")).toBe(true);
  expect(planned).toHaveLength(topology.streams.length + topology.consumers.length);
  await provision(admin, topology, once);
  expect(await planBus(admin, topology, once)).toEqual([]);
  await manager.jetstream().publish("evt.dispatch.case.closed.v1.k", "{}");

  // Fewer at once, and only of two grids.
  const narrower = compiledWith({
    hotline: reader({
      reads: [{ event: "dispatch.case.closed.v1", keys: ["k", "l"] }],
      limits: { unacknowledged: 5, deliveries: 10, awayDays: 30 },
    }),
  }).topology;
  expect(await planBus(admin, narrower, once)).toMatchObject([
    { action: "change", kind: "consumer", name: `${STREAM}/${DURABLE}`, detail: "filter_subjects, max_ack_pending" },
  ]);
  await provision(admin, narrower, once);
  const { config, num_pending } = await manager.consumers.info(STREAM, DURABLE);
  expect(config).toMatchObject({ max_ack_pending: 5, filter_subjects: [expect.any(String), expect.any(String)] });
  expect(num_pending).toBe(1);

  const without = topologyOf(manifests);
  expect(await planBus(admin, without, once)).toMatchObject([{ action: "stays", name: `${STREAM}/${DURABLE}` }]);
  await provision(admin, without, once);
  expect((await manager.consumers.info(STREAM, DURABLE)).name).toBe(DURABLE);
  const remove = [`${STREAM}/${DURABLE}`];
  expect(await planBus(admin, without, { ...once, remove })).toMatchObject([
    { action: "remove", loses: "its place, with 1 messages to come" },
  ]);
  expect(await provision(admin, without, { ...once, remove })).toEqual([`consumer ${STREAM}/${DURABLE}`]);
  await expect(manager.consumers.info(STREAM, DURABLE)).rejects.toThrow();
  expect((await manager.streams.info(STREAM)).state.messages).toBe(1);
  await admin.close();
});

it("says what the server does not change in place, and leaves it", async () => {
  const admin = await server.connect({ user: "admin", password: "any" });
  const topology = topologyOf(manifests);
  const turned = ({ mode, ...rest }: ConsumerPlan): ConsumerPlan => ({
    ...rest,
    mode: mode === "each" ? "owner" : mode,
  });
  const [first, ...others] = topology.consumers;
  const changed: Topology = { ...topology, consumers: [turned(first!), ...others] };
  await provision(admin, topology, once);
  expect(await planBus(admin, changed, once)).toMatchObject([{ action: "cannot", kind: "consumer" }]);
  expect(await provision(admin, changed, once)).toEqual([]);
  await admin.close();
});
