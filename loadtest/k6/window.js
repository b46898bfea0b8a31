// The window takes in a district's busiest minute, many times over.
//
//     BASE_URL=http://127.0.0.1:8080 k6 run loadtest/k6/window.js
//
// Arrivals are open: a slow answer does not slow down who comes next. RATE is the number of reports a minute; the default is the
// busiest minute of the load model (107, Los Angeles, 2 January 2020). Seeds are fixed; the target is loopback unless told otherwise.
import http from "k6/http";
import { check } from "k6";
import { Trend } from "k6/metrics";

const base = __ENV.BASE_URL || "http://127.0.0.1:8080";
const rate = Number(__ENV.RATE || 107);
const accepted = new Trend("report_accepted", true);

export const options = {
  scenarios: {
    window: {
      executor: "constant-arrival-rate",
      rate,
      timeUnit: "1m",
      duration: __ENV.DURATION || "2m",
      preAllocatedVUs: Math.max(10, Math.ceil(rate / 60)),
      maxVUs: Math.max(100, rate),
    },
  },
  thresholds: {
    http_req_failed: ["rate<0.001"],
    report_accepted: ["p(95)<500", "p(99)<1000"],
    checks: ["rate>0.999"],
  },
};

// The mix of the load model: what cities are told most, and how it reaches them.
const MIX = [
  { weight: 44, category: "event-0135", attributes: { pieces: "1" } },
  { weight: 20, category: "event-0201" },
  { weight: 14, category: "event-0111" },
  { weight: 8, category: "event-0199", attributes: { pieces: "2" } },
  { weight: 7, category: "event-0110" },
  { weight: 4, category: "event-0137" },
  { weight: 3, category: "component-0137", attributes: { fault: "dark" } },
];
const TOTAL = MIX.reduce((sum, one) => sum + one.weight, 0);
const CHANNELS = ["phone", "phone", "phone", "window", "phone", "window"];

let seed = 20200102;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 4294967296;
};

const pick = () => {
  let left = random() * TOTAL;
  return MIX.find(({ weight }) => (left -= weight) < 0) || MIX[0];
};

export const setup = () => {
  const token = http.post(`${base}/dev/issuer/token`, JSON.stringify({ sub: "k6-clerk", roles: ["clerk"] }), {
    headers: { "content-type": "application/json" },
  });
  const bearer = __ENV.TOKEN || token.json("access_token");
  const grids = http.get(`${base}/api/v1/grids?limit=500`, { headers: { authorization: `Bearer ${bearer}` } });
  return { bearer, grids: grids.json("grids").map(({ code }) => code) };
};

export default ({ bearer, grids }) => {
  const { category, attributes } = pick();
  const body = {
    category,
    channel: CHANNELS[Math.floor(random() * CHANNELS.length)],
    grid: grids[Math.floor(random() * grids.length)],
    description: "load test",
    ...(attributes === undefined ? {} : { attributes }),
  };
  const response = http.post(`${base}/api/v1/reports`, JSON.stringify(body), {
    headers: {
      authorization: `Bearer ${bearer}`,
      "content-type": "application/json",
      "idempotency-key": `k6-${String(__VU)}-${String(__ITER)}-${String(Date.now())}`,
    },
  });
  accepted.add(response.timings.duration);
  check(response, { "is taken on": ({ status }) => status === 201 });
};
