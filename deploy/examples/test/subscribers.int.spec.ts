/** The example subscribers as integrators run them: own processes, own NATS user, rights to their durables and nothing else. */
import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as contracts from "@wangge/contracts";
import { publishSubject, schemaUrn, type EventContract } from "@wangge/contracts";
import {
  authorizationOf,
  connectNats,
  jetstreamBus,
  newId,
  provision,
  readAll,
  silentLog,
  type Bus,
  type OutMessage,
  type StreamMessage,
} from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startEngines, type Engines } from "../../local/engines.mjs";
import { root } from "../../local/stack.mjs";
import { goExample, javaExample, pythonTool } from "../../local/tools.mjs";
import { compiled, principalsOf } from "../../provision/principals.ts";
import { until } from "../../test/stack.ts";

const EVENTS = 10_000;
/** This one comes with a field that its schema does not allow to be missing. */
const BROKEN = 4_321;
const STREAM = "EVT_DISPATCH";
const SCHEMAS = join(root, "shared/contracts/schemas");
const examples = join(root, "deploy/examples");

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
type Language = "typescript" | "python" | "go" | "java";
const languages: readonly Language[] = ["typescript", "python", "go", "java"];

const programOf = async (language: Language): Promise<Program | { readonly missing: string }> => {
  switch (language) {
    case "typescript":
      return { command: process.execPath, args: [join(examples, "typescript/subscriber.ts")] };
    case "python": {
      const tool = await pythonTool("example-subscriber");
      if ("missing" in tool) return tool;
      return { command: tool.python, args: [join(examples, "python/subscriber.py")], env: tool.env };
    }
    case "go": {
      const built = await goExample();
      return "missing" in built ? built : { command: built.command, args: [] };
    }
    case "java": {
      const built = await javaExample();
      return "missing" in built ? built : { command: "java", args: ["-cp", built.classPath, "Subscriber"] };
    }
  }
};

const caseEvents = Object.values<unknown>(contracts).filter(
  (value): value is EventContract =>
    typeof value === "object" &&
    value !== null &&
    "subject" in value &&
    String(value.subject).startsWith("dispatch.case."),
);

/** Every kind of case event in turn, each by the example of its contract, with a place and a text of its own. */
const eventOf = (index: number): OutMessage => {
  const contract = caseEvents[index % caseEvents.length];
  if (contract === undefined) throw new Error("there are no case events");
  const id = newId();
  const grid = `510108${String(index % 748).padStart(9, "0")}`;
  const data: Record<string, unknown> = { ...(contract.example as object), note: `网格 ${String(index)} «é»` };
  const envelope = {
    specversion: "1.0",
    id,
    source: "dispatch",
    type: contract.subject,
    subject: newId(),
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    dataschema: schemaUrn(contract.subject),
    data: index === BROKEN ? {} : data,
  };
  return { id, subject: publishSubject(contract.subject, grid), body: JSON.stringify(envelope) };
};

let engines: Engines;
let folder: string;
let bus: Bus;
let dispatch: Bus;
let password: string;
const programs = new Map<Language, Program>();
/** Why a language is left out. */
const missing = new Map<Language, string>();
const running = new Set<ChildProcess>();
/** What every ledger has to be: a line for each stored event that its schema allows. */
let expected: readonly string[];
/** When the stream took in the event at a place of `expected`. */
let storedAt: readonly number[];

beforeAll(async () => {
  for (const language of languages) {
    const program = await programOf(language);
    if ("missing" in program)
      missing.set(language, `the ${language} subscriber cannot be run here (${program.missing})`);
    else programs.set(language, program);
  }
  folder = mkdtempSync(join(tmpdir(), "wangge-examples-"));
  const secrets = Object.fromEntries(
    ["admin", "dispatch", "examples"].map((user) => [user, randomBytes(16).toString("hex")]),
  );
  password = secrets["examples"] ?? "";
  const { MONGO_URL = "unused", REDIS_URL = "unused" } = process.env;
  engines = await startEngines({
    dataDir: join(folder, "engines"),
    natsAuth: authorizationOf(principalsOf(secrets)),
    environment: { MONGO_URL, REDIS_URL },
  });
  const connect = (user: string) =>
    connectNats({ url: engines.env.NATS_URL, user, password: secrets[user], name: user, log: silentLog });
  const admin = await connect("admin");
  await provision(admin, compiled().topology, { replicas: 1 });
  dispatch = jetstreamBus(await connect("dispatch"), silentLog);
  for (let from = 0; from <= EVENTS; from += 500) {
    const size = Math.min(500, EVENTS + 1 - from);
    await dispatch.publish(Array.from({ length: size }, (_, at) => eventOf(from + at)));
  }
  bus = jetstreamBus(admin, silentLog);
  const allowed: StreamMessage[] = [];
  for await (const message of readAll(bus, STREAM)) if (message.sequence !== BROKEN + 1) allowed.push(message);
  expected = allowed.map(({ sequence, id, text }) => {
    const { type } = JSON.parse(text) as { type: string };
    return `${String(sequence)} ${id} ${type} ${createHash("sha256").update(text).digest("hex")}`;
  });
  storedAt = allowed.map((message) => message.storedAt);
}, 600_000);

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await dispatch.close();
  await bus.close();
  await engines.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Run {
  readonly said: () => string;
  readonly kill: () => Promise<void>;
}

const start = (language: Language, ledger: string, from?: string): Run => {
  const program = programs.get(language);
  if (program === undefined) throw new Error(`${language} cannot be run here`);
  const child = spawn(program.command, [...program.args], {
    env: {
      ...process.env,
      ...program.env,
      NATS_URL: engines.env.NATS_URL,
      NATS_USER: "examples",
      NATS_PASSWORD: password,
      STREAM,
      DURABLE: `examples--${language}`,
      SCHEMAS,
      LEDGER: ledger,
      ...(from === undefined ? {} : { FROM: from }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += String(text)));
  const ended = new Promise<void>((resolve) => {
    child.on("exit", () => {
      running.delete(child);
      resolve();
    });
  });
  return {
    said: () => said,
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
};

const linesOf = (ledger: string): readonly string[] =>
  existsSync(ledger) ? readFileSync(ledger, "utf8").split("\n").slice(0, -1) : [];

/** Waits until the ledger has so many lines; tells what the program said where it does not come to that. */
const grown = async (ledger: string, count: number, run: Run): Promise<void> => {
  const ask = () => Promise.resolve(linesOf(ledger).length >= count || undefined);
  await until(ask, `${String(count)} lines`, 90_000).catch(() => {
    throw new Error(
      `${String(linesOf(ledger).length)} of ${String(count)} lines. It said: ${run.said().slice(-2_000)}`,
    );
  });
};

const ledgerOf = (language: Language, name: string): string => {
  mkdirSync(join(folder, language), { recursive: true });
  return join(folder, language, name);
};

const killedOnTheWay = async (language: Language): Promise<void> => {
  const ledger = ledgerOf(language, "ledger");
  const first = start(language, ledger);
  await grown(ledger, 3_000, first);
  await first.kill();
  expect(linesOf(ledger).length).toBeLessThan(EVENTS);
  const second = start(language, ledger);
  await grown(ledger, EVENTS, second);
  await second.kill();
  expect(linesOf(ledger)).toEqual(expected);
};

/** With the ledger of before it knows what it has done; in a new one it does it again. */
const fromSequence = async (language: Language): Promise<void> => {
  const [line = ""] = expected.slice(-100);
  const [sequence = "", id = ""] = line.split(" ");
  const old = ledgerOf(language, "ledger");
  const again = start(language, old, sequence);
  await until(() => Promise.resolve(again.said().split("known ").length > 100 || undefined), "100 known", 60_000);
  await again.kill();
  expect(again.said()).toContain(`known ${id}`);
  expect(linesOf(old)).toEqual(expected);
  const ledger = ledgerOf(language, "from-sequence");
  const anew = start(language, ledger, sequence);
  await grown(ledger, 100, anew);
  await anew.kill();
  expect(linesOf(ledger)).toEqual(expected.slice(-100));
};

/** A time is given in milliseconds; what the stream took in within that millisecond comes. */
const fromTime = async (language: Language): Promise<void> => {
  const time = storedAt[EVENTS - 700] ?? 0;
  const wanted = expected.filter((_, at) => (storedAt[at] ?? 0) >= time);
  const ledger = ledgerOf(language, "from-time");
  const run = start(language, ledger, new Date(time).toISOString());
  await grown(ledger, wanted.length, run);
  await run.kill();
  expect(linesOf(ledger)).toEqual(wanted);
};

it.concurrent.for(languages)(
  "in %s: 10,000 events once each and in order though it is killed on the way, none that its schema refuses, and again from a place or a time",
  { timeout: 240_000 },
  async (language, { skip }) => {
    skip(!programs.has(language), missing.get(language));
    await killedOnTheWay(language);
    await fromSequence(language);
    await fromTime(language);
  },
);

/** Longer than any of them waits for messages in one request. */
const QUIET_MS = 7_000;

it("each of them waits through a quiet time and goes on with what comes after it", async () => {
  const [last = ""] = expected.at(-1)?.split(" ") ?? [];
  const runs = [...programs.keys()].map((language) => {
    const ledger = ledgerOf(language, "quiet");
    return { ledger, run: start(language, ledger, last) };
  });
  for (const { ledger, run } of runs) await grown(ledger, 1, run);
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  await dispatch.publish([eventOf(EVENTS + 1)]);
  for (const { ledger, run } of runs) {
    await grown(ledger, 2, run);
    await run.kill();
    expect(linesOf(ledger)[0]).toBe(expected.at(-1));
  }
}, 120_000);
