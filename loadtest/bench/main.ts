/**
 * `npm run bench`: cases a second, accepted → assigned, through dispatch's batch lane on real engines with durable settings, and
 * in the same run the floor: the same documents and messages by bare inserts and bare atomic publishing. One JSON line.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { jetstreamManager } from "@nats-io/jetstream";
import { streamOf } from "@wangge/contracts";
import { CaseAssignedV1, GridStaffedV1, LeadAcceptedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { compose, INDEXES } from "@wangge/dispatch";
import { manifest as dispatch } from "@wangge/dispatch/manifest";
import { manifest as intake } from "@wangge/intake/manifest";
import {
  baseConfig,
  connectMongo,
  connectNats,
  jetstreamBus,
  load,
  provision,
  readAll,
  silentLog,
  startService,
  topologyOf,
  type OutMessage,
} from "@wangge/kit";
const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
const enforcement = { name: "enforcement", publishes: [LeadAcceptedV1], subscribes: [], calls: [] };
import { gridCodes, reports, staffing } from "./feed.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "20000" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
  },
});
const count = Number(values.cases);
const rounds = Number(values.rounds);

const config = load(baseConfig, {
  LOG_LEVEL: "error",
  ...process.env,
  NODE_ID: "dispatch.bench",
  MONGO_DB: "bench_dispatch",
});
const admin = { url: config.NATS_URL, user: config.NATS_USER, password: config.NATS_PASSWORD, log: silentLog };
const connection = await connectNats({ ...admin, name: "bench" });
const manager = await jetstreamManager(connection);
const bus = jetstreamBus(connection, silentLog);
const mongo = await connectMongo({ url: config.MONGO_URL, database: "bench_dispatch", name: "bench" });
await mongo.db.dropDatabase();
// The floor is fed into a stream of its own, which nobody reads.
const floorManifest = { ...intake, name: "floor", calls: [] };
await provision(connection, topologyOf([registry, enforcement, intake, dispatch, floorManifest]), { replicas: 1 });

const EVT = streamOf(CaseAssignedV1.subject);
const grids = gridCodes();
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const publishAll = async (messages: readonly OutMessage[], size = 500): Promise<void> => {
  for (let start = 0; start < messages.length; start += size) await bus.publish(messages.slice(start, start + size));
};

const stored = async (): Promise<number> => (await manager.streams.info(EVT)).state.messages;

const untilStored = async (wanted: number): Promise<void> => {
  while ((await stored()) < wanted) await sleep(10);
};

await publishAll(staffing(grids));
const service = await startService({
  config: {
    ...config,
    ROSTER_REFRESH_MS: 3_600_000,
    RULES_REFRESH_MS: 3_600_000,
    SWEEP_MS: 3_600_000,
    PATROLS: "none" as const,
  },
  manifest: dispatch,
  compose,
});
while ((await mongo.db.collection("grids").countDocuments()) < grids.length) await sleep(50);

interface Round {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/** All reports lie on the bus; the time runs from the first to the last assigned event stored. */
const engineRound = async (messages: readonly OutMessage[]): Promise<Round> => {
  const before = await stored();
  const cpu = process.cpuUsage();
  const started = performance.now();
  await publishAll(messages, 1000);
  const fed = performance.now();
  await untilStored(before + 2 * messages.length);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (process.env["BENCH_VERBOSE"] === "1")
    console.error({ fed: Math.round(fed - started), total: Math.round(seconds * 1000) });
  return { perSecond: messages.length / seconds, cpuMicros: (user + system) / messages.length };
};

/** What the engine wrote and published, written and published again with nothing else: two inserts and one batch under way. */
const floorRound = async (number: number, feed: readonly OutMessage[]): Promise<Round> => {
  const documents = (await mongo.db.collection("cases").find().sort({ _id: -1 }).limit(feed.length).toArray()).map(
    (document) => ({ ...document, outbox: (document["history"] as unknown[]).map(() => template) }),
  );
  const collection = mongo.db.collection(`floor${String(number)}`);
  await collection.createIndex({ pending: 1 }, { sparse: true }, {});
  await collection.createIndex({ unsealed: 1 }, { sparse: true }, {});
  for (const paths of INDEXES)
    await collection.createIndex({ ...Object.fromEntries(paths.map((path) => [path, 1])), _id: 1 }, {}, {});
  const messages = await published(feed.length * 2);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const own = feed.map((message) => ({ ...message, subject: message.subject.replace("evt.intake.", "evt.floor.") }));
  const fed = publishAll(own, 1000); // as the engine is fed: while it works
  const size = 1000;
  let next = 0;
  let publishing: Promise<void> = Promise.resolve();
  const lane = async (): Promise<void> => {
    while (next * size < documents.length) {
      const place = next;
      next += 1;
      await collection.insertMany(documents.slice(place * size, (place + 1) * size), { ordered: false });
      const facts = messages.slice(place * size * 2, (place + 1) * size * 2);
      publishing = publishing.then(() => publishAll(facts, 1000));
    }
  };
  await Promise.all([fed, lane(), lane()]);
  await publishing;
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: documents.length / seconds, cpuMicros: (user + system) / documents.length };
};

let template = { id: "", subject: "", body: "" };
/** The last messages of dispatch's stream under new ids. */
const published = async (wanted: number): Promise<readonly OutMessage[]> => {
  const { last_seq } = (await manager.streams.info(EVT)).state;
  const found: OutMessage[] = [];
  for (let from = last_seq - wanted + 1; from <= last_seq; from += 1000)
    for (const { subject, text, sequence } of await bus.read(EVT, { fromSequence: from, limit: 1000 }))
      found.push({
        id: `floor-${String(Math.random())}-${String(sequence)}`,
        subject: subject.replace(/\.\d\.(\d+)$/, ".$1"),
        body: text,
      });
  template = { id: "x".repeat(26), subject: found[0]?.subject ?? "", body: found[0]?.body ?? "" };
  return found;
};

/** Open arrival at a rate below the peak: from accepted (stored) to assigned (stored), by the server's own time stamps. */
const latencies = async (perSecond: number, seconds: number): Promise<{ p50: number; p99: number }> => {
  const firstAccepted = (await manager.streams.info(streamOf(ReportAcceptedV1.subject))).state.last_seq + 1;
  const firstAssigned = (await manager.streams.info(EVT)).state.last_seq + 1;
  const before = await stored();
  const tick = 20;
  const each = Math.max(1, Math.round((perSecond * tick) / 1000));
  const ticks = Math.round((seconds * 1000) / tick);
  const messages = reports(each * ticks, grids, 1_000_000);
  const started = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < ticks; index += 1) {
    const wait = started + index * tick - performance.now();
    if (wait > 0) await sleep(wait);
    sent.push(bus.publish(messages.slice(index * each, (index + 1) * each)));
  }
  await Promise.all(sent);
  await untilStored(before + 2 * messages.length);
  const accepted = new Map<string, number>();
  const subjectOf = (text: string): string => (JSON.parse(text) as { subject: string }).subject;
  for await (const { text, storedAt } of readAll(bus, streamOf(ReportAcceptedV1.subject), firstAccepted))
    accepted.set(subjectOf(text), storedAt);
  const times: number[] = [];
  for await (const { text, storedAt } of readAll(bus, EVT, firstAssigned)) {
    const { type, subject } = JSON.parse(text) as { type: string; subject: string };
    const from = accepted.get(subject);
    if (type === CaseAssignedV1.subject && from !== undefined) times.push(storedAt - from);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
};

const engine: Round[] = [];
const floor: Round[] = [];
await engineRound(reports(2_000, grids));
for (let round = 0; round < rounds; round += 1) {
  const feed = reports(count, grids, round * count);
  if (round % 2 === 0) {
    engine.push(await engineRound(feed));
    floor.push(await floorRound(round, reports(count, grids, 10_000_000 + round * count)));
  } else {
    floor.push(await floorRound(round, reports(count, grids, 10_000_000 + round * count)));
    engine.push(await engineRound(feed));
  }
}
const perSecond = median(engine.map((round) => round.perSecond));
const floorPerSecond = median(floor.map((round) => round.perSecond));
const latency = await latencies(perSecond * 0.5, Number(values.seconds));
process.stdout.write(
  `${JSON.stringify({
    name: "dispatch accepted→assigned",
    durability: "synced: NATS sync_interval always, Mongo w:majority j:true",
    cases: count,
    rounds,
    cases_per_s: Math.round(perSecond),
    cpu_us_per_case: Math.round(median(engine.map((round) => round.cpuMicros))),
    floor_per_s: Math.round(floorPerSecond),
    floor_cpu_us: Math.round(median(floor.map((round) => round.cpuMicros))),
    of_floor: Number((perSecond / floorPerSecond).toFixed(2)),
    at_half_rate: { p50_ms: latency.p50, p99_ms: latency.p99 },
  })}\n`,
);
await service.stop();
await connection.drain();
await mongo.client.close();
