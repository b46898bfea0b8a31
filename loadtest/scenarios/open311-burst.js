// @ts-check
// A neighbourhood app is in the news: through Open311 its users report in bursts and look again and again how far their reports are.
//
//     BASE_URL=http://127.0.0.1:8080 CALM=60 BURST=900 SECONDS=120 k6 run loadtest/scenarios/open311-burst.js
//
// CALM and BURST: requests a minute between and within bursts; four bursts in the time. OPEN311_KEY: a key of the app's, where none can be issued.
import { check, fail } from "k6";
import http from "k6/http";
import { get, gridsOf, post, tokenFor, patiently } from "../lib/api.js";
import { iterationRandom, oneOf, weighted } from "../lib/random.js";
import { EVERYDAY } from "../lib/reports.js";
import { summaryOf, TREND_STATS } from "../lib/summary.js";
import { base, countFrom, seconds, vusFor } from "../lib/target.js";

const calm = countFrom("CALM", 60);
const burst = countFrom("BURST", 900);
const BURSTS = 4;
const part = Math.max(2, Math.round(seconds / BURSTS / 2));

export const options = {
  scenarios: {
    app: {
      executor: "ramping-arrival-rate",
      startRate: calm,
      timeUnit: "1m",
      stages: Array.from({ length: BURSTS }, () => [
        { duration: `${part}s`, target: calm },
        { duration: "1s", target: burst },
        { duration: `${part - 1}s`, target: burst },
        { duration: "1s", target: calm },
      ]).flat(),
      ...vusFor(burst),
    },
  },
  thresholds: {
    http_req_failed: ["rate<0.001"],
    "http_req_duration{name:open311-file}": ["p(95)<800", "p(99)<2000"],
    "http_req_duration{name:open311-look}": ["p(95)<500"],
    dropped_iterations: ["count<1"],
    checks: ["rate>0.999"],
  },
  summaryTrendStats: TREND_STATS,
};

const MIX = [
  { weight: 40, what: "file" },
  { weight: 35, what: "look" },
  { weight: 15, what: "list" },
  { weight: 10, what: "services" },
];

export const setup = () => {
  const admin = tokenFor({ sub: "load-admin", roles: ["admin", "supervisor"] });
  const issued = __ENV.OPEN311_KEY
    ? undefined
    : post(
        "/api-keys",
        { label: "load test", department: "urban-management", requestsPerHour: 1_000_000 },
        admin,
        "issue-key",
      );
  if (issued !== undefined && issued.status !== 201) fail(`no key: ${issued.status} ${issued.error || issued.body}`);
  return {
    admin,
    run: Date.now(),
    key: issued === undefined ? __ENV.OPEN311_KEY : String(issued.json("key")),
    keyId: issued === undefined ? undefined : String(issued.json("keyId")),
    places: gridsOf(admin).map(({ centre }) => centre),
  };
};

/** Numbers that this user of the app was given. @type {string[]} */
const own = [];

/** @param {ReturnType<typeof setup>} data */
export default function ({ run, key, places }) {
  const random = iterationRandom();
  const { what } = weighted(MIX, random);
  if (what === "file" || (what === "look" && own.length === 0)) file(run, key ?? "", oneOf(places, random), random);
  else if (what === "look") {
    const answer = ask(`requests/${oneOf(own, random)}.json`, "open311-look");
    check(answer, { "tells how far it is": ({ status }) => status === 200 });
  } else if (what === "list")
    check(ask("requests.json?status=open&page_size=50", "open311-list"), { lists: ({ status }) => status === 200 });
  else check(ask("services.json", "open311-services"), { "tells its services": ({ status }) => status === 200 });
}

/**
 * @param {string} path
 * @param {string} name
 */
const ask = (path, name) => patiently(() => http.get(`${base}/open311/v2/${path}`, { tags: { name } }));

/**
 * @param {number} run
 * @param {string} key
 * @param {{ lng: number, lat: number }} place
 * @param {() => number} random
 */
const file = (run, key, { lng, lat }, random) => {
  const { category, attributes = {} } = weighted(EVERYDAY, random);
  const form = {
    api_key: key,
    service_code: category,
    lat: String(lat),
    long: String(lng),
    // The same words about the same place are the same report to the platform.
    description: `load test ${run} ${random()}`,
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`attribute[${name}]`, value])),
  };
  const answer = patiently(() =>
    http.post(`${base}/open311/v2/requests.json`, form, { tags: { name: "open311-file" } }),
  );
  if (check(answer, { "is taken on": ({ status }) => status === 200 }))
    own.push(String(answer.json("0.service_request_id")));
};

/** @param {ReturnType<typeof setup>} data */
export const teardown = ({ admin, keyId }) => {
  if (keyId !== undefined) post(`/api-keys/${keyId}/revoke`, {}, admin, "revoke-key");
  check(get("/api-keys", admin, "keys"), { "keys can be listed": ({ status }) => status === 200 });
};

export const handleSummary = summaryOf("open311-burst");
