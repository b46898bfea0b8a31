/** A program that runs beside us for long: it does not outlive us, and is started again when it dies unasked. */
export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes stdout and stderr. */
  readonly logFile: string;
  /** What it gets when we are gone. */
  readonly deathSignal: "TERM" | "KILL";
}

export declare class Child {
  constructor(options: ChildOptions);
  readonly pid: number | undefined;
  /** Sends a signal as an accident would: what dies of it is started again. False when it is not running. */
  kill(signal: NodeJS.Signals): boolean;
  /** Asks it to end, waits that long, then insists. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
}
