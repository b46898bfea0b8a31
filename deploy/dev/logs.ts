import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { recent, type Recent } from "./recent.ts";

/** One line of a process's log. */
export interface LogLine {
  readonly at: number;
  /** The service or engine. */
  readonly of: string;
  readonly level: "debug" | "info" | "warn" | "error" | "plain";
  readonly message: string;
  readonly traceId?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const LEVELS = { 10: "debug", 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "error" } as const;
const isLevel = (level: unknown): level is keyof typeof LEVELS => typeof level === "number" && level in LEVELS;

/** Reads a line as pino writes it; what is no such line (an engine's, a stack trace) is taken as it is. */
export const parseLine = (of: string, text: string, now: number): LogLine => {
  const plain: LogLine = { at: now, of, level: "plain", message: text, fields: {} };
  if (!text.startsWith("{")) return plain;
  let read: Readonly<Record<string, unknown>>;
  try {
    read = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return plain;
  }
  const { level, time, msg, name: _name, traceId, ...fields } = read;
  if (!isLevel(level) || typeof time !== "number") return plain;
  return {
    at: time,
    of,
    level: LEVELS[level],
    message: typeof msg === "string" ? msg : "",
    ...(typeof traceId === "string" ? { traceId } : {}),
    fields,
  };
};

export interface Logs {
  readonly lines: Recent<LogLine>["all"];
  /** Reads on where it stopped. */
  readonly look: () => void;
}

/** Of a log that was there before, only its end is of interest. */
const FIRST_BYTES = 64_000;
/** A page cannot show more at once, and a process in a loop can write more than that. */
const MOST_BYTES = 1_000_000;

interface Place {
  offset: number;
  rest: string;
}

const readFrom = (path: string, place: Place, size: number): string => {
  const length = Math.min(size - place.offset, MOST_BYTES);
  const buffer = Buffer.alloc(length);
  const file = openSync(path, "r");
  try {
    readSync(file, buffer, 0, length, size - length);
  } finally {
    closeSync(file);
  }
  place.offset = size;
  return buffer.toString("utf8");
};

/**
 * Follows the log files of a folder, each `<name>.log`.
 * @param tell gets each new line
 */
export const followLogs = (folder: string, tell: (lines: readonly LogLine[]) => void): Logs => {
  const kept = recent<LogLine>({ most: 5_000, forMs: 10 * 60_000 });
  const places = new Map<string, Place>();

  const newLines = (file: string): readonly LogLine[] => {
    const path = join(folder, file);
    const size = statSync(path).size;
    const place = places.get(file) ?? { offset: Math.max(0, size - FIRST_BYTES), rest: "" };
    places.set(file, place);
    if (size < place.offset) Object.assign(place, { offset: 0, rest: "" });
    if (size === place.offset) return [];
    const texts = `${place.rest}${readFrom(path, place, size)}`.split("\n");
    place.rest = texts.pop() ?? "";
    const now = Date.now();
    return texts.filter((text) => text !== "").map((text) => parseLine(file.replace(/\.log$/, ""), text, now));
  };

  return {
    lines: kept.all,
    look: () => {
      const files = readdirSync(folder).filter((file) => file.endsWith(".log"));
      const lines = files.flatMap(newLines);
      if (lines.length === 0) return;
      for (const line of lines) kept.add(line);
      tell(lines);
    },
  };
};
