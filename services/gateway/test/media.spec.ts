import { action, BytesAnswer, type Action } from "@wangge/kit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openApiOf } from "../src/docs/openapi.ts";
import { routeTable } from "../src/api/routes.ts";
import { announcedBy, startGateway, type Actions, type TestGateway } from "./builders.ts";

const LIMIT = 2 * 1024 * 1024;

const addPhoto = action({
  rest: "POST /reports/:reportId/photos",
  summary: "添加照片",
  access: "public",
  status: 201,
  media: ["image/jpeg", "image/png"],
  bodyBytes: LIMIT,
  input: z.strictObject({
    reportId: z.string(),
    view: z.enum(["near", "far"]).optional(),
    lng: z.number().optional(),
    content: z.string(),
  }),
  output: z.record(z.string(), z.unknown()),
  run: ({ content, ...rest }) => {
    const bytes = Buffer.from(content, "base64");
    return Promise.resolve({ ...rest, size: bytes.length, head: bytes.subarray(0, 4).toString("hex") });
  },
});

const photo = (mediaType = "image/jpeg", cache: "none" | "revalidate" = "revalidate"): Action =>
  action({
    rest: "GET /photos/:photoId",
    summary: "查看照片",
    access: "public",
    answers: ["image/jpeg", "text/html", "application/zip"],
    input: z.strictObject({ photoId: z.string() }),
    output: BytesAnswer,
    run: () =>
      Promise.resolve({ mediaType, content: "/9j/2Q==", fileName: "photo.jpg", tag: "t1", cache: cache as "none" }),
  });

const actions: Actions = {
  "intake.addPhoto": addPhoto,
  "intake.photo": photo(),
  "intake.html": { ...photo("text/html"), rest: "GET /html/:photoId" },
  "intake.zip": { ...photo("application/zip"), rest: "GET /zip/:photoId" },
  "intake.png": { ...photo("image/png"), rest: "GET /png/:photoId" },
  "intake.secret": { ...photo("image/jpeg", "none"), rest: "GET /secret/:photoId" },
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ actions });
});
afterAll(() => gateway.stop());

const send = (body: NonNullable<RequestInit["body"]>, type?: string, query = ""): Promise<Response> =>
  fetch(`${gateway.url}/api/v1/reports/r1/photos${query}`, {
    method: "POST",
    body,
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
  });
const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { code?: unknown }).code;
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
const form = (fields: Readonly<Record<string, string | Blob>>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (typeof value === "string") data.append(name, value);
    else data.append(name, value, "张三-13800000000.jpg");
  return data;
};

describe("a body of bytes", () => {
  it("arrives as the content, with what path and query say", async () => {
    const answer = await send(jpeg, "image/jpeg", "?view=near&lng=104.06");
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { reportId: "r1", view: "near", lng: 104.06, size: 4, head: "ffd8ffe0" },
    ]);
  });

  it("arrives from a form, with its fields, and without the name of its file", async () => {
    const answer = await send(form({ view: "far", lng: "104.06", photo: new Blob([jpeg], { type: "text/html" }) }));
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { reportId: "r1", view: "far", lng: 104.06, size: 4, head: "ffd8ffe0" },
    ]);
  });

  it("may be as large as announced and no larger, alone and in a form", async () => {
    const most = new Uint8Array(LIMIT);
    const more = new Uint8Array(LIMIT + 1);
    expect((await send(most, "image/png")).status).toBe(201);
    expect((await send(form({ photo: new Blob([most]) }))).status).toBe(201);
    expect((await send(more, "image/png")).status).toBe(413);
    const inForm = await send(form({ photo: new Blob([more]) }));
    expect([inForm.status, await codeOf(inForm)]).toEqual([413, "http.body_too_large"]);
  });

  it.each([
    ["a type that is not announced", () => send(jpeg, "image/gif"), 415, "http.media_type_unsupported"],
    ["no type", () => send(jpeg), 415, "http.media_type_unsupported"],
    ["a form without a file", () => send(form({ view: "far" })), 400, "input.invalid"],
    ["two files", () => send(form({ a: new Blob([jpeg]), b: new Blob([jpeg]) })), 400, "input.invalid"],
    ["a field that is an operator", () => send(form({ $gt: "1", a: new Blob([jpeg]) })), 400, "input.invalid"],
    ["a form that is none", () => send("x", "multipart/form-data; boundary=b"), 400, "http.bad_form"],
    ["a form without a boundary", () => send("x", "multipart/form-data"), 400, "http.bad_form"],
    [
      "a thousand parts",
      () => send("--b\r\n\r\n".repeat(1000), "multipart/form-data; boundary=b"),
      400,
      "http.bad_form",
    ],
    ["another report in the form", () => send(form({ reportId: "r2", a: new Blob([jpeg]) })), 400, "input.invalid"],
  ])("is refused with %s", async (_what, request, status, code) => {
    const answer = await request();
    expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
  });

  it("whatever it is, is no bug", async () => {
    const type = fc.constantFrom(
      "multipart/form-data; boundary=b",
      'multipart/form-data; boundary="b',
      "multipart/form-data; boundary=--",
      "image/jpeg",
      "application/json",
    );
    const piece = fc.constantFrom(
      "--b",
      "\r\n",
      "--",
      'content-disposition: form-data; name="a"',
      "; filename=x",
      "\0",
      "é",
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(""));
    const body = fc.oneof(
      text,
      fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => new Uint8Array(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(body, type, async (sent, media) => {
        expect((await send(sent, media)).status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });

  it("is for routes that announce it", async () => {
    const answer = await fetch(`${gateway.url}/api/v1/photos/p1`, { method: "POST", body: jpeg });
    expect(answer.status).toBe(405);
  });
});

describe("an answer of bytes", () => {
  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${gateway.url}/api/v1/${path}`, { headers });

  it("is what it is said to be, runs nothing, loads nothing and is kept by nobody else", async () => {
    const answer = await get("photos/p1");
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).toString("hex")).toBe("ffd8ffd9");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "x-content-type-options": "nosniff",
      "content-security-policy":
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "content-disposition": 'inline; filename="photo.jpg"',
      "cache-control": "private, no-cache",
      etag: '"t1"',
    });
    expect((await get("secret/p1")).headers.get("cache-control")).toBe("no-store");
  });

  it("is not sent again to whoever has it", async () => {
    const answer = await get("photos/p1", { "if-none-match": '"t0", W/"t1"' });
    expect([answer.status, await answer.text()]).toEqual([304, ""]);
    expect((await get("photos/p1", { "if-none-match": '"t0"' })).status).toBe(200);
  });

  it("is saved, not shown, where a browser does more with it than draw it", async () => {
    const answer = await get("zip/p1");
    expect([answer.status, answer.headers.get("content-disposition"), answer.headers.get("content-type")]).toEqual([
      200,
      'attachment; filename="photo.jpg"',
      "application/zip",
    ]);
  });

  it("is never of a type that runs, nor of one that is not announced", async () => {
    expect([(await get("html/p1")).status, (await get("png/p1")).status]).toEqual([500, 500]);
  });
});

it("the description tells which bytes go in and come out", () => {
  const { paths } = openApiOf(routeTable(announcedBy(actions)), { version: "1" }) as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  const binary = { schema: { type: "string", format: "binary" } };
  expect(paths["/reports/{reportId}/photos"]?.["post"]).toMatchObject({
    parameters: [{ name: "reportId" }, { name: "view", in: "query" }, { name: "lng", in: "query" }, {}],
    requestBody: { content: { "image/jpeg": binary, "image/png": binary, "multipart/form-data": {} } },
    responses: { 413: {}, 415: {} },
  });
  expect(paths["/photos/{photoId}"]?.["get"]).toMatchObject({
    responses: { 200: { content: { "image/jpeg": binary } } },
  });
});
