import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { followLogs, parseLine, type LogLine } from "../logs.ts";

let folder: string;
let told: LogLine[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wangge-logs-"));
  told = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const follow = () =>
  followLogs(folder, (lines) => {
    told.push(...lines);
  });
const write = (text: string): void => {
  appendFileSync(join(folder, "dispatch.log"), text);
};
const line = (msg: string): string =>
  `${JSON.stringify({ level: 40, time: Date.now(), name: "dispatch", msg, traceId: "abc" })}\n`;

it("reads what pino wrote, and takes anything else as it is", () => {
  const text = '{"level":50,"time":7,"name":"intake","msg":"refused","code":"report.closed"}';
  expect(parseLine("intake", text, 9)).toEqual({
    at: 7,
    of: "intake",
    level: "error",
    message: "refused",
    fields: { code: "report.closed" },
  });
  for (const odd of ["{ no json", "[1] 2026/11/30 [INF] Server is ready", '{"level":"info"}', "null"])
    expect(parseLine("nats", odd, 9)).toEqual({ at: 9, of: "nats", level: "plain", message: odd, fields: {} });
});

it("tells each line once, and a half line when it is whole", () => {
  write(line("first"));
  const logs = follow();
  logs.look();
  logs.look();
  expect(told.map(({ message }) => message)).toEqual(["first"]);

  const second = line("second");
  write(second.slice(0, 10));
  logs.look();
  write(second.slice(10));
  logs.look();
  expect(told.map(({ message }) => message)).toEqual(["first", "second"]);
  expect(logs.lines().at(-1)).toMatchObject({ of: "dispatch", level: "warn", traceId: "abc" });
});

it("begins anew with a file that was made anew", () => {
  write(line("a line of the old file, which is longer"));
  const logs = follow();
  logs.look();
  writeFileSync(join(folder, "dispatch.log"), "new\n");
  logs.look();
  expect(told.map(({ message }) => message).at(-1)).toBe("new");
});

it("reads only the end of a log that was there before", () => {
  for (let at = 0; at < 3_000; at += 1) write(line(`line ${String(at)}`));
  follow().look();
  expect(told.length).toBeLessThan(1_000);
  expect(told.at(-1)?.message).toBe("line 2999");
});
