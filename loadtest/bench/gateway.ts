/**
 * `npm run bench:gateway`: what HTTP costs. CPU of the gateway's process for a request, beside fastify alone that gives the very same
 * answer, at the same open rate in the same run; and what a report costs the gateway and the whole platform when it comes by itself, and
 * when it comes among a hundred or a thousand lines. One JSON line a part, as soon as it is measured.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connectNats, jetstreamBus, silentLog } from "@wangge/kit";
import { onStop, root, startStack, type Stack } from "../../deploy/local/stack.mjs";
import { orderOf, rangeOf, rounded } from "../peers/figures.ts";
import { cpuMicrosOf } from "../peers/machine.ts";
import { arrive, asking, type Asked } from "./ask.ts";
import type { Exchange } from "./exchange.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    rate: { type: "string", default: "3000" },
    reports: { type: "string", default: "100" },
    only: { type: "string", default: "question,report,bulk" },
  },
});
const only = new Set(values.only.split(","));
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const [questionRate, reportRate] = [Number(values.rate), Number(values.reports)];
/** So that what is compiled while it runs is compiled. */
const WARM = 2_000;
const CONNECTIONS = 32;
/** The gateway counts requests by account. */
const ACCOUNTS = 8;
const LINES = [100, 1000];
/** Reports in a round of bulks. */
const BULK_REPORTS = 2_000;
/** Known of moleculer-web, a gateway in the same place; not measured here. */
const MOLECULER_WEB = 2.3;
const json = { "content-type": "application/json" };

const dataDir = mkdtempSync(join(tmpdir(), "wangge-bench-"));
const children: ChildProcess[] = [];
const { ask, close } = asking(CONNECTIONS);

const startBare = async (exchange: Exchange): Promise<{ readonly url: string; readonly pid: number }> => {
  const child = spawn(process.execPath, [join(root, "loadtest/bench/bare.ts"), JSON.stringify(exchange)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [first] = (await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(() => {
      throw new Error("the floor did not start");
    }),
  ])) as [Buffer];
  return { url: first.toString().trim(), pid: child.pid ?? 0 };
};

/** What was spent while this ran, in microseconds, for one of `count`. */
const spentBy = async (pids: readonly number[], count: number, work: () => Promise<unknown>): Promise<number> => {
  const before = cpuMicrosOf(pids);
  await work();
  const after = cpuMicrosOf(pids);
  return after === undefined || before === undefined ? NaN : (after - before) / count;
};

const meanOf = (taken: readonly number[]): number => taken.reduce((sum, one) => sum + one, 0) / taken.length;

/** The mean, since the kernel counts in hundredths of a second: over all rounds they add up. */
const figureOf = (taken: readonly number[]) => ({
  cpu_us: Math.round(meanOf(taken)),
  range: rangeOf(taken).map(Math.round),
});

interface Side {
  readonly pid: number;
  readonly once: (index: number) => Promise<void>;
}

/** In turn, each at the same rate; the mean of each, and how many times the second is of the first. */
const compare = async (rate: number, sides: readonly [bare: Side, ours: Side]) => {
  const [bare, ours] = sides;
  for (const { once: one } of sides) await arrive(WARM, rate * 2, one);
  const taken = new Map<Side, number[]>(sides.map((side) => [side, []]));
  const count = Math.round(rate * seconds);
  for (let round = 0; round < rounds; round += 1)
    for (const side of orderOf(sides, round))
      taken.get(side)?.push(await spentBy([side.pid], count, () => arrive(count, rate, side.once)));
  const [floor, own] = [figureOf(taken.get(bare) ?? []), figureOf(taken.get(ours) ?? [])];
  return { per_second: rate, bare: floor, gateway: own, gateway_of_bare: rounded(own.cpu_us / floor.cpu_us, 2) };
};

const run = async (stack: Stack): Promise<void> => {
  const store = stack.engines.get("mongo")?.kind ?? null;
  const say = (part: string, measured: object): void => {
    console.log(JSON.stringify({ bench: "gateway", part, unit: "cpu_us", store, rounds, ...measured }));
  };
  const gateway = stack.services.get("gateway")?.pid ?? 0;
  const signIn = async (_: unknown, account: number): Promise<{ readonly authorization: string }> => {
    const issued = await ask({
      url: `${stack.url}/dev/issuer/token`,
      method: "POST",
      headers: json,
      body: JSON.stringify({ sub: `bench-clerk-${String(account)}`, roles: ["clerk"] }),
    });
    const { access_token: token } = JSON.parse(issued.text) as { readonly access_token: string };
    return { authorization: `Bearer ${token}` };
  };
  const [headers = {}, ...others] = await Promise.all(Array.from({ length: ACCOUNTS }, signIn));
  const accounts = [headers, ...others];
  let asks = 0;
  const anyone = (): Readonly<Record<string, string>> => accounts[(asks += 1) % accounts.length] ?? headers;
  const withKey = (key: string) => ({ ...anyone(), ...json, "idempotency-key": key });
  const mustBe = async (status: number, asked: Asked): Promise<string> => {
    const answer = await ask(asked);
    if (answer.status !== status)
      throw new Error(`${asked.url} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    return answer.text;
  };
  const api = `${stack.url}/api/v1`;
  const listed = await mustBe(200, { url: `${api}/grids?limit=500`, method: "GET", headers });
  const { grids } = JSON.parse(listed) as { readonly grids: readonly { readonly code: string }[] };

  const gridPath = `/api/v1/grids/${grids[0]?.code ?? ""}`;
  const grid = await mustBe(200, { url: stack.url + gridPath, method: "GET", headers });
  const question = {
    method: "GET",
    path: gridPath,
    route: "/api/v1/grids/:code",
    status: 200,
    answer: JSON.parse(grid) as unknown,
  };

  let number = 0;
  const reportOf = () => {
    number += 1;
    const code = grids[(number * 13) % grids.length]?.code;
    return { category: "event-0201", channel: "phone", grid: code, description: "路灯不亮，灯杆编号看不清" };
  };
  const reportTo = (url: string) => ({
    url: `${url}/api/v1/reports`,
    method: "POST",
    headers: withKey(`bench-${String(number)}`),
    body: JSON.stringify(reportOf()),
  });
  const receipt = await mustBe(201, reportTo(stack.url));
  const path = "/api/v1/reports";
  const report = {
    method: "POST",
    path,
    route: path,
    body: reportOf(),
    status: 201,
    answer: JSON.parse(receipt) as unknown,
  };

  const [bareQuestion, bareReport] = [await startBare(question), await startBare(report)];
  const questionTo = (url: string, pid: number): Side => ({
    pid,
    once: async () => {
      await mustBe(200, { url: url + gridPath, method: "GET", headers: anyone() });
    },
  });
  const reportsTo = (url: string, pid: number): Side => ({
    pid,
    once: async () => {
      await mustBe(201, reportTo(url));
    },
  });
  const known = { moleculer_web_of_bare: MOLECULER_WEB };
  if (only.has("question")) {
    const sides = [questionTo(bareQuestion.url, bareQuestion.pid), questionTo(stack.url, gateway)] as const;
    say("question", { ...(await compare(questionRate, sides)), ...known });
  }
  if (only.has("report")) {
    const sides = [reportsTo(bareReport.url, bareReport.pid), reportsTo(stack.url, gateway)] as const;
    say("report", { ...(await compare(reportRate, sides)), ...known });
  }
  if (!only.has("bulk")) return;

  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = stack.env;
  const connection = await connectNats({ url, user, password, name: "bench", log: silentLog });
  const bus = jetstreamBus(connection, silentLog);
  /** Every report filed and assigned: dispatch has said nothing new for a while. */
  const settle = async (): Promise<void> => {
    for (let last = -1, now = 0; last !== now;) {
      last = now;
      await sleep(400);
      now = await bus.lastSequence("EVT_DISPATCH");
    }
  };
  const everybody = () => [...stack.engines.values(), ...stack.services.values()].flatMap(({ pid }) => pid ?? []);
  const both = async (count: number, work: () => Promise<unknown>) => {
    await settle();
    let own = NaN;
    const whole = await spentBy(everybody(), count, async () => {
      own = await spentBy([gateway], count, work);
      await settle();
    });
    return { own, whole };
  };
  const single = () => {
    const count = Math.round(reportRate * seconds);
    return both(count, () => arrive(count, reportRate, reportsTo(stack.url, gateway).once));
  };
  const bulk = (lines: number) => async () => {
    const send = async (): Promise<void> => {
      for (let sent = 0; sent < BULK_REPORTS; sent += lines) {
        const body = Array.from({ length: lines }, () =>
          JSON.stringify({ ...reportOf(), idempotencyKey: `bulk-${String(number)}` }),
        );
        const text = await mustBe(200, {
          url: `${api}/reports/bulk`,
          method: "POST",
          headers: { ...headers, "content-type": "application/x-ndjson" },
          body: `${body.join("\n")}\n`,
        });
        const receipts = text.split('"receipt"').length - 1;
        if (receipts !== lines) throw new Error(`${String(lines)} lines had ${String(receipts)} receipts`);
      }
    };
    return both(BULK_REPORTS, send);
  };
  const ways = [["single", single] as const, ...LINES.map((lines) => [String(lines), bulk(lines)] as const)];
  const taken = new Map(ways.map(([name]) => [name, { own: [] as number[], whole: [] as number[] }]));
  for (let round = -1; round < rounds; round += 1)
    for (const [name, way] of orderOf(ways, round)) {
      const { own, whole } = await way();
      if (round < 0) continue; // warm
      taken.get(name)?.own.push(own);
      taken.get(name)?.whole.push(whole);
    }
  await connection.drain();
  const [alone] = [...taken.values()];
  const shares = [...taken].map(([lines, { own, whole }]) => ({
    lines: lines === "single" ? 1 : Number(lines),
    gateway: figureOf(own),
    platform: figureOf(whole),
    gateway_of_single: rounded(meanOf(own) / meanOf(alone?.own ?? []), 3),
    platform_of_single: rounded(meanOf(whole) / meanOf(alone?.whole ?? []), 3),
  }));
  say("bulk", { shares });
};

let stack: Stack | undefined;
const cleanUp = async (): Promise<void> => {
  close();
  for (const child of children) child.kill();
  await stack?.stop();
  rmSync(dataDir, { recursive: true, force: true });
};
onStop(
  () => void cleanUp().finally(() => process.exit(130)),
  () => process.exit(130),
);
try {
  stack = await startStack({
    dataDir,
    environment: {},
    env: { LOG_LEVEL: "error", RATE_PER_SECOND: "1000000", PATROLS: "none" },
  });
  await stack.waitReady({ timeoutMs: 120_000 });
  await run(stack);
} finally {
  await cleanUp();
}
process.exit();
