/**
 * Makes from the contracts all that is not TypeScript: `schemas/`, `asyncapi.yaml`, the page `events.html`, the table in README.md.
 * `--check` compares and changes nothing; `--release` keeps the schemas of this version, for later ones to be compared with.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import * as events from "../src/events.ts";
import type { EventContract } from "../src/event.ts";
import { asyncapiOf } from "./asyncapi.ts";
import { catalogueOf } from "./catalogue.ts";
import { breakingChanges, type Schemas } from "./compatibility.ts";
import { readReaders } from "./readers.ts";
import { schemaOf, type Schema } from "./schemas.ts";
import { tableOf, withTable } from "./table.ts";

const root = join(import.meta.dirname, "..");
const readers = readReaders();
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string };

const isContract = (value: unknown): value is EventContract =>
  typeof value === "object" && value !== null && "subject" in value && "example" in value;
const contracts = Object.values<unknown>(events)
  .filter(isContract)
  .sort((one, other) => (one.subject < other.subject ? -1 : 1));

const readSchemas = (folder: string): Schemas =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => [name.slice(0, -".json".length), JSON.parse(readFileSync(join(folder, name), "utf8")) as Schema]),
  );

/** The files as they should be, by their path below this package. */
const wanted = async (): Promise<ReadonlyMap<string, string>> => {
  const readme = withTable(readFileSync(join(root, "README.md"), "utf8"), tableOf(contracts));
  return new Map([
    ...contracts.map(
      (contract) =>
        [`schemas/${contract.subject}.json`, `${JSON.stringify(schemaOf(contract), undefined, 2)}\n`] as const,
    ),
    ["asyncapi.yaml", asyncapiOf(contracts, version, readers)],
    [
      "events.html",
      catalogueOf(
        contracts.map((contract) => ({
          contract,
          since: firstWith(contract.subject),
          readers: readers[contract.subject] ?? [],
        })),
        version,
      ),
    ],
    ["README.md", await format(readme, { parser: "markdown", printWidth: 120 })],
  ]);
};

const schemasThere = (): readonly string[] =>
  existsSync(join(root, "schemas")) ? readdirSync(join(root, "schemas")).map((name) => `schemas/${name}`) : [];

const isFresh = (path: string, text: string): boolean =>
  existsSync(join(root, path)) && readFileSync(join(root, path), "utf8") === text;

/** In the order they came. */
const releases = existsSync(join(root, "releases"))
  ? readdirSync(join(root, "releases")).sort((one, other) => one.localeCompare(other, "en", { numeric: true }))
  : [];
const firstWith = (subject: string): string | undefined =>
  releases.find((release) => existsSync(join(root, "releases", release, "schemas", `${subject}.json`)));

const breaks = (): readonly string[] => {
  const last = releases.at(-1);
  if (last === undefined) return [];
  const now = Object.fromEntries(contracts.map((contract) => [contract.subject, schemaOf(contract)]));
  // As they are written: without what JSON leaves out.
  return breakingChanges(
    readSchemas(join(root, "releases", last, "schemas")),
    JSON.parse(JSON.stringify(now)) as Schemas,
  );
};

const complain = (title: string, lines: readonly string[]): void => {
  if (lines.length === 0) return;
  process.stderr.write(`${title}\n${lines.map((line) => `  ${line}\n`).join("")}`);
  process.exitCode = 1;
};

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  process.stdout.write(`${path}\n`);
};

const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, release: { type: "boolean", default: false } },
});
const files = await wanted();
const stale = [...files].filter(([path, text]) => !isFresh(path, text));
const leftOver = schemasThere().filter((path) => !files.has(path));

complain(`Not compatible with release ${releases.at(-1) ?? ""} (a new meaning is a new version, v2):`, breaks());
if (options.check) complain("Not up to date, run npm run contracts:", [...stale.map(([path]) => path), ...leftOver]);
else {
  for (const [path, text] of stale) write(path, text);
  for (const path of leftOver) rmSync(join(root, path));
}
if (options.release && process.exitCode === undefined) {
  const folder = `releases/${version}/schemas`;
  if (existsSync(join(root, folder))) complain("Released already:", [version]);
  else for (const [path, text] of files) if (path.startsWith("schemas/")) write(`releases/${version}/${path}`, text);
}
