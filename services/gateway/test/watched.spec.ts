import { DomainError, type Role } from "@wangge/kit";
import { afterEach, describe, expect, it } from "vitest";
import { startGateway, type TestGateway } from "./builders.ts";

const AID = "01JD6Z0Q8V4Y7R2K3M5N6P8T9A";

let running: TestGateway | undefined;
afterEach(() => running?.stop());

/** What enforcement says; a test changes it while a stream is open. */
const enforcement = () => {
  const state = { version: 1, refusal: undefined as DomainError | undefined, isAway: false };
  const asked: string[] = [];
  const call = (name: string, input: unknown): Promise<unknown> => {
    asked.push(name);
    if (name === "enforcement.endAidStream") return Promise.resolve({});
    if (state.isAway) return new Promise(() => undefined);
    if (state.refusal !== undefined) return Promise.reject(state.refusal);
    const frame = { version: state.version, badge: { sharedFrom: "510108002" } };
    if (name === "enforcement.openAidStream") return Promise.resolve(frame);
    const { version } = input as { readonly version: number };
    return Promise.resolve(version === state.version ? {} : { frame });
  };
  return { state, asked, call: call as never };
};

const forbidden = (code: string): DomainError => new DomainError("forbidden", code, "over");

/** Reads to the end, and says when it came. */
const follow = async (answer: Response) => {
  let text = "";
  const decoder = new TextDecoder();
  const ended = (async () => {
    if (answer.body === null) throw new Error("no stream");
    for await (const chunk of answer.body) text += decoder.decode(chunk as Uint8Array, { stream: true });
    return Date.now();
  })();
  return { ended, text: () => text };
};

const opened = async (call: never): Promise<Response> => {
  running = await startGateway({ call });
  return fetch(`${running.url}/api/v1/stream/aid/${AID}`, { headers: await running.as("officer") });
};

it("shows what is shared and what changes, and ends within a second of the revocation", async () => {
  const { state, asked, call } = enforcement();
  const answer = await opened(call);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  const { ended, text } = await follow(answer);
  await expect.poll(text).toContain('"version":1');
  state.version = 2;
  await expect.poll(text).toContain('"version":2');
  const revokedAt = Date.now();
  state.refusal = forbidden("enforcement.aid.ended");
  expect((await ended) - revokedAt).toBeLessThan(1_000);
  expect(text()).toContain('event: ended\ndata: {"code":"enforcement.aid.ended"}');
  expect(text().match(/event: operation/g)?.length).toBe(2);
  await expect.poll(() => asked.at(-1)).toBe("enforcement.endAidStream");
});

it("ends as soon when nobody can say whether it may go on", async () => {
  const { state, call } = enforcement();
  const { ended, text } = await follow(await opened(call));
  await expect.poll(text).toContain('"version":1');
  const awayAt = Date.now();
  state.isAway = true;
  expect((await ended) - awayAt).toBeLessThan(1_000);
  expect(text()).toContain("service.unavailable");
});

it("does not begin where nothing is shared, nor for other roles", async () => {
  const { state, call } = enforcement();
  state.refusal = forbidden("enforcement.aid.expired");
  const answer = await opened(call);
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: "enforcement.aid.expired" });
  const url = `${running?.url}/api/v1/stream/aid/${AID}`;
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: (await running?.as("clerk")) ?? {} })).status).toBe(403);
});

describe("the stream of an operation", () => {
  const operations = () => {
    const state = { version: 3, refusal: undefined as DomainError | undefined };
    const asked: { readonly name: string; readonly input: unknown; readonly actor: unknown }[] = [];
    const call = (name: string, input: { readonly version?: number }, meta: { readonly actor: unknown }) => {
      asked.push({ name, input, actor: meta.actor });
      if (state.refusal !== undefined) return Promise.reject(state.refusal);
      return Promise.resolve(input.version === state.version ? {} : { frame: { version: state.version, level: 1 } });
    };
    return { state, asked, call: call as never };
  };
  const OTHER_STREET = "enforcement.team.other_street";

  it("shows it as the service answers whoever looks, each version once, until he may not look any more", async () => {
    const { state, asked, call } = operations();
    running = await startGateway({ call });
    const answer = await fetch(`${running.url}/api/v1/stream/operations/${AID}`, {
      headers: await running.as("officer"),
    });
    const { ended, text } = await follow(answer);
    await expect.poll(text).toContain('"version":3');
    await expect.poll(() => asked.length).toBeGreaterThan(2);
    expect(asked[1]).toMatchObject({
      name: "enforcement.watchOperation",
      input: { operationId: AID, version: 3 },
      actor: { roles: ["officer"] },
    });
    state.version = 4;
    await expect.poll(text).toContain('"version":4');
    state.refusal = forbidden(OTHER_STREET);
    await ended;
    expect(text()).toContain(`event: ended\ndata: {"code":"${OTHER_STREET}"}`);
    expect(text().match(/event: operation/g)?.length).toBe(2);
    expect(asked.every(({ name }) => name === "enforcement.watchOperation")).toBe(true);
  });

  it("opens with a ticket, once, and asks as whoever got it", async () => {
    const { state, asked, call } = operations();
    running = await startGateway({ call });
    const { url, as } = running;
    const stream = `${url}/api/v1/stream/operations/${AID}`;
    const ticketFor = async (role: Role): Promise<string> => {
      const answer = await fetch(`${url}/api/v1/stream/tickets`, { method: "POST", headers: await as(role) });
      return ((await answer.json()) as { readonly ticket: string }).ticket;
    };
    const ticket = await ticketFor("dispatcher");
    const { ended, text } = await follow(await fetch(`${stream}?ticket=${ticket}`));
    await expect.poll(text).toContain('"version":3');
    expect(asked[0]).toMatchObject({ input: { operationId: AID }, actor: { roles: ["dispatcher"] } });
    state.refusal = forbidden(OTHER_STREET);
    await ended;
    const again = await fetch(`${stream}?ticket=${ticket}`);
    expect([again.status, await again.json()]).toMatchObject([401, { code: "auth.ticket_invalid" }]);
    expect((await fetch(`${stream}?ticket=${await ticketFor("clerk")}`)).status).toBe(403);
    const token = (await as("dispatcher")).authorization.replace("Bearer ", "");
    for (const address of [`${stream}?access_token=${token}`, `${stream}?ticket=${token}`, `${stream}?ticket=`])
      expect((await fetch(address)).status).toBe(401);
    expect((await fetch(`${stream}?ticket=a&ticket=b`)).status).toBe(400);
  });

  it("does not begin for another street's team, nor for other roles", async () => {
    const { state, asked, call } = operations();
    running = await startGateway({ call });
    const url = `${running.url}/api/v1/stream/operations/${AID}`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: await running.as("clerk") })).status).toBe(403);
    expect(asked).toEqual([]);
    state.refusal = forbidden(OTHER_STREET);
    const answer = await fetch(url, { headers: await running.as("officer") });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: OTHER_STREET }]);
  });
});
