// @ts-check
// The platform's HTTP API, as the people of the district use it.
import { fail, sleep } from "k6";
import exec from "k6/execution";
import http from "k6/http";
import { base } from "./target.js";

/** @typedef {{ sub: string, roles: string[], worker?: string, department?: string }} Account */

/**
 * A token of the development issuer; `TOKEN` in the environment takes its place where there is none.
 * @param {Account} account
 * @returns {string}
 */
export const tokenFor = (account) => {
  if (__ENV.TOKEN) return __ENV.TOKEN;
  const answer = http.post(`${base}/dev/issuer/token`, JSON.stringify({ ...account, lifetime: 43_200 }), {
    headers: { "content-type": "application/json" },
    tags: { name: "token" },
  });
  if (answer.status !== 200)
    fail(`no token: ${answer.status} ${answer.error || answer.body} (without a development issuer: TOKEN)`);
  return String(answer.json("access_token"));
};

/**
 * @param {string} token
 * @param {string} name of the request in the metrics: addresses with ids in them would each be one of their own
 */
const paramsFor = (token, name) => ({
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  tags: { name },
});

/** How often somebody comes back who was sent away. */
const MOST_TURNS = 5;

/**
 * Comes back when the platform says so, as every client should; each refusal counts as a request that failed.
 * @param {() => import("k6/http").Response} ask
 */
export const patiently = (ask) => {
  for (let turn = 1; ; turn += 1) {
    const answer = ask();
    if (turn === MOST_TURNS || (answer.status !== 429 && answer.status !== 503)) return answer;
    sleep(Number(answer.headers["Retry-After"] ?? 1));
  }
};

/**
 * @param {string} path
 * @param {string} token
 * @param {string} name
 * @param {number[]} [expected] statuses that are no failure
 */
export const get = (path, token, name, expected = [200]) =>
  patiently(() =>
    http.get(`${base}/api/v1${path}`, {
      ...paramsFor(token, name),
      responseCallback: http.expectedStatuses(...expected),
    }),
  );

/**
 * @param {string} path
 * @param {object} body
 * @param {string} token
 * @param {string} name
 * @param {{ key?: string, expected?: number[] }} [options]
 */
export const post = (path, body, token, name, { key, expected = [200, 201] } = {}) => {
  const { headers, tags } = paramsFor(token, name);
  return patiently(() =>
    http.post(`${base}/api/v1${path}`, JSON.stringify(body), {
      headers: key === undefined ? headers : { ...headers, "idempotency-key": key },
      tags,
      responseCallback: http.expectedStatuses(...expected),
    }),
  );
};

/**
 * A key by which this iteration's request is known if it is sent again; another run has others.
 * @param {number} run when this run began
 */
export const keyOf = (run) => `load-${run}-${exec.scenario.name}-${exec.scenario.iterationInTest}`;

/** @typedef {{ code: string, centre: { lng: number, lat: number } }} Grid */

/**
 * Grids of the register, over the API.
 * @param {string} token
 * @param {number} [most]
 * @returns {Grid[]}
 */
export const gridsOf = (token, most = 2000) => {
  /** @type {Grid[]} */
  const found = [];
  for (let after = ""; found.length < most;) {
    const answer = get(`/grids?limit=200${after === "" ? "" : `&after=${after}`}`, token, "grids");
    if (answer.status !== 200) fail(`no grids: ${answer.status} ${answer.error || answer.body}`);
    const page = /** @type {{ grids: Grid[], next?: string }} */ (/** @type {unknown} */ (answer.json()));
    found.push(...page.grids.map(({ code, centre }) => ({ code, centre })));
    if (page.next === undefined) break;
    after = page.next;
  }
  if (found.length === 0) fail("the register has no grids");
  return found.slice(0, most);
};

/**
 * How many cases are in which state, for whoever reads the run's output.
 * @param {string} token
 */
export const sayCases = (token) => {
  const answer = get("/cases/summary", token, "cases-summary");
  // @ts-expect-error k6 has a console; its types leave it to those of the browser
  if (answer.status === 200) console.log(`cases by status: ${JSON.stringify(answer.json("byStatus"))}`);
};
