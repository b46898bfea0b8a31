import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formOf } from "../../src/open311/form.ts";
import { languageOf } from "../../src/open311/language.ts";
import { instantOf, spanFrom, spelled } from "../../src/open311/time.ts";
import { escaped, xmlOf } from "../../src/open311/xml.ts";
import { KEY, startOpen311, type Open311 } from "./builders.ts";

describe("XML", () => {
  it("escapes what is markup, and carries nothing that XML 1.0 cannot", () => {
    expect(escaped(`<a href="x">&'\r\n\t`)).toBe("&lt;a href=&quot;x&quot;&gt;&amp;'&#13;\n\t");
    expect(escaped("a\u0000b\u000bc\ufffed\ud800e😀")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde😀");
    expect(xmlOf("a", { b: null, c: undefined, d: [], e: false, f: 0 })).toContain(
      "<a>\n  <b></b>\n  <d></d>\n  <e>false</e>\n  <f>0</f>\n</a>",
    );
  });

  it("whatever the text, only whole characters of XML come out and no markup of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const out = escaped(text);
        expect(out.isWellFormed()).toBe(true);
        // eslint-disable-next-line no-control-regex
        expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff<>]|&(?!(amp|lt|gt|quot|#13);)/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a form", () => {
  it("has lists by brackets or by being said twice, and empty is absent", () => {
    const form = formOf([
      ["attribute[a]", "1"],
      ["attribute[b][]", "1"],
      ["attribute[c]", "1"],
      ["attribute[c]", "2"],
      ["attribute[d][]", ""],
      ["attribute[e][0]", "1"],
      ["attribute[]", "1"],
      ["attribute[x][y]", "1"],
      ["lat", " "],
      ["lat", "30"],
    ]);
    expect(form.attributes).toEqual({ a: "1", b: ["1"], c: ["1", "2"], e: ["1"] });
    expect([form.text("lat"), form.text("long")]).toEqual(["30", undefined]);
  });
});

describe("a date", () => {
  it("is read with its zone, or as the district's, and spelled with one", () => {
    expect(instantOf("2017-12-27T01:20:00Z")).toBe(Date.parse("2017-12-27T01:20:00Z"));
    expect(instantOf("2017-12-27T01:20:00 08:00")).toBe(Date.parse("2017-12-26T17:20:00Z"));
    expect(instantOf("2017-12-27T01:20:00+0800")).toBe(Date.parse("2017-12-26T17:20:00Z"));
    expect(instantOf("2017-12-27T09:20")).toBe(Date.parse("2017-12-27T01:20:00Z"));
    expect(instantOf("2017-12-27", "end")).toBe(Date.parse("2017-12-27T15:59:59.999Z"));
    expect([instantOf("27.12.2017"), instantOf("2017-13-01"), instantOf("2017-02-29")]).toEqual(
      Array(3).fill(undefined),
    );
    expect(spelled("2017-12-31T20:00:00.500Z")).toBe("2018-01-01T04:00:00+08:00");
  });

  it("whatever is asked, no span is longer than ninety days and the day at its end", () => {
    const date = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
      .map((one) => one.toISOString());
    const near = fc.option(date, { nil: undefined });
    fc.assert(
      fc.property(near, near, (start, end) => {
        const span = spanFrom(start, end, Date.parse("2017-12-27T00:00:00Z"));
        if (typeof span === "string") return;
        const days = (Date.parse(span.until) - Date.parse(span.since)) / 86_400_000;
        expect(days).toBeGreaterThan(0);
        expect(days).toBeLessThanOrEqual(91);
      }),
    );
  });
});

it("the language is Chinese unless English is wanted more", () => {
  const all = [undefined, "", "de", "en", "zh-CN,zh;q=0.9,en;q=0.8", "en-GB,zh;q=0.5", "en;q=0.3,zh;q=0.4", "*"];
  expect(all.map(languageOf)).toEqual(["zh", "zh", "zh", "en", "zh", "en", "zh", "zh"]);
});

describe("whatever is sent", () => {
  let server: Open311;
  beforeAll(async () => {
    server = await startOpen311();
  });
  afterAll(() => server.stop());

  const name = fc.oneof(
    fc.constantFrom(
      ...["api_key", "service_code", "lat", "long", "address_id", "description", "media_url", "status", "update_id"],
      ...["attribute[a]", "attribute[a][]", "attribute[__proto__]", "attribute[constructor]", "__proto__", "page"],
      ...["service_request_id", "start_date", "end_date", "updated_datetime", "jurisdiction_id", "extensions"],
    ),
    fc.string({ maxLength: 20 }),
  );
  const value = fc.oneof(
    fc.constantFrom(KEY, "event-0201", "event-0113", "30.6634", "104.0921", "2017-12-27", "OPEN", "", "open", "1"),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 25 });
  const path = fc.constantFrom("/v2/requests.json", "/v2/requests.xml", "/v2/servicerequestupdates.xml");
  const look = async (answer: Response): Promise<void> => {
    await answer.text();
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get("content-type")).toMatch(/^(text\/xml|application\/json); charset=utf-8$/);
  };

  it("as a form, it is answered and never a failure of ours", async () => {
    await fc.assert(
      fc.asyncProperty(path, pairs, async (to, fields) => {
        await look(await server.post(to, [["api_key", KEY], ["service_code", "event-0201"], ...fields]));
      }),
      { numRuns: 150 },
    );
  });

  it("as bytes of no form, it is answered and never a failure of ours", async () => {
    const type = fc.constantFrom(
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      "text/plain",
      "a;b",
    );
    const start = fc.constantFrom("", "--x\r\n", '--x\r\ncontent-disposition: form-data; name="lat"\r\n\r\n1', "--x--");
    await fc.assert(
      fc.asyncProperty(path, type, start, fc.uint8Array({ maxLength: 200 }), async (to, kind, text, bytes) => {
        const body = Buffer.concat([Buffer.from(text), bytes]);
        const headers = { "content-type": kind };
        await look(await fetch(`${server.url}/open311${to}`, { method: "POST", headers, body }));
      }),
      { numRuns: 150 },
    );
  });

  it("as a query or a path, it is answered and never a failure of ours", async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath({ size: "medium" }), pairs, async (tail, fields) => {
        await look(await server.get(`/v2/requests${tail}.json?${String(new URLSearchParams(fields))}`));
        await look(await server.get(`/v2/requests.json?${String(new URLSearchParams(fields))}`));
      }),
      { numRuns: 150 },
    );
  });
});
