/** What existing clients and validators look at, each by itself. */
import { DomainError, reject } from "@wangge/kit";
import { afterEach, describe, expect, it } from "vitest";
import { KEY, NUMBER, startOpen311, TEST_KEY, type Open311 } from "./builders.ts";

let server: Open311;
const start = async (...wanted: Parameters<typeof startOpen311>): Promise<Open311> =>
  (server = await startOpen311(...wanted));
afterEach(() => server.stop());

const place = { lat: "30.6634", long: "104.0921" };
const good = { api_key: KEY, service_code: "event-0201", ...place, description: "x" };

interface Failure {
  readonly code: number;
  readonly description: string;
}
/** The error document, after looking that it is one. */
const failure = async (answer: Response): Promise<Failure> => {
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const errors = (await answer.json()) as Failure[];
  expect(errors).toEqual([{ code: answer.status, description: expect.any(String) }]);
  return errors[0] as Failure;
};
const statusOf = async (fields: Record<string, string>): Promise<number> =>
  (await failure(await server.post("/v2/requests.json", fields))).code;

describe("a validator of discovery", () => {
  interface Discovery {
    readonly contact: string;
    readonly key_service: string;
    readonly changeset: string;
    readonly endpoints: readonly {
      readonly specification: string;
      readonly url: string;
      readonly changeset: string;
      readonly type: string;
      readonly formats: readonly string[];
    }[];
  }

  it("finds contact, key service and an endpoint with a changeset in the past that speaks XML", async () => {
    await start();
    const found = (await (await server.get("/discovery.json")).json()) as Discovery;
    expect(found.contact).not.toBe("");
    expect(found.key_service).not.toBe("");
    expect(found.endpoints.length).toBeGreaterThan(0);
    for (const { specification, url, changeset, type, formats } of found.endpoints) {
      expect(specification).toMatch(/GeoReport_v2$/);
      expect(url).toMatch(/^http.*\/open311\/v2$/);
      expect(Date.parse(changeset)).toBeLessThan(Date.parse("2026-11-25T00:00:00Z"));
      expect(["production", "test"]).toContain(type);
      expect(formats).toContain("text/xml");
    }
  });

  it("finds services, each with its code", async () => {
    await start();
    const services = (await (await server.get("/v2/services.json")).json()) as { service_code: string }[];
    expect(services.map(({ service_code }) => service_code)).toEqual(["event-0113", "event-0201"]);
  });
});

describe("a key", () => {
  const { api_key: _key, ...keyless } = good;

  it("may come in the form, as GeoReport has it, or as a header", async () => {
    await start();
    expect((await server.post("/v2/requests.json", good)).status).toBe(200);
    expect((await server.post("/v2/requests.json", keyless, { "x-api-key": KEY })).status).toBe(200);
    expect((await server.post("/v2/requests.json", keyless, { "x-api-key": "wrong" })).status).toBe(403);
    const byOwnNumber = await server.get("/v2/tokens/4711.json", { "x-api-key": KEY });
    expect(await byOwnNumber.json()).toMatchObject([{ service_request_id: NUMBER }]);
  });

  it("in an address opens nothing, stops no GET that needs none, and is in no log and no answer", async () => {
    const lines: string[] = [];
    const line = (fields: object, message: string): void => void lines.push(JSON.stringify({ ...fields, message }));
    const broken = {
      steps: () => {
        throw new TypeError("a bug");
      },
    };
    await start(broken, { log: { debug: line, info: line, warn: line, error: line } });
    const answers = [
      await server.post(`/v2/requests.json?api_key=${KEY}`, keyless),
      await server.get(`/v2/tokens/4711.json?api_key=${KEY}`),
      await server.get(`/v2/requests.json?api_key=${KEY}`),
      await server.get(`/v2/servicerequestupdates.json?api_key=${KEY}`),
      await server.get(`/v2/nothing.json?api_key=${KEY}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 200, 500, 404]);
    expect(server.asked("acceptOpen311")).toBeUndefined();
    const told = await Promise.all(answers.map((answer) => answer.text()));
    expect(lines.join("\n")).toContain("a bug");
    expect([...told, ...lines].join("\n")).not.toContain(KEY);
  });
});

describe("a POST is refused", () => {
  it("403 without a key, with a wrong one, with one for tests", async () => {
    await start();
    const { api_key: _key, ...keyless } = good;
    expect(await statusOf(keyless)).toBe(403);
    expect(await statusOf({ ...good, api_key: "" })).toBe(403);
    expect(await statusOf({ ...good, api_key: "wrong" })).toBe(403);
    expect(await statusOf({ ...good, api_key: "x".repeat(5_000) })).toBe(403);
    expect(await statusOf({ ...good, api_key: TEST_KEY })).toBe(403);
    expect(server.asked("acceptOpen311")).toBeUndefined();
  });

  it("400 without service_code, 404 with one that is not there", async () => {
    await start();
    const { service_code: _code, ...codeless } = good;
    expect(await statusOf(codeless)).toBe(400);
    expect(await statusOf({ ...good, service_code: "" })).toBe(400);
    expect(await statusOf({ ...good, service_code: "BADGER" })).toBe(404);
  });

  it("404 for another jurisdiction; ours and none are both right", async () => {
    await start();
    expect(await statusOf({ ...good, jurisdiction_id: "city.example" })).toBe(404);
    for (const jurisdiction_id of ["", "chengdu-chenghua"])
      expect((await server.post("/v2/requests.json", { ...good, jurisdiction_id })).status).toBe(200);
  });

  it("400 without a place, with half of one, or with one that is nowhere", async () => {
    await start();
    const { lat: _lat, long: _long, ...placeless } = good;
    for (const more of [
      {},
      { lat: "30.6" },
      { lat: "91", long: "104" },
      { lat: "NaN", long: "104" },
      { lat: "1e3", long: "104" },
      { address_string: "22 Acacia Avenue" },
      { address_id: "7" },
    ])
      expect(await statusOf({ ...placeless, ...more })).toBe(400);
  });

  it("400 with a description that is too long", async () => {
    await start();
    expect(await statusOf({ ...good, description: "字".repeat(4_001) })).toBe(400);
  });

  it("400 for an answer that is missing or wrong, naming it", async () => {
    await start({
      acceptOpen311: () => {
        throw new DomainError("invalid", "intake.attribute.missing", "This has to be answered", { attribute: "kind" });
      },
    });
    const answer = await failure(await server.post("/v2/requests.json", { ...good, service_code: "event-0113" }));
    expect(answer).toEqual({ code: 400, description: "This has to be answered (attribute[kind])" });
  });

  it("400 where an answer sends to the fire brigade, in the client's language", async () => {
    const notice = { zh: "请拨打119。", en: "Call 119." };
    await start({
      acceptOpen311: () => {
        throw reject("intake.category.stopped", "Not a matter for this window", { notice, attribute: "smell" });
      },
    });
    const answer = await failure(await server.post("/v2/requests.json", good, { "accept-language": "en" }));
    expect(answer).toEqual({ code: 400, description: "Not a matter for this window Call 119." });
  });

  it("400 under a number that another report has, naming that one", async () => {
    await start({
      acceptOpen311: () => {
        throw reject("intake.report.key_reused", "Another report has it", { trackingNumber: NUMBER });
      },
    });
    expect((await failure(await server.post("/v2/requests.json", good))).description).toContain(NUMBER);
  });

  it("415 in another form than a form, 413 when it is too large, each as an error document", async () => {
    await start({}, { environment: { BODY_LIMIT_BYTES: "2000" } });
    const send = (body: string, type: string): Promise<Response> =>
      fetch(`${server.url}/open311/v2/requests.json`, { method: "POST", headers: { "content-type": type }, body });
    expect((await failure(await send("{}", "application/json"))).code).toBe(415);
    const untyped = new TextEncoder().encode("api_key=x");
    const bare = await fetch(`${server.url}/open311/v2/requests.json`, { method: "POST", body: untyped });
    expect((await failure(bare)).code).toBe(415);
    expect((await failure(await send("a=b", "application/x-www-form-urlencoded; charset=gbk"))).code).toBe(415);
    expect(
      (await failure(await server.post("/v2/requests.json", { ...good, description: "x".repeat(3_000) }))).code,
    ).toBe(413);
  });

  it("503 with Retry-After while a service is away, and where the answer may be asked for", async () => {
    await start({
      acceptOpen311: () => {
        throw new DomainError("unavailable", "service.unavailable", "A service does not answer", { token: "t-1" });
      },
    });
    const answer = await server.post("/v2/requests.json", good);
    expect([answer.headers.get("retry-after"), answer.headers.get("location")]).toEqual([
      "1",
      `${server.url}/open311/v2/tokens/t-1.xml`,
    ]);
    expect((await failure(answer)).code).toBe(503);
  });

  it("500 for a bug, of which it tells nothing but the trace", async () => {
    await start({
      acceptOpen311: () => {
        throw new Error("secret of the inside");
      },
    });
    const { code, description } = await failure(await server.post("/v2/requests.json", good));
    expect([code, description.includes("secret")]).toEqual([500, false]);
  });
});

describe("a key", () => {
  it("that asked too often within the hour gets 403 and Retry-After; another one goes on", async () => {
    await start({
      checkApiKey: ({ key }: { key: string }) => ({
        keyId: key,
        requestsPerHour: key === "few" ? 2 : 100,
        environment: "production",
      }),
    });
    const send = (api_key: string): Promise<Response> => server.post("/v2/requests.json", { ...good, api_key });
    expect([(await send("few")).status, (await send("few")).status]).toEqual([200, 200]);
    const third = await send("few");
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await failure(third)).code).toBe(403);
    expect((await send("many")).status).toBe(200);
  });

  it("that was revoked opens nothing two seconds later", async () => {
    let isRevoked = false;
    await start({
      checkApiKey: () => {
        if (isRevoked) throw new DomainError("forbidden", "intake.api_key.refused", "no");
        return { keyId: "k", requestsPerHour: 100, environment: "production" };
      },
    });
    expect((await server.post("/v2/requests.json", good)).status).toBe(200);
    isRevoked = true;
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(await statusOf(good)).toBe(403);
  });
});

describe("an error", () => {
  it("is a document in the format that was asked for", async () => {
    await start();
    const answer = await server.get("/v2/requests/unknown.xml");
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      404,
      "text/xml; charset=utf-8",
      `<?xml version="1.0" encoding="utf-8"?>
<errors>
  <error>
    <code>404</code>
    <description>service_request_id was not found</description>
  </error>
</errors>
`,
    ]);
    expect((await failure(await server.get("/v2/services/unknown.json"))).code).toBe(404);
  });

  it("of a format that is none, or of no path at all, is XML", async () => {
    await start();
    for (const path of ["/v2/services.yaml", "/v2/requests", "/v2/nothing.xml", "/v1/services.xml", "/v2/"]) {
      const answer = await server.get(path);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "text/xml; charset=utf-8"]);
    }
  });

  it("says with which methods one may ask", async () => {
    await start();
    const answer = await server.post("/v2/services.json", {});
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const other = await fetch(`${server.url}/open311/v2/requests.json`, { method: "DELETE" });
    expect([other.status, other.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });

  it("for an address that asks too often is 429 in the same form", async () => {
    await start({}, { environment: { RATE_PER_SECOND: "1" } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => server.get("/v2/services.json")));
    const late = answers.find(({ status }) => status === 429);
    expect(late?.headers.get("retry-after")).toBe("1");
    expect((await failure(late ?? new Response())).code).toBe(429);
  });
});

describe("what FixMyStreet sends", () => {
  it("is taken as it comes: contact, answers, addresses of pictures, and its number of the report", async () => {
    await start();
    const answer = await server.post("/v2/requests.xml", [
      ["jurisdiction_id", "chengdu-chenghua"],
      ["api_key", KEY],
      ["service_code", "event-0113"],
      ["lat", "30.6634"],
      ["long", "104.0921"],
      ["description", "坑\n\n路口\n\nhttps://fms.example/report/4711\n"],
      ["first_name", "Bob"],
      ["last_name", "Mould"],
      ["email", "bob@example.org"],
      ["phone", "13800000000"],
      ["attribute[kind]", "pothole"],
      ["attribute[tools][]", "a"],
      ["attribute[tools][]", "b"],
      ["attribute[empty]", ""],
      ["attribute[fixmystreet_id]", "4711"],
      ["attribute[__proto__]", "x"],
      ["attribute[$where]", "x"],
      ["media_url", "https://fms.example/1.jpeg"],
      ["media_url", "https://fms.example/2.jpeg"],
    ]);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("图片未能保存");
    expect(server.asked("acceptOpen311")).toEqual({
      client: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
      own: { kind: "report", number: "4711" },
      report: {
        category: "event-0113",
        description: "坑\n\n路口\n\nhttps://fms.example/report/4711",
        point: { lng: 104.0921, lat: 30.6634 },
        attributes: { kind: "pothole", tools: ["a", "b"], fixmystreet_id: "4711" },
      },
      reporter: { name: "Bob Mould", phone: "13800000000", email: "bob@example.org" },
    });
  });

  it("tells intake the device, for its limits, where the client names one that can be told from others", async () => {
    await start();
    for (const [device, deviceId] of [
      ["3f9c-device-0001", "3f9c-device-0001"],
      ["0", undefined],
    ] as const) {
      await server.post("/v2/requests.json", { ...good, device_id: device });
      const { report } = server.asked("acceptOpen311") as { report: { deviceId?: string } };
      expect(report.deviceId).toBe(deviceId);
    }
  });

  it("comes with files where the report is private; a form of parts is read like any other", async () => {
    await start();
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...good, first_name: "三", last_name: "张", "attribute[a]": "甲" }))
      form.append(name, value);
    form.append("photo1", new File([new Uint8Array([1, 2, 3])], "1.jpeg", { type: "image/jpeg" }));
    const answer = await fetch(`${server.url}/open311/v2/requests.json`, { method: "POST", body: form });
    const [{ service_notice }] = (await answer.json()) as [{ service_notice: string }];
    expect(service_notice).toContain("图片未能保存");
    expect(server.asked("acceptOpen311")).toMatchObject({
      report: { attributes: { a: "甲" } },
      reporter: { name: "张三" },
    });
  });

  it("hands uploaded files on, each under a key that a retry has too", async () => {
    await start({ addPhotoByUrl: () => ({}), addPhoto: () => ({}) });
    const form = new FormData();
    for (const [name, value] of Object.entries(good)) form.append(name, value);
    form.append("photo1", new File([new Uint8Array([1, 2, 3])], "1.jpeg", { type: "image/jpeg" }));
    form.append("photo2", new File([], "empty.jpeg", { type: "image/jpeg" }));
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await fetch(`${server.url}/open311/v2/requests.json`, { method: "POST", body: form });
      const [{ service_notice }] = (await answer.json()) as [{ service_notice: string }];
      expect(service_notice).not.toContain("图片未能保存");
    }
    const files = server.seen.filter(({ action }) => action === "addPhoto");
    expect(files.map(({ input }) => input["content"])).toEqual(["AQID", "AQID"]);
    const [first, again] = files.map(({ idempotencyKey }) => idempotencyKey);
    expect(first).toMatch(/^open311:.+:0$/);
    expect(again).toBe(first);
  });

  it("hands pictures on where intake takes them, and none of them holds up the report", async () => {
    const urls: string[] = [];
    await start({
      addPhotoByUrl: ({ url }: { url: string }) => {
        urls.push(url);
        if (url.includes("169.254")) throw new DomainError("invalid", "intake.photo.address", "no");
        return {};
      },
    });
    const send = async (media_url: string): Promise<string> => {
      const answer = await server.post("/v2/requests.json", { ...good, media_url });
      return ((await answer.json()) as [{ service_notice: string }])[0].service_notice;
    };
    expect(await send("https://fms.example/1.jpeg")).not.toContain("图片");
    expect(await send("http://169.254.169.254/latest")).toContain("图片未能保存");
    expect(urls).toEqual(["https://fms.example/1.jpeg", "http://169.254.169.254/latest"]);
  });

  it("may leave the description out: the service's name says what it is", async () => {
    await start();
    const { description: _description, ...silent } = good;
    await server.post("/v2/requests.json", silent);
    expect(server.asked("acceptOpen311")).toMatchObject({ report: { description: "小广告" } });
  });

  it("is told which part of a contact was not kept", async () => {
    await start({
      acceptOpen311: () => ({ reportId: "r", trackingNumber: NUMBER, token: "t", notKept: ["phone"] }),
    });
    const answer = await server.post("/v2/requests.json", good, { "accept-language": "en" });
    expect(((await answer.json()) as [{ service_notice: string }])[0].service_notice).toBe(
      "Accepted; ask for its progress by this number. No contact of a form that is kept here: phone",
    );
  });
});

describe("a list of requests", () => {
  it("is of the last ninety days and the first thousand where nothing is said", async () => {
    await start();
    await server.get("/v2/requests.json?status=&service_code=&start_date=");
    const { since, until, limit, ...rest } = server.asked("publicReports") as {
      since: string;
      until: string;
      limit: number;
    };
    expect([limit, rest, Math.round((Date.parse(until) - Date.parse(since)) / 86_400_000)]).toEqual([1000, {}, 90]);
  });

  it("is of the numbers alone where numbers are given, whatever else is asked", async () => {
    await start();
    const query = `service_request_id=${NUMBER},x,&status=nonsense&start_date=nonsense&page=0`;
    expect((await (await server.get(`/v2/requests.json?${query}`)).json()) as unknown[]).toHaveLength(1);
    expect(server.asked("publicReports")).toMatchObject({ number: [NUMBER, "x"] });
  });

  it.each([
    ["status=open", { status: "open" }],
    ["status=open,closed", { status: undefined }],
    ["service_code=event-0201,unknown", { category: ["event-0201"] }],
    [
      "start_date=2017-12-01T00:00:00Z&end_date=2017-12-27T00:00:00Z",
      { since: "2017-12-01T00:00:00.000Z", until: "2017-12-27T00:00:00.001Z" },
    ],
    [
      "start_date=2017-12-01T08:00:00+08:00&end_date=2017-12-27",
      { since: "2017-12-01T00:00:00.000Z", until: "2017-12-27T16:00:00.000Z" },
    ],
    ["start_date=2017-01-01", { since: "2016-12-31T16:00:00.000Z", until: "2017-03-31T16:00:00.001Z" }],
    ["end_date=2017-03-31T16:00:00Z", { since: "2016-12-31T16:00:00.000Z", until: "2017-03-31T16:00:00.001Z" }],
  ])("filters by %s", async (query, filter) => {
    await start();
    expect((await server.get(`/v2/requests.json?${query}`)).status).toBe(200);
    const asked = server.asked("publicReports");
    for (const [name, value] of Object.entries(filter)) expect(asked?.[name]).toEqual(value);
  });

  it.each([
    "status=maybe",
    "start_date=yesterday",
    "start_date=2017-02-31",
    "start_date=2017-12-27&end_date=2017-12-01",
    "start_date=2017-01-01T00:00:00Z&end_date=2017-12-27T00:00:00Z",
    "page=0",
    "page=x",
    "page=100000&page_size=1000",
  ])("refuses %s", async (query) => {
    await start();
    expect((await failure(await server.get(`/v2/requests.json?${query}`))).code).toBe(400);
  });

  it("comes by pages, for who asks for them", async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => ({
      reportId: String(9_999 - index),
      trackingNumber: `n-${String(index)}`,
      category: "event-0201",
      description: "x",
      grid: "510108002001001",
      acceptedAt: "2017-12-27T01:20:00.000Z",
      status: "open",
      updatedAt: "2017-12-27T01:20:00.000Z",
    }));
    await start({
      publicReports: ({ after, limit }: { after?: string; limit: number }) => {
        const from = after === undefined ? 0 : rows.findIndex(({ reportId }) => reportId === after) + 1;
        const reports = rows.slice(from, from + limit);
        return { reports, ...(from + limit < rows.length ? { next: reports.at(-1)?.reportId } : {}) };
      },
    });
    const idsOf = async (query: string): Promise<readonly string[]> =>
      ((await (await server.get(`/v2/requests.json?${query}`)).json()) as { service_request_id: string }[]).map(
        ({ service_request_id: id }) => id,
      );
    const numbers = (from: number, to: number): readonly string[] =>
      rows.slice(from, to).map(({ trackingNumber }) => trackingNumber);
    expect(await idsOf("")).toEqual(numbers(0, 1_000));
    expect(await idsOf("page=2&page_size=10")).toEqual(numbers(10, 20));
    expect(await idsOf("page=3")).toEqual(numbers(2_000, 2_500));
    expect(await idsOf("page=4")).toEqual([]);
  });
});

describe("updates of a client", () => {
  const said = {
    api_key: KEY,
    service_request_id: NUMBER,
    update_id: "77",
    updated_datetime: "2017-12-27T16:00:00+08:00",
    status: "OPEN",
    description: "x",
  };

  it.each(["service_request_id", "update_id", "updated_datetime", "status", "description"])("need %s", async (name) => {
    await start();
    const { code } = await failure(await server.post("/v2/servicerequestupdates.json", { ...said, [name]: "" }));
    expect([code, server.asked("comment")]).toEqual([400, undefined]);
  });

  it("need a key, a state that is one, and a date", async () => {
    await start();
    const send = async (more: object): Promise<number> =>
      (await failure(await server.post("/v2/servicerequestupdates.json", { ...said, ...more }))).code;
    expect([
      await send({ api_key: "no" }),
      await send({ status: "HAPPY" }),
      await send({ updated_datetime: "now" }),
    ]).toEqual([403, 400, 400]);
  });
});
