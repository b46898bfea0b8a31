import pino from "pino";
import { logLineWithoutPersonalNumbers } from "./crypto/numbers.ts";

/** Fields, not prose; never names, phones or addresses. */
export interface Log {
  readonly debug: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

export const createLog = (name: string, level = "info"): Log =>
  pino({
    name,
    level,
    base: { name },
    // The net below that rule, for messages of libraries that quote what they were given.
    hooks: { streamWrite: logLineWithoutPersonalNumbers },
  });

const nothing = (): void => undefined;
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
