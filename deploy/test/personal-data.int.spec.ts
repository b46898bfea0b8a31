import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connectMongo, connectNats, jetstreamBus, readAll, silentLog } from "@wangge/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../demo/client.ts";
import { NAME, person, scanFiles, scannerFor, startCollector, type Collector, type Found } from "./scan.ts";
import { startTestStack, type TestStack } from "./stack.ts";

const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const people = Array.from({ length: 1_000 }, (_, index) => person(index));
const reason = { purpose: "contact", text: "处置前需与本人核对地点" };
const CONTROL = person(10_000);
const scan = scannerFor([...people, CONTROL]);

let collector: Collector;
let platform: TestStack;
let grid: string;
/** Everything that a client was told, except where it had asked for data in clear. */
const answers: string[] = [];

beforeAll(async () => {
  collector = await startCollector();
  platform = await startTestStack({
    LOG_LEVEL: "debug",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "300",
    UNMASK_PER_HOUR: "1000",
  });
  const { body } = await platform.client.get("/api/v1/grids?limit=1", await platform.as(clerk));
  grid = (body["grids"] as [{ code: string }])[0].code;
}, 90_000);

afterAll(async () => {
  await platform.stop();
  await collector.close();
}, 60_000);

const spaced = (number: string): string => number.replace(/^(\d{3})(\d{4})/, "$1-$2 ");

/** Every second person is named in his own fields, the others in what they write. */
const reportOf = (index: number): object => {
  const { name, phone, identityNumber } = person(index);
  const about = { category: "event-0201", grid, visibility: index % 5 === 0 ? "private" : "public" };
  return index % 2 === 0
    ? { ...about, description: "乱贴小广告", reporter: { name, phone, identityNumber } }
    : { ...about, description: `我是${name}，电话${index % 3 === 0 ? spaced(phone) : phone}，身份证${identityNumber}` };
};

const ask = async (method: string, path: string, options: RequestInit = {}): Promise<Response> =>
  fetch(`${platform.stack.url}/api/v1${path}`, { method, ...options });

const bulk = async (rows: readonly string[]): Promise<readonly { readonly receipt?: object }[]> => {
  const response = await ask("POST", "/reports/bulk", {
    headers: { authorization: `Bearer ${await platform.as(clerk)}`, "content-type": "application/x-ndjson" },
    body: rows.join("\n"),
  });
  const text = await response.text();
  answers.push(text);
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { receipt?: object });
};

const post = async (path: string, body: object, account: typeof clerk | undefined = supervisor): Promise<Answer> =>
  platform.client.post(`/api/v1${path}`, body, { token: await platform.as(account) });

const until = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
  for (const end = Date.now() + 30_000; !(await holds());) {
    if (Date.now() > end) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

describe("a thousand phone and identity numbers", () => {
  const receipts: { readonly reportId: string; readonly trackingNumber: string }[] = [];

  it("come in through the window, many at once and one by one, with intake killed in between", async () => {
    const rows = Array.from({ length: 800 }, (_, index) =>
      JSON.stringify({ ...reportOf(index), channel: "window", idempotencyKey: `key-${String(index)}` }),
    );
    const first = bulk(rows);
    setTimeout(() => platform.stack.kill("intake"), 60);
    await first;
    await platform.stack.waitReady({ timeoutMs: 30_000 });
    let taken: readonly { readonly receipt?: object }[] = [];
    await until(async () => (taken = await bulk(rows)).every(({ receipt }) => receipt !== undefined), "all receipts");
    expect(taken.length).toBe(800);
    receipts.push(...taken.map(({ receipt }) => receipt as (typeof receipts)[0]));
    for (let start = 800; start < 1_000; start += 20) {
      const some = await Promise.all(
        Array.from({ length: 20 }, async (_, place) => {
          const index = start + place;
          // From the window, or from anybody: nobody is signed in.
          return index % 4 < 2
            ? platform.client.post("/api/v1/reports", { ...reportOf(index), channel: "web" }, {})
            : post("/reports", { ...reportOf(index), channel: "window" }, clerk);
        }),
      );
      for (const { status, body } of some) {
        expect(status).toBe(201);
        answers.push(JSON.stringify(body));
        receipts.push(body as unknown as (typeof receipts)[0]);
      }
    }
    expect(new Set(receipts.map(({ reportId }) => reportId)).size).toBe(1_000);
  });

  it("are read, searched, tracked and erased, and their cases worked on", async () => {
    for (let index = 0; index < 20; index += 1) {
      const { reportId, trackingNumber } = receipts[index] ?? { reportId: "", trackingNumber: "" };
      const { phone } = person(index);
      const seen = await post(`/reports/${reportId}/reporter/unmask`, { reason });
      expect(scan("unmasked", JSON.stringify(seen.body)).length).toBeGreaterThan(0);
      answers.push(JSON.stringify((await post("/reports/search", { phone, reason }, clerk)).body));
      const tracked = await platform.client.post("/api/v1/track", { trackingNumber, phone }, {});
      const readings = await platform.client.post("/api/v1/track/access", { trackingNumber, phone }, {});
      expect([tracked.status, readings.status]).toEqual(index % 2 === 0 ? [200, 200] : [404, 404]);
      answers.push(JSON.stringify([tracked.body, readings.body]));
      const got = await platform.client.get(`/api/v1/reports/${reportId}`, await platform.as(supervisor));
      answers.push(JSON.stringify(got.body).replaceAll(`${NAME}${String(index)}古丽`, ""));
      const step = async (action: string, body: object = {}) => {
        const { body: found } = await platform.client.get(`/api/v1/cases/${reportId}`, await platform.as(supervisor));
        // A thousand cases in one grid are more than its workers may have at once: the rest are the department's own.
        const [worker, department] = [found["worker"] as string | undefined, String(found["department"])];
        const account =
          worker === undefined
            ? { sub: `department-${department}`, roles: ["department"], department }
            : { sub: worker, roles: ["gridWorker"], worker };
        const { status } = await platform.client.post(`/api/v1/cases/${reportId}/${action}`, body, {
          token: await platform.as(action === "check" ? supervisor : account),
        });
        return status;
      };
      await until(async () => (await step("accept")) === 200, "the worker takes it on");
      expect([await step("handle"), await step("check", { passed: true })]).toEqual([200, 200]);
      if (index % 5 === 0) expect((await post(`/reports/${reportId}/reporter/erase`, { reason })).status).toBe(200);
    }
  });

  it("come with questions, complaints, comments and subscriptions, and are in no list of reports", async () => {
    const anybody = (path: string, body: object): Promise<Answer> => platform.client.post(`/api/v1${path}`, body, {});
    // A name that somebody writes into what he says is part of what he says.
    const inWords = new RegExp(`我是${NAME}\\d+古丽`, "g");
    const keep = ({ status, body }: Answer): number => {
      answers.push(JSON.stringify(body).replaceAll(inWords, ""));
      return status;
    };
    for (let index = 20; index < 30; index += 1) {
      const { name, phone, identityNumber } = person(index);
      const text = `我是${name}，电话${phone}，身份证${identityNumber}，请回复`;
      const reporter = { name, phone };
      expect(keep(await anybody("/consultations", { text, reporter }))).toBe(201);
      expect(keep(await anybody("/complaints", { text, reporter, against: "landscape" }))).toBe(201);
      expect(keep(await anybody("/opinions", { text, reporter }))).toBe(201);
      expect(keep(await anybody("/suggest", { text: `${text}，墙上小广告` }))).toBe(200);
      expect(keep(await anybody("/subscriptions", { subject: { kind: "grid", grid }, contact: { phone } }))).toBe(200);
    }
    expect(keep(await anybody("/reports/similar", { category: "event-0201", grid }))).toBe(200);
    for (const path of ["/public/reports?limit=500", "/cases?limit=500", "/matters?limit=100"])
      expect(keep(await platform.client.get(`/api/v1${path}`, await platform.as(supervisor)))).toBe(200);
    const { trackingNumber } = receipts[2] ?? { trackingNumber: "" };
    const { phone } = person(2);
    const told = async (): Promise<Answer> => anybody("/track/messages", { trackingNumber, phone });
    await until(async () => JSON.stringify((await told()).body).includes("已结案"), "the message of the closing");
    keep(await told());
  });

  it("in the wrong place are refused, and no answer repeats them", async () => {
    const { phone, identityNumber } = person(1);
    const wrong: readonly object[] = [
      { [phone]: "x", category: "event-0201", description: "x", grid },
      { category: phone, description: "x", grid },
      { category: "event-0201", description: "x", grid: identityNumber },
      { category: "event-0201", description: "x", grid: identityNumber.slice(0, 15) },
      { category: "event-0201", description: "x", grid, reporter: { phone: `${phone}0` } },
      {
        category: "event-0201",
        description: "x",
        grid,
        reporter: { identityNumber: `${identityNumber.slice(0, -1)}A` },
      },
      { category: "event-0201", description: "x", grid, reporter: { [phone]: { $gt: "" } } },
      { category: "event-0201", description: "x", grid, reporter: phone },
      { category: "event-0201", description: "x", grid, channel: phone },
      { category: "event-0201", description: { phone }, grid },
    ];
    for (const body of wrong) {
      const { status, body: problem } = await platform.client.post("/api/v1/reports", body, {});
      expect([status, problem["code"]]).toEqual([status === 422 ? 422 : 400, expect.any(String)]);
      answers.push(JSON.stringify(problem));
    }
    const { reportId } = receipts[3] ?? { reportId: "" };
    const refusals = await Promise.all([
      ask("POST", "/reports", { headers: { "content-type": "application/json" }, body: `{"reporter": ${phone}-` }),
      ask("GET", `/track/${phone}`),
      ask("GET", `/nowhere/${phone}?phone=${phone}`),
      ask("GET", `/track/%ZZ${phone}`),
      ask("POST", "/track", {
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ trackingNumber: phone, phone: identityNumber }),
      }),
    ]);
    for (const response of refusals) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      answers.push(await response.text());
    }
    await bulk([`{"reporter": ${phone}`, JSON.stringify({ ...reportOf(1), channel: "window", [phone]: 1 })]);
    const inReason = { purpose: "contact", text: `请回电话 ${phone} 确认地点` };
    const answer = await post(`/reports/${reportId}/reporter/unmask`, { reason: inReason });
    expect(answer.status).toBe(400);
    answers.push(JSON.stringify(answer.body));
    // A client that makes its keys of phone numbers.
    const keyed = await platform.client.post("/api/v1/reports", { ...reportOf(1), channel: "web" }, { key: phone });
    expect(keyed.status).toBe(201);
  });

  it("are in no answer, no stream, no document, no span, no log and no file", async () => {
    const control = `联系 ${spaced(CONTROL.phone)} 或 ${CONTROL.identityNumber}`;
    const { MONGO_URL: url, NATS_URL, NATS_USER: user, NATS_PASSWORD: password } = platform.stack.env;
    const connection = await connectNats({ url: NATS_URL, user, password, name: "scan", log: silentLog });
    const manager = await jetstreamManager(connection, { checkAPI: false });
    await manager.streams.add({ name: "CONTROL", subjects: ["control"], allow_direct: true });
    await jetstream(connection).publish("control", control);
    const mongo = await connectMongo({ url, database: "control", name: "scan" });
    await mongo.db.collection("control").insertOne({ control });
    appendFileSync(join(platform.dataDir, "logs", "control.log"), `${control}\n`);

    const found: Found[] = [];
    found.push(...scan("answers", answers.join("\n")));

    const bus = jetstreamBus(connection, silentLog);
    const streams = await manager.streams.names().next();
    let messages = 0;
    for (const stream of streams)
      for await (const { subject, text, headers } of readAll(bus, stream)) {
        messages += 1;
        found.push(...scan(`stream ${stream}`, `${subject} ${JSON.stringify(headers)} ${text}`));
      }
    await bus.close();

    let documents = 0;
    const { databases } = await mongo.client.db("admin").admin().listDatabases();
    for (const { name } of databases)
      for (const { name: collection } of await mongo.client.db(name).listCollections().toArray())
        for await (const document of mongo.client.db(name).collection(collection).find()) {
          documents += 1;
          found.push(...scan(`store ${name}.${collection}`, JSON.stringify(document)));
        }
    await mongo.client.close();

    await until(() => Promise.resolve(collector.bodies.join("").includes("intake.unmask")), "the spans");
    found.push(...collector.bodies.flatMap((body) => scan("spans", body)));
    await platform.stack.stop();
    found.push(...collector.bodies.flatMap((body) => scan("spans", body)));
    found.push(...scanFiles(platform.dataDir, scan));

    const isControl = ({ where }: Found): boolean => /CONTROL|control/.test(where);
    const numbersOf = (where: RegExp): readonly string[] => [
      ...new Set(found.filter((one) => where.test(one.where)).map(({ what }) => what)),
    ];
    const both = [CONTROL.phone, CONTROL.identityNumber];
    for (const where of [/^stream CONTROL$/, /^store control/, /^logs.control\.log$/, /^nats.*CONTROL.*blk$/])
      expect(numbersOf(where).toSorted()).toEqual(both.toSorted());
    const others = found.filter((one) => !isControl(one) && !both.includes(one.what));
    expect(others).toEqual([]);

    // That there was something to look at.
    expect(documents).toBeGreaterThan(3_500);
    expect(messages).toBeGreaterThan(3_000);
    expect(collector.bodies.join("")).toContain("receive intake.report.accepted.v1");
    const logs = readdirSync(join(platform.dataDir, "logs"));
    for (const service of ["intake", "dispatch", "gateway", "registry"]) expect(logs).toContain(`${service}.log`);
    const ofIntake = readFileSync(join(platform.dataDir, "logs", "intake.log"), "utf8");
    expect(ofIntake.split('"msg":"ready"').length - 1).toBe(2);
  }, 60_000);
});
