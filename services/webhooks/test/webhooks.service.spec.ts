import { CaseAcceptedV1, CaseClosedV1, EndpointDisabledV1 } from "@wangge/contracts/events";
import { eventually, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ACCEPTED,
  activate,
  arrived,
  ask,
  closeCase,
  CLOSED,
  deliveriesOf,
  GRANTS,
  grantsOf,
  integrator,
  officer,
  register,
  start,
  street,
} from "./platform.ts";
import { answering, startReceiver, type Receiver } from "./receiver.ts";

let platform: MemoryPlatform;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  platform = await start();
});
afterEach(async () => {
  await platform.stop();
  await receiver.stop();
});
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code,
  );
/** Lets all that waits for a time come due. */
const pass = (seconds: number): void => {
  platform.clock.advance(seconds * 1_000);
};

describe("what is granted", () => {
  const bus = {
    departments: { dispatch: "operation-centre" },
    calls: [{ from: "intake", to: "dispatch", actions: "all" as const, purpose: "tell", basis: "the reform plan" }],
    readers: [
      {
        ...{ name: "city-brain", title: { zh: "城市大脑", en: "City brain" }, purpose: "city", basis: "an agreement" },
        ...{ until: "2036-12-31", reads: [{ event: "dispatch.case.*.v1", keys: ["510108001"] }] },
      },
    ],
  };

  const streets = { integrator: "street-data", events: [CLOSED], keys: ["510108001"] };

  it("the office sees whole, an integrator only what is its own", async () => {
    const provisioned = await start({}, {}, { ...bus, webhooks: [...GRANTS] });
    expect(await provisioned.call("grants", {}, officer)).toEqual({
      pushes: [{ integrator: "city-data", events: [ACCEPTED, CLOSED] }, streets],
      bus: { ...bus, departments: undefined, services: [{ name: "dispatch", department: "operation-centre" }] },
    });
    expect(await provisioned.call("grants", {}, street)).toEqual({ pushes: [streets] });
    const nobody = { actor: { id: "stranger", roles: ["clerk" as const] }, external: true };
    expect(await codeOf(provisioned.call("grants", {}, nobody))).toBe("auth.role_missing");
    await provisioned.stop();
  });
});

describe("an endpoint", () => {
  it("is sent nothing before the office has let it in and it has given the challenge back", async () => {
    const endpointId = await register(platform, receiver);
    expect(await codeOf(platform.call("verify", { endpointId }, integrator))).toBe("webhooks.endpoint.wrong_status");
    await platform.call("approve", { endpointId, reason: "agreed" }, officer);
    await closeCase(platform, 1);
    await platform.settle();
    receiver.prove = () => "something else";
    expect(await codeOf(platform.call("verify", { endpointId }, integrator))).toBe("webhooks.endpoint.not_proven");
    receiver.prove = (challenge) => challenge;
    expect((await ask(platform, "verify", { endpointId }, integrator)).status).toBe("active");
    const id = await closeCase(platform, 2);
    await arrived(receiver, [id]);
    expect(receiver.events.map((one) => one.id)).toEqual([id]);
    expect(receiver.forged).toEqual([]);
  });

  it("has only what was granted, of the part of the district that was granted", async () => {
    const input = { url: receiver.url, events: [ACCEPTED] };
    expect(await codeOf(platform.call("register", input, street))).toBe("webhooks.endpoint.not_granted");
    const nobody = { actor: { id: "stranger", roles: ["integrator" as const] }, external: true };
    expect(await codeOf(platform.call("register", { ...input, events: [CLOSED] }, nobody))).toBe(
      "webhooks.endpoint.not_granted",
    );
    await activate(platform, receiver, {}, street);
    await closeCase(platform, 1, "510108002001001");
    const own = await closeCase(platform, 2, "510108001001001");
    await arrived(receiver, [own]);
    expect(receiver.events.map((one) => one.id)).toEqual([own]);
  });

  it("is nobody else's, and nobody lets in one's own", async () => {
    const endpointId = await register(platform, receiver);
    expect(await codeOf(platform.call("endpoint", { endpointId }, street))).toBe("webhooks.endpoint.missing");
    expect(await codeOf(platform.call("approve", { endpointId, reason: "I" }, integrator))).toBe("auth.role_missing");
    const both = {
      actor: { id: "city-data", roles: ["integrator" as const, "integrationOfficer" as const] },
      external: true,
    };
    expect(await codeOf(platform.call("approve", { endpointId, reason: "I" }, both))).toBe(
      "webhooks.endpoint.own_approval",
    );
  });

  it("shows its secret once, and keeps it nowhere in clear", async () => {
    const endpointId = await register(platform, receiver);
    const [secret = ""] = receiver.secrets;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/=]{44}$/);
    expect(JSON.stringify(platform.documents("endpoints"))).not.toContain(secret.slice(6));
    expect(JSON.stringify(await platform.call("endpoint", { endpointId }, integrator))).not.toContain("whsec_");
  });

  it("is signed with both secrets for a day after a rotation, and then with the new one alone", async () => {
    const endpointId = await activate(platform, receiver);
    const { secret } = (await platform.call("rotateSecret", { endpointId }, integrator)) as { secret: string };
    const first = await closeCase(platform, 1);
    await arrived(receiver, [first]);
    expect(receiver.events[0]?.signatures).toBe(2);
    receiver.secrets.splice(0, 1, secret);
    const second = await closeCase(platform, 2);
    await arrived(receiver, [second]);
    expect(receiver.forged).toEqual([]);
    const stored = platform.documents("endpoints")[0]?.state as { oldSecretUntil: string };
    expect(Date.parse(stored.oldSecretUntil) - platform.clock.ms()).toBeGreaterThan(23 * 3_600_000);
  });

  it("that is paused has its events wait, and that is deleted has none sent", async () => {
    const endpointId = await activate(platform, receiver);
    await platform.call("pause", { endpointId }, integrator);
    const id = await closeCase(platform, 1);
    await platform.settle();
    expect(receiver.events).toEqual([]);
    await platform.call("resume", { endpointId }, integrator);
    await arrived(receiver, [id]);
    await platform.call("deleteEndpoint", { endpointId }, integrator);
    await closeCase(platform, 2);
    await platform.settle();
    expect(receiver.events.map((one) => one.id)).toEqual([id]);
    expect(await codeOf(platform.call("endpoint", { endpointId }, integrator))).toBe("webhooks.endpoint.missing");
    expect(platform.documents("endpoints")[0]).not.toHaveProperty("sealed.fields.secret");
  });

  it("answers a test, which is no event", async () => {
    const endpointId = await activate(platform, receiver);
    const { attempt } = (await platform.call("ping", { endpointId }, integrator)) as { attempt: { status: number } };
    expect(attempt.status).toBe(200);
    expect(receiver.own.map(({ type }) => type)).toEqual(["webhooks.endpoint.challenge", "webhooks.endpoint.ping"]);
    expect(await deliveriesOf(platform, endpointId)).toEqual([]);
  });

  it.each([
    ["has been withdrawn", []],
    ["is over", GRANTS.map((grant) => ({ ...grant, until: "2026-11-01" }))],
    ["is of another part of the district", GRANTS.map((grant) => ({ ...grant, keys: ["510108009"] }))],
  ])("is disabled where its grant %s", async (_how, withdrawn) => {
    const endpointId = await activate(platform, receiver);
    const documents = platform.documents("endpoints");
    await platform.stop();
    platform = await start({}, {}, grantsOf(withdrawn));
    platform.restore("endpoints", documents);
    await platform.definition.onStart?.();
    expect(await ask(platform, "endpoint", { endpointId }, officer)).toMatchObject({
      status: "disabled",
      because: "notGranted",
    });
    await platform.settle();
    expect(platform.published(EndpointDisabledV1)).toMatchObject([{ endpointId, because: "notGranted" }]);
  });
});

describe("an event", () => {
  it("is sent byte for byte as its stream has it, once for each id", async () => {
    await activate(platform, receiver);
    const id = await closeCase(platform, 1);
    await arrived(receiver, [id]);
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]?.body).toBe(platform.bus.stored("EVT_DISPATCH")[0]?.text);
  });

  it.each([500, 404, 301, 429])("that is answered with %i comes again after a pause", async (status) => {
    const endpointId = await activate(platform, receiver);
    receiver.answer = answering(status, { location: "http://127.0.0.1:1/" }, "call 13800138000 please");
    const id = await closeCase(platform, 1);
    await arrived(receiver, [id]);
    await eventually(async () => {
      expect(await deliveriesOf(platform, endpointId)).toMatchObject([
        { status: "open", failed: 1, last: { status, response: "call *** please" } },
      ]);
    });
    receiver.answer = answering(200);
    pass(10);
    await eventually(async () => (await deliveriesOf(platform, endpointId))[0]?.status === "delivered");
    expect(receiver.events.map((one) => one.id)).toEqual([id, id]);
  });

  it("is not tried before the receiver wants it", async () => {
    const endpointId = await activate(platform, receiver);
    receiver.answer = answering(503, { "retry-after": "3600" });
    await arrived(receiver, [await closeCase(platform, 1)]);
    const [delivery] = await eventually(async () => {
      const found = await deliveriesOf(platform, endpointId);
      expect(found[0]?.failed).toBe(1);
      return found;
    });
    expect(Date.parse(delivery?.nextAt ?? "") - platform.clock.ms()).toBeGreaterThan(3_590_000);
  });

  it("that is answered with 410 disables the endpoint, and the rest is not sent", async () => {
    const endpointId = await activate(platform, receiver);
    receiver.answer = answering(410);
    await arrived(receiver, [await closeCase(platform, 1)]);
    await eventually(async () => (await ask(platform, "endpoint", { endpointId }, integrator)).status === "disabled");
    await closeCase(platform, 2);
    await platform.settle();
    expect(receiver.events).toHaveLength(1);
    expect(platform.published(EndpointDisabledV1)).toMatchObject([{ because: "gone" }]);
  });

  it("becomes a dead letter after the last try; an endpoint that took nothing for so long is disabled; redelivery brings it", async () => {
    const endpointId = await activate(platform, receiver);
    receiver.answer = answering(500);
    const id = await closeCase(platform, 1);
    for (let failed = 1; failed <= 10; failed += 1) {
      // Signed by the clock of the platform, which runs ahead of the receiver's.
      await eventually(() => receiver.events.length + receiver.forged.length === failed);
      await eventually(async () => {
        const [one] = await deliveriesOf(platform, endpointId);
        return one?.failed === failed;
      });
      pass(30 * 3_600);
    }
    expect(await deliveriesOf(platform, endpointId)).toMatchObject([
      { status: "dead", cause: "exhausted", failed: 10 },
    ]);
    await eventually(async () => {
      expect(await ask(platform, "endpoint", { endpointId }, integrator)).toMatchObject({ because: "failing" });
    });
    receiver.answer = answering(200);
    expect(
      await codeOf(platform.call("redeliver", { endpointId, deadSince: "2020-01-01T00:00:00.000Z" }, integrator)),
    ).toBe("webhooks.endpoint.wrong_status");
    // The receiver checks the time of the signature against the clock on its wall.
    platform.clock.set(new Date().toISOString());
    await platform.call("resume", { endpointId }, integrator);
    const answer = await platform.call("redeliver", { endpointId, deadSince: "2020-01-01T00:00:00.000Z" }, integrator);
    expect(answer).toEqual({ redelivered: 1 });
    await eventually(async () => (await deliveriesOf(platform, endpointId))[0]?.status === "delivered");
    expect(receiver.events.at(-1)?.id).toBe(id);
  });

  it("of one grid waits for the one before it where order is wanted, and other grids go on", async () => {
    const endpointId = await activate(platform, receiver, { ordered: true });
    let isBroken = true;
    receiver.answer = ({ body }, response) => {
      response.writeHead(isBroken && body.includes('"510108001001001"') ? 500 : 200).end();
    };
    const first = await closeCase(platform, 1);
    const second = await closeCase(platform, 2);
    const other = await closeCase(platform, 3, "510108001001002");
    await eventually(async () => (await deliveriesOf(platform, endpointId)).length === 3);
    pass(2);
    await arrived(receiver, [first, other]);
    expect(receiver.events.some((one) => one.id === second)).toBe(false);
    isBroken = false;
    pass(10);
    await arrived(receiver, [second]);
    expect(receiver.events.map((one) => one.id).filter((id) => id !== other)).toEqual([first, first, second]);
  });
});

describe("a slow endpoint", () => {
  it("holds up nobody else, and is given up waiting for", async () => {
    const slow = await startReceiver();
    slow.answer = () => undefined;
    const endpointId = await activate(platform, slow, { timeoutMs: 1_000, atOnce: 1 });
    await activate(platform, receiver);
    const ids: string[] = [];
    for (let nth = 1; nth <= 20; nth += 1) ids.push(await closeCase(platform, nth));
    const startedAt = Date.now();
    await arrived(receiver, ids);
    expect(Date.now() - startedAt).toBeLessThan(4_000);
    await eventually(async () => {
      expect((await deliveriesOf(platform, endpointId)).map(({ last }) => last?.failure)).toContain("timeout");
    });
    await slow.stop();
  });
});

describe("a replay", () => {
  it("sends all since a place again, from the stream", async () => {
    const before = await closeCase(platform, 1);
    const endpointId = await activate(platform, receiver);
    const after = await closeCase(platform, 2);
    await arrived(receiver, [after]);
    expect(receiver.events.map((one) => one.id)).toEqual([after]);
    await eventually(async () => {
      pass(1);
      return (await ask(platform, "endpoint", { endpointId }, integrator)).catchingUp.length === 0;
    });
    await platform.call("replay", { endpointId, stream: "EVT_DISPATCH", sequence: 1 }, integrator);
    await arrived(receiver, [before]);
    await eventually(() => receiver.events.filter((one) => one.id === after).length === 2);
    expect(await codeOf(platform.call("replay", { endpointId }, integrator))).toBe("input.invalid");
  });

  it("fetches what came beyond the bound of the queue", async () => {
    await platform.stop();
    platform = await start({}, { mostWaiting: 40, settleSeconds: 1 });
    const endpointId = await activate(platform, receiver, { events: [CLOSED, ACCEPTED] });
    await platform.call("pause", { endpointId }, integrator);
    const ids: string[] = [];
    for (let nth = 0; nth < 150; nth += 1) {
      ids.push(await platform.publish(CaseAcceptedV1, CaseAcceptedV1.example));
      if (nth % 10 === 0) await platform.settle();
    }
    await platform.settle();
    expect((await ask(platform, "endpoint", { endpointId }, integrator)).catchingUp).toHaveLength(1);
    expect(platform.documents("deliveries").length).toBeLessThanOrEqual(40);
    await platform.call("resume", { endpointId }, integrator);
    ids.push(await closeCase(platform, 1));
    await arrived(receiver, ids, 20_000);
    await eventually(async () => {
      pass(1);
      return (await ask(platform, "endpoint", { endpointId }, integrator)).catchingUp.length === 0;
    });
    const live = await closeCase(platform, 2);
    await arrived(receiver, [live]);
    expect(receiver.events).toHaveLength(ids.length + 1);
  });
});

it("grants, examples and reasons of events are told to who may have them", async () => {
  const { eventTypes } = (await platform.call("eventTypes", {}, street)) as { eventTypes: object[] };
  expect(eventTypes).toMatchObject([{ type: CLOSED, example: CaseClosedV1.example }]);
});
