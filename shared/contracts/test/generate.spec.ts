import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  existsSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const here = join(import.meta.dirname, "..");
const scratch = join(here, "../../.wangge");
let copy: string;

beforeEach(() => {
  mkdirSync(scratch, { recursive: true });
  copy = mkdtempSync(join(scratch, "contracts-"));
  for (const name of [
    "src",
    "generate",
    "schemas",
    "releases",
    "package.json",
    "README.md",
    "asyncapi.yaml",
    "events.html",
  ])
    cpSync(join(here, name), join(copy, name), { recursive: true });
  if (existsSync(join(here, "node_modules"))) symlinkSync(join(here, "node_modules"), join(copy, "node_modules"));
});
afterEach(() => {
  rmSync(copy, { recursive: true, force: true });
});

const run = (...options: readonly string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [join(copy, "generate/main.ts"), ...options], {
    encoding: "utf8",
  });
  return { status, stderr };
};
const edit = (path: string, change: (text: string) => string): void => {
  const text = readFileSync(join(copy, path), "utf8");
  const next = change(text);
  expect(next).not.toBe(text);
  writeFileSync(join(copy, path), next);
};

it("finds nothing to do in what is committed", () => {
  expect(run("--check")).toEqual({ status: 0, stderr: "" });
});

it("names every file that is not up to date, and makes it again", () => {
  edit("src/dispatch/case-closed.v1.ts", (text) => text.replace(/en: "[^"]*"/, 'en: "Case shut"'));
  writeFileSync(join(copy, "schemas/dispatch.case.forgotten.v1.json"), "{}");
  const { status, stderr } = run("--check");
  expect(status).toBe(1);
  expect(
    stderr
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => /^\S+$/.test(line))
      .sort(),
  ).toEqual([
    "README.md",
    "asyncapi.yaml",
    "events.html",
    "schemas/dispatch.case.closed.v1.json",
    "schemas/dispatch.case.forgotten.v1.json",
  ]);
  expect(run().status).toBe(0);
  expect(run("--check").status).toBe(0);
  expect(readdirSync(join(copy, "schemas"))).not.toContain("dispatch.case.forgotten.v1.json");
});

it("does not accept a change that breaks readers of the last release, made again or not", () => {
  edit("src/dispatch/case-closed.v1.ts", (text) =>
    text.replace(/^ {4}caseId: CaseId,\n/m, "").replace(/^ {4}caseId: "[^"]*",\n/m, ""),
  );
  expect(run().status).toBe(1);
  const { status, stderr } = run("--check");
  expect(status).toBe(1);
  expect(stderr).toContain("dispatch.case.closed.v1.caseId: the field is removed");
});

it("keeps a release once", () => {
  expect(run("--release").stderr).toContain("Released already");
  edit("package.json", (text) => text.replace('"version": "0.1.0"', '"version": "0.10.0"'));
  expect(run("--release").status).toBe(0);
  expect(readdirSync(join(copy, "releases/0.10.0/schemas")).length).toBeGreaterThan(5);
});
