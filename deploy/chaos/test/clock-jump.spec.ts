import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const preload = fileURLToPath(new URL("../clock-jump.mjs", import.meta.url));

/** What a program of that clock says of it, before and after it jumps an hour further. */
const program = `
import { statSync, writeFileSync } from "node:fs";
const before = [Date.now(), new Date().getTime(), new Date("2026-01-01T00:00:00Z").getTime(), new Date(2026, 0).getMonth()];
writeFileSync(process.env.CLOCK_JUMP_FILE, "3600000");
await new Promise((resolve) => setTimeout(resolve, 100));
const isDate = new Date() instanceof Date && statSync(process.env.CLOCK_JUMP_FILE).mtime instanceof Date;
console.log(JSON.stringify([...before, Date.now(), isDate && Date.name === "Date"]));`;

it("a clock is as far off as its file says, at once and when that changes; dates that are given stay", () => {
  const folder = mkdtempSync(join(tmpdir(), "wangge-clock-"));
  const file = join(folder, "clock");
  writeFileSync(file, "-3600000");
  const args = [`--import=${preload}`, "--input-type=module", "-e", program];
  const told = execFileSync(process.execPath, args, { env: { ...process.env, CLOCK_JUMP_FILE: file } });
  const [now, at, given, month, later, isDate] = JSON.parse(told.toString()) as readonly [...number[], boolean];
  const near = (ms: unknown, off: number): number => Math.abs(Number(ms) - (Date.now() + off));
  expect(near(now, -3_600_000)).toBeLessThan(20_000);
  expect(near(at, -3_600_000)).toBeLessThan(20_000);
  expect([given, month, isDate]).toEqual([Date.parse("2026-01-01T00:00:00Z"), 0, true]);
  expect(near(later, 3_600_000)).toBeLessThan(20_000);
  rmSync(folder, { recursive: true });
});
