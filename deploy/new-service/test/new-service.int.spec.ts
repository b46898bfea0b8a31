/** `npm run new:service` in a copy of this repository: what it makes is right as it is, by the checks of this repository. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../../local/stack.mjs";

const clone = mkdtempSync(join(tmpdir(), "wangge-clone-"));
const LEFT_OUT = new Set([".git", ".wangge", "node_modules"]);
/** What names the new service in its types; the rest of the repository is as it was. */
const LISTING = ["deploy/provision", "deploy/doctor/aggregates-of-all.ts", "services/gateway/src/manifest.ts"];
const WORKSPACES = ["shared/contracts", "shared/kit", "shared/calendar", "loadtest", "deploy"];

const ownPackages = join(clone, "node_modules/@wangge");
const link = (folder: string): void => {
  symlinkSync(join(clone, folder), join(ownPackages, basename(folder)));
  const nested = join(root, folder, "node_modules");
  if (existsSync(nested)) symlinkSync(nested, join(clone, folder, "node_modules"));
};

/** As npm would: the packages of others are those of this repository, our own are those of the copy. */
const linkPackages = (): void => {
  mkdirSync(ownPackages, { recursive: true });
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== "@wangge") symlinkSync(join(root, "node_modules", name), join(clone, "node_modules", name));
  const services = readdirSync(join(clone, "services"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const folder of [...services.map(({ name }) => `services/${name}`), ...WORKSPACES]) link(folder);
};

const run = (file: string, ...args: readonly string[]): string => {
  const options = { cwd: clone, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" }, stdio: "pipe" } as const;
  try {
    return execFileSync(process.execPath, [file, ...args], options);
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${file} ${args.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
  }
};
const tool = (path: string, ...args: readonly string[]): string => run(join("node_modules", path), ...args);

let made: readonly string[];

beforeAll(() => {
  cpSync(root, clone, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(relative(root, path))) });
  linkPackages();
  const said = run("deploy/new-service/main.ts", "noise", "--without-install");
  made = said.split("\n").filter((line) => line.includes("/"));
  link("services/noise");
}, 120_000);
afterAll(() => {
  rmSync(clone, { recursive: true, force: true });
});

it("is formatted, and its contracts' schemas, document and page are up to date", () => {
  const files = made.filter((path) => !path.includes(" "));
  expect(files.length).toBeGreaterThan(20);
  expect(files).toEqual(expect.arrayContaining(["k8s/base/noise/kustomization.yaml", "deploy/compose.yaml"]));
  const options = ["--config", ".config/prettier.json", "--ignore-path", ".config/prettierignore"];
  tool("prettier/bin/prettier.cjs", ...options, "--check", ...files);
  run("shared/contracts/generate/main.ts", "--check");
}, 120_000);

it("has types that fit, with everything that lists it", () => {
  const include = [...LISTING, "services/noise", "shared/contracts/src"].map((path) => `../${path}`);
  writeFileSync(
    join(clone, ".config/tsconfig.new.json"),
    JSON.stringify({ extends: "../tsconfig.base.json", include }),
  );
  tool("typescript/bin/tsc", "-p", ".config/tsconfig.new.json");
  tool("typescript/bin/tsc", "-p", ".config/tsconfig.load.json");
}, 600_000);

it("is in compose, in every cluster and in the table of who may ask what, as the checks of each want it", () => {
  for (const program of ["deploy/k8s/permissions.ts", "deploy/security/main.ts"]) run(program);
  const checks = [
    "deploy/k8s/test/overlays.spec.ts",
    "deploy/security/test/access.spec.ts",
    "deploy/provision/test/compile.spec.ts",
  ];
  const said = tool("vitest/vitest.mjs", "run", "--config", ".config/vitest.config.ts", "--project", "unit", ...checks);
  expect(said).toMatch(/Test Files +3 passed/);
}, 240_000);

it("has nothing that the linter or the dependency rules forbid", () => {
  tool("eslint/bin/eslint.js", "-c", ".config/eslint.config.js", "services/noise", "shared/contracts/src/noise");
  const rules = ["--config", ".config/dependency-cruiser.cjs"];
  tool(
    "dependency-cruiser/bin/dependency-cruiser.mjs",
    ...rules,
    "services/noise",
    "shared/contracts/src",
    "deploy/provision",
  );
}, 600_000);

it("passes its own tests, on the real bus and store too", () => {
  const said = tool("vitest/vitest.mjs", "run", "--config", ".config/vitest.config.ts", "services/noise");
  expect(said).toMatch(/Tests +13 passed/);
}, 240_000);
