import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEY, merged, NUMBER, OLDER, startOpen311, TOKEN, type Open311 } from "./builders.ts";

let server: Open311;
beforeAll(async () => {
  server = await startOpen311({}, { environment: { PUBLIC_URL: "https://district.example/" } });
});
afterAll(() => server.stop());

const document = async (path: string, headers?: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await server.get(path, headers);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe(
    path.includes(".json") ? "application/json; charset=utf-8" : "text/xml; charset=utf-8",
  );
  return answer.text();
};

const HEAD = '<?xml version="1.0" encoding="utf-8"?>\n';

describe("discovery", () => {
  const json = {
    changeset: "2026-11-24T00:00:00+08:00",
    contact: "成都市成华区 12345",
    key_service: "POST /api/v1/api-keys",
    endpoints: [
      {
        specification: "http://wiki.open311.org/GeoReport_v2",
        url: "https://district.example/open311/v2",
        changeset: "2026-11-24T00:00:00+08:00",
        type: "production",
        formats: ["text/xml", "application/json"],
      },
    ],
  };

  it.each(["/discovery.xml", "/discovery", "/v2/discovery.xml"])("at %s is XML", async (path) => {
    expect(await document(path)).toBe(`${HEAD}<discovery>
  <changeset>2026-11-24T00:00:00+08:00</changeset>
  <contact>成都市成华区 12345</contact>
  <key_service>POST /api/v1/api-keys</key_service>
  <endpoints>
    <endpoint>
      <specification>http://wiki.open311.org/GeoReport_v2</specification>
      <url>https://district.example/open311/v2</url>
      <changeset>2026-11-24T00:00:00+08:00</changeset>
      <type>production</type>
      <formats>
        <format>text/xml</format>
        <format>application/json</format>
      </formats>
    </endpoint>
  </endpoints>
</discovery>
`);
  });

  it.each(["/discovery.json", "/v2/discovery.json"])("at %s is JSON", async (path) => {
    expect(await document(path)).toBe(JSON.stringify(json));
  });

  it("names the address that was asked where none is configured", async () => {
    const other = await startOpen311();
    const { endpoints } = (await (await other.get("/discovery.json")).json()) as typeof json;
    expect(endpoints[0]?.url).toBe(`${other.url}/open311/v2`);
    await other.stop();
  });
});

describe("services", () => {
  it("are listed in XML", async () => {
    expect(await document("/v2/services.xml")).toBe(`${HEAD}<services>
  <service>
    <service_code>event-0113</service_code>
    <service_name>道路破损</service_name>
    <description>城市管理 / 市政 / 道路破损</description>
    <metadata>true</metadata>
    <type>realtime</type>
    <keywords>城市管理,市政,道路破损</keywords>
    <group>市政</group>
  </service>
  <service>
    <service_code>event-0201</service_code>
    <service_name>小广告</service_name>
    <description>城市管理 / 市政 / 小广告</description>
    <metadata>false</metadata>
    <type>realtime</type>
    <keywords>城市管理,市政,小广告</keywords>
    <group>市政</group>
  </service>
</services>
`);
  });

  it("are a bare array in JSON, in English for who wants that more", async () => {
    expect(JSON.parse(await document("/v2/services.json", { "accept-language": "en, zh;q=0.5" }))).toEqual([
      {
        service_code: "event-0113",
        service_name: "Damaged road",
        description: "Urban management / Roads, bridges / Damaged road",
        metadata: true,
        type: "realtime",
        keywords: "Urban management,Roads  bridges,Damaged road",
        group: "Roads, bridges",
      },
      expect.objectContaining({ service_name: "Fly-posting", metadata: false }),
    ]);
  });

  it("have a definition with their questions", async () => {
    expect(await document("/v2/services/event-0113.xml")).toBe(`${HEAD}<service_definition>
  <service_code>event-0113</service_code>
  <attributes>
    <attribute>
      <variable>true</variable>
      <code>kind</code>
      <datatype>singlevaluelist</datatype>
      <required>true</required>
      <datatype_description></datatype_description>
      <order>1</order>
      <description>是哪种破损？</description>
      <values>
        <value>
          <key>pothole</key>
          <name>坑洞</name>
        </value>
        <value>
          <key>crack</key>
          <name>裂缝 &lt; 1 m &amp; 浅</name>
        </value>
      </values>
    </attribute>
    <attribute>
      <variable>true</variable>
      <code>area</code>
      <datatype>number</datatype>
      <required>false</required>
      <datatype_description>0.5以上</datatype_description>
      <order>2</order>
      <description>面积（平方米）</description>
    </attribute>
  </attributes>
</service_definition>
`);
    expect(JSON.parse(await document("/v2/services/event-0113.json", { "accept-language": "en" }))).toEqual({
      service_code: "event-0113",
      attributes: [
        {
          variable: true,
          code: "kind",
          datatype: "singlevaluelist",
          required: true,
          datatype_description: null,
          order: 1,
          description: "What kind of damage?",
          values: [
            { key: "pothole", name: "pothole" },
            { key: "crack", name: "crack < 1 m & flat" },
          ],
        },
        {
          variable: true,
          code: "area",
          datatype: "number",
          required: false,
          datatype_description: "from half a square metre",
          order: 2,
          description: "Area in square metres",
        },
      ],
    });
  });
});

describe("requests", () => {
  it("are a document of their elements, empty where nothing is known", async () => {
    expect(await document(`/v2/requests/${NUMBER}.xml`)).toBe(`${HEAD}<service_requests>
  <request>
    <service_request_id>${NUMBER}</service_request_id>
    <status>open</status>
    <status_notes>已派遣责任部门。</status_notes>
    <service_name>道路破损</service_name>
    <service_code>event-0113</service_code>
    <description>路口有坑 &lt;1 m&gt; &amp; 积水</description>
    <agency_responsible>road-maintenance</agency_responsible>
    <service_notice></service_notice>
    <requested_datetime>2017-12-27T09:20:00+08:00</requested_datetime>
    <updated_datetime>2017-12-27T09:20:00+08:00</updated_datetime>
    <expected_datetime>2017-12-28T09:20:00+08:00</expected_datetime>
    <address>建设路 3 号</address>
    <address_id>510108002001001</address_id>
    <zipcode></zipcode>
    <lat>30.6634</lat>
    <long>104.0921</long>
    <media_url></media_url>
  </request>
</service_requests>
`);
  });

  it("that were merged are closed, and name the older number", async () => {
    const [request] = JSON.parse(
      await document(`/v2/requests/${merged.trackingNumber}.json?extensions=true`, { "accept-language": "en" }),
    ) as [object];
    expect(request).toEqual({
      service_request_id: merged.trackingNumber,
      status: "closed",
      status_notes: `Goes on under the older report ${OLDER}`,
      service_name: "Fly-posting",
      service_code: "event-0201",
      description: "小广告",
      agency_responsible: null,
      service_notice: null,
      requested_datetime: "2017-12-27T10:00:00+08:00",
      updated_datetime: "2017-12-27T10:30:00+08:00",
      expected_datetime: null,
      address: null,
      address_id: "510108002001001",
      zipcode: null,
      lat: null,
      long: null,
      media_url: null,
      extended_attributes: { step: "merged", grid: "510108002001001", merged_into: OLDER },
    });
  });

  it("of none are an empty list", async () => {
    expect(await document("/v2/requests.xml?service_code=nothing")).toBe(
      `${HEAD}<service_requests></service_requests>\n`,
    );
    expect(await document("/v2/requests.json?service_request_id=unknown")).toBe("[]");
  });
});

describe("what a POST answers", () => {
  const fields = { api_key: KEY, service_code: "event-0201", lat: "30.6634", long: "104.0921", description: "x" };

  it("is the number at once", async () => {
    const xml = await server.post("/v2/requests.xml", fields);
    expect([xml.status, await xml.text()]).toEqual([
      200,
      `${HEAD}<service_requests>
  <request>
    <service_request_id>${NUMBER}</service_request_id>
    <service_notice>已受理，可凭编号查询进展。</service_notice>
    <account_id></account_id>
  </request>
</service_requests>
`,
    ]);
    const json = await server.post("/v2/requests.json", fields, { "accept-language": "en" });
    expect(await json.json()).toEqual([
      {
        service_request_id: NUMBER,
        service_notice: "Accepted; ask for its progress by this number.",
        account_id: null,
      },
    ]);
  });

  it("can be asked for by its token, or with the key by the client's own number", async () => {
    expect(await document(`/v2/tokens/${TOKEN}.xml`)).toBe(`${HEAD}<service_requests>
  <request>
    <service_request_id>${NUMBER}</service_request_id>
    <token>${TOKEN}</token>
  </request>
</service_requests>
`);
    expect(JSON.parse(await document("/v2/tokens/4711.json", { "x-api-key": KEY }))).toEqual([
      { service_request_id: NUMBER, token: "4711" },
    ]);
    expect((await server.get("/v2/tokens/nothing.xml")).status).toBe(404);
  });
});

describe("updates", () => {
  it("are in the form that FixMyStreet fetches", async () => {
    const query = "start_date=2017-12-27T00:00:00%2B08:00&end_date=2017-12-28T00:00:00%2B08:00";
    expect(await document(`/v2/servicerequestupdates.xml?${query}`)).toBe(`${HEAD}<service_request_updates>
  <request_update>
    <update_id>U1</update_id>
    <service_request_id>${NUMBER}</service_request_id>
    <status>ACTION_SCHEDULED</status>
    <updated_datetime>2017-12-27T09:20:00+08:00</updated_datetime>
    <description>已派遣责任部门。</description>
    <external_status_code>assigned</external_status_code>
  </request_update>
  <request_update>
    <update_id>U2</update_id>
    <service_request_id>${NUMBER}</service_request_id>
    <status>NOT_COUNCILS_RESPONSIBILITY</status>
    <updated_datetime>2017-12-27T15:00:00+08:00</updated_datetime>
    <description>不属于本区职责范围，不予立案。</description>
    <external_status_code>rejected.notOurs</external_status_code>
  </request_update>
</service_request_updates>
`);
    expect(server.asked("steps")).toMatchObject({
      since: "2017-12-26T16:00:00.000Z",
      until: "2017-12-27T16:00:00.001Z",
    });
  });

  it("of a client are taken, and one after the end is noted", async () => {
    const fields = {
      api_key: KEY,
      service_request_id: NUMBER,
      update_id: "77",
      updated_datetime: "2017-12-27T16:00:00+08:00",
      status: "FIXED",
      description: "好了",
    };
    const answer = await server.post("/v2/servicerequestupdates.xml", fields);
    expect(await answer.text()).toBe(`${HEAD}<service_request_updates>
  <request_update>
    <update_id>U9</update_id>
  </request_update>
</service_request_updates>
`);
    expect(server.asked("comment")).toMatchObject({
      updateId: "77",
      status: "FIXED",
      saysOpen: false,
      writtenAt: "2017-12-27T08:00:00.000Z",
    });
    const again = await server.post("/v2/servicerequestupdates.json", { ...fields, update_id: "78", status: "reopen" });
    expect(await again.json()).toEqual([
      { update_id: "U9", service_notice: expect.stringContaining("状态不因此改变") },
    ]);
  });
});
