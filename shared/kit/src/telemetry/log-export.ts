/** 日志外送. Lines of the log to a collector, as OTLP over HTTP (JSON): from there on neither the process nor who holds it can alter them. */
import { readFileSync } from "node:fs";
import { Agent as PlainAgent, request as requestPlain } from "node:http";
import { Agent, request } from "node:https";

export interface LogExport {
  /** One line as it goes to standard output. */
  readonly take: (line: string) => void;
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface LogExportOptions {
  /** As `OTEL_EXPORTER_OTLP_ENDPOINT` has it: without `/v1/logs`. */
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Shown to a collector that asks for it. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
  readonly resource: Readonly<Record<string, string>>;
  readonly everyMs?: number;
  /** Kept while nobody takes them; of more the oldest go, and it is said how many. */
  readonly most?: number;
}

const AT_ONCE = 512;
const ANSWER_MS = 5_000;
/** What a collector answers that takes no logs: it is not asked again. */
const TAKES_NONE = [404, 405, 501];
const WARN = 40;

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const valueOf = (value: unknown): Attribute["value"] => {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return { doubleValue: value };
  return { stringValue: JSON.stringify(value) };
};
const attributesOf = (fields: Readonly<Record<string, unknown>>): readonly Attribute[] =>
  Object.entries(fields).map(([key, value]) => ({ key, value: valueOf(value) }));

/** Levels of pino are tens, those of OpenTelemetry begin at 1, 5, 9 … 21. */
const severityOf = (level: number): number => Math.min(24, Math.max(1, (level / 10) * 4 - 3));
const NAMES: Readonly<Record<number, string>> = {
  10: "TRACE",
  20: "DEBUG",
  30: "INFO",
  40: "WARN",
  50: "ERROR",
  60: "FATAL",
};

const nanos = (ms: number): string => `${String(Math.round(ms))}000000`;

/** @returns undefined where it is no JSON any more: a number of somebody's stood there */
const parsed = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
};

const recordOf = (line: string): object => {
  const { level, time, msg, traceId, name: _name, ...fields } = parsed(line) ?? { msg: line.trim() };
  const tens = typeof level === "number" ? level : WARN;
  const at = nanos(typeof time === "number" ? time : Date.now());
  return {
    ...{ timeUnixNano: at, observedTimeUnixNano: at },
    ...{ severityNumber: severityOf(tens), severityText: NAMES[tens] ?? "INFO" },
    body: { stringValue: typeof msg === "string" ? msg : "" },
    attributes: attributesOf(fields),
    ...(typeof traceId === "string" ? { traceId } : {}),
  };
};

type Answer = "taken" | "refused" | "away";

/** Sends to one place, over lines that stay. @returns gives the status @throws where there is none in time */
const sender = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  certificate: LogExportOptions["certificate"],
): ((body: string) => Promise<number>) => {
  const isPlain = url.protocol === "http:";
  const agent = isPlain ? new PlainAgent({ keepAlive: true }) : new Agent({ keepAlive: true, ...certificate });
  const open = isPlain ? requestPlain : request;
  return (body) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(ANSWER_MS);
      open(url, { method: "POST", headers, agent, signal }, (response) => {
        response.resume().once("end", () => {
          resolve(response.statusCode ?? 0);
        });
        response.once("error", reject);
      })
        .once("error", reject)
        .end(body);
    });
};

/** Never in the way: what it takes waits here, and a collector that is away costs lines and nothing else. */
export const logExport = (options: LogExportOptions): LogExport => {
  const { endpoint, headers = {}, certificate, resource, everyMs = 1_000, most = 5_000 } = options;
  const url = new URL(`${endpoint.replace(/\/$/, "")}/v1/logs`);
  const send = sender(url, { "content-type": "application/json", ...headers }, certificate);
  let waiting: string[] = [];
  let dropped = 0;
  let isOver = false;
  let sending: Promise<void> | undefined;

  const post = async (lines: readonly string[], lost: number): Promise<Answer> => {
    const gone = { level: WARN, time: Date.now(), msg: "lines of the log were not sent", lines: lost };
    const records = [...(lost > 0 ? [JSON.stringify(gone)] : []), ...lines].map(recordOf);
    const scopeLogs = [{ scope: { name: "wangge" }, logRecords: records }];
    try {
      const attributes = attributesOf(resource);
      const status = await send(JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs }] }));
      if (TAKES_NONE.includes(status)) return "refused";
      return status === 429 || status >= 500 ? "away" : "taken";
    } catch {
      return "away";
    }
  };

  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0 && !isOver) {
      const batch = waiting.slice(0, AT_ONCE);
      const lost = dropped;
      waiting = waiting.slice(batch.length);
      dropped = 0;
      const answer = await post(batch, lost);
      if (answer === "refused") isOver = true;
      if (answer !== "away") continue;
      dropped += lost;
      waiting = [...batch, ...waiting];
      keepMost();
      return;
    }
  };

  const keepMost = (): void => {
    const over = waiting.length - most;
    if (over <= 0) return;
    waiting = waiting.slice(over);
    dropped += over;
  };

  const flush = (): Promise<void> => {
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
    return sending;
  };
  const timer = setInterval(() => void flush(), everyMs).unref();

  return {
    take: (line) => {
      if (isOver) return;
      waiting.push(line);
      if (waiting.length > most + AT_ONCE) keepMost();
    },
    flush,
    stop: async () => {
      clearInterval(timer);
      await flush();
      isOver = true;
    },
  };
};

/** `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` and `_KEY`: files, as spans take them. */
export const certificateIn = ({
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: cert,
  OTEL_EXPORTER_OTLP_CLIENT_KEY: key,
}: NodeJS.ProcessEnv): LogExportOptions["certificate"] =>
  cert === undefined || key === undefined
    ? undefined
    : { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };

/** Set by `telemetry-register`, where a collector is named. */
export const logsTo: { current: LogExport | undefined } = { current: undefined };

/** `OTEL_EXPORTER_OTLP_HEADERS`: `name=value,other=value`, each percent-encoded. */
export const headersIn = (text = ""): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(",")
      .map((pair) => pair.split("="))
      .flatMap(([name = "", ...value]) =>
        name.trim() === "" ? [] : [[name.trim(), decodeURIComponent(value.join("=").trim())]],
      ),
  );
