export interface Program {
  readonly command: string;
  /** That come before all others. */
  readonly args: readonly string[];
}

/** nats-server: on PATH, in the cache, or fetched into it. @throws UserError that says why it cannot be had */
export declare function natsProgram(log: (line: string) => void): Promise<Program>;

export interface Engine extends Program {
  /** That it needs besides its own. */
  readonly env: Readonly<Record<string, string>>;
}

/** Of the one that stands in for MongoDB, `fast` was built and `quick` fetched. @throws UserError that says why it cannot be had */
export declare function mongoProgram(
  log: (line: string) => void,
  writtenBy: string | undefined,
): Promise<Engine & { readonly kind: "fast" | "quick" | "mongod" }>;

/** Undefined where none can be had. */
export declare function redisProgram(log: (line: string) => void): Promise<Engine | undefined>;
