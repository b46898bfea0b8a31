// @ts-check
// The window takes in a district's busiest minute, and goes on doing so: clerks at the counter and at the telephone file what residents tell them.
//
//     BASE_URL=http://127.0.0.1:8080 RATE=107 SECONDS=120 k6 run loadtest/scenarios/window-intake.js
//
// RATE: reports a minute, default the busiest minute of the load model. Arrivals are open: a slow answer does not slow down who comes next.
import { check } from "k6";
import { Trend } from "k6/metrics";
import { gridsOf, keyOf, post, sayCases, tokenFor } from "../lib/api.js";
import { iterationRandom, oneOf, weighted } from "../lib/random.js";
import { CHANNELS, EVERYDAY } from "../lib/reports.js";
import { summaryOf, TREND_STATS } from "../lib/summary.js";
import { countFrom, seconds, vusFor } from "../lib/target.js";

const rate = countFrom("RATE", 107);
const accepted = new Trend("report_accepted", true);

export const options = {
  scenarios: {
    window: {
      executor: "constant-arrival-rate",
      rate,
      timeUnit: "1m",
      duration: `${seconds}s`,
      ...vusFor(rate),
    },
  },
  thresholds: {
    http_req_failed: ["rate<0.001"],
    report_accepted: ["p(95)<500", "p(99)<1000"],
    dropped_iterations: ["count<1"],
    checks: ["rate>0.999"],
  },
  summaryTrendStats: TREND_STATS,
};

export const setup = () => {
  const clerk = tokenFor({ sub: "load-clerk", roles: ["clerk", "gridWorker"] });
  return { run: Date.now(), clerk, grids: gridsOf(clerk).map(({ code }) => code) };
};

/** @param {ReturnType<typeof setup>} data */
export default function ({ run, clerk, grids }) {
  const random = iterationRandom();
  const { category, attributes } = weighted(EVERYDAY, random);
  const { channel } = weighted(CHANNELS, random);
  // One in three leaves a number to be called back on: it has to be sealed.
  const reporter = random() < 1 / 3 ? { phone: `138${String(10_000_000 + Math.floor(random() * 1e7))}` } : undefined;
  const body = { category, channel, grid: oneOf(grids, random), description: "load test", attributes, reporter };
  const answer = post("/reports", body, clerk, "file-report", { key: keyOf(run) });
  accepted.add(answer.timings.duration);
  check(answer, { "is taken on": ({ status }) => status === 201 });
}

/** @param {ReturnType<typeof setup>} data */
export const teardown = ({ clerk }) => sayCases(clerk);

export const handleSummary = summaryOf("window-intake");
