/**
 * `npm run demo`: five real days of a city, from the window to the closing. Replays what Los Angeles reported on 27–31 December
 * 2017, in true order and pace, onto Chenghua's grids; how long work takes comes from Baltimore.
 *   --speed N        simulated seconds a second (default 4000: the five days in about two minutes)
 *   --cases N        N of the 9,999 reports, spread over the days
 *   --kill NAME@S    kill -9 of a service or engine after S real seconds; may be repeated (`--kill dispatch@20`)
 *   --data DIR       where the demo keeps its data (default .wangge/demo, begun anew each time)
 */
import { setTimeout as sleep } from "node:timers/promises";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { connectNats, jetstreamBus, silentLog } from "@wangge/kit";
import { allAggregates } from "../doctor/aggregates-of-all.ts";
import { examine } from "../doctor/examine.ts";
import { lookAt } from "../local/data-dir.mjs";
import { onStop, root, startStack } from "../local/stack.mjs";
import { manifests } from "../provision/principals.ts";
import { createClient, follow, type Account } from "./client.ts";
import { demoClock } from "./clock.ts";
import { answersTo, loadRequests, requestsStart } from "./data.ts";
import { createPeople, type Task } from "./people.ts";
import { allGrids, placer } from "./places.ts";
import { createSchedule } from "./schedule.ts";
import { busFigures, countByStreet, formatTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    speed: { type: "string", default: "4000" },
    cases: { type: "string", default: "9999" },
    kill: { type: "string", multiple: true, default: [] },
    data: { type: "string", default: join(root, ".wangge", "demo") },
    keep: { type: "boolean", default: false },
  },
});
const speed = Number(values.speed);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const IN_HAND = 48;
/** After the last report nobody waits at the window: the rest of the work runs this many times faster. */
const TAIL = 5;

const { holder } = lookAt(values.data);
if (holder !== undefined) {
  process.stderr.write(
    `another demo runs on ${values.data} (process ${String(holder.pid)}); --data DIR takes another folder\n`,
  );
  process.exit(1);
}
if (!values.keep) rmSync(values.data, { recursive: true, force: true });
mkdirSync(values.data, { recursive: true });
const clockFile = join(values.data, "clock.json");
const midnight = Date.parse(`${requestsStart}+08:00`);
const requests = loadRequests(Number(values.cases));
const firstAt = midnight + (requests[0]?.seconds ?? 0) * 1000;

// The clock stands nearly still until the city begins to report.
const clock = demoClock(clockFile, firstAt - 60_000, 0.001);
const stack = await startStack({
  dataDir: values.data,
  env: {
    CLOCK_FILE: clockFile,
    LOG_LEVEL: "warn",
    SWEEP_MS: "250",
    RATE_PER_SECOND: "100000",
    MAX_IN_FLIGHT: "2000",
    // Nobody walks them here, and days pass by the minute: all would be missed.
    PATROLS: "none",
  },
  log: say,
});

const state = { stopping: false };
const stopAll = async (code: number): Promise<never> => {
  state.stopping = true;
  await stack.stop();
  return process.exit(code);
};
onStop(
  () => void stopAll(130),
  () => process.exit(130),
);

await stack.waitReady();
say(`the district is open: ${stack.url}/docs · 27 December 2017, ${String(requests.length)} reports in five days`);

const client = createClient(stack.url);
const clerk: Account = { sub: "clerk-demo", roles: ["clerk", "gridWorker"] };
const watcher: Account = { sub: "watcher-demo", roles: ["supervisor"] };
const grids = await allGrids(client, await client.token(watcher));
const gridFor = placer(grids);

const schedule = createSchedule<Task>();
const categories = new Map<string, string>();
const receipts = new Map<string, string>();
const ended = new Set<string>();
const counts = new Map<string, number>();
const failures: string[] = [];
const people = createPeople({
  client,
  schedule,
  categoryOf: (caseId) => categories.get(caseId),
  ended: (caseId) => ended.add(caseId),
});
const stopFollowing = follow(
  stack.url,
  () => client.token(watcher),
  (event) => {
    const fact = event.type.split(".")[2] ?? "";
    counts.set(fact, (counts.get(fact) ?? 0) + 1);
    people(event);
  },
);

let openReports = requests.length;
requests.forEach(({ seconds, category, channel, x, y }, index) => {
  schedule.add(midnight + seconds * 1000, async () => {
    const { centre } = gridFor(x, y);
    const attributes = answersTo[category];
    const description = `replayed report ${String(index + 1)}`;
    const body = { category, channel, point: centre, description, ...(attributes === undefined ? {} : { attributes }) };
    const { status, body: receipt } = await client.post("/api/v1/reports", body, {
      token: await client.token(clerk),
      key: `demo-${String(index)}`,
    });
    openReports -= 1;
    if (status !== 201) throw new Error(`report ${String(index)}: ${String(status)} ${JSON.stringify(receipt)}`);
    categories.set(String(receipt["reportId"]), category);
    receipts.set(String(receipt["reportId"]), String(receipt["trackingNumber"]));
  });
});

for (const kill of values.kill) {
  const [name = "", seconds = "10"] = kill.split("@");
  setTimeout(
    () => {
      say(`\n*** kill -9 ${name}: ${stack.kill(name, "SIGKILL") ? "done" : "it was not running"}`);
    },
    Number(seconds) * 1000,
  );
}

const started = Date.now();
let inHand = 0;
const progress = (): void => {
  const count = (fact: string): string => String(counts.get(fact) ?? 0);
  const day = new Date(clock.ms() + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
  const line = `${day}  received ${String(receipts.size)}  filed ${count("filed")}  assigned ${count("assigned")}  handled ${count("handled")}  closed ${count("closed")}  rejected ${count("rejected")}  handed on ${count("handed-on")}  escalated ${count("escalated")}  waiting ${String(schedule.size())}  ×${String(Math.round(clock.speed()))}`;
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
};
const ticker = setInterval(progress, process.stdout.isTTY ? 500 : 5_000);

clock.setSpeed(speed);
/** Longer than any redelivery: whoever has nothing to do for so long waits for what does not come. */
const GIVE_UP_MS = 90_000;
let busyAt = Date.now();
while (!state.stopping && (ended.size < requests.length || inHand > 0)) {
  if (inHand > 0 || schedule.size() > 0) busyAt = Date.now();
  if (Date.now() - busyAt > GIVE_UP_MS) break;
  // Behind by more than two real seconds: the city waits for the machine, and the pace is true again afterwards.
  const next = schedule.next();
  const wanted = openReports > 0 ? speed : speed * TAIL;
  const behind = next === undefined ? 0 : (clock.ms() - next) / clock.speed();
  if (behind > 2_000) clock.setSpeed(Math.max(wanted / 64, clock.speed() * 0.7));
  else if (behind < 200 && clock.speed() !== wanted) clock.setSpeed(Math.min(wanted, clock.speed() * 1.2));
  while (inHand < IN_HAND) {
    const task = schedule.take(clock.ms());
    if (task === undefined) break;
    inHand += 1;
    task()
      .catch((error: unknown) => failures.push(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        inHand -= 1;
      });
  }
  if (failures.length > 20) break;
  await sleep(inHand >= IN_HAND ? 1 : Math.min(20, next === undefined ? 20 : clock.until(next) + 1));
}
clearInterval(ticker);
progress();
stopFollowing();
say("");

const token = await client.token(watcher);
const { body: streets } = await client.get("/api/v1/streets", token);
const names = new Map(
  (streets["streets"] as readonly { code: string; name: string }[]).map(({ code, name }) => [code, name]),
);
say(formatTable(await countByStreet(client, token), (street) => names.get(street) ?? ""));

const { SECRETS_FILE, NATS_URL, MONGO_URL } = stack.env;
const secrets = JSON.parse(readFileSync(SECRETS_FILE, "utf8")) as Readonly<Record<string, string>>;
const doctor = { url: NATS_URL, user: "doctor", password: secrets["doctor"], log: silentLog, name: "demo" };
const bus = jetstreamBus(await connectNats(doctor), silentLog);
const { events, p50, p99 } = await busFigures(bus);
await bus.close();
say(`reported → assigned: p50 ${String(p50)} ms, p99 ${String(p99)} ms · events on the bus: ${String(events)}`);
say(
  `${String(Math.round((Date.now() - started) / 1000))} s, requests repeated while something was away: ${String(client.retries())}`,
);

const { problems } = await examine({
  natsUrl: NATS_URL,
  user: doctor.user,
  password: doctor.password,
  mongoUrl: MONGO_URL,
  manifests,
  aggregates: allAggregates,
});
const missing = [...receipts.keys()].filter((id) => !ended.has(id)).length;
for (const failure of failures.slice(0, 10)) say(`failed: ${failure}`);
for (const { check, subject, detail } of problems.slice(0, 20)) say(`${check}: ${subject}: ${detail}`);
if (missing > 0) say(`${String(missing)} receipts whose case did not come to its end`);
say(`doctor: ${String(problems.length)} problems`);
await stopAll(problems.length + failures.length + missing === 0 ? 0 : 1);
