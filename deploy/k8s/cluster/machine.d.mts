/** A machine of a test. All of it goes when its first process ends. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  readonly dir: string;
  /** Of its first process, as this machine counts them. */
  readonly pid: number;
  /** The command line that runs `command` with its network, and our files. */
  readonly within: (command: readonly string[]) => readonly string[];
  /** The same with all that is its own. */
  readonly inside: (command: readonly string[]) => readonly string[];
  /** Runs a program with its network to the end. @throws UserError with what it complained of */
  readonly say: (command: readonly string[]) => Promise<string>;
  /** Everything that runs in it dies at once, as when its power is cut. */
  readonly kill: () => Promise<void>;
}
