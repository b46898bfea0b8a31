// @ts-check
// The list of a department that looks at its work all day.
//
//     BASE_URL=http://127.0.0.1:8080 PER_MINUTE=120 SECONDS=20 k6 run loadtest/scenarios/sample-smoke.js
import { check } from "k6";
import { get, tokenFor } from "../../../loadtest/lib/api.js";
import { summaryOf, TREND_STATS } from "../../../loadtest/lib/summary.js";
import { countFrom, seconds, vusFor } from "../../../loadtest/lib/target.js";

const perMinute = countFrom("PER_MINUTE", 120);

export const options = {
  scenarios: {
    look: {
      executor: "constant-arrival-rate",
      rate: perMinute,
      timeUnit: "1m",
      duration: `${seconds}s`,
      ...vusFor(perMinute),
    },
  },
  thresholds: {
    http_req_failed: ["rate<0.001"],
    "http_req_duration{name:works}": ["p(95)<500"],
    checks: ["rate>0.999"],
  },
  summaryTrendStats: TREND_STATS,
};

export const setup = () => tokenFor({ sub: "load-sample", roles: ["department"], department: "urban-management" });

/** @param {string} token */
export default function (token) {
  check(get("/sample/works?limit=50", token, "works"), { lists: ({ status }) => status === 200 });
}

export const handleSummary = summaryOf("sample-smoke");
