import { readFileSync } from "node:fs";
import { connectNats, jetstreamBus, silentLog, type Bus } from "@wangge/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestStack, type TestStack } from "./stack.ts";

const admin = { sub: "admin-1", roles: ["admin"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };

let platform: TestStack;
let bus: Bus;
let place: { readonly lat: string; readonly long: string };
let key: string;
let keyId: string;

beforeAll(async () => {
  platform = await startTestStack();
  const secrets = JSON.parse(readFileSync(platform.stack.env.SECRETS_FILE, "utf8")) as Record<string, string>;
  const { NATS_URL: url } = platform.stack.env;
  bus = jetstreamBus(
    await connectNats({ url, user: "doctor", password: secrets["doctor"], name: "open311", log: silentLog }),
    silentLog,
  );
  const { body } = await platform.client.get("/api/v1/grids?limit=1", await platform.as(supervisor));
  const [grid] = body["grids"] as [{ centre: { lng: number; lat: number } }];
  place = { lat: String(grid.centre.lat), long: String(grid.centre.lng) };
  ({ key, keyId } = await issue());
}, 90_000);

afterAll(async () => {
  await bus.close();
  await platform.stop();
}, 60_000);

const issue = async (): Promise<{ readonly key: string; readonly keyId: string }> => {
  const { status, body } = await platform.client.post(
    "/api/v1/api-keys",
    { label: "FixMyStreet", department: "urban-management", requestsPerHour: 10_000 },
    { token: await platform.as(admin) },
  );
  expect(status).toBe(201);
  return { key: String(body["key"]), keyId: String(body["keyId"]) };
};

type Row = Readonly<Record<string, string | null>>;
type Headers = Readonly<Record<string, string>>;
const get = async (path: string, headers: Headers = {}): Promise<Response> =>
  fetch(`${platform.stack.url}/open311/${path}`, { headers });
const rows = async (path: string, headers: Headers = {}): Promise<readonly Row[]> => {
  const answer = await get(path, headers);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Row[];
};
const post = async (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${platform.stack.url}/open311/v2/${path}`, {
    method: "POST",
    body: new URLSearchParams({ api_key: key, ...fields }),
  });
const file = async (fields: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await post("requests.json", { service_code: "event-0201", ...place, ...fields });
  const [row] = (await answer.json()) as [Row];
  expect([answer.status, row]).toEqual([200, expect.objectContaining({ account_id: null })]);
  return String(row["service_request_id"]);
};

const until = async <T>(ask: () => Promise<T | undefined>, what: string): Promise<T> => {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

interface Fact {
  readonly type: string;
  readonly data: { readonly reportId: string; readonly trackingNumber: string };
}
const acceptedUnder = async (number: string): Promise<readonly string[]> =>
  (await bus.read("EVT_INTAKE", { limit: 5000 }))
    .map(({ text }) => JSON.parse(text) as Fact)
    .filter(({ type, data }) => type === "intake.report.accepted.v1" && data.trackingNumber === number)
    .map(({ data }) => data.reportId);
const acceptedCount = async (): Promise<number> =>
  (await bus.read("EVT_INTAKE", { limit: 5000 })).filter(({ text }) => text.includes("intake.report.accepted.v1"))
    .length;

const statusOf = async (caseId: string, wanted: string) =>
  until(async () => {
    const { body } = await platform.client.get(`/api/v1/cases/${caseId}`, await platform.as(supervisor));
    return body["status"] === wanted ? body : undefined;
  }, `case ${caseId} ${wanted}`);

/** Sixteen by sixteen pixels. */
const JPEG =
  "/9j/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoICh" +
  "MKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAQABADASIAAhEBAxEB/8QAFQAB" +
  "AQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABQf/xAAUEQEAAAAAAAAAAAAAAAAAAA" +
  "AA/9oADAMBAAIRAxEAPwCIAEKG/9k=";

describe("a client of Open311", () => {
  it("sends a picture along and finds it where the request says, drawn anew", async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({
      api_key: key,
      service_code: "event-0110",
      ...place,
      description: "垃圾",
    }))
      form.append(name, value);
    form.append("media", new File([Buffer.from(JPEG, "base64")], "Bob Mould.jpg", { type: "image/jpeg" }));
    const answer = await fetch(`${platform.stack.url}/open311/v2/requests.json`, { method: "POST", body: form });
    const [{ service_request_id: number }] = (await answer.json()) as [{ service_request_id: string }];
    const url = await until(async () => {
      const [request] = await rows(`v2/requests/${number}.json`);
      return typeof request?.["media_url"] === "string" ? request["media_url"] : undefined;
    }, "the address of the picture");
    const picture = await fetch(url);
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    expect(picture.headers.get("content-disposition")).not.toContain("Mould");
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(0, 2)
        .toString("hex"),
    ).toBe("ffd8");
  });

  it("finds the server, files a report, sees it handled and closed, and hears of each step", async () => {
    const { endpoints } = (await (await get("discovery.json")).json()) as { endpoints: [{ url: string }] };
    expect(endpoints[0].url).toBe(`${platform.stack.url}/open311/v2`);
    const services = await rows("v2/services.json");
    expect(services.length).toBeGreaterThan(100);
    const asking = services.find(({ service_code: code }) => code === "event-0113");
    expect(asking?.["metadata"]).toBe(true);
    const definition = (await (await get("v2/services/event-0113.json")).json()) as {
      readonly attributes: readonly { readonly code: string; readonly values?: readonly { readonly key: string }[] }[];
    };
    const [question] = definition.attributes;
    const missing = await post("requests.json", { service_code: "event-0113", ...place, description: "坑" });
    expect(missing.status).toBe(400);

    const number = await file({
      service_code: "event-0113",
      description: "路口有坑，请打13800000000",
      first_name: "Bob",
      last_name: "Mould",
      email: "bob@example.org",
      [`attribute[${question?.code ?? ""}]`]: question?.values?.[0]?.key ?? "",
      "attribute[unheard_of]": "x",
    });
    const [request] = await rows(`v2/requests/${number}.json`);
    expect(request).toMatchObject({ status: "open", service_code: "event-0113", description: "路口有坑，请打***" });

    const [caseId = ""] = await until(async () => {
      const found = await acceptedUnder(number);
      return found.length === 0 ? undefined : found;
    }, "the report on the bus");
    const step = async (action: string, account: Parameters<TestStack["as"]>[0], body: object = {}): Promise<void> => {
      const { status } = await platform.client.post(`/api/v1/cases/${caseId}/${action}`, body, {
        token: await platform.as(account),
      });
      expect([action, status]).toEqual([action, 200]);
    };
    const body = await until(async () => {
      const { body: one } = await platform.client.get(`/api/v1/cases/${caseId}`, await platform.as(supervisor));
      return one["status"] === undefined ? undefined : one;
    }, "the case");
    if (body["status"] === "verifying")
      await step("verify", { sub: "worker-9", roles: ["gridWorker", "supervisor"] }, { found: true });
    const { department, worker } = await statusOf(caseId, "assigned");
    const handler =
      typeof worker === "string"
        ? { sub: "worker-1", roles: ["gridWorker"], worker }
        : { sub: "department-1", roles: ["department"], department: String(department) };
    await step("accept", handler);
    await step("handle", handler);
    await step("check", supervisor, { passed: true });

    const updates = await until(async () => {
      const found = await rows(`v2/servicerequestupdates.json?service_request_id=${number}`);
      return found.some(({ status }) => status === "FIXED") ? found : undefined;
    }, "the update that it is done");
    const codes = updates.map(({ external_status_code: code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["filed", "assigned", "accepted", "handled", "closed"]));
    expect(codes.at(-1)).toBe("closed");
    expect(new Set(updates.map(({ update_id: id }) => id)).size).toBe(updates.length);
    const [closed] = await rows(`v2/requests.json?status=closed&service_code=event-0113`);
    expect(closed).toMatchObject({
      service_request_id: number,
      status: "closed",
      updated_datetime: updates.at(-1)?.["updated_datetime"],
    });

    const said = { service_request_id: number, update_id: "1", status: "OPEN", description: "又有坑" };
    const written = { updated_datetime: new Date().toISOString() };
    const answers = await Promise.all([1, 2, 3].map(() => post("servicerequestupdates.xml", { ...said, ...written })));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain("<update_id>");
    const { body: kept } = await platform.client.get(
      `/api/v1/reports/${caseId}/comments`,
      await platform.as(supervisor),
    );
    expect(kept["comments"]).toMatchObject([{ asksToReopen: true, description: "又有坑" }]);
    expect((await statusOf(caseId, "closed"))["status"]).toBe("closed");
  });

  it("that repeats a report, many at once, has made one case", async () => {
    const before = await acceptedCount();
    const same = { description: "墙上小广告", email: "bob@example.org" };
    const numbers = await Promise.all(Array.from({ length: 20 }, () => file(same)));
    numbers.push(await file(same));
    expect(new Set(numbers).size).toBe(1);
    const numbered = { description: "又一处小广告", "attribute[fixmystreet_id]": "4711" };
    const others = await Promise.all(Array.from({ length: 20 }, () => file(numbered)));
    others.push(await file({ ...numbered, description: "又一处小广告，已改" }));
    expect(new Set(others).size).toBe(1);
    expect(others[0]).not.toBe(numbers[0]);
    await until(async () => ((await acceptedCount()) === before + 2 ? true : undefined), "two reports on the bus");
    const [token] = await rows("v2/tokens/4711.json", { "x-api-key": key });
    expect(token?.["service_request_id"]).toBe(others[0]);
  });

  it("without a good key is refused, and with a revoked one within two seconds", async () => {
    const other = await issue();
    const send = async (api_key: string): Promise<number> =>
      (await post("requests.json", { service_code: "event-0201", ...place, description: "y", api_key })).status;
    expect([await send(""), await send(`${key}x`), await send(other.key)]).toEqual([403, 403, 200]);
    await platform.client.post(`/api/v1/api-keys/${other.keyId}/revoke`, {}, { token: await platform.as(admin) });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await send(other.key)).toBe(403);
    const { body } = await platform.client.get("/api/v1/api-keys", await platform.as(admin));
    expect(JSON.stringify(body)).toContain(keyId);
    expect(JSON.stringify(body)).not.toContain(key);
  });

  it("outside the district is told so, in the form that it asked for", async () => {
    const answer = await post("requests.xml", {
      service_code: "event-0201",
      lat: "39.9",
      long: "116.4",
      description: "x",
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("<errors>\n  <error>")]);
  });
});
