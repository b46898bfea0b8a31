/**
 * `npm run new:service -- <name>`: a service with contracts, a rule, tests, manifest and smoke load, entered in the platform.
 * `--into FOLDER`: the same in a repository of its own, with the platform's packages beside it. All is worked out before anything is written.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { packAll } from "../packages/pack.ts";
import { nameOf, newServiceFiles, Refusal, standaloneFiles } from "./make.ts";

const root = join(import.meta.dirname, "../..");
const config = join(root, ".config/prettier.json");

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { into: { type: "string" }, "without-install": { type: "boolean", default: false } },
});

/** What is made of the manifests and the code of all services, which are found once it is installed; and last, of the contracts alone. */
const GENERATORS = [
  "deploy/provision/readers.ts",
  "deploy/k8s/permissions.ts",
  "deploy/security/main.ts",
  "shared/contracts/generate/main.ts",
];

const formatted = async (path: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(path, { config })), filepath: path });

const run = (cwd: string, command: string, ...args: readonly string[]): void => {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
};

const install = (cwd: string): void => {
  if (values["without-install"]) return;
  run(cwd, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error");
};

const write = async (folder: string, files: ReadonlyMap<string, string>): Promise<void> => {
  const made = [...files].map(async ([path, text]) => [path, await formatted(join(root, path), text)] as const);
  for (const [path, text] of await Promise.all(made)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    process.stdout.write(`${path}\n`);
  }
};

const inPlatform = async (asked: string): Promise<void> => {
  await write(root, newServiceFiles(nameOf(asked, root), root));
  install(root);
  for (const program of values["without-install"] ? GENERATORS.slice(-1) : GENERATORS)
    run(root, process.execPath, program);
  process.stdout.write(`\nservices/${asked} is there: npm run check, npm start. Begin with its src/domain/work.ts.\n`);
};

const onItsOwn = async (asked: string, folder: string): Promise<void> => {
  const name = nameOf(asked, root);
  if (existsSync(folder) && readdirSync(folder).some((entry) => entry !== ".git"))
    throw new Refusal(`${folder} is not empty`);
  const scratch = mkdtempSync(join(tmpdir(), "wangge-pack-"));
  try {
    const tarballs = packAll(join(folder, "packages"), scratch);
    const packages = tarballs.map(({ name: own, path }) => [own, `file:packages/${basename(path)}`] as const);
    await write(folder, standaloneFiles(name, root, Object.fromEntries(packages)));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  install(folder);
  process.stdout.write(`\n${folder} is there: npm run check. Begin with src/domain/work.ts.\n`);
};

const [asked] = positionals;
try {
  if (asked === undefined || positionals.length > 1)
    throw new Refusal("usage: npm run new:service -- <name> [--into FOLDER]");
  await (values.into === undefined ? inPlatform(asked) : onItsOwn(asked, resolve(values.into)));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`wangge: ${error.message}\n`);
  process.exitCode = 2;
}
