/** A process, safe against its id being used again. */
export interface ProcessMark {
  pid: number;
  birth: string;
}

export interface State {
  /** Remembered from start to start. */
  ports: Record<string, number>;
  children: Record<string, ProcessMark>;
  /** Of the HTTP API. */
  url?: string;
  /** NATS_URL, MONGO_URL, REDIS_URL. */
  addresses?: Record<string, string>;
}

export declare class DataDir {
  readonly dir: string;
  state: State;
  private constructor();
  save(): void;
  /** Remembers a child, so that the next start can end it should we be killed in a way that leaves it running. */
  remember(name: string, pid: number): void;
  endStrays(): Promise<void>;
  /** The port of the last start when it is free, else the preferred one, else any. */
  port(name: string, preferred?: number): Promise<number>;
  /** One random password per principal; those that exist are kept. */
  secrets(principals: readonly string[]): { file: string; secrets: Record<string, string> };
  /** Gives the folder back. */
  close(): void;
}

/** Takes the folder for this process; ends what an earlier, killed one may have left running. */
export declare function openDataDir(path: string): Promise<DataDir>;

/** Who uses a data folder now, and where it can be reached. */
export declare function lookAt(dataDir: string): { holder?: ProcessMark; state: State };
