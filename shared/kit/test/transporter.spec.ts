import type { NatsConnection } from "@nats-io/transport-node";
import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { silentLog } from "../src/log.ts";
import { NatsTransporter, Unread } from "../src/service/transporter.ts";
import { eventually } from "../src/testing/index.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Of the NATS client only what is asked of it here. */
const open = () => {
  const published: string[] = [];
  let hear: (error: null, message: { subject: string; data: Uint8Array }) => void = () => undefined;
  const connection = {
    subscribe: (_subject: string, { callback }: { callback: typeof hear }) => {
      hear = callback;
    },
    info: { max_payload: 10 },
    draining: false,
    isClosed: () => false,
    isDraining: () => connection.draining,
    publish: (subject: string, data: Buffer) => published.push(`${subject} ${data.toString()}`),
    flush: () => Promise.resolve(),
  };
  const transporter = new NatsTransporter(connection as unknown as NatsConnection, silentLog);
  transporter.nodeID = "taker.1";
  const heard: Record<string, unknown>[] = [];
  const asked = new Map<string, { readonly nodeID: string }>();
  Object.assign(transporter, {
    transit: { pendingRequests: asked },
    broker: { PROTOCOL_VERSION: "5", serializer: { serialize: (all: object) => Buffer.from(JSON.stringify(all)) } },
    messageHandler: (_command: string, { payload }: { payload: Record<string, unknown> }) => heard.push(payload),
  });
  const receive = async (command: string, sender: string, data: Uint8Array): Promise<unknown> => {
    await transporter.subscribe(command, "taker.1");
    hear(null, { subject: `MOL-wangge.${command}.taker.1.${sender}`, data });
    return heard.at(-1);
  };
  return { transporter, connection, published, receive, heard, asked };
};

describe("packets between nodes", () => {
  it("go together at the end of a turn, in their order", async () => {
    const { transporter, published } = open();
    void transporter.send("REQ", Buffer.from("a"));
    void transporter.send("RES", Buffer.from("b"));
    expect(published).toEqual([]);
    await turn();
    expect(published).toEqual(["REQ.taker.1 a", "RES.taker.1 b"]);
    void transporter.send("REQ", Buffer.from("c"));
    await turn();
    expect(published.at(-1)).toBe("REQ.taker.1 c");
  });

  it("wait a millisecond for each other where many come, and not where few do", async () => {
    const { transporter, published } = open();
    const isSentAtOnce = async (packet: string): Promise<boolean> => {
      void transporter.send("REQ", Buffer.from(packet));
      await turn();
      return published.at(-1) === `REQ.taker.1 ${packet}`;
    };
    expect(await isSentAtOnce("first")).toBe(true);
    expect(await isSentAtOnce("second")).toBe(true);
    // A machine may be away for longer than a millisecond between one and the next.
    await eventually(async () => {
      for (let count = 0; count < 10; count += 1) void transporter.send("REQ", Buffer.from("crowd"));
      await turn();
      expect(await isSentAtOnce("waits")).toBe(false);
      expect(await isSentAtOnce("too")).toBe(false);
    });
    await eventually(() => {
      expect(published.slice(-2)).toEqual(["REQ.taker.1 waits", "REQ.taker.1 too"]);
    });
    await sleep(20);
    expect(await isSentAtOnce("later")).toBe(true);
  });

  it("go before a node leaves, and not after", async () => {
    const { transporter, connection, published } = open();
    void transporter.send("DISCONNECT", Buffer.from("bye"));
    await transporter.disconnect();
    expect(published).toEqual(["DISCONNECT.taker.1 bye"]);
    connection.draining = true;
    void transporter.send("HEARTBEAT", Buffer.from("late"));
    await turn();
    expect(published).toHaveLength(1);
  });

  it("are refused at once where the bus would not take them", () => {
    const { transporter } = open();
    expect(() => transporter.send("REQ", Buffer.alloc(11))).toThrow(/11 bytes/);
  });
});

describe("answers between nodes", () => {
  const answer = (transporter: NatsTransporter, payload: object) =>
    transporter.serialize({ type: "RES", target: "taker.1", payload } as never);
  /** Texts that look like the packet around them. */
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(',"data":', '"}', '{"data":1}', '\\",\\"data\\":'),
  );

  it("come as they were given, whatever they are, and unread", async () => {
    const { transporter, receive } = open();
    let unread = 0;
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), text, fc.boolean(), async (value, odd, isOdd) => {
        const data = isOdd ? { [odd]: odd, data: { data: value } } : value;
        const came = (await receive("RES", "taker.1", answer(transporter, { id: odd, success: true, data }))) as {
          id: string;
          success: boolean;
          data: unknown;
        };
        expect(came).toMatchObject({ id: odd, success: true });
        if (!(came.data instanceof Unread)) return false;
        unread += 1;
        expect(JSON.parse(came.data.text)).toEqual(JSON.parse(JSON.stringify(data)));
        return true;
      }),
    );
    expect(unread).toBeGreaterThan(90);
  });

  it("do not repeat what the caller said of himself", async () => {
    const { transporter, receive } = open();
    const meta = { actor: { id: "clerk-1" } };
    expect(
      await receive("RES", "taker.1", answer(transporter, { id: "1", success: true, data: {}, meta })),
    ).toMatchObject({
      meta: {},
    });
  });

  it("are read as ever where they fail, say nothing, or come from a node that writes them otherwise", async () => {
    const { transporter, receive } = open();
    const error = { code: 422, data: { details: {} } };
    const failed = answer(transporter, { id: "1", success: false, data: null, error, ver: "5", sender: "taker.1" });
    expect(await receive("RES", "taker.1", failed)).toMatchObject({ success: false, error });
    const nothing = answer(transporter, { id: "2", success: true, data: undefined });
    expect(await receive("RES", "taker.1", nothing)).toMatchObject({ id: "2", success: true });
    const otherwise = { id: "3", meta: {}, success: true, data: { a: 1 }, ver: "5", sender: "giver.1" };
    expect(await receive("RES", "giver.1", Buffer.from(JSON.stringify(otherwise)))).toMatchObject({ data: { a: 1 } });
  });

  it("are refused where they name another sender", async () => {
    const { transporter, receive, heard } = open();
    await receive("RES", "giver.9", answer(transporter, { id: "1", success: true, data: {} }));
    expect(heard).toEqual([]);
  });

  it("are taken of the node that was asked alone, whoever else knows the number of the question", async () => {
    const { receive, heard, asked } = open();
    asked.set("1", { nodeID: "giver.1" });
    const forged = { ver: "5", sender: "other.1", id: "1", success: true, meta: {}, data: "forged" };
    await receive("RES", "other.1", Buffer.from(JSON.stringify(forged)));
    await receive("RES", "other.1", Buffer.from(JSON.stringify({ ...forged, success: false, error: { name: "no" } })));
    expect(heard).toEqual([]);
    await receive("RES", "giver.1", Buffer.from(JSON.stringify({ ...forged, sender: "giver.1" })));
    expect(heard).toMatchObject([{ sender: "giver.1", id: "1" }]);
  });
});
