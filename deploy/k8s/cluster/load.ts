/**
 * Files reports at an open rate and keeps every receipt: `node load.ts --url URL --per-second N --seconds N --out FILE`. A connection of its own for each, no second
 * try: what is not answered with a receipt is lost. Afterwards every receipt is asked for. The outcome is one JSON object. `--thousands N` files so many at once instead; `--ask FILE` asks
 * once more for the reports of an outcome, and for their cases. Whoever is at the address is asked for by `--name`, by TLS too.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { request as plain, type RequestOptions } from "node:http";
import { request as byTls } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";

const TIMEOUT_MS = 20_000;
/** How long the first answer is waited for; afterwards nothing is asked twice. */
const PATIENCE_MS = 30_000;
const { values } = parseArgs({
  options: {
    url: { type: "string", default: "" },
    name: { type: "string", default: "gateway" },
    "per-second": { type: "string", default: "5" },
    seconds: { type: "string", default: "60" },
    thousands: { type: "string" },
    ask: { type: "string" },
    out: { type: "string", default: "/dev/stdout" },
  },
});

const isTls = values.url.startsWith("https:");
const request = isTls ? byTls : plain;
const known: RequestOptions & { readonly servername?: string } = isTls ? { servername: values.name } : {};

interface Answer {
  /** Of HTTP; 0 where there was none. */
  readonly status: number;
  readonly text: string;
}

const ask = (method: string, path: string, headers: Readonly<Record<string, string>>, body = ""): Promise<Answer> =>
  new Promise((resolve) => {
    const lost = (error: Error): void => resolve({ status: 0, text: error.message });
    const options = { ...known, method, agent: false, headers: { host: values.name, ...headers }, timeout: TIMEOUT_MS };
    const sent = request(`${values.url}${path}`, options, (response) => {
      let text = "";
      response.on("data", (data: Buffer) => (text += data.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", lost);
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    sent.on("error", lost);
    sent.end(body);
  });

const json = { "content-type": "application/json" };
const tokenOf = async (): Promise<string> => {
  const account = { sub: "cluster-clerk", roles: ["clerk", "gridWorker"], lifetime: 43_200 };
  const asked = () => ask("POST", "/dev/issuer/token", json, JSON.stringify(account));
  let { status, text } = await asked();
  // A pod that is new is let through when the policies know of it.
  const until = Date.now() + PATIENCE_MS;
  while (status === 0 && Date.now() < until) {
    await sleep(500);
    ({ status, text } = await asked());
  }
  if (status !== 200) throw new Error(`no token: ${status} ${text}`);
  return z.object({ access_token: z.string() }).parse(JSON.parse(text)).access_token;
};

const authorized = { authorization: `Bearer ${await tokenOf()}` };

/** Which of these are not there any more, of `reports` or `cases`: a case has the id of its report. */
const missingOf = async (kind: "reports" | "cases", ids: readonly string[]): Promise<readonly string[]> => {
  const missing: string[] = [];
  for (const id of ids) {
    const { status } = await ask("GET", `/api/v1/${kind}/${id}`, authorized);
    if (status !== 200) missing.push(`${kind}/${id}: ${status}`);
  }
  return missing;
};

if (values.ask !== undefined) {
  const { ids } = z.object({ ids: z.string().array() }).parse(JSON.parse(readFileSync(values.ask, "utf8")));
  const missing = [...(await missingOf("reports", ids)), ...(await missingOf("cases", ids))];
  writeFileSync(values.out, `${JSON.stringify({ asked: ids.length, missing })}\n`);
  process.exit();
}

const grids = z
  .object({ grids: z.object({ code: z.string() }).array() })
  .parse(JSON.parse((await ask("GET", "/api/v1/grids", authorized)).text))
  .grids.map(({ code }) => code);

if (values.thousands !== undefined) {
  for (let thousand = 0; thousand < Number(values.thousands); thousand += 1) {
    const rows = Array.from({ length: 1_000 }, (_, count) => ({
      category: "event-0201",
      channel: "phone",
      grid: grids[(thousand * 1_000 + count) % grids.length],
      description: `report ${count} of many`,
    }));
    const headers = { ...authorized, "content-type": "application/x-ndjson" };
    const { status, text } = await ask(
      "POST",
      "/api/v1/reports/bulk",
      headers,
      rows.map((row) => JSON.stringify(row)).join("\n"),
    );
    if (status !== 200) throw new Error(`not taken on: ${status} ${text.slice(0, 500)}`);
  }
  process.exit();
}

interface Outcome {
  readonly at: string;
  readonly ms: number;
  readonly status: number;
  readonly reportId?: string;
  readonly why?: string;
}

const run = Date.now();
const file = async (count: number): Promise<Outcome> => {
  const startedAt = Date.now();
  const body = {
    category: "event-0201",
    channel: "phone",
    grid: grids[count % grids.length],
    description: `report ${count} of a test`,
  };
  const headers = { ...authorized, ...json, "idempotency-key": `cluster-${run}-${count}` };
  const { status, text } = await ask("POST", "/api/v1/reports", headers, JSON.stringify(body));
  const at = new Date(startedAt).toISOString();
  const ms = Date.now() - startedAt;
  if (status !== 201) return { at, ms, status, why: text.slice(0, 500) };
  return { at, ms, status, reportId: z.object({ reportId: z.string() }).parse(JSON.parse(text)).reportId };
};

const everyMs = 1_000 / Number(values["per-second"]);
const total = Math.round(Number(values["per-second"]) * Number(values.seconds));
const under: Promise<Outcome>[] = [];
for (let count = 0; count < total; count += 1) {
  await sleep(Math.max(0, run + count * everyMs - Date.now()));
  under.push(file(count));
}
const outcomes = await Promise.all(under);

const ids = outcomes.flatMap(({ reportId }) => reportId ?? []);
const missing = await missingOf("reports", ids);
const times = outcomes.map(({ ms }) => ms).toSorted((a, b) => a - b);
const quantile = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const result = {
  sent: outcomes.length,
  receipts: ids.length,
  ids,
  lost: outcomes.filter(({ reportId }) => reportId === undefined),
  missing,
  p50: quantile(0.5),
  p99: quantile(0.99),
};
writeFileSync(values.out, `${JSON.stringify(result)}\n`);
