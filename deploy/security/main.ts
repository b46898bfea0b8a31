/** `npm run -s access`: makes the tables of who may ask what, and who sees which field, again. `--check` compares and changes nothing. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { manifests } from "../provision/principals.ts";
import { rowsOf, Scope, scopeProblems } from "./access.ts";
import { definitionsAtRest } from "./definitions.ts";
import { fieldsMarkdown } from "./fields-table.ts";
import { fieldProblems, fieldsOfAll, PersonalFields } from "./fields.ts";
import { jsonOf, markdownOf } from "./table.ts";

const here = import.meta.dirname;
const root = join(here, "../..");
const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });

const complain = (title: string, lines: readonly string[]): void => {
  if (lines.length === 0) return;
  process.stderr.write(`${title}\n${lines.map((line) => `  ${line}\n`).join("")}`);
  process.exitCode = 1;
};

const definitions = await definitionsAtRest();
const known = new Set(definitions.map(({ manifest }) => manifest.name));
const rows = rowsOf(definitions);
const scopes = z.array(Scope).parse(JSON.parse(readFileSync(join(here, "data/scopes.json"), "utf8")));
const fields = fieldsOfAll(definitions);
const personal = z
  .array(PersonalFields)
  .parse(JSON.parse(readFileSync(join(here, "data/personal-fields.json"), "utf8")));
const files = new Map([
  ["access.md", markdownOf(rows, scopes)],
  ["fields.md", fieldsMarkdown(fields, personal, rows)],
  ["data/access.json", jsonOf(rows)],
]);
const isFresh = ([path, text]: readonly [string, string]): boolean =>
  existsSync(join(here, path)) && readFileSync(join(here, path), "utf8") === text;
const stale = [...files].filter((file) => !isFresh(file));

// The gateway has no actions of its own: it mounts the others'.
complain(
  "List in deploy/security/definitions.ts:",
  manifests.map(({ name }) => name).filter((name) => name !== "gateway" && !known.has(name)),
);
complain("Say in deploy/security/data/scopes.json for whom:", scopeProblems(rows, scopes, root));
complain("Say in deploy/security/data/personal-fields.json who sees it:", fieldProblems(fields, personal, rows, root));
if (options.check)
  complain("Not up to date, run npm run -s access:", stale.map(([path]) => `deploy/security/${path}`)); // prettier-ignore
else
  for (const [path, text] of stale) {
    writeFileSync(join(here, path), text);
    process.stdout.write(`deploy/security/${path}\n`);
  }
process.exit();
