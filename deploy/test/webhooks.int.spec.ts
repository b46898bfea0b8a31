/** Events on their way to other systems, on real engines: receivers that fail, are slow, send elsewhere or are gone; the service and the bus killed in the middle. */
import { readFileSync } from "node:fs";
import { connectNats, jetstreamBus, newId, readAll, silentLog } from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answering, startReceiver, type Receiver } from "@wangge/webhooks/testing";
import { problemsOf } from "./examined.ts";
import { startTestStack, until, type TestStack } from "./stack.ts";

const integrator = { sub: "dev-integrator", roles: ["integrator"] };
const officer = { sub: "officer-1", roles: ["integrationOfficer"] };
const clerk = { sub: "clerk-1", roles: ["clerk"] };
const EVENTS = ["dispatch.case.filed.v1", "dispatch.case.assigned.v1"];

let platform: TestStack;
const receivers: Receiver[] = [];

beforeAll(async () => {
  platform = await startTestStack({ SWEEP_MS: "200" });
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await Promise.all(receivers.map((one) => one.stop()));
}, 60_000);

const post = async (path: string, body: object, account: Parameters<TestStack["as"]>[0]) => {
  const token = await platform.as(account);
  const answer = await platform.client.post(`/api/v1${path}`, body, { token, key: newId() });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
};

const endpoint = async (more: object = {}): Promise<{ readonly receiver: Receiver; readonly path: string }> => {
  const receiver = await startReceiver();
  receivers.push(receiver);
  const body = await post("/webhooks/endpoints", { url: receiver.url, events: EVENTS, ...more }, integrator);
  receiver.secrets.push(String(body["secret"]));
  const path = `/webhooks/endpoints/${(body["endpoint"] as { endpointId: string }).endpointId}`;
  await post(`${path}/approve`, { reason: "a test" }, officer);
  await post(`${path}/verify`, {}, integrator);
  return { receiver, path };
};

const report = async (count: number): Promise<void> => {
  const { body } = await platform.client.get("/api/v1/grids?limit=1", await platform.as(clerk));
  const [{ code: grid }] = body["grids"] as [{ readonly code: string }];
  for (let nth = 0; nth < count; nth += 1)
    await post("/reports", { category: "event-0201", description: `problem ${String(nth)}`, grid }, clerk);
};

/** What has happened, by the streams themselves. */
const due = async (): Promise<readonly string[]> => {
  const { NATS_URL: url, SECRETS_FILE } = platform.stack.env;
  const secrets = JSON.parse(readFileSync(SECRETS_FILE, "utf8")) as Record<string, string>;
  const connection = await connectNats({
    url,
    user: "doctor",
    password: secrets["doctor"],
    name: "test",
    log: silentLog,
  });
  const bus = jetstreamBus(connection, silentLog);
  const ids: string[] = [];
  for await (const { id, text } of readAll(bus, "EVT_DISPATCH"))
    if (EVENTS.includes((JSON.parse(text) as { readonly type: string }).type)) ids.push(id);
  await bus.close();
  return ids;
};

const came = ({ events }: Receiver): ReadonlySet<string> => new Set(events.map(({ id }) => id));
const allCame = (receiver: Receiver, ids: readonly string[], what: string) =>
  until(() => Promise.resolve(ids.every((id) => came(receiver).has(id)) || undefined), what, 90_000);

it("reach every system that may have them, whoever is killed in between, and nothing is lost or forged", async () => {
  const sound = await endpoint();
  const ordered = await endpoint({ ordered: true });
  const flaky = await endpoint();
  const seen = new Set<string>();
  flaky.receiver.answer = ({ id }, response) => {
    response.writeHead(seen.has(id) ? 200 : 503).end();
    seen.add(id);
  };
  const gone = await endpoint();
  gone.receiver.answer = answering(410);
  const elsewhere = await endpoint();
  elsewhere.receiver.answer = answering(302, { location: sound.receiver.url });
  const slow = await endpoint({ timeoutMs: 1_000, atOnce: 1 });
  slow.receiver.answer = () => undefined;

  await report(8);
  expect(platform.stack.kill("webhooks")).toBe(true);
  await report(8);
  expect(platform.stack.kill("nats")).toBe(true);
  await report(8);
  platform.stack.kill("webhooks");
  await report(8);

  const ids = await until(async () => {
    const found = await due();
    return found.length >= 64 ? found : undefined;
  }, "32 cases filed and assigned");
  await allCame(sound.receiver, ids, "all at the sound one");
  await allCame(ordered.receiver, ids, "all at the ordered one");
  await until(
    () =>
      Promise.resolve(ids.every((id) => flaky.receiver.events.filter((one) => one.id === id).length >= 2) || undefined),
    "all again at the flaky one",
    90_000,
  );
  for (const { receiver } of [sound, ordered, flaky, gone, elsewhere, slow]) expect(receiver.forged).toEqual([]);
  // In the order of the stream; a repeat after a kill may come late.
  const firsts = [...new Set(ordered.receiver.events.map(({ id }) => id))];
  expect(firsts).toEqual(ids.filter((id) => came(ordered.receiver).has(id)));

  const token = await platform.as(integrator);
  const state = await platform.client.get(`/api/v1${gone.path}`, token);
  expect(state.body["endpoint"]).toMatchObject({ status: "disabled", because: "gone" });
  const letters = await platform.client.get(`/api/v1${gone.path}/deliveries?status=dead`, token);
  const dead = (letters.body["deliveries"] as { readonly eventId: string }[]).map(({ eventId }) => eventId);
  expect(dead.length).toBeGreaterThan(0);
  gone.receiver.answer = answering(200);
  gone.receiver.events.length = 0;
  await post(`${gone.path}/resume`, {}, integrator);
  await post(`${gone.path}/redeliveries`, { deadSince: "2020-01-01T00:00:00Z" }, integrator);
  await allCame(gone.receiver, dead, "dead letters once more");
  expect(elsewhere.receiver.events.length).toBeGreaterThan(0);

  expect(await problemsOf(platform.stack)).toEqual([]);
}, 300_000);
