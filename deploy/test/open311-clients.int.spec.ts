import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonTool, type PythonTool } from "../local/tools.mjs";
import { startTestStack, type TestStack } from "./stack.ts";

const admin = { sub: "admin-1", roles: ["admin"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const run = promisify(execFile);

let platform: TestStack;
let client: PythonTool | { readonly missing: string };
let point: { readonly lat: number; readonly lng: number };
let key: string;

beforeAll(async () => {
  [platform, client] = await Promise.all([startTestStack(), pythonTool("open311-clients")]);
  const { body } = await platform.client.get("/api/v1/grids?limit=1", await platform.as(supervisor));
  [{ centre: point }] = body["grids"] as [{ centre: typeof point }];
  const asked = { label: "an existing client", department: "urban-management", requestsPerHour: 1_000 };
  const issued = await platform.client.post("/api/v1/api-keys", asked, { token: await platform.as(admin) });
  key = String(issued.body["key"]);
}, 150_000);
afterAll(() => platform.stop(), 60_000);

/** What a program of somebody else prints, given where the server is. Undefined where it cannot be had here. */
const printed = async (program: string, more: Readonly<Record<string, string>> = {}): Promise<unknown> => {
  if ("missing" in client) {
    console.warn(`not asked by existing clients of Open311: they cannot be had here (${client.missing})`);
    return undefined;
  }
  const given = {
    ENDPOINT: `${platform.stack.url}/open311/v2`,
    KEY: key,
    LAT: String(point.lat),
    LNG: String(point.lng),
  };
  const options = { env: { ...process.env, ...client.env, ...given, ...more }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run(client.python, ["-c", program], options);
  return JSON.parse(stdout) as unknown;
};

const filed = async (): Promise<string> => {
  const place = { lat: String(point.lat), long: String(point.lng) };
  const fields = { api_key: key, service_code: "event-0110", description: "垃圾", ...place };
  const answer = await fetch(`${platform.stack.url}/open311/v2/requests.json`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });
  return ((await answer.json()) as [Row])[0].service_request_id;
};

interface Row {
  readonly service_request_id: string;
  readonly service_code: string;
  readonly status: string;
}

/** Of 2013, for Python 2: gets back the one builtin that Python 3 has no more, and is not touched otherwise. */
const THREE = `
import io, itertools, json, os
itertools.ifilter = filter
from three import Three
server = Three(os.environ["ENDPOINT"], api_key=os.environ["KEY"])
`;
const GEOREPORT = `
import json, os
from georeport import GeoReport
`;

describe("a program that was written for other cities", () => {
  it("three: finds the services, files a report under a name and reads it again", async () => {
    const found = await printed(`${THREE}
services = server.services()
made = server.post("event-0110", lat=os.environ["LAT"], long=os.environ["LNG"], name="Bob Mould", phone="13800000000",
                   description="Rubbish at the gate")
number = made[0]["service_request_id"]
print(json.dumps({
    "discovery": server.discovery(),
    "services": len(services),
    "definition": server.services("event-0113"),
    "made": made,
    "one": server.request(number),
    "listed": server.requests("event-0110", count=10),
}))`);
    if (found === undefined) return;
    const { discovery, services, definition, made, one, listed } = found as {
      discovery: { endpoints: { url: string }[] };
      services: number;
      definition: { attributes: { values: object[] }[] };
      made: Row[];
      one: Row[];
      listed: Row[];
    };
    expect(discovery.endpoints.map(({ url }) => url)).toContain(`${platform.stack.url}/open311/v2`);
    expect(services).toBeGreaterThan(100);
    expect(definition.attributes[0]?.values.length).toBeGreaterThan(1);
    const number = made[0]?.service_request_id;
    expect(number).toMatch(/^\d{8}-/);
    expect(one).toMatchObject([{ service_request_id: number, service_code: "event-0110", status: "open" }]);
    expect(listed.map(({ service_request_id: id }) => id)).toContain(number);
  });

  it("georeport: reads the same in JSON and in XML", async () => {
    const number = await filed();
    const found = await printed(
      `${GEOREPORT}
def read(form):
    city = GeoReport(os.environ["ENDPOINT"], output_format=form)
    requests = city.get_service_requests(service_code="event-0110", status="open")
    rows = requests if isinstance(requests, list) else [requests]
    return {
        "services": sorted(service["service_code"] for service in city.get_service_list()),
        "definition": city.get_service_definition("event-0113")["service_code"],
        "requests": [row["service_request_id"] for row in rows],
        "one": city.get_service_request(os.environ["NUMBER"]),
    }
print(json.dumps({"json": read("json"), "xml": read("xml")}))`,
      { NUMBER: number },
    );
    if (found === undefined) return;
    type Read = { services: string[]; requests: string[]; definition: string; one: Row };
    const { json, xml } = found as Record<"json" | "xml", Read>;
    expect(json.services.length).toBeGreaterThan(100);
    expect(json.requests).toContain(number);
    expect(xml.services).toEqual(json.services);
    expect(xml.requests).toEqual(json.requests);
    expect([json.definition, xml.definition]).toEqual(["event-0113", "event-0113"]);
    expect([json.one, xml.one]).toMatchObject([{ service_request_id: number }, { service_request_id: number }]);
  });
});
