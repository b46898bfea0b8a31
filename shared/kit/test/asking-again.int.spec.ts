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
  type OwnBroker,
} from "../src/index.ts";
import { busConformanceManifests } from "../src/testing/conformance.ts";
import { eventually } from "../src/testing/index.ts";
import { ownNats } from "./real-nats.ts";

const [giver, { name, ...rest }] = busConformanceManifests as readonly [Manifest, Manifest];
const taker = { ...rest, name, subscribes: [], calls: ["giver"] };
const manifests = [giver, taker];
const REQUEST_TIMEOUT_MS = 3_000;

let server: Awaited<ReturnType<typeof ownNats>>;
let caller: OwnBroker;
const undo: (() => Promise<unknown>)[] = [];
/** How often each was asked. */
const asked = { silent: 0, speaking: 0 };

const comesAs = async (node: string, definition?: ReturnType<typeof defineService>): Promise<OwnBroker> => {
  const [user = ""] = node.split(".");
  const connection = await connectNats({ url: server.url, user, password: "x", name: node, log: silentLog });
  const broker = createBroker({
    ...{ nodeId: node, connection, requestTimeoutMs: REQUEST_TIMEOUT_MS, log: silentLog, definition },
  });
  await broker.start();
  undo.push(async () => (await broker.stop(), connection.close()));
  return broker;
};

const giving = (run: () => Promise<{ by: string }>): ReturnType<typeof defineService> => {
  const options = { summary: "for the test", input: z.object({}), output: z.object({ by: z.string() }), run };
  const access = "service" as const;
  const actions = { look: action({ ...options, access, idempotent: true }), give: action({ ...options, access }) };
  return defineService({ manifest: giver, subscriptions: [], actions });
};

beforeAll(async () => {
  const rights = manifests.map((manifest) => ({
    ...{ user: manifest.name, password: "x", permissions: permissionsOf(manifest, manifests) },
  }));
  server = await ownNats(authorizationOf(rights));
  caller = await comesAs("taker.1");
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
  await server.stop();
});

it("nobody is asked before he can answer", async () => {
  const silent = await comesAs(
    "giver.1",
    giving(() => {
      asked.silent += 1;
      return new Promise(() => undefined); // what was asked of it is lost, and nobody says so
    }),
  );
  await eventually(() => caller.instances().some(({ node, isUp }) => node === "giver.1" && isUp));
  await expect(caller.call("giver.look", {})).rejects.toMatchObject({ code: "service.unavailable" });
  expect(asked.silent).toBe(0);
  await silent.open();
  await eventually(() => caller.announced().some((one) => one.name === "giver.look"));
});

it("what may be asked again is answered by whoever is next, and anything else is asked once", async () => {
  const speaking = await comesAs(
    "giver.2",
    giving(() => {
      asked.speaking += 1;
      return Promise.resolve({ by: "giver.2" });
    }),
  );
  await speaking.open();
  const answers = async (): Promise<unknown> => caller.call("giver.look", {}).catch(() => undefined);
  await eventually(async () => {
    expect(await answers()).toEqual({ by: "giver.2" });
  });
  asked.silent = 0;
  // In turn: some of these are asked of the silent one first.
  for (let count = 0; count < 4; count += 1) expect(await caller.call("giver.look", {})).toEqual({ by: "giver.2" });
  expect(asked.silent).toBeGreaterThan(0);

  const given = [
    caller.call("giver.give", {}, { idempotencyKey: "k" }),
    caller.call("giver.give", {}, { idempotencyKey: "k" }),
  ];
  expect(await Promise.all(given)).toEqual([{ by: "giver.2" }, { by: "giver.2" }]);

  Object.assign(asked, { silent: 0, speaking: 0 });
  const once = await Promise.allSettled([caller.call("giver.give", {}), caller.call("giver.give", {})]);
  expect(once.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(asked).toEqual({ silent: 1, speaking: 1 });
});
