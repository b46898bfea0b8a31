/**
 * `npm run reports:import`: many reports from a file of lines, with progress, each row with its own answer.
 *   --file FILE          NDJSON, one report a line: the body of POST /api/v1/reports (`gzip -dc … |` with --file -)
 *   --errors FILE        rows that were refused, one JSON line each with its number and why (default: only shown)
 *   --receipts FILE      rows that were taken on, with their numbers
 *   --give-up SECONDS    without an answer (default: 300)
 *   --url URL            of the gateway (default: the stack that runs here); --token TOKEN, or WANGGE_TOKEN
 *
 * The same file again, after whatever broke off, makes no second report.
 */
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient, retryAfterMs } from "../demo/client.ts";
import { portionsOf, sendPortion, type Answer, type Row } from "./lines.ts";

const { values } = parseArgs({
  options: {
    file: { type: "string" },
    errors: { type: "string" },
    receipts: { type: "string" },
    "give-up": { type: "string", default: "300" },
    url: { type: "string" },
    token: { type: "string" },
  },
});

const PORTION = 2_000;
const IN_FLIGHT = 2;
const SHOWN_ERRORS = 20;

const { file } = values;
if (file === undefined) {
  process.stderr.write("usage: npm run reports:import -- --file reports.ndjson [--errors refused.ndjson]\n");
  process.exit(2);
}

const url = values.url ?? process.env["WANGGE_URL"] ?? "http://127.0.0.1:8080";
const tokenOf = (): Promise<string> => createClient(url, 20_000).token({ sub: "reports-import", roles: ["clerk"] });
const token = values.token ?? process.env["WANGGE_TOKEN"] ?? (await tokenOf());

let lastAnswerAt = Date.now();
/** Not before this, says the gateway. */
let comeBackAt = 0;
const ask = async (rows: readonly Row[]): Promise<readonly Answer[]> => {
  const response = await fetch(`${url}/api/v1/reports/bulk`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body: rows.map(({ text }) => text).join("\n"),
    signal: AbortSignal.timeout(120_000),
  });
  const text = await response.text();
  if (response.status === 401 || response.status === 403) throw Object.assign(new Error(text), { isFatal: true });
  if (!response.ok) {
    comeBackAt = Date.now() + retryAfterMs(response);
    return [];
  }
  lastAnswerAt = Date.now();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Answer);
};

const pause = async (attempt: number): Promise<void> => {
  if (Date.now() - lastAnswerAt > Number(values["give-up"]) * 1000) {
    process.stderr.write(`no answer from ${url}: giving up; the same command goes on from here\n`);
    process.exit(1);
  }
  await sleep(Math.max(Math.min(5_000, 200 * 2 ** attempt), comeBackAt - Date.now()));
};

const asked = async (rows: readonly Row[]): Promise<readonly Answer[]> => {
  try {
    return await ask(rows);
  } catch (error) {
    if (error instanceof Error && "isFatal" in error) {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
    return [];
  }
};

const writeTo = (path: string | undefined) => (path === undefined ? undefined : createWriteStream(path));
const [errors, receipts] = [writeTo(values.errors), writeTo(values.receipts)];
const size = file === "-" ? undefined : statSync(file).size;
const source = file === "-" ? process.stdin : createReadStream(file);
const started = Date.now();
const done = { accepted: 0, refused: 0 };
const codes = new Map<string, number>();

const note = ({
  accepted,
  refused,
}: {
  readonly accepted: readonly Answer[];
  readonly refused: readonly Answer[];
}): void => {
  for (const answer of accepted) receipts?.write(`${JSON.stringify(answer)}\n`);
  for (const answer of refused) {
    errors?.write(`${JSON.stringify(answer)}\n`);
    const { code = "?", detail = "" } = answer.problem ?? {};
    if (errors === undefined && done.refused < SHOWN_ERRORS)
      console.log(`✗ line ${String(answer.line)} · ${code} · ${detail}`);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    done.refused += 1;
  }
  done.accepted += accepted.length;
};

let read = 0;
source.on("data", (chunk: string | Buffer) => {
  read += chunk.length;
});
const tell = (): void => {
  const seconds = (Date.now() - started) / 1000;
  const share =
    size === undefined ? "" : ` · ${String(Math.floor((100 * read) / Math.max(1, size)))} % of the file read`;
  const rate = Math.round((done.accepted + done.refused) / Math.max(0.001, seconds));
  console.log(`${String(done.accepted)} taken on, ${String(done.refused)} refused${share} · ${String(rate)} rows/s`);
};
const teller = setInterval(tell, 1_000);

const running = new Set<Promise<void>>();
for await (const rows of portionsOf(createInterface({ input: source, crlfDelay: Infinity }), basename(file), PORTION)) {
  const one = sendPortion(rows, asked, pause)
    .then(note)
    .finally(() => {
      running.delete(one);
    });
  running.add(one);
  if (running.size >= IN_FLIGHT) await Promise.race(running);
}
await Promise.all(running);
clearInterval(teller);
errors?.end();
receipts?.end();
tell();
for (const [code, count] of [...codes].sort(([, one], [, other]) => other - one))
  console.log(`  ${code}: ${String(count)}`);
process.exitCode = done.refused > 0 ? 1 : 0;
