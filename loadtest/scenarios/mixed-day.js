// @ts-check
// A whole day of the district, by the hours at which people really report: quiet nights, a full morning, everybody doing what he does.
//
//     BASE_URL=http://127.0.0.1:8080 WEEKDAY=1 TIMES=1 SECONDS=720 k6 run loadtest/scenarios/mixed-day.js
//
// The day is told in SECONDS; TIMES: so many times the reports that the load model has for such a day, in those seconds. WEEKDAY: 1 is Monday.
import { check } from "k6";
import { get, gridsOf, keyOf, post, sayCases, tokenFor } from "../lib/api.js";
import { iterationRandom, oneOf, weighted } from "../lib/random.js";
import { CHANNELS, EVERYDAY } from "../lib/reports.js";
import { summaryOf, TREND_STATS } from "../lib/summary.js";
import { countFrom, numberFrom, vusFor } from "../lib/target.js";

/** Where k6 looks for a file depends on who asks: the scenario itself does. */
const model = /** @type {{ hourOfWeek: { counts: number[][] }, perDay: { value: number } }} */ (
  JSON.parse(open("../data/load-model.json"))
);

/** What people do, in parts of a hundred: assumed, but for what is reported, which is the load model's. */
const MIX = [
  { weight: 40, what: "report" },
  { weight: 25, what: "track" },
  { weight: 15, what: "inbox" },
  { weight: 10, what: "summary" },
  { weight: 10, what: "list" },
];
const REPORTS = 0.4;

const seconds = countFrom("SECONDS", 720);
const weekday = countFrom("WEEKDAY", 1);
const hours = model.hourOfWeek.counts[weekday - 1];
if (hours === undefined) throw new Error(`WEEKDAY=${weekday}: 1 is Monday, 7 is Sunday`);

/** An average day of the week has `perDay`; this one has its share of the week. */
const week = model.hourOfWeek.counts.flat().reduce((sum, count) => sum + count, 0);
const scale = (numberFrom("TIMES", 1) * model.perDay.value * 7) / week / REPORTS;
/** Of actions in an hour of the clock on the wall of the machine. */
const perHour = hours.map((count) => Math.max(1, Math.round((count * scale * 86_400) / seconds)));
const hourSeconds = seconds / 24;

export const options = {
  scenarios: {
    day: {
      executor: "ramping-arrival-rate",
      startRate: perHour[0],
      timeUnit: "1h",
      stages: perHour.map((target) => ({ duration: `${Math.max(1, Math.round(hourSeconds * 1000))}ms`, target })),
      ...vusFor(Math.max(...perHour) / 60),
    },
  },
  thresholds: {
    http_req_failed: ["rate<0.001"],
    "http_req_duration{name:file-report}": ["p(95)<500", "p(99)<1000"],
    "http_req_duration{name:track}": ["p(95)<300"],
    "http_req_duration{name:inbox}": ["p(95)<500"],
    "http_req_duration{name:cases-summary}": ["p(95)<500"],
    "http_req_duration{name:list}": ["p(95)<500"],
    dropped_iterations: ["count<1"],
    checks: ["rate>0.999"],
  },
  summaryTrendStats: TREND_STATS,
};

export const setup = () => {
  const clerk = tokenFor({ sub: "load-clerk", roles: ["clerk", "gridWorker"] });
  const supervisor = tokenFor({ sub: "load-supervisor", roles: ["supervisor"] });
  return { run: Date.now(), clerk, supervisor, grids: gridsOf(clerk).map(({ code }) => code) };
};

/** Numbers that residents were given by this VU, to ask about. @type {string[]} */
const receipts = [];

/** @param {ReturnType<typeof setup>} data */
export default function ({ run, clerk, supervisor, grids }) {
  const random = iterationRandom();
  const { what } = weighted(MIX, random);
  const isAnswered = { "is answered": (/** @type {{ status: number }} */ { status }) => status === 200 };
  if (what === "report" || (what === "track" && receipts.length === 0)) {
    const { category, attributes } = weighted(EVERYDAY, random);
    const { channel } = weighted(CHANNELS, random);
    const body = { category, channel, grid: oneOf(grids, random), description: "load test", attributes };
    const answer = post("/reports", body, clerk, "file-report", { key: keyOf(run) });
    if (check(answer, { "is taken on": ({ status }) => status === 201 }))
      receipts.push(String(answer.json("trackingNumber")));
  } else if (what === "track") check(get(`/track/${oneOf(receipts, random)}`, clerk, "track"), isAnswered);
  else if (what === "inbox") check(get("/inbox?limit=20", supervisor, "inbox"), isAnswered);
  else if (what === "summary") check(get("/cases/summary", supervisor, "cases-summary"), isAnswered);
  else check(get(`/cases?street=${oneOf(grids, random).slice(0, 9)}&limit=50`, supervisor, "list"), isAnswered);
}

/** @param {ReturnType<typeof setup>} data */
export const teardown = ({ supervisor }) => sayCases(supervisor);

export const handleSummary = summaryOf("mixed-day");
