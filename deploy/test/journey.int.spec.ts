import { readFileSync } from "node:fs";
import { connectMongo, connectNats, jetstreamBus, newId, silentLog, type Bus, type StoredDocument } from "@wangge/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../doctor/problem.ts";
import { follow, type Answer, type LiveEvent } from "../demo/client.ts";
import { problemsOf } from "./examined.ts";
import { startTestStack, type TestStack } from "./stack.ts";
import { verified } from "./verified.ts";

const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const dispatcher = { sub: "dispatcher-1", roles: ["dispatcher"] };

let platform: TestStack;
let bus: Bus;
let secrets: Readonly<Record<string, string>>;

beforeAll(async () => {
  platform = await startTestStack();
  secrets = JSON.parse(readFileSync(platform.stack.env.SECRETS_FILE, "utf8")) as typeof secrets;
  const { NATS_URL: url } = platform.stack.env;
  bus = jetstreamBus(
    await connectNats({ url, user: "doctor", password: secrets["doctor"], name: "journey", log: silentLog }),
    silentLog,
  );
}, 90_000);

afterAll(async () => {
  await bus.close();
  await platform.stop();
}, 60_000);

const until = async <T>(ask: () => Promise<T | undefined>, what: string): Promise<T> => {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const report = async (body: object, key?: string): Promise<Answer> =>
  platform.client.post("/api/v1/reports", body, {
    token: await platform.as(clerk),
    ...(key === undefined ? {} : { key }),
  });

const aGrid = async (): Promise<{
  readonly code: string;
  readonly centre: { readonly lng: number; readonly lat: number };
}> => {
  const { body } = await platform.client.get("/api/v1/grids?limit=1", await platform.as(clerk));
  const [grid] = body["grids"] as [{ code: string; centre: { lng: number; lat: number } }];
  return grid;
};

const caseIn = async (caseId: string, status: string): Promise<Answer["body"]> =>
  until(async () => {
    const { body } = await platform.client.get(`/api/v1/cases/${caseId}`, await platform.as(supervisor));
    return body["status"] === status ? body : undefined;
  }, `case ${caseId} ${status}`);

const step = async (caseId: string, action: string, account: Parameters<TestStack["as"]>[0], body: object = {}) =>
  platform.client.post(`/api/v1/cases/${caseId}/${action}`, body, { token: await platform.as(account) });

describe("from the window to the closing", () => {
  it("a problem is reported, assigned to a worker of its grid, handled, checked and closed, in one trace", async () => {
    const { code: grid, centre } = await aGrid();
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const seen: LiveEvent[] = [];
    const stop = follow(
      platform.stack.url,
      () => platform.as(supervisor),
      (event) => seen.push(event),
    );
    const response = await fetch(`${platform.stack.url}/api/v1/reports`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${await platform.as(clerk)}`,
        "content-type": "application/json",
        traceparent: `00-${trace}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ category: "event-0201", channel: "window", point: centre, description: "乱贴小广告" }),
    });
    expect(response.status).toBe(201);
    const receipt = (await response.json()) as { reportId: string; trackingNumber: string; grid: string };
    expect(receipt.grid).toBe(grid);
    const caseId = receipt.reportId;

    const assigned = await caseIn(caseId, "assigned");
    const { body: people } = await platform.client.get(`/api/v1/grids/${grid}/people`, await platform.as(supervisor));
    const workers = (people["workers"] as readonly { id: string }[]).map(({ id }) => id);
    expect(workers).toContain(assigned["worker"]);

    const worker = { sub: "worker-1", roles: ["gridWorker"], worker: String(assigned["worker"]) };
    expect((await step(caseId, "accept", worker)).status).toBe(200);
    expect((await step(caseId, "handle", worker)).status).toBe(200);
    const own = await step(caseId, "check", worker, { passed: true });
    expect([own.status, own.body["code"]]).toEqual([422, "dispatch.case.checker_is_handler"]);
    expect((await step(caseId, "check", supervisor, { passed: true })).body["status"]).toBe("closed");

    const { body: tracked } = await platform.client.get(`/api/v1/track/${receipt.trackingNumber}`);
    expect((tracked["progress"] as { status: string }).status).toBe("closed");

    await until(
      () =>
        Promise.resolve(
          seen.some(({ type, data }) => type === "dispatch.case.closed.v1" && data["caseId"] === caseId) || undefined,
        ),
      "the closing on the live stream",
    );
    stop();
    const events = [
      ...(await bus.read("EVT_INTAKE", { limit: 1000 })),
      ...(await bus.read("EVT_DISPATCH", { limit: 100 })),
    ]
      .map(({ text }) => JSON.parse(text) as { type: string; subject: string; traceparent: string })
      .filter(({ subject }) => subject === caseId);
    expect(events.map(({ type }) => type)).toEqual([
      "intake.report.accepted.v1",
      "dispatch.case.filed.v1",
      "dispatch.case.assigned.v1",
      "dispatch.case.accepted.v1",
      "dispatch.case.handled.v1",
      "dispatch.case.closed.v1",
    ]);
    expect(new Set(events.slice(0, 3).map(({ traceparent }) => traceparent.slice(3, 35)))).toEqual(new Set([trace]));
  });

  it("a department gives a case back, and the dispatcher finds another body", async () => {
    const { centre } = await aGrid();
    const { body } = await report({
      category: "component-0137",
      attributes: { fault: "dark" },
      channel: "phone",
      point: centre,
      description: "路灯不亮",
    });
    const caseId = String(body["reportId"]);
    const department = String((await caseIn(caseId, "assigned"))["department"]);
    const body1 = { sub: "department-1", roles: ["department"], department: department };
    expect((await step(caseId, "return", body1, { reason: "not our lamp" })).body["status"]).toBe("filed");
    const again = await step(caseId, "assign", dispatcher, { department: "landscape" });
    expect([again.status, again.body["department"], again.body["attempts"], again.body["returns"]]).toEqual([
      200,
      "landscape",
      2,
      1,
    ]);
  });

  it("the same report under the same key is one report, another one under it is refused", async () => {
    const { centre } = await aGrid();
    const body = { category: "event-0201", channel: "window", point: centre, description: "once" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => report(body, "key-1")));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    const other = await report({ ...body, description: "another" }, "key-1");
    expect([other.status, other.body["code"]]).toEqual([422, "intake.report.key_reused"]);
  });
});

describe("what does not belong here is refused, clearly, and nothing is stored", () => {
  const refused = async (body: object): Promise<readonly [number, unknown]> => {
    const { status, body: problem } = await report(body);
    return [status, problem["code"]];
  };
  const good = { category: "event-0201", channel: "window", description: "x", grid: "510108002001001" };

  it.each([
    ["a wrong type", { ...good, description: 7 }, 400, "input.invalid"],
    ["an unknown field", { ...good, priority: "high" }, 400, "input.invalid"],
    ["an operator instead of a value", { ...good, grid: { $gt: "" } }, 400, "input.invalid"],
    ["a key of the database's", { ...good, $where: "1" }, 400, "input.invalid"],
    ["an unknown category", { ...good, category: "event-9999" }, 400, "intake.category.unknown"],
    ["no place", { category: "event-0201", channel: "window", description: "x" }, 400, "intake.report.place"],
    ["a grid that is not in the register", { ...good, grid: "999999999999999" }, 422, "intake.report.outside_district"],
    [
      "a point outside the district",
      { category: "event-0201", channel: "window", description: "x", point: { lng: 116.4, lat: 39.9 } },
      422,
      "intake.report.outside_district",
    ],
    ["a channel of other people's", { ...good, channel: "patrol" }, 403, "intake.channel.not_yours"],
  ])("%s", async (_what, body, status, code) => {
    const before = (await bus.read("EVT_INTAKE", { limit: 1000 })).length;
    expect(await refused(body)).toEqual([status, code]);
    expect((await bus.read("EVT_INTAKE", { limit: 1000 })).length).toBe(before);
  });

  it("a body that is too large", async () => {
    const { status } = await report({ ...good, description: "x".repeat(3_000_000) });
    expect(status).toBe(413);
  });

  it("a step without the right role, and one without a token", async () => {
    const forbidden = await step("01JD6Z0Q8V4Y7R2K3M5N6P8T9W", "check", clerk, { passed: true });
    expect([forbidden.status, forbidden.body["code"]]).toEqual([403, "auth.role_missing"]);
    const anonymous = await platform.client.post(
      "/api/v1/cases/01JD6Z0Q8V4Y7R2K3M5N6P8T9W/check",
      { passed: true },
      {},
    );
    expect(anonymous.status).toBe(401);
  });

  it("a case that does not exist", async () => {
    const { status, body } = await step("01JD6Z0Q8V4Y7R2K3M5N6P8T9W", "check", supervisor, { passed: true });
    expect([status, body["code"]]).toEqual([404, "dispatch.case.unknown"]);
  });
});

describe("many reports at once", () => {
  it("come as lines, and each has its own answer", async () => {
    const { code } = await aGrid();
    const row = (index: number): object =>
      index % 10 === 3
        ? { category: "event-9999", channel: "window", grid: code, description: "unknown category" }
        : {
            category: "event-0201",
            channel: "window",
            grid: code,
            description: `row ${String(index)}`,
            idempotencyKey: `row-${String(index)}`,
          };
    const lines = Array.from({ length: 1_000 }, (_, index) => (index === 500 ? "{broken" : JSON.stringify(row(index))));
    type Answers = readonly { readonly line: number; readonly problem?: { readonly code: string } }[];
    const sendOnce = async (): Promise<Answers> => {
      const response = await fetch(`${platform.stack.url}/api/v1/reports/bulk`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${await platform.as({ sub: "clerk-bulk", roles: ["clerk"] })}`,
          "content-type": "application/x-ndjson",
        },
        body: lines.join("\n"),
      });
      expect(response.status).toBe(200);
      return (await response.text())
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { line: number });
    };
    // As every client should: what was not answered for the moment is sent again, which the rows' keys make harmless.
    const send = async (): Promise<Answers> => {
      for (let attempt = 1; ; attempt += 1) {
        const all = await sendOnce();
        if (attempt === 5 || all.every(({ problem }) => problem?.code !== "service.unavailable")) return all;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    };
    const answers = await send();
    expect(answers.length).toBe(1_000);
    const codesOf = (all: typeof answers): Readonly<Record<string, number>> =>
      Object.fromEntries(
        [...Map.groupBy(all, ({ problem }) => problem?.code ?? "accepted")].map(([code, rows]) => [code, rows.length]),
      );
    const expected = { accepted: 899, "intake.category.unknown": 100, "http.bad_json": 1 };
    expect(codesOf(answers)).toEqual(expected);
    const receipts = (all: typeof answers): readonly unknown[] => all.filter(({ problem }) => problem === undefined);
    const accepted = async (): Promise<number> =>
      (await bus.read("EVT_INTAKE", { limit: 3000 })).filter(({ text }) => text.includes('"actor":"clerk-bulk"'))
        .length;
    await until(async () => ((await accepted()) === 899 ? true : undefined), "the accepted rows on the bus");
    const again = await send();
    expect(codesOf(again)).toEqual(expected);
    expect(receipts(again)).toEqual(receipts(answers));
    expect(await accepted()).toBe(899);
  });
});

describe("an auditor", () => {
  it("checks offline what the API gave him: a history with words removed by order is intact, an altered one is not", async () => {
    const { code: grid } = await aGrid();
    const { body: receipt } = await report({
      category: "event-0201",
      channel: "window",
      description: "路灯不亮",
      grid,
    });
    const caseId = String(receipt["reportId"]);
    const department = String((await caseIn(caseId, "assigned"))["department"]);
    await step(
      caseId,
      "return",
      { sub: "department-9", roles: ["department"], department },
      { reason: "那家人的私事" },
    );
    const order = { basis: "《个人信息保护法》第四十七条", order: "测试〔2018〕1号" };
    const { body: history } = await platform.client.get(
      `/api/v1/cases/${caseId}/history`,
      await platform.as(supervisor),
    );
    const sequence = (history["entries"] as { event: string }[]).findIndex(({ event }) => event === "CaseReturned") + 1;
    const redacted = await step(caseId, "redactions", supervisor, { sequence, path: "data.reason", ...order });
    expect(redacted.status).toBe(200);

    const exported = await platform.client.post(
      "/api/v1/audit/exports",
      { caseIds: [caseId] },
      { token: await platform.as(supervisor) },
    );
    expect(exported.status).toBe(200);
    const anchors = await until(async () => {
      const { body } = await platform.client.get("/api/v1/audit/anchors?limit=100", await platform.as(clerk));
      return (body["anchors"] as object[]).length > 0 ? body : undefined;
    }, "an anchor");
    const text = JSON.stringify(exported.body);
    expect(text).not.toContain("私事");
    const sound = verified(platform.dataDir, text, anchors);
    expect(sound.stdout).toContain(`entry ${sequence}: data.reason was removed by order ${order.order}`);
    expect([sound.status, sound.stdout.includes("\nINTACT")]).toEqual([0, true]);
    const forged = text.replace(`"by":"department-9"`, `"by":"department-8"`);
    const altered = verified(platform.dataDir, forged, anchors);
    expect(altered.status).toBe(1);
    expect(altered.stdout).toContain(`WRONG: case ${caseId}, entry ${sequence}`);
  });
});

describe("the doctor", () => {
  const problems = (waitMs: number): Promise<readonly Problem[]> => problemsOf(platform.stack, waitMs);

  it("finds that everything fits together", async () => {
    expect(await problems(30_000)).toEqual([]);
  });

  it("catches an altered state, a second order, a lost event and a case that nobody reported", async () => {
    const mongo = await connectMongo({
      url: platform.stack.env.MONGO_URL,
      database: "wangge_dispatch",
      name: "planter",
    });
    const cases = mongo.db.collection<StoredDocument<{ attempts: number }, { type: string }>>("cases");
    const [altered, doubled, copied] = await cases
      .find({ "state.status": "assigned" } as object)
      .limit(3)
      .toArray();
    if (altered === undefined || doubled === undefined || copied === undefined)
      throw new Error("three cases are needed");
    await cases.updateOne({ _id: altered._id }, { $set: { "state.attempts": 9 } });
    const order = doubled.history.find(({ event }) => event.type === "CaseAssigned");
    await cases.updateOne({ _id: doubled._id }, { $push: { history: order }, $inc: { version: 1 } } as object);
    const invented = newId();
    await cases.insertOne({ ...copied, _id: invented });
    await mongo.client.close();

    const found = await problems(0);
    const of = (check: Problem["check"]): readonly string[] =>
      found.filter((problem) => problem.check === check).map(({ subject }) => subject);
    expect(of("fold")).toContain(`dispatch/cases/${altered._id}`);
    expect(of("assignment")).toEqual([`dispatch/cases/${doubled._id}`]);
    expect(of("receipt")).toEqual([`dispatch/cases/${invented}`]);
    expect(of("lost").filter((subject) => subject.includes(invented)).length).toBe(2);
  });
});
