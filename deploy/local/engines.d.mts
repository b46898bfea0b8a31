/** What a person and a test may know of a running engine. `pid` and `restarts` are read live. */
export interface EngineInfo {
  readonly program: string;
  readonly kind: "nats" | "mongod" | "fast" | "quick" | "redis";
  readonly port: number;
  readonly pid: number | undefined;
  readonly restarts: number;
}

export type EngineName = "nats" | "mongo" | "redis";

/** Addresses; `REDIS_URL` is missing where no Redis can be had. */
export interface EngineAddresses {
  readonly NATS_URL: string;
  readonly MONGO_URL: string;
  readonly REDIS_URL?: string;
}

export interface Engines {
  readonly env: EngineAddresses;
  /** Those that were started here, not those whose address came from the environment. */
  readonly engines: ReadonlyMap<EngineName, EngineInfo>;
  /** Sends a signal (SIGKILL when not told) as an accident would; the engine is started again on the same data. */
  kill(name: EngineName, signal?: NodeJS.Signals): boolean;
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** A folder of its own: one process uses it at a time. */
  readonly dataDir: string;
  /** NATS configuration text (`authorization { … }` or `accounts { … }`); empty: everybody may do everything. */
  readonly natsAuth?: string;
  readonly log?: (line: string) => void;
  /** Where `NATS_URL`, `MONGO_URL` and `REDIS_URL` are looked for; `{}` starts all engines. Default: `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Synced before it acknowledges. Default: true, and nothing but a comparison wants it otherwise. A `mongod` always is. */
  readonly synced?: boolean;
}

/** Starts the engines of one data folder and waits until each answers in its protocol. */
export declare function startEngines(options: EngineOptions): Promise<Engines>;
