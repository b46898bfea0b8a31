import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { defineManifest, publishSubject, type Manifest } from "@wangge/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  action,
  authorizationOf,
  connectNats,
  createBroker,
  defineService,
  done,
  DomainError,
  jetstreamBus,
  newId,
  permissionsOf,
  provision,
  silentLog,
  topologyOf,
  type Action,
  type Broker,
} from "../src/index.ts";
import { busConformanceManifests } from "../src/testing/conformance.ts";
import { eventually } from "../src/testing/index.ts";
import { ownNats } from "./real-nats.ts";

const [giverManifest, takerManifest] = busConformanceManifests as readonly [Manifest, Manifest];
const Happened = giverManifest.publishes[0]!;
const taker = { ...takerManifest, calls: ["giver", "nobody"] };
const stranger = defineManifest({ name: "stranger", publishes: [], subscribes: [], calls: [] });
const manifests = [giverManifest, taker, stranger];
const DURABLE = "taker--thing-happened-v1";

let server: Awaited<ReturnType<typeof ownNats>>;
const opened: NatsConnection[] = [];
const connectAs = async (user: string): Promise<NatsConnection> => {
  const connection = await connectNats({
    url: server.url,
    user,
    password: `${user}-secret`,
    name: user,
    log: silentLog,
  });
  opened.push(connection);
  return connection;
};

beforeAll(async () => {
  server = await ownNats(
    authorizationOf([
      { user: "admin", password: "admin-secret" },
      ...manifests.map((manifest) => ({
        user: manifest.name,
        password: `${manifest.name}-secret`,
        permissions: permissionsOf(manifest, manifests),
      })),
    ]),
  );
  await provision(await connectAs("admin"), topologyOf(manifests), { replicas: 1 });
});
afterAll(async () => {
  await Promise.all(opened.map((connection) => connection.close()));
  await server.stop();
});

const lookAt = async () => {
  const manager = await jetstreamManager(opened[0]!);
  const { state } = await manager.streams.info("EVT_GIVER");
  const { num_pending, num_ack_pending } = await manager.consumers.info("EVT_GIVER", DURABLE);
  return { stored: state.messages, num_pending, num_ack_pending };
};

const aFact = (key = "a") => {
  const id = newId();
  return { id, subject: publishSubject(Happened.subject, key), body: JSON.stringify({ id, data: { key, number: 1 } }) };
};

describe("on the bus", () => {
  it("publishes a service's own events and hands them to its subscriber", async () => {
    const giver = jetstreamBus(await connectAs("giver"), silentLog);
    await giver.publish([aFact(), aFact()]);
    expect(await giver.read("EVT_GIVER", { limit: 5 })).toHaveLength(2);
    const bus = jetstreamBus(await connectAs("taker"), silentLog);
    const seen: string[] = [];
    const consumption = await bus.consume({ stream: "EVT_GIVER", consumer: DURABLE, mode: "each" }, async (messages) =>
      messages.map(({ key }) => (seen.push(key), done)),
    );
    await eventually(() => seen.length === 2);
    await consumption.stop();
    await eventually(async () => {
      expect(await lookAt()).toEqual({ stored: 2, num_pending: 0, num_ack_pending: 0 });
    });
  });

  it("takes no event from anyone but its service", async () => {
    const before = await lookAt();
    for (const name of ["taker", "stranger"]) {
      const { subject, body } = aFact();
      await expect((await connectAs(name)).request(subject, body, { timeout: 1_000 })).rejects.toThrow();
    }
    expect(await lookAt()).toEqual(before);
  });

  it("lets nobody read, change or make the durable of another", async () => {
    await jetstreamBus(await connectAs("giver"), silentLog).publish([aFact()]);
    const before = await lookAt();
    const connection = await connectAs("stranger");
    const subjects = [
      ...["INFO", "MSG.NEXT", "RESET", "DELETE", "UNPIN"].map(
        (call) => `$JS.API.CONSUMER.${call}.EVT_GIVER.${DURABLE}`,
      ),
      "$JS.API.CONSUMER.CREATE.EVT_GIVER.stranger",
      "$JS.API.DIRECT.GET.EVT_GIVER",
      "$JS.API.STREAM.INFO.EVT_GIVER",
      "$JS.API.STREAM.MSG.GET.EVT_GIVER",
      "$JS.API.STREAM.PURGE.EVT_GIVER",
      "$JS.API.STREAM.DELETE.EVT_GIVER",
      "redrive.taker.x",
      `dlq.EVT_GIVER.${DURABLE}`,
    ];
    const answers = await Promise.allSettled(
      subjects.map((subject) => connection.request(subject, "{}", { timeout: 1_000 })),
    );
    expect(answers.map(({ status }) => status)).toEqual(subjects.map(() => "rejected"));
    expect(await lookAt()).toEqual(before);
  });

  it("lets nobody listen to what others are sent", async () => {
    const connection = await connectAs("stranger");
    for (const subject of ["evt.>", "_INBOX.giver.>", "MOL-wangge.REQ.giver.1.>", ">"]) {
      const subscription = connection.subscribe(subject);
      await expect(
        (async () => {
          for await (const message of subscription) throw new Error(`heard ${message.subject}`);
        })(),
        subject,
      ).rejects.toThrow(/permission/i);
    }
  });
});

describe("calls", () => {
  const asked: string[] = [];
  const say = (options: Partial<Action> & Pick<Action, "run">): Action =>
    action({
      summary: "for the test",
      access: "public",
      input: z.object({ text: z.string() }),
      output: z.object({ text: z.string() }),
      ...options,
    } as never);
  const definition = defineService({
    manifest: giverManifest,
    subscriptions: [],
    actions: {
      echo: say({
        run: async ({ text }: { readonly text: string }, { actor, meta }) => {
          asked.push(text);
          return { text: `${text} ${actor?.id ?? "-"} ${meta.correlationId ?? "-"}` };
        },
      }),
      long: say({ run: ({ text }: { readonly text: string }) => Promise.resolve({ text: "x".repeat(Number(text)) }) }),
      slow: say({
        run: async ({ text }: { readonly text: string }) => {
          asked.push(text);
          await new Promise((resolve) => setTimeout(resolve, 500));
          return { text };
        },
      }),
      refuse: say({
        run: async () => {
          throw new DomainError("rule", "giver.thing.refused", "No", { status: "closed" });
        },
      }),
      late: say({
        run: async () => {
          throw new DomainError("conflict", "giver.thing.conflict", "Late");
        },
      }),
      broken: say({
        run: async () => {
          throw new TypeError("a bug");
        },
      }),
    },
  });
  const brokers: Broker[] = [];
  const brokerAs = async (name: string, definitionOf?: typeof definition): Promise<Broker> => {
    const broker = createBroker({
      nodeId: `${name}.1`,
      connection: await connectAs(name),
      requestTimeoutMs: 3_000,
      log: silentLog,
      definition: definitionOf,
    });
    brokers.push(broker);
    await broker.start();
    await broker.open();
    return broker;
  };
  let caller: Broker;
  let callee: Broker;
  const isThere = (name: string) => () => caller.announced().some((one) => one.name === name);

  beforeAll(async () => {
    callee = await brokerAs("giver", definition);
    caller = await brokerAs("taker");
    await eventually(isThere("giver.echo"));
  });
  afterAll(async () => {
    await Promise.all(brokers.map((broker) => broker.stop()));
  });

  it("reaches another node, with who asks and on account of what", async () => {
    const meta = { actor: { id: "clerk-1", roles: ["clerk" as const] }, correlationId: "r-1" };
    expect(await caller.call("giver.echo", { text: "hello" }, meta)).toEqual({ text: "hello clerk-1 r-1" });
    expect(caller.announced().find(({ name }) => name === "giver.echo")?.announcement).toMatchObject({
      summary: "for the test",
      access: "public",
      status: 200,
    });
  });

  it("brings a refusal back with its kind, code and details", async () => {
    await expect(caller.call("giver.refuse", { text: "" })).rejects.toMatchObject({
      name: "DomainError",
      kind: "rule",
      code: "giver.thing.refused",
      message: "No",
      details: { status: "closed" },
    });
    await expect(caller.call("giver.late", { text: "" })).rejects.toMatchObject({ kind: "conflict" });
    await expect(caller.call("giver.echo", { text: 7 })).rejects.toMatchObject({
      kind: "invalid",
      code: "input.invalid",
      details: { issues: [{ path: "text" }] },
    });
  });

  it("does not take a bug for an answer", async () => {
    const failure = await caller.call("giver.broken", { text: "" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect((failure as Error).name).not.toBe("DomainError");
  });

  it("says at once that a question or an answer is too long for the bus, and carries the next one", async () => {
    const most = opened[0]?.info?.max_payload ?? NaN;
    const started = Date.now();
    await expect(caller.call("giver.echo", { text: "x".repeat(most) })).rejects.toThrow(/bytes/);
    await expect(caller.call("giver.long", { text: String(most) })).rejects.toThrow(/bytes/);
    expect(Date.now() - started).toBeLessThan(2_000); // not by its time-out
    expect(await caller.call("giver.long", { text: "3" })).toEqual({ text: "xxx" });
  });

  it("answers each of many calls of one moment with its own answer", async () => {
    const texts = Array.from({ length: 300 }, (_, index) => `t${String(index)}`);
    const answers = await Promise.all(texts.map((text) => caller.call("giver.echo", { text })));
    expect(answers).toEqual(texts.map((text) => ({ text: `${text} - -` })));
  });

  it("says unavailable where nobody answers", async () => {
    await expect(caller.call("nobody.there", {})).rejects.toMatchObject({
      kind: "unavailable",
      code: "service.unavailable",
    });
  });

  it("does not carry a call that the manifest does not name", async () => {
    const other = await brokerAs("stranger");
    await eventually(() => other.announced().some(({ name }) => name === "giver.echo"));
    asked.length = 0;
    await expect(other.call("giver.echo", { text: "forbidden" })).rejects.toMatchObject({ kind: "unavailable" });
    expect(asked).toEqual([]);
  });

  describe("forged packets", () => {
    const info = (sender: string, service: string, actionName: string) => ({
      ver: "5",
      sender,
      services: [
        {
          name: service,
          fullName: service,
          settings: {},
          metadata: {},
          actions: { [actionName]: { name: actionName, wangge: {} } },
          events: {},
        },
      ],
      config: {},
      instanceID: "x",
      ipList: [],
      hostname: "x",
      client: {},
      seq: 1,
      metadata: {},
    });

    it("the server refuses a packet that names another sender", async () => {
      const forger = await connectAs("stranger");
      forger.publish("MOL-wangge.INFO.all.0.giver.9", JSON.stringify(info("giver.9", "giver", "giver.forged")));
      await forger.flush();
      const honest = await connectAs("stranger");
      honest.publish(
        "MOL-wangge.INFO.all.0.stranger.7",
        JSON.stringify(info("stranger.7", "stranger", "stranger.mine")),
      );
      await eventually(isThere("stranger.mine"));
      expect(isThere("giver.forged")()).toBe(false);
    });

    it("nodes refuse what a node says of others", async () => {
      const forger = await connectAs("stranger");
      const say = (body: unknown): void => {
        forger.publish("MOL-wangge.INFO.all.0.stranger.8", JSON.stringify(body));
      };
      say(info("giver.8", "giver", "giver.forged"));
      say(info("stranger.8", "giver", "giver.forged"));
      say(info("stranger.8", "stranger", "giver.forged"));
      say({ ...info("stranger.8", "stranger", "stranger.x"), services: "giver" });
      say({
        ...info("stranger.8", "stranger", "stranger.x"),
        services: [{ name: "stranger", actions: { "stranger.x": { name: "giver.forged" } } }],
      });
      say(info("stranger.8", "stranger", "stranger.later"));
      await eventually(isThere("stranger.later"));
      expect(isThere("giver.forged")()).toBe(false);
    });

    it("a call in the name of another is not heard", async () => {
      const forger = await connectAs("taker");
      asked.length = 0;
      const request = (sender: string, text: string) => ({
        ver: "5",
        sender,
        id: newId(),
        action: "giver.echo",
        params: { text },
        meta: {},
        timeout: 0,
        level: 1,
        tracing: null,
        parentID: null,
        requestID: null,
        caller: null,
        stream: false,
      });
      forger.publish("MOL-wangge.REQ.giver.1.taker.9", JSON.stringify(request("gateway.1", "forged")));
      forger.publish("MOL-wangge.REQ.giver.1.gateway.1", JSON.stringify(request("gateway.1", "forged")));
      await forger.flush();
      forger.publish("MOL-wangge.REQ.giver.1.taker.9", JSON.stringify(request("taker.9", "honest")));
      await eventually(() => asked.includes("honest"));
      expect(asked).toEqual(["honest"]);
    });
  });

  it("finishes a call in hand when the callee stops, and then says unavailable", async () => {
    asked.length = 0;
    const inHand = caller.call("giver.slow", { text: "last" });
    await eventually(() => asked.includes("last"));
    await callee.stop();
    expect(await inHand).toEqual({ text: "last" });
    await expect(caller.call("giver.echo", { text: "" })).rejects.toMatchObject({ kind: "unavailable" });
  });
});
