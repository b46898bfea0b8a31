/**
 * `npm run bench:window`: how long an accepted report takes at the window, under the busiest minute of the load model and many times
 * that, on the whole platform with durable settings; and in the same run the floor, a question that no service answers but the gateway.
 * Arrivals are open: a slow answer does not slow down who comes next. One JSON line.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startStack } from "../../deploy/local/stack.mjs";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "20" }, times: { type: "string", default: "1,10,50" } },
});
const seconds = Number(values.seconds);

/** Reports in the busiest minute: Los Angeles, 2 January 2020 (deploy/demo/data/README.md names the source). */
const PEAK_MINUTE = 107;

const MIX = [
  { category: "event-0135", attributes: { pieces: "1" } },
  { category: "event-0201" },
  { category: "event-0111" },
  { category: "event-0110" },
  { category: "component-0137", attributes: { fault: "dark" } },
];

const dataDir = mkdtempSync(join(tmpdir(), "wangge-bench-"));
const stack = await startStack({
  dataDir,
  environment: {},
  env: { LOG_LEVEL: "error", RATE_PER_SECOND: "100000" },
  log: () => undefined,
});

const rank = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;

/** Asks at a fixed rate, whatever comes back when; milliseconds of each answer. */
const arrive = async (perSecond: number, ask: (index: number) => Promise<void>): Promise<readonly number[]> => {
  const times: number[] = [];
  const running: Promise<void>[] = [];
  const started = performance.now();
  const count = Math.max(1, Math.round(perSecond * seconds));
  for (let index = 0; index < count; index += 1) {
    const due = started + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    running.push(
      ask(index).then(() => {
        // From when it should have been asked: a queue in front of the door counts too.
        times.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(running);
  return times.toSorted((one, other) => one - other);
};

try {
  await stack.waitReady({ timeoutMs: 120_000 });
  const api = `${stack.url}/api/v1`;
  const json = { "content-type": "application/json" };
  const issued = await fetch(`${stack.url}/dev/issuer/token`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ sub: "bench-clerk", roles: ["clerk"] }),
  });
  const { access_token: token } = (await issued.json()) as { readonly access_token: string };
  const authorization = `Bearer ${token}`;
  const listed = await fetch(`${api}/grids?limit=500`, { headers: { authorization } });
  const { grids } = (await listed.json()) as { readonly grids: readonly { readonly code: string }[] };

  let number = 0;
  const file = async (): Promise<void> => {
    number += 1;
    const body = {
      ...MIX[number % MIX.length],
      channel: "phone",
      grid: grids[(number * 13) % grids.length]?.code,
      description: "bench",
      ...(number % 3 === 0 ? { reporter: { phone: `138${String(10_000_000 + number)}` } } : {}),
    };
    const response = await fetch(`${api}/reports`, {
      method: "POST",
      headers: { ...json, authorization, "idempotency-key": `bench-${String(number)}` },
      body: JSON.stringify(body),
    });
    await response.text();
    if (response.status !== 201) throw new Error(`a report was answered ${String(response.status)}`);
  };
  const look = async (): Promise<void> => {
    await (await fetch(`${stack.url}/livez`)).text();
  };

  await arrive(20, file); // warm
  const rounds = [];
  for (const times of values.times.split(",").map(Number)) {
    const perSecond = (times * PEAK_MINUTE) / 60;
    const floor = await arrive(perSecond, look);
    const taken = await arrive(perSecond, file);
    const [p50, p99] = [rank(taken, 0.5), rank(taken, 0.99)];
    const floor99 = rank(floor, 0.99);
    rounds.push({
      peak_times: times,
      per_second: Math.round(perSecond * 10) / 10,
      reports: taken.length,
      p50,
      p99,
      floor_p99: floor99,
      p99_of_floor: Math.round((10 * p99) / Math.max(0.1, floor99)) / 10,
    });
  }
  console.log(JSON.stringify({ bench: "window", unit: "ms", rounds }));
} finally {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
