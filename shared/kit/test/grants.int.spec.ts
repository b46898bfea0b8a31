import type { Manifest } from "@wangge/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import {
  action,
  authorizationOf,
  connectNats,
  createBroker,
  defineService,
  permissionsOf,
  silentLog,
  type Broker,
  type Grants,
} from "../src/index.ts";
import { busConformanceManifests } from "../src/testing/conformance.ts";
import { eventually } from "../src/testing/index.ts";
import { ownNats } from "./real-nats.ts";

const [giver, { name, ...rest }] = busConformanceManifests as readonly [Manifest, Manifest];
const taker = { ...rest, name, subscribes: [], calls: ["giver"] };
const manifests = [giver, taker];

const departments = { giver: "givers", taker: "takers" };
const granted: Grants = {
  departments,
  webhooks: [],
  readers: [],
  calls: [{ from: "taker", to: "giver", actions: ["ask"], purpose: "to-know", basis: "an agreement" }],
};
let grants = granted;

let server: Awaited<ReturnType<typeof ownNats>>;
let caller: Broker;
const undo: (() => Promise<unknown>)[] = [];

const brokerAs = async (service: string, definition?: ReturnType<typeof defineService>): Promise<Broker> => {
  const connection = await connectNats({
    url: server.url,
    user: service,
    password: "x",
    name: service,
    log: silentLog,
  });
  const options = { nodeId: `${service}.1`, connection, requestTimeoutMs: 3_000, log: silentLog, definition };
  const broker = createBroker({ ...options, grants: () => grants });
  await broker.start();
  await broker.open();
  undo.push(async () => (await broker.stop(), connection.close()));
  return broker;
};

beforeAll(async () => {
  server = await ownNats(
    authorizationOf(
      manifests.map((manifest) => ({
        ...{ user: manifest.name, password: "x" },
        permissions: permissionsOf(manifest, manifests),
      })),
    ),
  );
  const answer = action({
    ...{ summary: "for the test", access: "service", input: z.object({}), output: z.object({ by: z.string() }) },
    run: (_, { grant }) => Promise.resolve({ by: grant?.basis ?? "nothing" }),
  });
  await brokerAs(
    "giver",
    defineService({ manifest: giver, subscriptions: [], actions: { ask: answer, tell: answer } }),
  );
  caller = await brokerAs("taker");
  await eventually(() => caller.announced().some((one) => one.name === "giver.tell"));
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
  await server.stop();
});

it("carries the purpose of a call to another department, and the callee knows the grant", async () => {
  grants = granted;
  expect(await caller.call("giver.ask", {})).toEqual({ by: "an agreement" });
  grants = { departments: { giver: "one", taker: "one" }, webhooks: [], readers: [], calls: [] };
  expect(await caller.call("giver.ask", {})).toEqual({ by: "nothing" });
});

it("refuses an action, a purpose and a caller that nobody has granted", async () => {
  grants = granted;
  const refused = { name: "DomainError", kind: "forbidden" };
  await expect(caller.call("giver.tell", {})).rejects.toMatchObject({ ...refused, code: "call.purpose_missing" });
  for (const [asked, purpose] of [
    ["giver.tell", "to-know"],
    ["giver.ask", "curiosity"],
  ] as const)
    await expect(caller.call(asked, {}, { purpose })).rejects.toMatchObject({ ...refused, code: "call.not_granted" });
  grants = { departments, webhooks: [], readers: [], calls: [] };
  await expect(caller.call("giver.ask", {})).rejects.toMatchObject({ ...refused, code: "call.purpose_missing" });
});
