/** One run of Schemathesis, as one account, against what a platform says of itself in its OpenAPI document. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { PythonTool } from "../local/tools.mjs";
import { withoutTuples, type OpenApi } from "./document.ts";

export interface FuzzOptions {
  readonly tool: PythonTool;
  /** Of the platform, without a path. */
  readonly url: string;
  readonly document: OpenApi;
  /** Values that path and body may have under a name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Absent: not signed in. */
  readonly token?: string | undefined;
  /** Only operations of these services. Empty: of all. */
  readonly services: readonly string[];
  readonly examples: number;
  readonly seed: number;
  /** Also what is written down of borders: the shortest, the longest, one more, each missing field, each wrong type. */
  readonly borders: boolean;
  /** Killed when it takes longer. */
  readonly seconds: number;
}

const Report = z.object({
  complete: z.boolean(),
  operations: z.object({ selected: z.int(), tested: z.int() }),
  test_cases: z.object({ generated: z.int() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
  errors: z.array(z.unknown()),
  valid_rates: z.record(z.string(), z.record(z.string(), z.object({ accepted: z.int() }))),
});

export interface FuzzReport {
  readonly operations: number;
  readonly cases: number;
  /** Operations that took at least one of the requests. */
  readonly accepted: number;
  /** `Server error: GET /law/last-day` */
  readonly failures: readonly string[];
  /** All that the tool printed: how to repeat each failure. */
  readonly output: string;
}

/** No 5xx, no status, content type, header or body that the document does not declare. */
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];
/** How often a name has one of its values instead of an invented one. */
const PROBABILITY = 0.7;

const configOf = (values: FuzzOptions["values"]): string =>
  [...values]
    .flatMap(([name, texts]) => [
      `[dictionaries.${name}]`,
      `values = ${JSON.stringify(texts)}`,
      ...["", "body."].flatMap((where) => [
        `[parameters."${where}${name}"]`,
        `dictionary = "${name}"`,
        `probability = ${String(PROBABILITY)}`,
      ]),
    ])
    .join("\n");

const runTool = ({ tool: { python, env }, seconds }: FuzzOptions, cwd: string, args: readonly string[]) =>
  new Promise<string>((resolve, reject) => {
    const program = "from schemathesis.cli import schemathesis; schemathesis()";
    const child = spawn(python, ["-c", program, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: seconds * 1_000,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const end = (): void => void child.kill();
    process.once("exit", end);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("exit", end);
      if (signal === null && (code === 0 || code === 1)) resolve(output);
      else reject(new Error(`Schemathesis ended by ${String(signal ?? code)}:\n${output.slice(-4_000)}`));
    });
  });

export const fuzz = async (options: FuzzOptions): Promise<FuzzReport> => {
  const { url, document, values, token, services, examples, seed, borders } = options;
  const folder = mkdtempSync(join(tmpdir(), "wangge-fuzz-"));
  try {
    writeFileSync(join(folder, "openapi.json"), JSON.stringify(withoutTuples(document)));
    writeFileSync(join(folder, "schemathesis.toml"), configOf(values));
    const output = await runTool(options, folder, [
      "run",
      "openapi.json",
      ...["--url", `${url}/api/v1`, "--checks", CHECKS.join(","), "--phases", borders ? "coverage,fuzzing" : "fuzzing"],
      ...["--max-examples", String(examples), "--seed", String(seed)],
      ...["--generation-database", "none", "--suppress-health-check", "all", "--warnings", "off"],
      ...["--no-shrink", "--continue-on-failure", "--no-color"],
      ...["--report", "json", "--report-json-path", "report.json"],
      // Live updates do not end.
      ...["--exclude-path", "/stream/cases"],
      // Who signs out asks nothing more.
      ...["--exclude-path", "/sign-ins/end"],
      ...services.flatMap((service) => ["--include-tag", service]),
      ...(token === undefined ? [] : ["--header", `Authorization: Bearer ${token}`]),
    ]);
    const report = Report.parse(JSON.parse(readFileSync(join(folder, "report.json"), "utf8")));
    const { selected, tested } = report.operations;
    return {
      operations: tested,
      cases: report.test_cases.generated,
      accepted: Object.values(report.valid_rates).filter((phases) =>
        Object.values(phases).some(({ accepted }) => accepted > 0),
      ).length,
      failures: [
        ...report.failures.flatMap(({ title, operations }) => operations.map((operation) => `${title}: ${operation}`)),
        ...report.errors.map((error) => `The tool could not go on: ${JSON.stringify(error)}`),
        ...(report.complete && tested === selected
          ? []
          : [`Only ${String(tested)} of ${String(selected)} were tested`]),
      ],
      output,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
