import { action, DomainError } from "@wangge/kit";
import { request, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { bulk, heldBack } from "../src/api/bulk.ts";
import { parseJson } from "../src/api/input.ts";
import { answerOf } from "../src/api/problems.ts";
import { startGateway, type Actions, type TestGateway } from "./builders.ts";

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

interface Line {
  readonly line: number;
  readonly value?: unknown;
  readonly problem?: { readonly code: string };
}

const linesOf = (text: string): readonly Line[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

const options = (groups: number[], more: { readonly lineLimit?: number; readonly totalLimit?: number } = {}) => ({
  ask: async (items: readonly unknown[]) => {
    groups.push(items.length);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    return items.map((value) => ({ value }));
  },
  parse: parseJson,
  problemOf: (error: unknown) => answerOf(error, TRACE).problem,
  lineLimit: 100,
  totalLimit: 1_000_000,
  ...more,
});

const answers = async (chunks: AsyncIterable<Buffer> | readonly string[], groups: number[] = [], more = {}) => {
  async function* source(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) yield Buffer.from(chunk as string);
  }
  let text = "";
  for await (const part of bulk(source(), options(groups, more))) text += part;
  return linesOf(text);
};

describe("lines", () => {
  it("are answered in their order, wherever chunks are cut", async () => {
    const all = Array.from({ length: 1777 }, (_, index) => JSON.stringify({ index, zh: "网格" })).join("\n");
    const bytes = Buffer.from(all);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = 1 + Math.floor(Math.random() * 3000);
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    async function* chunks(): AsyncGenerator<Buffer> {
      yield* pieces;
    }
    const groups: number[] = [];
    const found = await answers(chunks(), groups);
    expect(found.map(({ line }) => line)).toEqual(Array.from({ length: 1777 }, (_, index) => index + 1));
    expect(found.map(({ value }) => value)).toEqual(found.map(({ line }) => ({ index: line - 1, zh: "网格" })));
    expect(Math.max(...groups)).toBeLessThanOrEqual(500);
  });

  it("go in groups of 500 when they come at once", async () => {
    const groups: number[] = [];
    await answers(["1\n".repeat(1200)], groups);
    expect(groups).toEqual([500, 500, 200]);
  });

  it("that do not parse get a problem and do not stop the rest; empty ones only count", async () => {
    const found = await answers(["1\n{\r\n\n", `"${"x".repeat(200)}"\n`, '{"a":\xff}\n', "5"]);
    expect(found.map(({ line, value, problem }) => [line, value ?? problem?.code])).toEqual([
      [1, 1],
      [2, "http.bad_json"],
      [4, "http.line_too_long"],
      [5, "http.bad_json"],
      [6, 5],
    ]);
  });

  it("past the limit are not read, and the last answer says so", async () => {
    const found = await answers(["1\n2\n3\n", "4\n".repeat(30)], [], { totalLimit: 20 });
    expect(found.map(({ line, problem }) => [line, problem?.code])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
      [4, "http.body_too_large"],
    ]);
  });

  it("are answered without waiting for the next ones", async () => {
    let more: (() => void) | undefined;
    async function* source(): AsyncGenerator<Buffer> {
      yield Buffer.from("1\n");
      await new Promise<void>((resolve) => (more = resolve));
      yield Buffer.from("2\n");
    }
    const found = bulk(source(), options([]));
    expect(linesOf(String((await found.next()).value))).toEqual([{ line: 1, value: 1 }]);
    more?.();
    expect(linesOf(String((await found.next()).value))).toEqual([{ line: 2, value: 2 }]);
  });

  it("are not read ahead of a reader who does not read", async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        read += 1;
        yield Buffer.from("1\n".repeat(500));
      }
    }
    const found = bulk(endless(), { ...options([]), totalLimit: Number.MAX_SAFE_INTEGER });
    await found.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(read).toBeLessThan(10);
    await found.return(undefined);
  });
});

describe("answers that are held back", () => {
  const given = async function* (...texts: readonly string[]): AsyncGenerator<string> {
    yield* texts;
  };
  const all = async (parts: AsyncIterable<string>): Promise<readonly string[]> => {
    const got: string[] = [];
    for await (const part of parts) got.push(part);
    return got;
  };

  it("come together where the question ends after them, and one by one once it has", async () => {
    expect(await all(heldBack(given("a", "b", "c"), () => false))).toEqual(["abc"]);
    let looks = 0;
    expect(await all(heldBack(given("a", "b", "c", "d"), () => (looks += 1) > 1))).toEqual(["ab", "c", "d"]);
  });

  it("come before, where there are too many to keep", async () => {
    expect(await all(heldBack(given("aa", "bb", "cc", "dd"), () => false, 3))).toEqual(["aabb", "cc", "dd"]);
  });

  it("are none where there are none", async () => {
    expect(await all(heldBack(given(), () => false))).toEqual([]);
  });
});

describe("POST …/bulk", () => {
  let running: TestGateway | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const actions = (run: (items: readonly unknown[]) => Promise<readonly unknown[]>): Actions => ({
    "intake.acceptMany": action({
      rest: "POST /reports/bulk",
      summary: "Many",
      access: ["clerk"],
      input: z.strictObject({ items: z.array(z.unknown()).max(1000) }),
      output: z.object({ results: z.array(z.unknown()) }),
      run: async ({ items }) => ({ results: [...(await run(items))] }),
    }),
  });

  const accept = (items: readonly unknown[]) =>
    Promise.resolve(
      items.map((item) =>
        (item as { bad?: boolean }).bad === true
          ? { ok: false, problem: { kind: "rule", code: "intake.report.bad", message: "bad", details: { why: 1 } } }
          : { ok: true, receipt: item },
      ),
    );

  it("answers each line: a receipt or a problem", async () => {
    running = await startGateway({ actions: actions(accept) });
    const { url, as } = running;
    const answer = await fetch(`${url}/api/v1/reports/bulk`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson", ...(await as("clerk")) },
      body: '{"a":1}\n{"bad":true}\n[]\n{"$where":1}\nnonsense\n{"a":2}\n',
    });
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = linesOf(await answer.text());
    expect(lines[0]).toEqual({ line: 1, receipt: { a: 1 } });
    expect(lines[1]).toMatchObject({
      line: 2,
      problem: { type: "urn:wangge:problem:intake.report.bad", status: 422, why: 1 },
    });
    expect(lines.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      "intake.report.bad",
      "input.invalid",
      "input.invalid",
      "http.bad_json",
      undefined,
    ]);
  });

  it("gives every line the same problem when the service is away", async () => {
    running = await startGateway({
      actions: actions(accept),
      call: () => Promise.reject(new DomainError("unavailable", "service.unavailable", "away")),
    });
    const answer = await fetch(`${running.url}/api/v1/reports/bulk`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson", ...(await running.as("clerk")) },
      body: "{}\n{}\n",
    });
    expect(linesOf(await answer.text()).map(({ problem }) => problem?.code)).toEqual(
      Array(2).fill("service.unavailable"),
    );
  });

  it("takes JSON as well, and one key for all only there", async () => {
    running = await startGateway({ actions: actions(accept) });
    const { url, as } = running;
    const ask = async (type: string, body: string) =>
      fetch(`${url}/api/v1/reports/bulk`, {
        method: "POST",
        headers: { "content-type": type, "idempotency-key": "k", ...(await as("clerk")) },
        body,
      });
    expect((await ask("application/json", '{"items":[{}]}')).status).toBe(200);
    expect((await ask("application/x-ndjson", "{}\n")).status).toBe(400);
  });

  it("stops reading from a client that does not read the answers, and loses no line", async () => {
    let asked = 0;
    running = await startGateway({
      actions: actions(accept),
      environment: { NDJSON_LIMIT_BYTES: String(1 << 30) },
      call: async (_name, input) => {
        const { items } = input as { readonly items: readonly unknown[] };
        asked += items.length;
        return { results: items.map(() => ({ ok: true, receipt: "r".repeat(1000) })) };
      },
    });
    const { url, as } = running;
    const count = 60_000;
    const headers = { "content-type": "application/x-ndjson", ...(await as("clerk")) };
    const outgoing = request(`${url}/api/v1/reports/bulk`, { method: "POST", headers });
    const incoming = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once("response", resolve).once("error", reject);
    });
    const block = '{"a":1}\n'.repeat(100);
    const sent = (async () => {
      for (let line = 0; line < count; line += 100)
        if (!outgoing.write(block)) await new Promise((resolve) => outgoing.once("drain", resolve));
      outgoing.end();
    })();
    const response = await incoming;
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = asked === before;
          before = asked;
          return isStill;
        },
        { interval: 200, timeout: 5_000 },
      )
      .toBe(true);
    expect(asked).toBeLessThan(count);
    let text = "";
    for await (const chunk of response) text += String(chunk);
    await sent;
    expect(linesOf(text).map(({ line }) => line)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  }, 20_000);

  it("begins to answer while lines still come; to a proxy only when they all have", async () => {
    let asked = 0;
    const counted = async (items: readonly unknown[]) => {
      const results = await accept(items);
      asked += 1;
      return results;
    };
    running = await startGateway({ actions: actions(counted) });
    const { url, as } = running;
    const headers = { ...(await as("clerk")), "content-type": "application/x-ndjson" };
    const begin = (more: Readonly<Record<string, string>>) => {
      const sent = request(`${url}/api/v1/reports/bulk`, { method: "POST", headers: { ...headers, ...more } });
      const answered = new Promise<IncomingMessage>((resolve) => sent.once("response", resolve));
      sent.write('{"n":1}\n');
      return { sent, answered };
    };
    const textOf = async (response: IncomingMessage): Promise<string> => {
      let text = "";
      for await (const part of response) text += String(part);
      return text;
    };

    const direct = begin({});
    const early = await direct.answered;
    direct.sent.end('{"n":2}\n');
    expect(linesOf(await textOf(early))).toHaveLength(2);

    const passedOn = begin({ "x-forwarded-for": "203.0.113.7" });
    let isAnswered = false;
    void passedOn.answered.then(() => (isAnswered = true));
    await expect.poll(() => asked).toBe(3);
    // Whatever the gateway would have sent was on its way before the answer to this.
    await fetch(`${url}/livez`);
    expect(isAnswered).toBe(false);
    passedOn.sent.end('{"n":2}\n');
    expect(linesOf(await textOf(await passedOn.answered))).toHaveLength(2);
  });
});
