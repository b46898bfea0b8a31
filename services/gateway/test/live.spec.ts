import { silentLog, type Role } from "@wangge/kit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { feedOf } from "../src/live/feed.ts";
import { followCases, type Sink } from "../src/live/stream.ts";
import { publishCases, startGateway, type TestGateway } from "./builders.ts";

let running: TestGateway;
beforeEach(async () => {
  running = await startGateway();
});
afterEach(() => running.stop());

interface Event {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client as a browser has it: remembers the last id, and comes back with it. */
class Client {
  readonly events: Event[] = [];
  lastId: string | undefined;
  readonly #url: string;
  readonly #token: string;
  #abort = new AbortController();

  constructor(url: string, token: string, query = "") {
    this.#url = `${url}/api/v1/stream/cases?${query}`;
    this.#token = token;
  }

  async open(): Promise<Response> {
    this.#abort = new AbortController();
    return fetch(this.#url, {
      signal: this.#abort.signal,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(this.lastId === undefined ? {} : { "last-event-id": this.lastId }),
      },
    });
  }

  /** Reads until `enough`, then cuts the connection. */
  async read(enough: () => boolean): Promise<void> {
    const answer = await this.open();
    const decoder = new TextDecoder();
    let rest = "";
    try {
      if (answer.body === null) throw new Error("no stream");
      for await (const chunk of answer.body) {
        rest += decoder.decode(chunk as Uint8Array, { stream: true });
        const frames = rest.split("\n\n");
        rest = frames.pop() ?? "";
        for (const frame of frames) this.#take(frame);
        if (enough()) break;
      }
    } finally {
      this.#abort.abort();
    }
  }

  #take(frame: string): void {
    const fields = new Map(
      frame.split("\n").map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]),
    );
    const id = fields.get("id");
    if (id !== undefined) this.lastId = id;
    const data = fields.get("data");
    if (data !== undefined)
      this.events.push({ id: id ?? "", type: fields.get("event") ?? "", data: JSON.parse(data) as Event["data"] });
  }
}

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

const ticketFor = async (role: Role): Promise<string> => {
  const { url, as } = running;
  const answer = await fetch(`${url}/api/v1/stream/tickets`, { method: "POST", headers: await as(role) });
  return ((await answer.json()) as { readonly ticket: string }).ticket;
};

describe("live updates", () => {
  it("are for everyone signed in but citizens, by header or with a ticket", async () => {
    const { url, as } = running;
    const stream = `${url}/api/v1/stream/cases`;
    expect((await fetch(stream)).status).toBe(401);
    expect((await fetch(stream, { headers: await as("citizen") })).status).toBe(403);
    const answer = await fetch(`${stream}?ticket=${await ticketFor("supervisor")}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
    await answer.body?.cancel();
    expect((await fetch(`${stream}?ticket=${await ticketFor("citizen")}`)).status).toBe(403);
    expect((await fetch(`${stream}?lastEventId=x`, { headers: await as("clerk") })).status).toBe(400);
    expect((await fetch(`${stream}?street=' or`, { headers: await as("clerk") })).status).toBe(400);
  });

  it("take no token in the address, and a ticket once", async () => {
    const { url, token } = running;
    const stream = `${url}/api/v1/stream/cases`;
    expect((await fetch(`${stream}?access_token=${await token("supervisor")}`)).status).toBe(401);
    const ticket = await ticketFor("supervisor");
    const statuses = [];
    for (let time = 0; time < 2; time += 1) {
      const answer = await fetch(`${stream}?ticket=${ticket}`);
      statuses.push(answer.status);
      await answer.body?.cancel();
    }
    expect(statuses).toEqual([200, 401]);
    for (const none of ["", "x", "A".repeat(43)]) expect((await fetch(`${stream}?ticket=${none}`)).status).toBe(401);
    expect((await fetch(`${url}/api/v1/stream/tickets`, { method: "POST" })).status).toBe(401);
    const other = await fetch(`${url}/api/v1/cases?ticket=${await ticketFor("supervisor")}`);
    expect(other.status).toBe(401);
  });

  it("begin now, and say what happened", async () => {
    const { url, bus, token } = running;
    await publishCases(bus, 3);
    const client = new Client(url, await token("clerk"));
    const reading = client.read(() => client.events.length >= 2);
    await expect.poll(() => client.lastId).toBe("3");
    await publishCases(bus, 2);
    await reading;
    expect(client.events.map(({ id }) => id)).toEqual(["4", "5"]);
    expect(client.events[0]).toMatchObject({
      type: "dispatch.case.filed.v1",
      data: { type: "dispatch.case.filed.v1", category: "event-0110", time: "2017-12-27T01:20:00.200Z" },
    });
  });

  it("lose nothing and say nothing twice over a hundred broken connections", async () => {
    const { url, bus, token } = running;
    const client = new Client(url, await token("clerk"));
    await client.read(() => client.lastId !== undefined);
    expect(client.lastId).toBe("0");
    let published = 0;
    const over = new AbortController();
    const publishing = (async () => {
      while (!over.signal.aborted) {
        await publishCases(bus, 3);
        published += 3;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    for (let turn = 0; turn < 100; turn += 1) {
      const wanted = client.events.length + (turn % 5);
      await client.read(() => client.events.length >= wanted);
    }
    over.abort();
    await publishing;
    await client.read(() => client.events.length >= published);
    expect(client.events.map(({ id }) => id)).toEqual(range(1, published));
  }, 60_000);

  it("read what is older than memory from the stream", async () => {
    const { url, bus, token } = running;
    await publishCases(bus, 1800);
    const client = new Client(url, await token("clerk"));
    client.lastId = "5";
    await client.read(() => client.events.length >= 1795);
    expect(client.events.map(({ id }) => id)).toEqual(range(6, 1800));
  });

  it("may be of one street, and the place moves on all the same", async () => {
    const { url, bus, token } = running;
    const client = new Client(url, await token("clerk"), "street=510108003");
    client.lastId = "0";
    await publishCases(bus, 10);
    await client.read(() => client.events.length >= 5);
    expect(new Set(client.events.map(({ data }) => data["grid"]))).toEqual(new Set(["510108003001001"]));
  });

  it("keep private cases to the office and to whoever has the order", async () => {
    const { url, bus, token } = running;
    const order = { visibility: "private", worker: "w-0001", department: "landscape" };
    const readers = await Promise.all([
      token("clerk"),
      token("gridWorker", { worker: "w-0001" }),
      token("gridWorker", { worker: "w-0002" }),
      token("department", { department: "landscape" }),
    ]);
    const clients = readers.map((one) => Object.assign(new Client(url, one), { lastId: "0" }));
    await publishCases(bus, 1, order);
    await publishCases(bus, 1);
    const seen = clients.map(async (client) => {
      await client.read(() => client.lastId === "2");
      return client.events.map(({ id }) => id);
    });
    expect(await Promise.all(seen)).toEqual([["1", "2"], ["1", "2"], ["2"], ["2"]]);
  });

  it("begin again at the end where an id belongs to a stream that is no more", async () => {
    const { url, bus, token } = running;
    await publishCases(bus, 3);
    const client = new Client(url, await token("clerk"));
    client.lastId = "99999999";
    await client.read(() => client.lastId === "3");
    expect(client.events).toEqual([]);
  });

  it("end when the gateway stops", async () => {
    const { url, token, stop } = running;
    const client = new Client(url, await token("clerk"));
    const reading = client.read(() => false);
    await expect.poll(() => client.lastId).toBe("0");
    await stop();
    await reading;
  });
});

const sink = (write: (text: string) => boolean, drained = () => new Promise<void>(() => undefined)) => {
  const said: string[] = [];
  const made: Sink = {
    write: (text) => {
      said.push(text);
      return write(text);
    },
    drained,
    end: (text) => void said.push(text),
    isGone: () => false,
  };
  return { said, made };
};

describe("a follower", () => {
  const feed = () => feedOf({ bus: running.bus, stream: "EVT_DISPATCH", log: silentLog, pollMs: 5 });
  const common = { after: undefined, street: undefined, mayKnow: () => true, expiresAt: Number.POSITIVE_INFINITY };

  it("that does not read is dropped with a last word", async () => {
    const { said, made } = sink(() => false);
    await followCases({ ...common, feed: feed(), sink: made, patienceMs: 20 }).finished;
    expect(said.at(-1)).toMatch(/^: too slow/);
  });

  it("hears a heartbeat with its place when nothing happens", async () => {
    const { said, made } = sink(() => true);
    const following = followCases({ ...common, feed: feed(), sink: made, heartbeatMs: 10 });
    await expect.poll(() => said.filter((text) => text === ": still here\nid: 0\n\n").length).toBeGreaterThan(2);
    following.stop("enough");
    await following.finished;
  });

  it("is let go when its token ends", async () => {
    const { said, made } = sink(() => true);
    await followCases({ ...common, feed: feed(), sink: made, expiresAt: Date.now() + 30 }).finished;
    expect(said.at(-1)).toMatch(/^: token expired/);
  });

  it("survives a bus that is away for a while", async () => {
    let isAway = false;
    const shaky = feedOf({
      bus: {
        lastSequence: (stream) => running.bus.lastSequence(stream),
        read: (stream, options) => (isAway ? Promise.reject(new Error("away")) : running.bus.read(stream, options)),
      },
      stream: "EVT_DISPATCH",
      log: silentLog,
      pollMs: 5,
    });
    const { said, made } = sink(() => true);
    const following = followCases({ ...common, feed: shaky, sink: made });
    await expect.poll(() => said.length).toBe(1);
    isAway = true;
    await publishCases(running.bus, 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    isAway = false;
    await expect.poll(() => said.length, { timeout: 3_000 }).toBe(2);
    following.stop("enough");
    await following.finished;
  });
});
