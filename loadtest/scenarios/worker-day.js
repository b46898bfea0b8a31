// @ts-check
// A day of grid workers: each looks what waits for him, takes it on, deals with it, and somebody else looks whether it is gone.
//
//     BASE_URL=http://127.0.0.1:8080 RATE=60 LOOKS=240 CHECKS=120 SECONDS=120 k6 run loadtest/scenarios/worker-day.js
//
// RATE: reports a minute in GRIDS grids; LOOKS and CHECKS: how often a minute some worker looks into his inbox, some supervisor into hers.
// Needs the development issuer: every worker signs in as himself.
import { check, sleep } from "k6";
import exec from "k6/execution";
import { Counter } from "k6/metrics";
import { get, gridsOf, keyOf, post, sayCases, tokenFor } from "../lib/api.js";
import { iterationRandom, oneOf } from "../lib/random.js";
import { summaryOf, TREND_STATS } from "../lib/summary.js";
import { countFrom, seconds, vusFor } from "../lib/target.js";

const rates = { reports: countFrom("RATE", 60), looks: countFrom("LOOKS", 240), checks: countFrom("CHECKS", 120) };
const gridCount = countFrom("GRIDS", 20);

/** 返工: how often the one who looks again finds it still there; assumed. */
const STILL_THERE = 0.05;

const taken = new Counter("orders_taken");
const handled = new Counter("cases_handled");
const closed = new Counter("cases_closed");
/** Somebody was quicker, or the order has gone to another: an answer, no failure. */
const late = new Counter("came_late");

/**
 * @param {string} exec
 * @param {number} rate
 * @param {string} startTime
 */
const arriving = (exec, rate, startTime) => ({
  executor: "constant-arrival-rate",
  exec,
  rate,
  timeUnit: "1m",
  duration: `${seconds}s`,
  startTime,
  ...vusFor(rate, 2),
});

export const options = {
  scenarios: {
    residents: arriving("report", rates.reports, "0s"),
    workers: arriving("work", rates.looks, "3s"),
    checkers: arriving("look", rates.checks, "6s"),
  },
  thresholds: {
    http_req_failed: ["rate<0.001"],
    "http_req_duration{name:inbox}": ["p(95)<500"],
    "http_req_duration{name:accept}": ["p(95)<500"],
    "http_req_duration{name:handle}": ["p(95)<500"],
    "http_req_duration{name:check}": ["p(95)<500"],
    // The day went its whole way.
    cases_closed: ["count>0"],
    dropped_iterations: ["count<1"],
    checks: ["rate>0.999"],
  },
  summaryTrendStats: TREND_STATS,
};

export const setup = () => {
  closed.add(0); // a metric without a sample is not judged
  const clerk = tokenFor({ sub: "load-clerk", roles: ["clerk", "gridWorker"] });
  const supervisor = tokenFor({ sub: "load-supervisor", roles: ["supervisor"] });
  const all = gridsOf(clerk);
  // Spread over the district.
  const grids = all
    .filter((_grid, index) => index % Math.max(1, Math.floor(all.length / gridCount)) === 0)
    .slice(0, gridCount);
  const workers = grids.flatMap(({ code }) => {
    const answer = get(`/grids/${code}/people`, clerk, "people", [200, 404]);
    const people = /** @type {{ id: string }[]} */ (
      /** @type {unknown} */ (answer.status === 200 ? answer.json("workers") : [])
    );
    return people.map(({ id }) => ({ id, token: tokenFor({ sub: `load-${id}`, roles: ["gridWorker"], worker: id }) }));
  });
  return { run: Date.now(), clerk, supervisor, grids: grids.map(({ code }) => code), workers };
};

/** @typedef {ReturnType<typeof setup>} Data */
/** @typedef {{ case: { caseId: string, status: string, worker?: string } }} Entry */

/** @param {Data} data */
export const report = ({ run, clerk, grids }) => {
  const random = iterationRandom();
  const body = { category: "event-0201", channel: "patrol", grid: oneOf(grids, random), description: "load test" };
  const answer = post("/reports", body, clerk, "file-report", { key: keyOf(run) });
  check(answer, { "is taken on": ({ status }) => status === 201 });
};

/**
 * One kind of what waits.
 * @param {string} section
 * @param {string} token
 * @returns {Entry[]}
 */
const inbox = (section, token) => {
  const answer = get(`/inbox?section=${section}&limit=20`, token, "inbox");
  if (!check(answer, { "shows what waits": ({ status }) => status === 200 })) return [];
  const sections = /** @type {{ entries: Entry[] }[]} */ (/** @type {unknown} */ (answer.json("sections")));
  return sections.flatMap(({ entries }) => entries);
};

/**
 * A step of a case. True: it was done.
 * @param {string} step
 * @param {string} caseId
 * @param {object} body
 * @param {string} token
 */
const take = (step, caseId, body, token) => {
  const answer = post(`/cases/${caseId}/${step}`, body, token, step, { expected: [200, 403, 409, 422] });
  if (answer.status === 200) return true;
  late.add(1, { step });
  return false;
};

/** @param {Data} data */
export const work = ({ workers }) => {
  // In turn, so that the same one is seldom at it twice at once.
  const worker = workers[exec.scenario.iterationInTest % workers.length];
  if (worker === undefined) throw new Error("nobody works in these grids");
  const [first] = inbox("inbox.worker.orders", worker.token);
  if (first === undefined) return;
  const { caseId, status } = first.case;
  if (status === "assigned") {
    if (!take("accept", caseId, {}, worker.token)) return;
    taken.add(1);
    sleep(1);
  }
  if (take("handle", caseId, {}, worker.token)) handled.add(1);
};

/** @param {Data} data */
export const look = ({ supervisor }) => {
  const waiting = inbox("inbox.supervisor.checks", supervisor);
  if (waiting.length === 0) return;
  const random = iterationRandom();
  const { caseId } = oneOf(waiting, random).case;
  const passed = random() >= STILL_THERE;
  const body = passed ? { passed } : { passed, reason: "still there" };
  if (take("check", caseId, body, supervisor) && passed) closed.add(1);
};

/** @param {Data} data */
export const teardown = ({ supervisor }) => sayCases(supervisor);

export const handleSummary = summaryOf("worker-day");
