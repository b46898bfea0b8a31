/**
 * `npm run registry:import`: a whole district from files.
 *   --dir FOLDER         the bundle: streets.csv, 网格.geojson … (services/registry/README.md)
 *   --dry-run            only say what would be, and everything that is wrong
 *   --missing end        end the records that the bundle's tables do not mention
 *   --from 2018-01-01    the first day on which it is so (default: today)
 *   --reason TEXT        why, and by whose decision; stands in the journal
 *   --key KEY            the same key again asks for the same import (default: a new one)
 *   --url URL            of the gateway (default: the stack that runs here); --token TOKEN, or WANGGE_TOKEN
 *   --export FOLDER      the other way round: writes the register as a bundle
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { createClient } from "../demo/client.ts";
import { errorLine, summaryLines, type ImportAnswer } from "./report.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    missing: { type: "string", default: "keep" },
    from: { type: "string" },
    reason: { type: "string", default: "数据包导入" },
    key: { type: "string" },
    url: { type: "string" },
    token: { type: "string" },
    export: { type: "string" },
    ids: { type: "boolean", default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const giveUp = (why: string): never => {
  process.stderr.write(`${why}\n`);
  process.exit(2);
};

const url = values.url ?? process.env["WANGGE_URL"] ?? "http://127.0.0.1:8080";
const client = createClient(url, 20_000);
/** Without one, the development issuer of a local stack gives it. */
const tokenOf = (): Promise<string> => client.token({ sub: "registry-import", roles: ["supervisor"] });
const token = values.token ?? process.env["WANGGE_TOKEN"] ?? (await tokenOf());

const BUNDLE = /\.(csv|geojson|json)$/i;
const POLL_MS = 300;
const SHOWN_ERRORS = 2_000;

const exportTo = async (folder: string): Promise<void> => {
  const query = `?ids=${String(values.ids)}${values.from === undefined ? "" : `&on=${values.from}`}`;
  const { status, body } = await client.get(`/api/v1/exports/bundle${query}`, token);
  if (status !== 200) giveUp(`${String(status)} ${JSON.stringify(body)}`);
  mkdirSync(folder, { recursive: true });
  for (const { name, base64 } of body["files"] as readonly { name: string; base64: string }[]) {
    const file = join(folder, name.replace(/\.gz$/, ""));
    writeFileSync(file, gunzipSync(Buffer.from(base64, "base64")));
    say(file);
  }
};

const importFrom = async (folder: string): Promise<void> => {
  const files = readdirSync(folder)
    .filter((name) => BUNDLE.test(name))
    .sort()
    .map((name) => ({ name: `${name}.gz`, base64: gzipSync(readFileSync(join(folder, name))).toString("base64") }));
  if (files.length === 0) giveUp(`${folder} holds no .csv and no .geojson`);
  const { missing, reason } = values;
  const request = {
    effectiveFrom: values.from ?? new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
    reason,
    missing,
    dryRun: values["dry-run"],
    files,
  };
  const { key = randomUUID() } = values;
  const begun = await client.post("/api/v1/imports", request, { token, key });
  if (begun.status !== 202) giveUp(`${String(begun.status)} ${JSON.stringify(begun.body)}`);
  const id = String(begun.body["id"]);
  let told = "";
  const look = async (after: number): Promise<ImportAnswer> => {
    const { body } = await client.get(`/api/v1/imports/${id}?limit=500&after=${String(after)}`, token);
    return body as unknown as ImportAnswer;
  };
  for (;;) {
    const answer = await look(0);
    const line = `${answer.state} ${String(Math.round(answer.progress * 100))} %`;
    if (line !== told) say((told = line));
    if (["done", "refused", "failed"].includes(answer.state)) {
      for (const summary of summaryLines(answer)) say(summary);
      let page = answer;
      for (let shown = 0; ; page = await look(page.next)) {
        for (const error of page.errors) say(errorLine(error));
        shown += page.errors.length;
        if (page.next === undefined || shown >= SHOWN_ERRORS) break;
      }
      process.exitCode = answer.state === "done" ? 0 : 1;
      return;
    }
    await sleep(POLL_MS);
  }
};

if (values.export !== undefined) await exportTo(values.export);
else if (values.dir !== undefined) await importFrom(values.dir);
else giveUp("usage: npm run registry:import -- --dir FOLDER [--dry-run] [--missing end] | --export FOLDER");
