// @ts-check
// A rainstorm comes over the district: roads flood and trees fall, a few streets get most of it, and dispatch finds somebody for each at once.
//
//     BASE_URL=http://127.0.0.1:8080 PEAK=600 SECONDS=120 k6 run loadtest/scenarios/dispatch-surge.js
//
// PEAK: reports a minute when it is worst. It rises for a quarter of the time, stays for a half, and goes. One report in FOLLOW is followed
// until somebody has it: from reported to assigned by the platform's own clock.
import { check, sleep } from "k6";
import { Rate, Trend } from "k6/metrics";
import { get, gridsOf, keyOf, post, sayCases, tokenFor } from "../lib/api.js";
import { iterationRandom, oneOf, randomFrom, weighted } from "../lib/random.js";
import { RAINSTORM } from "../lib/reports.js";
import { summaryOf, TREND_STATS } from "../lib/summary.js";
import { countFrom, seconds, vusFor } from "../lib/target.js";

const peak = countFrom("PEAK", 600);
const follow = countFrom("FOLLOW", 10);
/** Streets that the storm hits, and the share of reports from there: assumed. */
const HIT_STREETS = 3;
const HIT_SHARE = 0.8;
const PATIENCE_SECONDS = 30;

const assigned = new Trend("reported_to_assigned", true);
const found = new Rate("assigned_in_time");

export const options = {
  scenarios: {
    storm: {
      executor: "ramping-arrival-rate",
      startRate: Math.ceil(peak / 20),
      timeUnit: "1m",
      stages: [
        { duration: `${Math.ceil(seconds / 4)}s`, target: peak },
        { duration: `${Math.ceil(seconds / 2)}s`, target: peak },
        { duration: `${Math.ceil(seconds / 4)}s`, target: Math.ceil(peak / 10) },
      ],
      gracefulStop: `${PATIENCE_SECONDS + 10}s`,
      ...vusFor(peak, 2),
    },
  },
  thresholds: {
    http_req_failed: ["rate<0.001"],
    "http_req_duration{name:file-report}": ["p(95)<500", "p(99)<1500"],
    reported_to_assigned: ["p(95)<2000"],
    assigned_in_time: ["rate>0.99"],
    dropped_iterations: ["count<1"],
    checks: ["rate>0.999"],
  },
  summaryTrendStats: TREND_STATS,
};

export const setup = () => {
  const worker = tokenFor({ sub: "load-patrol", roles: ["gridWorker", "clerk"] });
  const supervisor = tokenFor({ sub: "load-supervisor", roles: ["supervisor"] });
  const grids = gridsOf(worker).map(({ code }) => code);
  const streets = [...new Set(grids.map((code) => code.slice(0, 9)))];
  const random = randomFrom("streets");
  const hit = new Set(Array.from({ length: HIT_STREETS }, () => oneOf(streets, random)));
  return {
    run: Date.now(),
    worker,
    supervisor,
    grids,
    hit: grids.filter((code) => hit.has(code.slice(0, 9))),
  };
};

/**
 * @param {string} caseId
 * @param {string} token
 */
const followCase = (caseId, token) => {
  const until = Date.now() + PATIENCE_SECONDS * 1000;
  while (Date.now() < until) {
    // A case opens when dispatch has read the report: until then nobody knows it.
    const answer = get(`/cases/${caseId}`, token, "look-at-case", [200, 404]);
    const { reportedAt, assignedAt } = /** @type {Record<string, string>} */ (
      answer.status === 200 ? /** @type {unknown} */ (answer.json()) : {}
    );
    if (reportedAt !== undefined && assignedAt !== undefined) {
      assigned.add(Date.parse(assignedAt) - Date.parse(reportedAt));
      found.add(true);
      return;
    }
    sleep(0.25);
  }
  found.add(false);
};

/** @param {ReturnType<typeof setup>} data */
export default function ({ run, worker, supervisor, grids, hit }) {
  const random = iterationRandom();
  const { category, attributes } = weighted(RAINSTORM, random);
  const grid = oneOf(random() < HIT_SHARE ? hit : grids, random);
  // Grid workers are out and tell what they see: it is filed without a second look.
  const body = { category, channel: "patrol", grid, description: "load test", attributes };
  const answer = post("/reports", body, worker, "file-report", { key: keyOf(run) });
  const isTaken = check(answer, { "is taken on": ({ status }) => status === 201 });
  if (isTaken && random() < 1 / follow) followCase(String(answer.json("reportId")), supervisor);
}

/** @param {ReturnType<typeof setup>} data */
export const teardown = ({ supervisor }) => sayCases(supervisor);

export const handleSummary = summaryOf("dispatch-surge");
