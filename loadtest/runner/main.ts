/**
 * `npm run load -- <scenario>`: executes a k6 script under Node, where there is no k6.
 *   <scenario>            a name in loadtest/scenarios, or a .js file
 *   --url URL             what is loaded (BASE_URL of the script)
 *   -e, --env NAME=VALUE  for `__ENV`; may be repeated
 *   --vus N, --duration 30s, --iterations N   take the place of the script's scenarios, as with k6
 *   --summary FILE        where the script's summary goes (SUMMARY of the script)
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { RunError, runScript, type Outcome } from "./engine.ts";
import { durationOf } from "./options.ts";
import { EXIT } from "./run.ts";
import { NOTICE, reportOf, summaryData, summaryText } from "./summary.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const wrong = (message: string): never => {
  throw new RunError(EXIT.config, message);
};

const scriptOf = (name: string): string => {
  const own = fileURLToPath(new URL(`../scenarios/${name}.js`, import.meta.url));
  const file = name.endsWith(".js") ? resolve(name) : own;
  return existsSync(file) ? file : wrong(`there is no scenario ${name}`);
};

const countOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : wrong(`--${name} ${text} is no number of anything`);
};

const requestOf = (args: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: "string" },
      env: { type: "string", short: "e", multiple: true, default: [] },
      vus: { type: "string" },
      duration: { type: "string" },
      iterations: { type: "string" },
      summary: { type: "string" },
    },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) return wrong("name one scenario: npm run load -- window-intake");
  const file = scriptOf(name);
  if (values.duration !== undefined) durationOf(values.duration);
  const url = values.url ?? process.env["WANGGE_URL"];
  const summary = values.summary ?? process.env["SUMMARY"] ?? `.wangge/load/${basename(file, ".js")}.json`;
  const env = Object.fromEntries(
    values.env.map((pair) => {
      const at = pair.indexOf("=");
      return at > 0 ? [pair.slice(0, at), pair.slice(at + 1)] : wrong(`-e ${pair}: write NAME=VALUE`);
    }),
  );
  return {
    entry: pathToFileURL(file).href,
    env: {
      ...(process.env as Record<string, string>),
      ...(url === undefined ? {} : { BASE_URL: url }),
      SUMMARY: summary,
      ...env,
    },
    overrides: {
      vus: countOf("vus", values.vus),
      duration: values.duration,
      iterations: countOf("iterations", values.iterations),
    },
  };
};

/** Files and streams that the script wants its summary in. */
const writeSummary = async (outcome: Outcome): Promise<void> => {
  const data = summaryData(outcome);
  const made: unknown = outcome.handleSummary === undefined ? undefined : await outcome.handleSummary(data);
  if (made === undefined || made === null) {
    process.stdout.write(`${summaryText(data)}\n`);
    return;
  }
  for (const [name, text] of Object.entries(made as Record<string, unknown>)) {
    if (name === "stdout" || name === "stderr") process[name].write(`${String(text).trimEnd()}\n`);
    else {
      mkdirSync(dirname(resolve(name)), { recursive: true });
      writeFileSync(name, typeof text === "string" ? text : Buffer.from(text as ArrayBuffer));
    }
  }
};

const main = async (): Promise<number> => {
  const stop = new AbortController();
  const ask = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    stop.abort();
  };
  process.on("SIGINT", ask).on("SIGTERM", ask);
  const request = requestOf(process.argv.slice(2));
  say(NOTICE);
  const outcome = await runScript({ ...request, say, stop: stop.signal });
  await writeSummary(outcome);
  process.stdout.write(`${reportOf(outcome)}\n`);
  return outcome.code;
};

try {
  process.exitCode = await main();
} catch (error) {
  const isOurs = error instanceof RunError || (error instanceof TypeError && "code" in error);
  say(isOurs ? `load: ${error.message}` : String(error instanceof Error ? error.stack : error));
  process.exitCode = error instanceof RunError ? error.code : isOurs ? EXIT.config : EXIT.script;
}
// A request that nobody waits for any more must not keep the process.
process.exit();
