import type { EngineAddresses, EngineInfo, EngineName } from "./engines.mjs";

/** A service of the stack; `port` serves /livez, /readyz and /metrics. `pid` and `restarts` are read live. */
export interface ServiceInfo {
  readonly port: number;
  readonly pid: number | undefined;
  readonly restarts: number;
}

/** Addresses of everything, and the NATS user with all rights. `SECRETS_FILE` holds the others' passwords. */
export interface StackEnv extends EngineAddresses {
  readonly NATS_USER: string;
  readonly NATS_PASSWORD: string;
  readonly SECRETS_FILE: string;
  readonly API_URL: string;
}

export interface Stack {
  /** Of the HTTP API, without a path: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly env: StackEnv;
  readonly services: ReadonlyMap<string, ServiceInfo>;
  readonly engines: ReadonlyMap<EngineName, EngineInfo>;
  /** Sends a signal (SIGKILL when not told) to a service or an engine, as an accident would. False: it is not running. */
  kill(name: string, signal?: NodeJS.Signals): boolean;
  /** Ends a service as a stop would, and starts it again at once. False: there is no such service. */
  renew(name: string): boolean;
  /** Folder of the log files, `<service or engine>.log`. */
  readonly logs: string;
  /** Resolves when every service says it is ready. */
  waitReady(options?: { readonly timeoutMs?: number }): Promise<void>;
  /** Drains and stops the services, gateway first, then the engines. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** A folder of its own: one process uses it at a time. A second start on it keeps all data. */
  readonly dataDir: string;
  /** In the order of starting; stopped in the reverse order. Default: every service of the platform, gateway last. */
  readonly services?: readonly string[];
  /** More variables for every service. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
  /** Start a service again when it dies. Default: true. */
  readonly restart?: boolean;
  /** Of the HTTP API. Default: that of the last start, 8080, or any free one. */
  readonly port?: number;
  /** Where NATS_URL, MONGO_URL and REDIS_URL are looked for; `{}` starts all engines. Default: `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The clone whose services run. Default: this one. */
  readonly root?: string;
  /** What is different for one service; asked when the engines are up. Default: nothing. */
  readonly apart?: (service: string, engines: EngineAddresses) => Promise<Apart>;
  /** Copies of each stream, of a NATS that has so many servers. Default: 1. */
  readonly replicas?: number;
}

export interface Apart {
  /** Over all other variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** The clone in which it begins, looked up at each of its starts: a link may be turned to another one. */
  readonly root?: string;
}

/** Starts engines, provisions streams, starts the services. Call `waitReady()` before use and `stop()` at the end. */
export declare function startStack(options: StackOptions): Promise<Stack>;

/** The folder of this clone. */
export declare const root: string;

/**
 * Calls `first` at the first wish to stop (Ctrl-C, SIGTERM, a closed terminal, the end of what started us) and `again` at
 * a later one. Returns how to stop listening.
 */
export declare function onStop(first: (signal: NodeJS.Signals) => void, again?: () => void): () => void;
