import { trace } from "@opentelemetry/api";
import pino from "pino";
import { logLineWithoutPersonalNumbers } from "./crypto/numbers.ts";
import { logsTo } from "./telemetry/log-export.ts";

/** Fields, not prose; never names, phones or addresses. */
export interface Log {
  readonly debug: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

/** The net below that rule, for messages of libraries that quote what they were given; then out, to the collector too where there is one. */
const outgoing = (line: string): string => {
  const told = logLineWithoutPersonalNumbers(line);
  logsTo.current?.take(told);
  return told;
};

export const createLog = (name: string, level = "info"): Log =>
  pino({
    name,
    level,
    base: { name },
    mixin: () => {
      const traceId = trace.getActiveSpan()?.spanContext().traceId;
      return traceId === undefined ? {} : { traceId };
    },
    hooks: { streamWrite: outgoing },
  });

const nothing = (): void => undefined;
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
